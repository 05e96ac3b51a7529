"""Damaged inputs, and what is asked of each: nothing is raised, takes long, or has an offset that does not
slice back. `bench/fuzz.py` tries them by the thousand; the same seed gives the same inputs.
"""
# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

import test_formats as samples
from dateline.model import Rejected, Story
from dateline.model.record import event_record
from dateline.reading import Limits, stories_of
from dateline.reading.inputs import Input, RefusedError
from dateline.reading.kinds import records_of
from dateline.reading.records import Record

Code = Callable[[list[Story]], Any]
LIMITS = Limits(story=20_000, file=1, sentence=200)
SLOW = 5.0
"""Seconds of processor time that no input of these sizes may take."""
TOKENS = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b'"', b"'", b"\n", b"\r\n", b"<", b">", b"&#x0;",
    b"&#1114112;", b"]]>", b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<p>" * 300, b'{"text":', b"\\ud800", b",",
    b"\t", b"=?utf-8?b?", b"\x1f\x8b", b"PK\x05\x06", b"PAR1", b"WARC/1.0\r\n", b"Content-Length: -1\r\n", b"9" * 400,
    b"2019-02-30", b"date 99999-01-01 ", b"KYIV, Feb 30 (Reuters) - ", "“”‘’—…٣🙂\u0301".encode(), b"-\n", b" " * 500,
    b"a.B" * 50, b"charset=utf-7", b"charset=rot13", b"encoding='utf-16'", b"\nFrom x\n", b"--cut\n", b"THE ARMY SHELLED " * 9,
]  # fmt: skip


def seeds() -> dict[str, bytes]:
    """A good sample of every format, by the name of its file."""
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [samples.ONE, samples.TWO], "id": ["a", "b"]}), table)
    lines = f'{{"id": "a", "text": "{samples.ONE}", "published": "2019-06-14"}}\n{{"text": "{samples.TWO}"}}\n'.encode()
    crawl = samples.warc(("https://a.example/1", samples.page(samples.META), 200))
    found = {
        "a.txt": f"date 2019-06-14 {samples.ONE}\n\n{samples.TWO}\nRead more: x\n10:45 GMT\n".encode(),
        "a.jsonl": lines,
        "a.json": b"[" + lines.replace(b"}\n{", b"},{") + b"]",
        "a.csv": f'id,text,date\na,"{samples.ONE}",2019-06-14\nb,"{samples.TWO}",x\n'.encode(),
        "a.tsv": f"id\ttext\na\t{samples.ONE}\n".encode(),
        "a.parquet": table.getvalue(),
        "a.html": samples.page(samples.META + samples.LINKED, samples.MARKED).encode(),
        "a.rss": samples.RSS.encode(),
        "a.xml": samples.NEWSML.encode(),
        "b.xml": samples.ATOM.encode(),
        "a.nitf": samples.NITF.encode(),
        "a.eml": samples.ALERT.encode(),
        "a.mbox": f"From a\n{samples.ALERT}\nFrom b\n{samples.ALERT}".encode(),
        "a.warc": gzip.decompress(crawl),
        "a.warc.gz": crawl,
        "a.jsonl.gz": gzip.compress(lines),
        "unknown": lines,
    }
    return found | {
        "a.zip": samples.zipped({"a.txt": found["a.txt"], "b.nitf": found["a.nitf"], "c.jsonl": lines})
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """`data` after one to six damages."""
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((1, 2, 8, 64, 400)))
        way = chance.randrange(6)
        if way == 0:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(to - at)) + data[to:]
        elif way == 1:
            data = data[:at] + data[to:]
        elif way == 2:
            data = data[:to] + data[at:to] * chance.choice((1, 3, 30)) + data[to:]
        elif way == 3:
            data = data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 20)) + data[at:]
        elif way == 4 and chance.random() < 0.3:
            data = data[:at]
        elif at < len(data):
            data = data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    return data[:200_000]


def read(name: str, data: bytes) -> list[Story | Rejected]:
    """What reading makes of a file of this name, as the edge of reading has it."""
    found: list[Story | Rejected] = []
    source = Input(name, "x", lambda: io.BytesIO(data), len(data), name, LIMITS)
    try:
        for record in records_of(source):
            found += stories_of(record, None, LIMITS) if isinstance(record, Record) else [record]
    except (RefusedError, OSError) as error:
        found.append(Rejected(stage="reading", origin=name, reason=str(error), original=""))
    for story in found:
        if isinstance(story, Story):
            leads_back(story)
    return found


def leads_back(story: Story) -> None:
    """Outside its edits a reading is the text, and spans lead to spans in the same order."""
    reading, text = story.reading, story.text
    at_text = at_reading = 0
    for edit in reading.edits:
        assert text[at_text : edit.text_start] == reading.text[at_reading : edit.reading_start]
        assert edit.text_start <= edit.text_end
        at_text, at_reading = edit.text_end, edit.reading_end
    assert text[at_text:] == reading.text[at_reading:]
    last = 0
    for start in range(0, len(reading.text), 37):
        a, b = reading.original(start, min(len(reading.text), start + 5))
        assert last <= a <= b <= len(text)
        last = a


def slices_back(value: Any, text: str) -> None:
    """Every span of a record stands in the text where it says."""
    if isinstance(value, dict):
        if value.get("start") is not None and value.get("text") is not None:
            assert text[value["start"] : value["end"]] == value["text"]
        for inner in value.values():
            slices_back(inner, text)
    elif isinstance(value, list):
        for inner in value:
            slices_back(inner, text)


def tried(name: str, data: bytes, code: Code | None = None) -> Counter[str]:
    """How many stories and rejections come of an input; what is wrong with us is raised with the input."""
    began = time.process_time()
    try:
        found = read(name, data)
        stories = [item for item in found if isinstance(item, Story)]
        if code is not None:
            code(stories)
    except Exception as error:
        error.add_note(f"{name}: {data[:3000]!r}")
        raise
    taken = time.process_time() - began
    assert taken < SLOW, f"{name} took {taken:.1f} s: {data[:3000]!r}"
    return Counter(inputs=1, stories=len(stories), rejected=len(found) - len(stories))


def fuzz(seed: int, count: int, code: Code | None = None) -> Counter[str]:
    """Read `count` damaged inputs; returns how many stories and rejections came of them."""
    chance = random.Random(seed)
    good = seeds()
    names = sorted(good)
    counts: Counter[str] = Counter()
    for k in range(count):
        name = names[k % len(names)]
        counts += tried(name, damaged(good[name], chance), code)
    return counts


def coder() -> Code:
    """Codes stories and looks at every offset."""
    from dateline.run import Run

    pipeline = Run(keep_all=True).pipeline

    def code(stories: list[Story]) -> None:
        for done in pipeline.code(stories):
            for event in done.coded.events:
                slices_back(event_record(event), done.story.text)

    return code
