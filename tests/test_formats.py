"""Every format that is read: a sample shaped like the real thing, and a damaged one."""
# ruff: noqa: E501 - samples are as long as their lines are

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dateline.model import Rejected, Story
from dateline.reading import Limits, read_paths

ONE = "Kenya's foreign minister met her Ugandan counterpart in Nairobi on Friday to discuss the border."
TWO = "The rebels shelled the market town on Saturday, killing four traders, the provincial governor said."


def read(
    path: Path, columns: Mapping[str, str] | None = None, **limits: int
) -> tuple[list[Story], list[Rejected]]:
    found = list(read_paths([path], columns=columns, limits=Limits(**limits)))
    return [s for s in found if isinstance(s, Story)], [r for r in found if isinstance(r, Rejected)]


def file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# ---- tables ----------------------------------------------------------------------------------


def test_csv_rows_are_stories_and_bad_rows_are_rejected_with_their_line(tmp_path: Path) -> None:
    rows = [
        "ID,Pub_Date,body,Source",
        f'a,2019-06-14,"{ONE}\nShe left on Saturday.",Lakeside Wire',
        "b,2019-06-15,too,many,cells",
        "c,2019-06-15,,Lakeside Wire",
        f'd,15 June 2019,"{TWO}",Lakeside Wire',
    ]
    path = file(tmp_path, "wire.csv", "\r\n".join(rows))
    good, bad = read(path, {"text": "body", "published": "Pub_Date"})
    assert [(s.id, s.published, s.outlet) for s in good] == [
        ("a", date(2019, 6, 14), "Lakeside Wire"),
        ("d", date(2019, 6, 15), "Lakeside Wire"),
    ]
    assert [r.origin.rsplit(":", 1)[1] for r in bad] == ["4", "5"]
    assert "too\tmany" in bad[0].original


def test_tsv_in_a_western_encoding_is_guessed_and_said(tmp_path: Path) -> None:
    path = file(tmp_path, "wire.tsv", f"text\tid\nMálaga’s mayor resigned. {ONE}\tx\n".encode("cp1252"))
    (story,), bad = read(path)
    assert story.text.startswith("Málaga’s mayor")
    assert any("cp1252" in note for note in story.notes)
    assert not bad


def test_a_row_that_breaks_off_within_a_character_is_rejected(tmp_path: Path) -> None:
    # Fuzzing, seed 11.
    data = "\ufeff" + f"id\ttext\na\t{ONE}\nb\t{TWO}"
    good, (bad,) = read(file(tmp_path, "wire.tsv", data.encode("utf-16-le") + b"x"))
    assert [s.text for s in good] == [ONE]
    assert (bad.origin.rsplit(":", 1)[1], bad.reason) == ("3", "not in the encoding of its file")


def test_a_table_without_the_column_is_rejected_as_a_whole(tmp_path: Path) -> None:
    good, (bad,) = read(file(tmp_path, "x.csv", "headline,body\na,b\n"))
    assert not good
    assert "--map" in bad.reason
    pq.write_table(pa.table({"body": ["x"]}), tmp_path / "x.parquet")
    good, (bad,) = read(tmp_path / "x.parquet")
    assert not good
    assert "no column 'text'" in bad.reason


