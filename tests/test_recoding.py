"""A ledger recoded is the one that the new rules make, and no more is coded again than may differ."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from dateline.coded_rows import fits_of
from dateline.ledger.found_columns import found_of, found_table
from dateline.ledger.manifest import read_manifest
from dateline.ledger.store import BATCH, PARSED, Ledger
from dateline.ledger.upkeep import verify
from dateline.reading import read_story
from dateline.recoding import recode
from dateline.rulebook.tables import rules_folder
from dateline.run import Run
from dateline.storing import store

EXAMPLES = Path(__file__).parent.parent / "examples" / "wire.jsonl"


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def whole(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example stories in a ledger of some parts."""
    folder = tmp_path_factory.mktemp("whole") / "ledger"
    store(run, folder, [str(EXAMPLES)], None, batch=5)
    return folder


def edited(folder: Path, file: str, pattern: str, by: str) -> Path:
    """A folder of rules that differs from the package's in one place of one file."""
    path = folder / file
    if path.parent.name in ("events", "classes"):
        # These count as a whole.
        shutil.copytree(rules_folder() / Path(file).parent, path.parent)
    path.parent.mkdir(parents=True, exist_ok=True)
    text, n = re.subn(pattern, by, (rules_folder() / file).read_text(encoding="utf-8"), count=1, flags=re.S)
    assert n == 1
    path.write_text(text, encoding="utf-8")
    return folder


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    """All rows in the order of the parts, but for the number of the run that brought them."""
    found = Ledger(folder).read(table)
    assert found is not None
    rows: list[dict[str, Any]] = found.drop([n for n in ("run",) if n in found.column_names]).to_pylist()
    return rows


