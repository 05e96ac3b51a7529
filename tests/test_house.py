"""The shape of the house: who may import whom, and that heavy things stay out of the way."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "dateline"
STAGES = {
    "reading", "copies", "parsing", "finding", "clauses", "coding", "happenings", "ledger", "exporting"
}  # fmt: skip
SHARED = {"model", "rulebook"}
EDGE = {"os", "io", "socket", "urllib", "http", "requests", "time", "random", "spacy", "thinc"}
"""Modules that touch disk, network, clock, chance or spaCy."""
PURE = {"model", "copies", "finding", "clauses", "coding", "happenings"}


def imports(path: Path) -> set[str]:
    """Everything that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def modules(folder: str) -> list[Path]:
    return sorted((SOURCE / folder).rglob("*.py"))


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_a_stage_imports_only_itself_the_model_and_the_rulebook(stage: str) -> None:
    for path in modules(stage):
        for name in imports(path):
            if name.startswith("dateline."):
                part = name.split(".")[1]
                assert part in SHARED | {stage}, f"{path.name} imports {name}"


def test_the_model_imports_nothing_of_ours_and_the_rulebook_nothing_but_itself() -> None:
    for folder in ("model", "rulebook"):
        for path in modules(folder):
            ours = {n.split(".")[1] for n in imports(path) if n.startswith("dateline.")}
            assert ours <= {folder}, f"{path.name} imports {ours}"


@pytest.mark.parametrize("stage", sorted(PURE))
def test_pure_stages_touch_neither_disk_nor_network_nor_clock(stage: str) -> None:
    for path in modules(stage):
        touched = {n.split(".")[0] for n in imports(path)} & EDGE
        assert not touched, f"{path.name} imports {touched}"


def test_spacy_is_known_to_the_parsing_stage_alone() -> None:
    for path in SOURCE.rglob("*.py"):
        if path.parent.name != "parsing":
            assert not any(n.split(".")[0] in ("spacy", "thinc") for n in imports(path)), path


def test_a_network_is_asked_by_watching_alone() -> None:
    """`serving` answers on the loopback interface."""
    network = {
        "socket",
        "ssl",
        "http.client",
        "urllib.request",
        "urllib.robotparser",
        "httpx",
        "requests",
        "urllib3",
    }
    for path in SOURCE.rglob("*.py"):
        if path.parent.name != "watching" and path.stem != "serving":
            assert not imports(path) & network, path


def test_nothing_that_is_read_can_be_run() -> None:
    for path in SOURCE.rglob("*.py"):
        assert not imports(path) & {"pickle", "marshal", "shelve", "dill", "joblib"}, path
        names = {
            n.id for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Name)
        }
        assert not names & {"eval", "exec"}, path


def test_asking_for_help_imports_nothing_heavy() -> None:
    """`dateline --help` must answer at once: no model, no tables, no arrays."""
    script = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from dateline.cli import main\n"
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0\n"
        "print([m for m in ('spacy', 'numpy', 'pyarrow', 'rich') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_model_loads_without_the_command_line_of_spacy_which_works_all_the_same() -> None:
    script = (
        "import sys\n"
        "from dateline.parsing import load_model\n"
        "load_model()\n"
        "print([m for m in sys.modules if m.startswith('spacy.cli') or m in ('requests', 'jinja2')])\n"
        "import spacy\n"
        "print(spacy.info(silent=True)['spacy_version'] == spacy.__version__)\n"
        "import spacy.cli\n"
        "print('info' in [c.name for c in spacy.cli.app.registered_commands], spacy.cli.info)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    none, same, commands = done.stdout.splitlines()
    assert (none, same) == ("[]", "True")
    assert commands.startswith("True <function info")
