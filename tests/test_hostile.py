"""Inputs made to stop, swell or mislead a program: each is coded or rejected, in time, with a reason."""

from __future__ import annotations

import gzip
import json
import struct
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from dateline.cli import main
from dateline.model.record import event_record
from dateline.reading import Limits
from dateline.run import Result, Run
from fuzzing import slices_back
from test_formats import zipped

GOOD = "The rebels shelled the market town on Saturday, killing four traders, the governor said."
MB = 1 << 20
SECONDS = 60
"""Far above what each takes, far below what a blow-up would."""


@pytest.fixture(scope="module")
def run() -> Run:
    return Run(limits=Limits(expansion=20))


@pytest.fixture(autouse=True)
def in_time() -> Iterator[None]:
    began = time.process_time()
    yield
    assert time.process_time() - began < SECONDS


def coded(run: Run, folder: Path, name: str, content: str | bytes) -> Result:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return run.code([str(path)], date(2019, 6, 16))


def refused(run: Run, folder: Path, name: str, content: str | bytes) -> str:
    """The reason for which the whole input is rejected."""
    done = coded(run, folder, name, content)
    assert done.stories == 0
    assert done.rejected
    return " / ".join(r.reason for r in done.rejected)


def told(run: Run, folder: Path, text: str) -> Result:
    """`text` before and after a good paragraph, whose event must be found; offsets must slice back."""
    whole = f"{GOOD}\n\n{text}\n\nThe army later attacked the rebels near the border."
    done = coded(run, folder, "story.json", json.dumps({"id": "x", "text": whole}))
    assert {e.type for e in done.events} >= {"ASSAULT"}
    received = json.loads(json.dumps({"text": whole}))["text"]
    for event in done.events:
        slices_back(event_record(event), received)
    return done


# ---- archives --------------------------------------------------------------------------------


def test_01_a_zip_bomb(run: Run, tmp_path: Path) -> None:
    bomb = zipped({"a.txt": GOOD.encode(), "b.txt": b"\0" * 100 * MB})
    done = coded(run, tmp_path, "x.zip", bomb)
    assert done.stories == 1
    assert any("limit: expansion" in r.reason for r in done.rejected)


def test_02_a_bomb_in_many_layers(run: Run, tmp_path: Path) -> None:
    layer = zipped({"a.txt": GOOD.encode()})
    for _ in range(6):
        layer = zipped({f"{k}.zip": layer for k in range(4)})
    assert "limit: nesting" in refused(run, tmp_path, "x.zip", layer)


def test_03_a_gzip_bomb(run: Run, tmp_path: Path) -> None:
    assert "limit: " in refused(run, tmp_path, "x.jsonl.gz", gzip.compress(b" " * 100 * MB))
    assert "limit: expansion" in refused(run, tmp_path, "x.txt.gz", gzip.compress(b"a" * 100 * MB))


def test_04_names_that_lead_out_of_an_archive(run: Run, tmp_path: Path) -> None:
    names = ("../../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt")
    done = coded(run, tmp_path, "x.zip", zipped({**dict.fromkeys(names, b"x"), "good.txt": GOOD.encode()}))
    assert done.stories == 1
    assert len(done.rejected) == len(names)
    assert {r.reason for r in done.rejected} == {"a name that leads out of its archive"}
    assert [p.name for p in tmp_path.iterdir()] == ["x.zip"]