CHANGES = {
    "a phrase dropped": ("events/accuse.toml", '"condemn", ', ""),
    "a phrase added": ("events/accuse.toml", "verbs = \\[", 'verbs = [\n  "sign",'),
    "an idiom dropped": (
        "events/consult.toml",
        r'\[\[rule\]\]\nid = "consult.none-press".*?(?=\[\[rule)',
        "",
    ),
    "the order of two rules": (
        "events/coerce.toml",
        r'(\[\[rule\]\]\nid = "[^"]*".*?)(\[\[rule\]\]\nid = "[^"]*".*?)(?=\[\[rule)',
        r"\2\1",
    ),
    "a rule of another name": ("events/accuse.toml", 'id = "accuse.condemn"', 'id = "accuse.condemned"'),
    "a rule of another mode": ("events/accuse.toml", 'mode = "disapprove"', 'mode = "allege"'),
    "a word of a class": ("words/classes/politics.toml", '"talks", "meeting",', '"meeting", "minister",'),
    "confidence": ("words/confidence.tsv", r"both sides named\t[-.\d]+", "both sides named\t1.5"),
    "certainty": ("words/status.toml", "  not, n't,", "  n't,"),
    "actors": ("actors/organisations.tsv", r"\neu-european-union\t[^\n]*", ""),
    "dates": ("dates/direction.toml", '"will", "shall", ', '"shall", '),
    "attribution": ("words/attribution.toml", "  add, admit, ", "  admit, "),
    "figures": ("words/figures.toml", '"dead", "killed", "slain"', '"dead", "slain"'),
}
CODED_ANEW = {"confidence", "certainty", "figures"}
"""Changes about which a story does not say whether they concern it."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_ledger_recoded_is_that_of_the_new_rules(
    change: str, run: Run, whole: Path, tmp_path: Path
) -> None:
    new = Run(rules=edited(tmp_path / "rules", *CHANGES[change]))
    folder = tmp_path / "ledger"
    shutil.copytree(whole, folder)
    done = recode(new, folder)
    assert done.parsed == 0
    assert (done.read == done.stories) == (change in CODED_ANEW)
    fresh = tmp_path / "afresh"
    store(new, fresh, [str(EXAMPLES)], None, batch=5)
    for table in BATCH:
        assert rows(folder, table) == rows(fresh, table), table
    for table in ("families", "happenings"):
        assert sorted(rows(folder, table), key=str) == sorted(rows(fresh, table), key=str), table
    assert verify(Ledger(folder)) == []
    assert rows(folder, "events") != rows(whole, "events")
    changed = done.gained + done.lost + done.changed
    without = [[row | {"coding": ""} for row in rows(f, "events")] for f in (folder, whole)]
    assert (changed.total() > 0) == (without[0] != without[1])
    recode(run, folder)
    for table in BATCH:
        assert rows(folder, table) == rows(whole, table), table


def test_workers_recode_as_one_does(whole: Path, tmp_path: Path) -> None:
    new = Run(rules=edited(tmp_path / "rules", *CHANGES["a word of a class"]))
    ledgers = [tmp_path / f"{n}" for n in (1, 2)]
    for n, folder in enumerate(ledgers, 1):
        shutil.copytree(whole, folder)
        recode(new, folder, workers=n)
    one, two = ({p.relative_to(f): p.read_bytes() for p in f.rglob("*-*.parquet")} for f in ledgers)
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path] and path.parts[0] != "runs"] == []


def test_a_recoding_that_changes_no_event_groups_nothing_again(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    shutil.copytree(whole, folder)
    before = read_manifest(folder).tables
    pattern = ("events/accuse.toml", r"verbs = \[", 'verbs = [\n  "lambast@e",'.replace("@", ""))
    done = recode(Run(rules=edited(tmp_path / "rules", *pattern)), folder)
    assert done.read == 0
    after = read_manifest(folder)
    assert after.grouped == after.commit
    assert all(after.tables[table] == before[table] for table in ("families", "happenings", "found"))


def test_other_evidence_of_happenings_groups_again_and_codes_nothing(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    shutil.copytree(whole, folder)
    rules = edited(tmp_path / "rules", "happenings/evidence.toml", r"threshold = [\d.]+", "threshold = 0.5")
    done = recode(Run(rules=rules), folder)
    assert (done.read, done.changed.total()) == (0, 0)
    before, after = (read_manifest(f) for f in (whole, folder))
    assert after.grouped_by != before.grouped_by
    assert after.grouped == after.commit
    assert verify(Ledger(folder)) == []


def test_what_was_found_comes_back_as_it_was(run: Run) -> None:
    texts = (
        "",
        "Ghana's president met Togo's foreign minister in Accra on Monday, a spokesman said; 20 people died.",
        "“He must go,” said nobody. At least 300 soldiers from Chad and Niger left for Mali in May 2013.",
    )
    stories = [read_story(text, id=str(n), published="2019-06-14") for n, text in enumerate(texts)]
    kept = []
    for story, _, parse in run.pipeline.parse(stories):
        layers = run.pipeline.find(story, parse)
        fits = fits_of(run.pipeline.coder.code(layers).fits, run.fingerprint.keys)
        kept.append((story.id, parse, layers.found, fits))
    assert any(found.places and found.figures and fits for _, _, found, fits in kept)
    back = list(found_of(found_table(kept), [parse for _, parse, _, _ in kept]))
    assert back == [(found, fits) for _, _, found, fits in kept]
    one = found_table(kept).take([2])
    assert list(found_of(one, [kept[2][1]])) == back[2:]


@pytest.mark.parametrize("parses", [True, False])
def test_other_spinning_rules_need_a_new_parse(run: Run, parses: bool, tmp_path: Path) -> None:
    folder = tmp_path / "ledger"
    store(run, folder, [str(EXAMPLES)], None, parses=parses)
    assert bool(read_manifest(folder).tables.get("parses")) == parses
    rules = tmp_path / "rules"
    (rules / "spinning").mkdir(parents=True)
    # Without weak signs, the story that a spinner rewrote scores less.
    signs = (rules_folder() / "spinning" / "signs.tsv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in signs if not line.startswith("#")][:2]
    (rules / "spinning" / "signs.tsv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    new = Run(rules=rules)
    done = recode(new, folder)
    assert done.parsed == done.stories
    store(new, tmp_path / "afresh", [str(EXAMPLES)], None, parses=parses)
    for table in (*BATCH, "families"):
        if parses or table not in PARSED:
            assert rows(folder, table) == rows(tmp_path / "afresh", table), table
    assert verify(Ledger(folder)) == []
