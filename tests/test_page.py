"""The page without a browser: what it answers, what it refuses, and that no text becomes markup."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dateline.ledger.store import Ledger
from dateline.query.asking import Query
from dateline.run import Run
from dateline.storing import store
from dateline.web.app import create_app
from dateline.web.marking import LAYERS, Mark, differences, marked, passages
from dateline.web.security import MOST_BYTES, Locks

EXAMPLES = Path(__file__).parent.parent / "examples"
FILE = Path(__file__).parent / "page_stories.jsonl"
STORIES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").split("\n") if line]
FORM = {"content-type": "application/x-www-form-urlencoded"}
HERE = "http://127.0.0.1:8765"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("page")
    store(Run(), made / "ledger", [str(FILE), str(EXAMPLES)], None)
    return made / "ledger"


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    return TestClient(create_app(folder), base_url=HERE)


@pytest.fixture(scope="module")
def query(folder: Path) -> Query:
    return Query(Ledger(folder))


def raid(query: Query) -> dict[str, Any]:
    return query.events({"party": "M23", "type": "ASSAULT"}).records[0]


def form_token(client: TestClient) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', client.get("/paste").text)
    assert found
    return found[1]


def ids(page: str) -> list[str]:
    return re.findall(r'class="row" href="/events/(\w+)"', page)


# ---- the pages answer -------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/", "/events", "/paste", "/actor?party=COL", "/?type=ASSAULT", "/live"])
def test_every_page_answers(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_the_list_shows_what_the_query_finds_in_its_order(client: TestClient, query: Query) -> None:
    asked = query.events({"type": ["ASSAULT", "COERCE"]}, order="reports", limit=50)
    page = client.get("/events?type=ASSAULT&type=COERCE&order=reports").text
    assert ids(page) == [r["id"] for r in asked.records]
    assert html.escape(asked.sentence) in page


def test_pages_of_the_list_hold_every_event_once(client: TestClient, query: Query) -> None:
    total = query.count()
    found = [i for n in range(1, -(-total // 50) + 1) for i in ids(client.get(f"/events?page={n}").text)]
    assert len(found) == total
    assert len(set(found)) == total


@pytest.mark.parametrize(
    "address",
    ["/events?since=soon", "/events?colour=red", "/events?order=luck", "/events?page=0", "/export?form=odt"],
)
def test_what_cannot_be_asked_is_said_in_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "That cannot be asked" in answer.text


@pytest.mark.parametrize("address", ["/events/none", "/stories/none", "/nowhere"])
def test_what_is_not_here_is_said_in_words(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Not here" in answer.text


def test_an_export_holds_exactly_the_events_of_the_list(client: TestClient) -> None:
    listed = ids(client.get("/events?country=COD").text)
    lines = client.get("/export?country=COD&form=jsonl").text.splitlines()
    assert sorted(json.loads(line)["id"] for line in lines) == sorted(listed)
    rows = list(csv.DictReader(io.StringIO(client.get("/export?country=COD&form=csv").text)))
    assert sorted(row["id"] for row in rows) == sorted(listed)


def test_an_event_lies_beside_all_stories_of_its_happening(client: TestClient, query: Query) -> None:
    event = raid(query)
    page = client.get(f"/events/{event['id']}").text
    for title in ("Rebels raid army camp in Goma", "Fourteen die as rebels strike", "Camp in Goma attacked"):
        assert title in page
    assert "1 copy of this report" in page
    assert "disagree" in page
    assert "assault." in page  # the rule, with its definition
    assert "Reads, for example" in page


def test_the_words_of_an_event_are_marked_at_their_characters(client: TestClient, query: Query) -> None:
    event = raid(query)
    text = next(s["text"] for s in STORIES if s["id"] == event["story"])
    page = client.get(f"/events/{event['id']}").text
    for mention in event["mentions"]:
        at = f'<mark class="layer-act" data-start="{mention["start"]}" data-end="{mention["end"]}"'
        assert at in page
        assert text[mention["start"] : mention["end"]] == mention["text"]


def test_charts_are_drawn_from_the_events_asked_for(client: TestClient, query: Query) -> None:
    spec = client.get("/charts/timeline.json?type=ASSAULT&since=2023-01-01").json()
    (rows,) = spec["datasets"].values()
    assert sum(row["events"] for row in rows) == query.count({"type": "ASSAULT", "since": "2023-01-01"})
    assert client.get("/charts/places.json?since=1800-01-01&until=1800-01-02").json() is None
    assert "vegaEmbed" in client.get("/vega.js").text


def test_what_a_chart_shows_stands_in_a_table_whose_links_lead_to_the_same_events(
    client: TestClient, query: Query
) -> None:
    tables = re.findall(r'<details class="numbers">.*?</details>', client.get("/").text, re.DOTALL)
    assert len(tables) == len(("timeline", "network", "places"))
    counted = []
    for table in tables:
        rows = re.findall(r'href="([^"]+)">[^<]+</a></th><td class="n">([\d,]+)</td>', table)
        address, number = rows[0]
        found = re.search(r"<b>([\d,]+)</b> events", client.get(html.unescape(address)).text)
        assert found
        # An event of several days is listed on each of them, and drawn on the first.
        assert int(found[1].replace(",", "")) >= int(number.replace(",", "")) > 0
        counted.append(sum(int(n.replace(",", "")) for _, n in rows))
    assert counted[0] == query.count({"since": "0001-01-01"})


def test_a_text_is_coded_at_once_and_kept_nowhere(client: TestClient, query: Query) -> None:
    before = query.ledger.manifest().commit
    text = "Chad accused Sudan of arming the rebels on Monday."
    answer = client.post(
        "/paste", data={"text": text, "published": "2024-05-01", "form_token": form_token(client)}
    )
    assert answer.status_code == 200
    assert "ACCUSE" in answer.text
    assert query.ledger.manifest().commit == before


# ---- nothing in a story is markup -------------------------------------------------------------


def test_markup_in_a_story_is_text(client: TestClient) -> None:
    page = client.get("/stories/odd%2F1%3F").text
    assert "<script>window" not in page
    assert "<img" not in page
    assert "&lt;script&gt;window.owned = true&lt;/script&gt;" in re.sub("</?mark[^>]*>", "", page)


def test_no_page_has_script_or_style_of_its_own(client: TestClient, query: Query) -> None:
    for address in ("/", "/events", f"/events/{raid(query)['id']}", "/stories/odd%2F1%3F", "/paste"):
        answer = client.get(address)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert not re.search(r"<script(?![^>]*src=)|<style|<[^>]*\s(?:on\w+|style)=", answer.text), address
        assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text), address


TEXTS = st.text(st.sampled_from("ab \n\r<>&\"'é😀"), max_size=60)


@given(
    TEXTS,
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(sorted(LAYERS)))),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_marking_keeps_the_text_and_nests(
    text: str, spans: list[tuple[int, int, str]], start: int, end: int
) -> None:
    """Without tags, marked text is the text; tags open and close in order and cover their characters."""
    marks = [Mark(min(a, b), min(max(a, b), len(text)), layer) for a, b, layer in spans]
    marks = [m for m in marks if m.end > m.start]
    start, end = min(start, len(text)), max(min(start, len(text)), min(end, len(text)))
    out = str(marked(text, marks, start, end))
    covered: dict[tuple[int, int, str], set[int]] = {}
    stack: list[tuple[int, int, str]] = []
    at = start
    for piece in re.split(r"(<[^>]*>)", out):
        if piece == "</mark>":
            stack.pop()
        elif piece.startswith("<mark"):
            found = re.match(r'<mark class="layer-(\w+)" data-start="(\d+)" data-end="(\d+)"', piece)
            assert found
            stack.append((int(found[2]), int(found[3]), found[1]))
        else:
            plain = html.unescape(piece)
            assert text[at : at + len(plain)] == plain
            for key in stack:
                covered.setdefault(key, set()).update(range(at, at + len(plain)))
            at += len(plain)
    assert at == end
    assert not stack
    for m in marks:
        wanted = set(range(max(m.start, start), min(m.end, end)))
        assert covered.get((m.start, m.end, m.layer), set()) == wanted


def test_differences_mark_what_a_copy_changed() -> None:
    said = str(differences("Four men <died> on Monday.", "Five men <died> on Monday."))
    assert said == "<del>Four</del> <ins>Five</ins> men &lt;died&gt; on Monday."


def test_passages_are_the_paragraphs_that_hold_a_mark() -> None:
    text = "One.\n\nTwo two.\n\nThree."
    assert passages(text, [Mark(6, 9, "act")]) == [(6, 14)]
    assert passages(text, [Mark(0, 2, "act"), Mark(6, 9, "act")]) == [(0, 14)]


def test_of_a_long_paragraph_the_sentences_beside_a_mark_are_shown() -> None:
    said = [f"Envoy number {n} met the minister of country {n} in town {n}." for n in range(30)]
    text = " ".join(said)
    marks = [Mark(m.start(), m.end(), "actor") for m in re.finditer(r"Envoy number (?:9|20)\b", text)]
    shown = [text[start:end] for start, end in passages(text, marks)]
    assert shown == [" ".join(said[8:11]), " ".join(said[19:22])]


# ---- who may ask, and what --------------------------------------------------------------------


def test_other_names_for_this_machine_are_refused(folder: Path) -> None:
    assert TestClient(create_app(folder), base_url="http://evil.example").get("/").status_code == 421
    assert TestClient(create_app(folder), base_url="http://localhost:1").get("/").status_code == 200


def test_another_address_asks_for_its_token(folder: Path) -> None:
    assert Locks.for_host("127.0.0.1").token == Locks.for_host("::1").token == ""
    locks = Locks.for_host("0.0.0.0")
    assert len(locks.token) >= 24
    visitor = TestClient(create_app(folder, locks), base_url="http://10.0.0.5:8765", follow_redirects=False)
    assert visitor.get("/events").status_code == 401
    assert visitor.get("/events?token=wrong").status_code == 401
    welcome = visitor.get(f"/events?token={locks.token}")
    assert welcome.status_code == 303
    assert "token" not in welcome.headers["location"]
    assert {"HttpOnly", "SameSite=strict"} <= set(welcome.headers["set-cookie"].split("; "))
    assert visitor.get("/events").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
    ids=["another origin", "no origin", "another site"],
)
def test_a_form_from_elsewhere_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    data = {"text": "Chad met Sudan.", "form_token": form_token(client)}
    assert client.post("/paste", data=data, headers=headers).status_code == 403


@pytest.mark.parametrize("token", ["", "guess", "é"])
def test_a_form_without_our_token_changes_nothing(client: TestClient, token: str) -> None:
    answer = client.post("/paste", data={"text": "Chad met Sudan.", "form_token": token})
    assert answer.status_code == 403


def test_what_is_too_large_is_refused(client: TestClient) -> None:
    assert client.post("/paste", data={"text": "x" * (MOST_BYTES + 1)}).status_code == 413
    assert client.post("/paste", content=iter([b"x" * 600_000] * 2), headers=FORM).status_code == 413
    assert client.get("/events?actor=" + "x" * 9_000).status_code == 414


def test_what_is_no_form_is_refused(client: TestClient) -> None:
    assert client.post("/paste", json={"text": "x"}).status_code == 400