def test_05_an_archive_that_lies_about_sizes(run: Run, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": b"\0" * 80 * MB}))
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    data[22:26] = struct.pack("<I", 10)
    assert "damaged" in refused(run, tmp_path, "x.zip", bytes(data))


def test_06_an_archive_that_is_encrypted(run: Run, tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": GOOD.encode()}))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in refused(run, tmp_path, "x.zip", bytes(data))


# ---- markup ----------------------------------------------------------------------------------


def test_07_entities_that_expand(run: Run, tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10}">' for k in range(1, 10))
    document = f'<!DOCTYPE nitf [<!ENTITY e0 "ha">{entities}]><nitf><body><p>&e9;</p></body></nitf>'
    for encoding in ("utf-8", "utf-16"):
        assert "entities" in refused(run, tmp_path, "x.nitf", document.encode(encoding))


def test_08_entities_from_outside(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the password")
    document = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
        f"<rss><channel><item><description>{GOOD} &x;</description></item></channel></rss>"
    )
    done = coded(run, tmp_path, "x.rss", document)
    assert done.stories == 0
    assert "entities" in done.rejected[0].reason
    assert "password" not in done.rejected[0].original


def test_09_deep_xml(run: Run, tmp_path: Path) -> None:
    document = f"<nitf><body>{'<p>' * 100_000}{GOOD}{'</p>' * 100_000}</body></nitf>"
    assert "limit: depth" in refused(run, tmp_path, "x.nitf", document)


def test_10_deep_html(run: Run, tmp_path: Path) -> None:
    page = f"<html><body><article>{'<div>' * 100_000}<p>{GOOD * 3}</p></article></body></html>"
    done = coded(run, tmp_path, "x.html", page)
    assert done.stories + len(done.rejected) == 1


def test_11_deep_json(run: Run, tmp_path: Path) -> None:
    assert "not JSON" in refused(run, tmp_path, "x.jsonl", "[" * 100_000)
    assert "not JSON" in refused(run, tmp_path, "y.jsonl", '{"text":' * 99_999)


# ---- text ------------------------------------------------------------------------------------


def test_12_overrides_of_the_direction_of_writing(run: Run, tmp_path: Path) -> None:
    told(
        run,
        tmp_path,
        "\u202eThe \u2066army\u2069 shelled the \u202dtown\u202c.\u202c \u200fHe denied it.\u061c",
    )


def test_13_nul_and_other_controls(run: Run, tmp_path: Path) -> None:
    told(run, tmp_path, "The army\x00 shelled\x00\x01\x1b[2J the\x7f town.\x85\x0b\x0c")
    done = coded(run, tmp_path, "x.txt", GOOD.encode() + b"\x00" * 3)
    assert done.stories == 1


def test_14_half_characters(run: Run, tmp_path: Path) -> None:
    line = b'{"id": "\\ud800", "text": "The army \\udfff shelled the town."}'
    done = coded(run, tmp_path, "x.jsonl", line)
    assert done.stories + len(done.rejected) == 1
    raw = coded(run, tmp_path, "x.txt", f"{GOOD} \ud800\udfff")
    assert raw.stories == 1


def test_15_a_line_of_ten_megabytes(run: Run, tmp_path: Path) -> None:
    good = json.dumps({"text": GOOD})
    lines = [good, json.dumps({"text": "shelled " * 1_300_000}), '{"text": "' + "x" * 10 * MB]
    done = coded(run, tmp_path, "x.jsonl", "\n".join(lines))
    assert done.stories == 1
    assert len(done.rejected) == 2
    assert all("limit: story" in r.reason for r in done.rejected)


@pytest.mark.parametrize("digits", [6, 12, 150, 400, 5_000])
def test_16_giant_dates(run: Run, tmp_path: Path, digits: int) -> None:
    nines = "9" * digits
    text = (
        f"On 99999-99-99, {nines} years ago, she said that by May 32, {nines} and on 0000-00-00 the army, "
        f"for {nines} days and in {nines} months, would attack on the {nines}th of May; in year {nines}, "
        f"10{'0' * 300} people were killed."
    )
    told(run, tmp_path, text)
    for day in (nines, "99999999-01-01", "-1", "0000-00-00", "1e400", "2019-02-30T99:99:99Z"):
        done = coded(run, tmp_path, "x.jsonl", json.dumps({"id": "x", "text": GOOD, "published": day}))
        assert done.stories == 1


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", "’", "“a”", '"a" said '])
def test_17_five_thousand_quotation_marks(run: Run, tmp_path: Path, mark: str) -> None:
    told(run, tmp_path, mark * 5_000)


def test_18_a_sentence_of_fifty_thousand_words(run: Run, tmp_path: Path) -> None:
    done = told(run, tmp_path, "and the army shelled the town " * 8_400 + ".")
    assert any("limit: sentence" in r.reason for r in done.rejected)


@pytest.mark.parametrize("unit", ["(", "((a", "[a](", "- ", "— ", ", ", ": ", ". ", "… ", "a, ", "a and "])
def test_19_ten_thousand_signs(run: Run, tmp_path: Path, unit: str) -> None:
    told(run, tmp_path, unit * 10_000)


def test_20_marks_upon_marks(run: Run, tmp_path: Path) -> None:
    told(run, tmp_path, "The a" + "\u0301\u0327" * 5_000 + "rmy shelled the town.")


def test_21_ten_thousand_short_lines(run: Run, tmp_path: Path) -> None:
    told(run, tmp_path, "By A B\n" * 5_000 + "KYIV, Feb 27 (Reuters) —\n" * 5_000)


def test_22_one_word_of_a_megabyte(run: Run, tmp_path: Path) -> None:
    coded(Run(limits=Limits(story=2_000_000)), tmp_path, "x.txt", f"{GOOD}\n\n{'x' * MB}\n\n{GOOD}")
    told(run, tmp_path, "9" * 100_000 + " " + "A." * 50_000)


# ---- containers ------------------------------------------------------------------------------


def test_23_a_table_with_a_quotation_that_does_not_end(run: Run, tmp_path: Path) -> None:
    done = coded(run, tmp_path, "x.csv", f'id,text\na,"{GOOD}"\nb,"{"x, " * 200_000}')
    assert done.stories == 1
    assert len(done.rejected) == 1


def test_24_a_parquet_file_of_noise(run: Run, tmp_path: Path) -> None:
    noise = bytes((k * 7919) % 251 for k in range(100_000))
    assert "damaged" in refused(run, tmp_path, "x.parquet", b"PAR1" + noise + b"\xff\xff\xff\x7fPAR1")


def test_25_mail_within_mail(run: Run, tmp_path: Path) -> None:
    message = GOOD
    for k in range(500):
        message = f"Content-Type: multipart/mixed; boundary=b{k}\n\n--b{k}\n{message}\n--b{k}--\n"
    done = coded(run, tmp_path, "x.eml", message)
    assert done.stories + len(done.rejected) == 1
    headers = "".join(f"X-{k}: {'=?utf-8?q?a?= ' * 50}\n" for k in range(2_000))
    done = coded(run, tmp_path, "y.eml", f"{headers}Subject: {'=?utf-8?b?YQ==?= ' * 5_000}\n\n{GOOD}")
    assert done.stories == 1


@pytest.mark.parametrize("length", ["99999999999999999999", "-5", "abc", "1000000000"])
def test_26_a_crawl_that_lies_about_lengths(run: Run, tmp_path: Path, length: str) -> None:
    body = f"<html><body><p>{GOOD * 3}</p></body></html>"
    page = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}"
    data = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n{page}\r\n\r\n"
    )
    done = coded(run, tmp_path, "x.warc", data)
    assert done.rejected


def test_27_what_is_rejected_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    line = json.dumps({"id": "\x1b]0;evil\x07\x1b[2J", "text": GOOD})
    path = tmp_path / "x.jsonl"
    path.write_text(f"{line}\n{line.replace('four', 'five')}\n\x1b[31m{{\n")
    done = CliRunner().invoke(main, ["code", str(path), "--ledger", str(tmp_path / "ledger")])
    assert done.exit_code == 1
    shown = CliRunner().invoke(main, ["rejected", str(tmp_path / "ledger")])
    assert "\x1b" not in done.output + shown.output
    assert "\x07" not in done.output + shown.output
    assert "not JSON" in shown.output
