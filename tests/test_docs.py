"""What the documentation shows exists: commands, options, files."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from dateline.cli import main

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"(?:^|`|\| )\s*dateline ((?:rules |ledger )?[a-z]+)([^\n`|>]*)", re.MULTILINE)


def commands() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in main.commands.items():
        if isinstance(command, click.Group):
            found |= {f"{name} {sub}": c for sub, c in command.commands.items()}
        else:
            found[name] = command
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_line_shown_can_be_typed(page: Path) -> None:
    known = commands()
    for name, rest in COMMAND.findall(page.read_text(encoding="utf-8")):
        assert name in known, f"{page.name} shows `dateline {name}`"
        options = {o for p in known[name].params for o in p.opts}
        for option in re.findall(r"(?<!\S)(--[a-z-]+)", rest):
            assert option in options, f"{page.name}: `dateline {name}` has no {option}"


def test_every_command_is_documented() -> None:
    text = "\n".join(p.read_text(encoding="utf-8") for p in PAGES)
    missing = [name for name in commands() if f"dateline {name}" not in text]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_file_named_is_there(page: Path) -> None:
    for name in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / name).exists(), f"{page.name} links to {name}"


def test_every_dependency_is_explained() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    extras = [d for extra in project["optional-dependencies"].values() for d in extra]
    for requirement in project["dependencies"] + extras:
        name = re.split(r"[<>=!~ \[]", requirement)[0]
        assert name in text, f"docs/dependencies.md says nothing of {name}"


def test_the_lock_file_names_no_registry() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--hash=sha256:" in text