def test_parquet_rows_are_stories_and_damage_is_said(tmp_path: Path) -> None:
    table = pa.table({"body": [ONE, None, TWO], "day": [date(2019, 6, 14)] * 3, "id": [1, 2, 3]})
    pq.write_table(table, tmp_path / "wire.parquet")
    good, bad = read(tmp_path / "wire.parquet", {"text": "body", "published": "day"})
    assert [(s.id, s.published) for s in good] == [("1", date(2019, 6, 14)), ("3", date(2019, 6, 14))]
    assert [(r.origin.rsplit(":", 1)[1], r.reason) for r in bad] == [("2", "no text")]
    data = (tmp_path / "wire.parquet").read_bytes()
    good, (broken,) = read(file(tmp_path, "cut.parquet", data[: len(data) // 2]))
    assert not good
    assert "damaged" in broken.reason


# ---- pages -----------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ministers meet | Lakeside Wire</title>
<meta property="og:site_name" content="Lakeside Wire"><meta property="og:title" content="Ministers meet">
{meta}</head><body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Ministers meet</h1>{marked}
<p>{one} The two had last spoken in March, before the crossing at Busia was closed to lorries.</p>
<p>{two} Soldiers sealed off the road for several hours afterwards, residents told the agency.</p>
</article><footer><p>We use cookies. All rights reserved.</p></footer></body></html>"""
META = '<meta property="article:published_time" content="2019-06-14T08:00:00+03:00">'
LINKED = '<script type="application/ld+json">{"@graph": [{"datePublished": "2019-06-13"}]}</script>'
MARKED = '<time datetime="2019-06-12" pubdate="pubdate">12 June</time>'


def page(meta: str = "", marked: str = "") -> str:
    return PAGE.format(meta=meta, marked=marked, one=ONE, two=TWO)


@pytest.mark.parametrize(
    ("meta", "marked", "day", "basis"),
    [
        (META + LINKED, MARKED, date(2019, 6, 14), "field"),
        (LINKED, MARKED, date(2019, 6, 13), "field"),
        ("", MARKED, date(2019, 6, 12), "markup"),
        (
            '<meta property="og:url" content="https://lakeside.example/world/2019/06/11/ministers">',
            "",
            date(2019, 6, 11),
            "url",
        ),
        ("", "<p>NAIROBI, June 10, 2019 (Reuters) — They met at the lake.</p>", date(2019, 6, 10), "dateline"),
    ],
)  # fmt: skip
def test_the_day_of_a_page_is_from_metadata_then_markup_then_address_then_dateline(
    tmp_path: Path, meta: str, marked: str, day: date, basis: str
) -> None:
    (story,), bad = read(file(tmp_path, "ministers.html", page(meta, marked)))
    assert not bad
    assert (story.published, story.published_basis) == (day, basis)
    assert (story.id, story.title, story.outlet) == ("ministers", "Ministers meet", "Lakeside Wire")
    assert ONE in story.text
    assert TWO in story.text
    assert "cookies" not in story.text
    assert "Home" not in story.text


def test_a_page_without_prose_is_rejected(tmp_path: Path) -> None:
    file(tmp_path, "cut.html", page(META)[:900])
    file(tmp_path, "empty.html", "<html><body><p>Loading</p></body></html>")
    good, bad = read(tmp_path)
    assert [s.id for s in good] == ["cut"]
    assert [(Path(r.origin).name, r.reason) for r in bad] == [("empty.html", "a page without prose")]


# ---- feeds -----------------------------------------------------------------------------------

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Lakeside Wire</title>
<language>en-gb</language>
<item><title>Ministers meet</title><link>https://lakeside.example/1</link>
<pubDate>Fri, 14 Jun 2019 23:30:00 +0300</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{ONE}</p><p>She left the <b>next</b> day.</p>]]></content:encoded></item>
<item><title>Nothing</title><link>https://lakeside.example/2</link></item>
<item><title>Shelling</title><guid>https://lakeside.example/3</guid>
<description>{TWO} &amp;amp; more</description></item>
</channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Lakeside Wire</title>
<entry><title>Ministers meet</title><id>tag:lakeside.example,2019:1</id>
<link rel="self" href="https://lakeside.example/1.atom"/><link href="https://lakeside.example/1"/>
<updated>2019-06-15T01:00:00Z</updated><published>2019-06-14T23:30:00+03:00</published>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{ONE}</p></div></content></entry></feed>"""


def test_entries_of_feeds_are_stories_known_by_their_address(tmp_path: Path) -> None:
    good, bad = read(file(tmp_path, "world.rss", RSS))
    assert [(s.id, s.published, s.title) for s in good] == [
        ("https://lakeside.example/1", date(2019, 6, 14), "Ministers meet"),
        ("https://lakeside.example/3", None, "Shelling"),
    ]
    assert good[0].text == f"{ONE}\n\nShe left the next day."
    assert good[1].text == f"{TWO} & more"
    assert [r.origin.rsplit(":", 1)[1] for r in bad] == ["8"]
    (atom,), bad = read(file(tmp_path, "world.xml", ATOM))
    assert (atom.id, atom.published, atom.text) == ("https://lakeside.example/1", date(2019, 6, 14), ONE)
    assert atom.outlet == "Lakeside Wire"
    assert not bad


def test_a_feed_that_breaks_off_gives_its_whole_entries(tmp_path: Path) -> None:
    good, bad = read(file(tmp_path, "cut.rss", RSS[: RSS.index("provincial")]))
    assert [s.id for s in good] == ["https://lakeside.example/1"]
    assert any("damaged: line" in r.reason for r in bad)


# ---- the trade's formats ---------------------------------------------------------------------

NITF = f"""<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "http://www.nitf.org/IPTC/NITF/3.5/specification/dtd/nitf-3-5.dtd">
<nitf><head><title>Ministers</title><docdata>
<doc-id id-string="LW-114"/><date.issue norm="20190614T0800Z"/></docdata>
<pubdata name="Lakeside Wire"/></head><body><body.head><hedline><hl1>Ministers meet</hl1></hedline>
<dateline><location>NAIROBI</location>, June 14 (Lakeside)</dateline></body.head>
<body.content><p>{ONE}</p>
<media><media-caption><p>A file picture.</p></media-caption></media>
<p>{TWO}</p></body.content>
</body></nitf>"""
NEWSML = f"""<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><itemSet>
<newsItem guid="urn:newsml:lakeside.example:20190614:1" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>
<provider literal="Lakeside Wire"/><versionCreated>2019-06-14T08:00:00Z</versionCreated></itemMeta>
<contentMeta><headline>Ministers meet</headline><dateline>NAIROBI, June 14</dateline></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>
<p>{ONE}</p><p>{TWO}</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid="urn:newsml:lakeside.example:20190614:2">
<itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
</itemSet></newsMessage>"""


def test_nitf_gives_text_dateline_and_metadata(tmp_path: Path) -> None:
    (story,), bad = read(file(tmp_path, "a.nitf", NITF))
    assert (story.id, story.published, story.title) == ("LW-114", date(2019, 6, 14), "Ministers meet")
    assert (story.outlet, story.dateline_place) == ("Lakeside Wire", "NAIROBI")
    assert story.text == f"NAIROBI, June 14 (Lakeside) — {ONE}\n\n{TWO}"
    assert not bad


def test_newsml_items_of_text_are_stories(tmp_path: Path) -> None:
    (story,), (picture,) = read(file(tmp_path, "a.xml", NEWSML))
    assert (story.id, story.published) == ("urn:newsml:lakeside.example:20190614:1", date(2019, 6, 14))
    assert story.text == f"NAIROBI, June 14 — {ONE}\n\n{TWO}"
    assert "picture" in picture.reason


def test_damaged_documents_are_read_as_far_as_they_go_and_said(tmp_path: Path) -> None:
    for name, text in (("cut.nitf", NITF), ("cut.xml", NEWSML)):
        good, bad = read(file(tmp_path, name, text[: text.index("shelled")]))
        assert [ONE in s.text for s in good] == [True]
        assert any("damaged: line" in r.reason for r in bad)
    good, (other,) = read(file(tmp_path, "other.xml", "<recipe><p>Flour</p></recipe>"))
    assert not good
    assert "neither a feed" in other.reason


# ---- mail ------------------------------------------------------------------------------------

ALERT = f"""From: Lakeside Alerts <alerts@lakeside.example>
Subject: =?utf-8?q?Ministers_meet_=E2=80=94_alert?=
Date: Fri, 14 Jun 2019 23:30:00 +0300
Message-ID: <114@lakeside.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary=cut

--cut
Content-Type: text/html; charset=utf-8

<p>In HTML.</p>
--cut
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

{ONE.replace("Kenya's", "Kenya=92s")}
--cut--
"""


def test_messages_are_stories(tmp_path: Path) -> None:
    (story,), bad = read(file(tmp_path, "alert.eml", ALERT))
    assert (story.id, story.published) == ("114@lakeside.example", date(2019, 6, 14))
    assert (story.title, story.outlet) == ("Ministers meet — alert", "Lakeside Alerts")
    assert story.text.strip() == ONE.replace("'", "’")
    assert not bad


def test_an_mbox_with_a_bad_message_gives_the_others(tmp_path: Path) -> None:
    second = f"Subject: Shelling\nDate: yesterday\n\n{TWO}\n>From the road, smoke could be seen.\n"
    box = f"From a@b Fri\n{ALERT}\nFrom a@b Sat\nSubject: none\n\n\nFrom a@b Sun\n{second}"
    good, (bad,) = read(file(tmp_path, "alerts.mbox", box))
    assert [s.title for s in good] == ["Ministers meet — alert", "Shelling"]
    assert "\nFrom the road" in good[1].text
    assert bad.reason == "a message without text"
    assert bad.origin.endswith(f":{1 + box[: box.index('From a@b Sat')].count(chr(10))}")


def test_a_message_whose_headers_cannot_be_read_is_rejected(tmp_path: Path) -> None:
    # The standard library stumbles over it: fuzzing, seed 2, input 7728.
    path = file(tmp_path, "x.eml", ALERT.replace("23:30:00", f"2{'3' * 40}:30:00"))
    good, (bad,) = read(path)
    assert not good
    assert "not a message: OverflowError" in bad.reason


# ---- crawls ----------------------------------------------------------------------------------


def warc(*pages: tuple[str, str, int], encoding: str = "gzip") -> bytes:
    """A WARC with one gzip member a record, as crawls are published."""
    out = b""
    for k, (url, body, status) in enumerate(pages):
        payload = gzip.compress(body.encode()) if encoding else body.encode()
        http = (
            f"HTTP/1.1 {status} X\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: {encoding}\r\n"
            f"Content-Length: {len(payload)}\r\n\r\n"
        ).encode() + payload
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2019-06-15T00:00:00Z\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000{k}>\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        ).encode()
        out += gzip.compress(head + http + b"\r\n\r\n")
    return out


def test_pages_of_a_crawl_are_stories(tmp_path: Path) -> None:
    data = warc(
        ("https://lakeside.example/1", page(META), 200),
        ("https://lakeside.example/gone", page(META), 404),
        ("https://lakeside.example/2019/06/11/2", page().replace("Busia", "Malaba"), 200),
    )
    good, bad = read(file(tmp_path, "CC-NEWS-1.warc.gz", data))
    assert [(s.id, s.published, s.published_basis) for s in good] == [
        ("https://lakeside.example/1", date(2019, 6, 14), "field"),
        ("https://lakeside.example/2019/06/11/2", date(2019, 6, 11), "url"),
    ]
    assert not bad
    good, _ = read(file(tmp_path, "plain.warc", gzip.decompress(data)))
    assert len(good) == 2


def test_a_crawl_that_breaks_off_gives_its_whole_pages(tmp_path: Path) -> None:
    first = warc(("https://lakeside.example/1", page(META), 200), encoding="")
    second = warc(("https://lakeside.example/2", page(META), 200), encoding="")
    for name, cut in (("cut.warc.gz", 200), ("end.warc.gz", len(second) - 60)):
        good, bad = read(file(tmp_path, name, first + second[: len(second) - cut]))
        assert [s.id for s in good] == ["https://lakeside.example/1"]
        assert bad
        assert {r.reason.split(" ")[0] for r in bad} <= {"cut", "damaged:"}


# ---- archives --------------------------------------------------------------------------------


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_archives_of_any_of_these_are_opened(tmp_path: Path) -> None:
    table = io.BytesIO()
    pq.write_table(pa.table({"text": [TWO], "id": ["row"]}), table)
    inner = zipped({"deep.txt": ONE.encode()})
    members = {
        "may/a.txt": ONE.encode(),
        "b.jsonl.gz": gzip.compress(b'{"id": "line", "text": "She spoke."}\n{'),
        "c.parquet": table.getvalue(),
        "d.zip": inner,
        "e.nitf": NITF.encode(),
        "picture.png": b"\x89PNG",
    }
    good, (bad,) = read(file(tmp_path, "news.zip", zipped(members)))
    assert [s.id for s in good] == ["line", "row", "news/d/deep", "LW-114", "news/may/a"]
    assert bad.origin.endswith("b.jsonl.gz:2")
    (story,), _ = read(file(tmp_path, "a.txt.gz", gzip.compress(ONE.encode())))
    assert (story.id, story.text) == ("a", ONE)
    (story,), _ = read(file(tmp_path, "c.parquet.gz", gzip.compress(table.getvalue())))
    assert story.id == "row"


def test_damaged_archives_give_what_is_whole(tmp_path: Path) -> None:
    data = zipped({"a.txt": ONE.encode(), "b.txt": TWO.encode()})
    at = data.index(b"b.txt") + 5
    good, (bad,) = read(file(tmp_path, "news.zip", data[: at + 10] + b"\x00" * 10 + data[at + 20 :]))
    assert [s.text for s in good] == [ONE]
    assert "damaged" in bad.reason
    good, (bad,) = read(file(tmp_path, "no.zip", data[:50]))
    assert not good
    assert "damaged" in bad.reason
    lines = b"".join(b'{"id": "%d", "text": "She spoke of %d."}\n' % (k, k * k) for k in range(50_000))
    packed = gzip.compress(lines)
    good, bad_lines = read(file(tmp_path, "cut.jsonl.gz", packed[: len(packed) // 2]))
    assert len(good) > 10_000
    assert any("damaged" in r.reason for r in bad_lines)


def test_files_without_a_name_are_rejected(tmp_path: Path) -> None:
    # Fuzzing with atheris, seed 22.
    data = zipped({"Q": b"x", ".": b"y", "a.txt": ONE.encode()}).replace(b"Q", b"\x00")
    good, bad = read(file(tmp_path, "news.zip", data))
    assert [s.text for s in good] == [ONE]
    assert [r.reason for r in bad] == ["a file without a name"] * 2


# ---- languages and encodings -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Minister sprach am Montag mit den Botschaftern über die Grenze, und die Gespräche werden in der Stadt "
         "fortgesetzt, wie das Amt für Auswärtiges mitteilte.", "de"),
        ("El presidente dijo que las conversaciones con los rebeldes se celebrarán en la capital y que no habrá más "
         "ataques contra la población de la provincia.", "es"),
        ("Президент встретился с министрами соседних стран в понедельник.", "Cyrillic"),
        ("وزير الخارجية التقى نظيره في العاصمة يوم الاثنين", "Arabic"),
        ("外務大臣は月曜日に首都で隣国の大臣と会談した。", "Japanese"),
    ],
)  # fmt: skip
def test_another_language_is_kept_marked_and_not_read(tmp_path: Path, text: str, language: str) -> None:
    (story,), bad = read(file(tmp_path, "x.txt", text))
    assert story.text == text
    assert story.reading.text == ""
    assert any(n.startswith("language: ") and language in n and "not coded" in n for n in story.notes)
    assert not bad


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings_are_told_and_said(tmp_path: Path, encoding: str) -> None:
    text = f"Málaga’s mayor — {ONE}"
    (story,), _ = read(file(tmp_path, "x.txt", text.encode(encoding)))
    assert story.text == text
    assert bool(story.notes and story.notes[0].startswith("file: ")) == (encoding != "utf-8-sig")


def test_another_language_in_another_encoding_is_guessed(tmp_path: Path) -> None:
    text = "Президент встретился с министрами соседних стран в понедельник. " * 4
    (story,), _ = read(file(tmp_path, "x.txt", text.encode("cp1251")))
    assert story.text == text
