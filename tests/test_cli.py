"""What a user of the command line would notice."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dateline.cli import main

EXAMPLES = Path(__file__).parent.parent / "examples"
STORY = "Kenya's foreign minister met her Ugandan counterpart in Kampala on Monday.\n"


def run(*args: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in args], input=stdin)


@pytest.fixture(scope="module")
def coded() -> Result:
    return run("code", EXAMPLES, "--format", "jsonl")


def events(result: Result) -> list[dict]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def texts() -> dict[str, str]:
    """The example stories as their files give them, by id."""
    found = {p.stem: p.read_bytes().decode() for p in EXAMPLES.glob("*.txt")}
    for path in EXAMPLES.glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            story = json.loads(line)
            found[story["id"]] = story["text"]
    return found


def test_the_examples_are_coded_without_a_fault(coded: Result) -> None:
    assert coded.exit_code == 0, coded.stderr
    found = events(coded)
    assert len({e["story"] for e in found}) >= 12
    assert len({e["type"] for e in found}) >= 12


def test_every_offset_slices_back_to_its_text(coded: Result) -> None:
    received = texts()

    def check(value: object, text: str) -> int:
        if isinstance(value, dict):
            n = sum(check(v, text) for v in value.values())
            if value.get("start") is not None and value.get("text") is not None:
                assert text[value["start"] : value["end"]] == value["text"]
                n += 1
            return n
        return sum(check(v, text) for v in value) if isinstance(value, list) else 0

    assert sum(check(e, received[e["story"]]) for e in events(coded)) > 200


def test_the_public_record_has_the_fields_of_the_design(coded: Result) -> None:
    assert list(events(coded)[0]) == [
        "id", "story", "published", "family", "type", "mode", "contexts", "cameo", "quad", "intensity",
        "aspect", "historical", "actors", "recipients", "date", "place", "status", "basis", "sources",
        "content", "figures", "mentions", "rule", "confidence",
    ]  # fmt: skip


def test_ids_are_unique(coded: Result) -> None:
    ids = [e["id"] for e in events(coded)]
    assert len(ids) == len(set(ids))


def test_the_order_of_the_input_does_not_matter(coded: Result, tmp_path: Path) -> None:
    paths = sorted(EXAMPLES.glob("*.txt"), reverse=True)
    lines = (EXAMPLES / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    shuffled = tmp_path / "wire.jsonl"
    shuffled.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    again = run("code", shuffled, *paths, "--format", "jsonl")
    assert again.stdout == coded.stdout


def test_copies_and_the_spun_rewrite_share_a_family_with_their_original(coded: Result) -> None:
    family = {e["story"]: e["family"] for e in events(coded)}
    assert family["turkey-azerbaijan-spun"] == "turkey-azerbaijan-call"
    assert family["eu-belarus-reprint"] == family["eu-belarus-sanctions"] == "eu-belarus-sanctions"
    assert family["mali-village"] != family["korea-warning"]


def test_copies_are_named_for_what_they_are() -> None:
    result = run("copies", EXAMPLES, "--format", "jsonl")
    kinds = {m["story"]: m["kind"] for m in events(result)}
    assert kinds["turkey-azerbaijan-spun"] == "spun"
    assert kinds["eu-belarus-reprint"] == "reprint"
    assert kinds["mali-village-brief"] == "excerpt"
    assert kinds["solomon-police-edited"] == "edited"
    assert kinds["korea-warning"] == "original"


def test_copies_are_judged_by_rules_of_the_users_own(tmp_path: Path) -> None:
    """A lexicon that knows no spun phrase marks nothing; a faulty one is named."""
    spinning = tmp_path / "spinning"
    spinning.mkdir()
    tables = {
        "irregular": "word\tkind\tfirst\tsecond\n",
        "neighbours": "word\tkind\tspun\ncall\tn\tname\n",
        "phrases": "phrase\tgives\tneeds\nphone call\tcall\t\n",
        "literal": "phrase\tspun\treading\n",
        "signs": "sign\tweight\n",
    }
    for name, text in tables.items():
        (spinning / f"{name}.tsv").write_text(text, encoding="utf-8")
    lines = (EXAMPLES / "wire.jsonl").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if json.loads(line)["id"] == "turkey-azerbaijan-spun")
    story = tmp_path / "spun.jsonl"
    story.write_text(line, encoding="utf-8")
    ours = run("copies", story, "--format", "jsonl")
    theirs = run("copies", story, "--format", "jsonl", "--rules", tmp_path)
    assert [m["kind"] for m in events(ours)] == ["spun"]
    assert [m["kind"] for m in events(theirs)] == ["original"]
    assert (ours.stderr, theirs.stderr) == ("", "")
    shutil.copytree(spinning, tmp_path / "faulty" / "spinning")
    signs = tmp_path / "faulty" / "spinning" / "signs.tsv"
    signs.write_text("sign\tweight\nwhole bunch\tmuch\n", encoding="utf-8")
    faulty = run("copies", story, "--rules", tmp_path / "faulty")
    assert faulty.exit_code == 3
    assert "signs.tsv" in faulty.stderr


def test_a_table_for_people() -> None:
    result = run("code", "-", "--published", "2019-06-14", stdin=STORY)
    assert result.exit_code == 0
    assert "who → whom" in result.stdout
    assert "CONSULT" in result.stdout
    assert "2019-06-10" in result.stdout
    assert "1 stories, 1 events" in result.stderr


def test_unlikely_events_can_be_left_out(coded: Result) -> None:
    likely = events(run("code", EXAMPLES, "--format", "jsonl", "--min-confidence", "0.7"))
    assert [e["id"] for e in likely] == [e["id"] for e in events(coded) if e["confidence"] >= 0.7]
    assert 0 < len(likely) < len(events(coded))


def test_csv_has_one_row_an_event() -> None:
    result = run("code", "-", "--published", "2019-06-14", "--format", "csv", stdin=STORY)
    (row,) = csv.DictReader(io.StringIO(result.stdout))
    assert (row["type"], row["first"], row["status"]) == ("CONSULT", "2019-06-10", "actual")
    assert set(row["actor_countries"].split("|")) | set(row["recipient_countries"].split("|")) == {
        "KEN",
        "UGA",
    }


def test_a_story_without_a_date_is_coded_and_says_so() -> None:
    result = run("code", "-", "--format", "jsonl", stdin=STORY)
    assert result.exit_code == 0
    assert events(result)[0]["published"] is None
    assert "1 without a publication date" in result.stderr


def test_a_bad_line_is_rejected_with_its_place_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    good = json.dumps({"id": "a", "published": "2019-06-14", "text": STORY})
    path.write_text(
        f'{good}\n{{"id": "b", "text": \n{good.replace("Kenya", "Rwanda").replace("a", "c", 1)}\n'
    )
    result = run("code", path, "--format", "jsonl")
    assert result.exit_code == 1
    assert "news.jsonl:2" in result.stderr
    assert len(events(result)) == 2


def test_nothing_readable_is_an_error_of_its_own(tmp_path: Path) -> None:
    result = run("code", tmp_path / "missing.txt")
    assert result.exit_code == 2
    assert "missing.txt" in result.stderr


def test_a_day_that_is_none_is_refused() -> None:
    result = run("code", "-", "--published", "2019-02-30", stdin=STORY)
    assert result.exit_code == 2
    assert "2019-02-30" in result.stderr


def test_a_model_that_is_not_installed_is_named_with_the_remedy() -> None:
    result = run("code", "-", "--model", "xx_no_such_model", stdin=STORY)
    assert result.exit_code == 3
    assert "pip install xx-no-such-model" in result.stderr


def test_explain_shows_every_layer_as_json() -> None:
    result = run("explain", "-", "--published", "2019-06-14", "--format", "json", stdin=STORY)
    (layers,) = events(result)
    for layer in ("dates", "actors", "places", "figures", "statements", "clauses", "events"):
        assert layer in layers
        for item in layers[layer]:
            if "start" in item:
                assert STORY[item["start"] : item["end"]] == item["text"]
    assert layers["clauses"][0]["trigger"]["text"] == "met"


def test_explain_for_people_names_the_rule_and_what_was_left_out() -> None:
    text = STORY + "It rained on the cease-fire. Clashes broke out.\n"
    result = run("explain", "-", "--published", "2019-06-14", stdin=text)
    assert "rule consult." in result.stdout
    assert "left out" in result.stdout


@pytest.mark.parametrize(
    "command", ["", "code", "explain", "copies", "rules check", "recode", "ledger info", "ledger verify"]
)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = run(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Examples:" in result.stdout
    assert "dateline" in result.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_an_interrupt_leaves_nothing_half_written(tmp_path: Path) -> None:
    story = json.dumps({"id": "%d", "published": "2019-06-14", "text": STORY * 40})
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(story.replace("%d", str(n)) for n in range(4000)) + "\n")
    folder = tmp_path / "ledger"
    process = subprocess.Popen(
        [sys.executable, "-m", "dateline.cli", "code", str(path), "--ledger", str(folder)],
        stderr=subprocess.PIPE,
        env=os.environ,
        text=True,
    )
    while not folder.exists() and process.poll() is None:
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in err
    assert "Traceback" not in err
    if folder.exists():  # only what was committed is there
        assert run("ledger", "verify", folder).exit_code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_who_stops_reading_our_output_kills_nobody() -> None:
    command = [sys.executable, "-m", "dateline.cli", "code", str(EXAMPLES), "--format", "jsonl", "--quiet"]
    writer = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    assert writer.stderr.read() == b""
    assert writer.wait(timeout=60) == 141  # as a program that the signal ends, but not by it
    # A server that we are must outlive its clients: no command changes what the signal does.
    run("--help")
    assert signal.getsignal(signal.SIGPIPE) == signal.SIG_IGN


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="no device that is always full")
def test_output_that_cannot_be_written_is_said_and_not_laid_to_the_ledger(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    assert run("code", EXAMPLES, "--ledger", ledger, "--quiet").exit_code == 0
    for given in (["events", ledger], ["code", EXAMPLES, "--quiet"]):
        command = [sys.executable, "-m", "dateline.cli", *map(str, given)]
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        assert done.returncode == 4
        assert done.stderr.startswith("dateline: No space left on device")
    export = run("export", ledger, "--format", "csv", "--output", tmp_path / "nowhere" / "events.csv")
    assert export.exit_code == 4
    assert "nowhere" in export.stderr
    assert f"{ledger} is as it was" in export.stderr
