"""The page in a real browser: found, read, corrected, exported; harmless, by keyboard, on a narrow screen.

Chromium is the system's (`apt-get install chromium`, or the program that `CHROMIUM` names).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from dateline.ledger.store import Ledger
from dateline.query.asking import Query
from dateline.reviewing import decisions
from dateline.run import Run
from dateline.storing import store
from dateline.web.app import create_app

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt-get install chromium")

FILE = Path(__file__).parent / "page_stories.jsonl"
STORIES = {s["id"]: s for s in map(json.loads, filter(None, FILE.read_text(encoding="utf-8").split("\n")))}
PATIENCE = 180_000
"""Milliseconds; on a busy machine the first picture takes its time."""


@pytest.fixture(scope="module")
def run() -> Run:
    return Run()


@pytest.fixture(scope="module")
def folder(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("browser") / "ledger"
    store(run, made, [str(FILE)], None)
    return made


@pytest.fixture(scope="module")
def query(folder: Path) -> Query:
    return Query(Ledger(folder))


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(create_app(folder), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            # A container's root has no sandbox to offer.
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except Error as error:
            pytest.skip(f"Chromium does not start: {error}")
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test if a script fails, or anything but our own address is asked for."""
    context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else faults.append(r.url)
    )
    yield page
    context.close()
    assert faults == []


def raid(query: Query) -> dict[str, Any]:
    return query.events({"party": "M23", "type": "ASSAULT", "story": "atlas-1"}).records[0]


def test_filter_read_correct_export_and_find_it(page: Page, query: Query, tmp_path: Path) -> None:
    event = raid(query)
    page.goto("/events")
    page.get_by_label("actor", exact=True).fill("M23")
    page.get_by_label("type", exact=True).fill("ASSAULT")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("by M23, ASSAULT")
    assert "actor=M23" in page.url
    assert "recipient" not in page.url  # empty fields make no address longer
    page.locator(f'a.row[href="/events/{event["id"]}"]').click()

    own = page.locator("article[data-own]")
    text = STORIES["atlas-1"]["text"]
    for mention in event["mentions"]:
        mark = own.locator(f'mark.layer-act[data-start="{mention["start"]}"][data-end="{mention["end"]}"]')
        assert mark.text_content() == text[mention["start"] : mention["end"]] == mention["text"]
    for figure in event["figures"]:
        assert (
            own.locator(f'mark.layer-figure[data-start="{figure["start"]}"]').text_content() == figure["text"]
        )
    styles = own.locator("mark.layer-act, mark.layer-actor").evaluate_all(
        "marks => marks.map(m => getComputedStyle(m).textDecorationStyle + getComputedStyle(m).outlineStyle)"
    )
    assert len(set(styles)) > 1  # lines tell them apart, not only colours

    page.get_by_label("Correct: the event happened").check()
    page.locator("select[name=mode]").select_option("firearms")
    page.get_by_role("textbox", name="place").fill("Goma")
    page.get_by_label("your name").fill("Ada")
    page.get_by_role("button", name="Keep this decision").click()
    expect(page.locator(".decisions")).to_contain_text("corrected by Ada")
    assert decisions(query, event=event["id"])[-1]["mode"] == "firearms"
    assert raid(query)["mode"] == event["mode"]

    page.goto("/events?actor=M23&type=ASSAULT")
    page.locator("select[name=form]").select_option("jsonl")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save").click()
    saved.value.save_as(tmp_path / "events.jsonl")
    lines = [
        json.loads(line) for line in (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert event["id"] in [line["id"] for line in lines]
    assert len(lines) == page.locator("a.row").count()


def test_script_and_quotes_in_a_story_are_text(page: Page) -> None:
    page.goto("/stories/odd%2F1%3F")
    text = STORIES["odd/1?"]["text"]
    assert page.locator("article.whole").text_content() == text
    assert page.evaluate("window.owned") is None
    assert page.title().startswith("<script>")
    assert page.locator("article img, article script, article b").count() == 0
    for mark in page.locator("article.whole mark").all():
        start, end = (int(mark.get_attribute(name) or -1) for name in ("data-start", "data-end"))
        assert (mark.text_content() or "") in text[start:end]
    assert page.locator("article.whole mark.layer-act").count() > 0


def test_a_missed_event_is_added_by_marked_words_or_by_keyboard_and_taken_back(page: Page) -> None:
    page.goto("/stories/atlas-1")
    page.get_by_text("Add an event that the coder missed").focus()
    page.keyboard.press("Enter")
    page.locator("article.whole").evaluate(
        """text => { const range = document.createRange();
        range.selectNodeContents(text.querySelector("mark.layer-act"));
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    marked = page.evaluate("getSelection().toString().trim().replace(/\\s+/g, ' ')")
    page.get_by_role("button", name="Take the marked words").click()
    words = page.locator("#missed ~ details textarea[name=words]")
    assert words.input_value().startswith(marked)
    words.fill("no such words")
    for name, typed in (("actors", "M23 | COD | REB"), ("by", "Ada")):
        page.locator(f"#missed ~ details [name={name}]").fill(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("does not stand in the story so")
    assert page.locator("[name=actors]").input_value() == "M23 | COD | REB"
    page.locator("[name=words]").fill(marked)
    page.locator("[name=by]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".decisions")).to_contain_text("added by Ada")
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".decisions")).to_have_count(0)


def test_layers_are_switched(page: Page) -> None:
    page.goto("/stories/atlas-1")
    mark = page.locator("article.whole mark.layer-actor").first
    line = "m => getComputedStyle(m).textDecorationLine"
    assert mark.evaluate(line) == "underline"
    page.locator('input[data-layer="actor"]').uncheck()
    assert mark.evaluate(line) == "none"


def test_the_pictures_are_drawn_and_time_can_be_brushed(page: Page) -> None:
    page.goto("/")
    page.wait_for_selector("html[data-drawn]", state="attached")
    assert page.locator("figure[data-drawn]").count() == page.locator("figure[data-chart]").count()
    picture = page.locator('figure[data-name="timeline"] svg')
    box = picture.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 3
    page.mouse.move(box["x"] + 80, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, middle, steps=5)
    page.mouse.up()
    expect(page.locator("#brushed")).to_have_text(
        re.compile(r"Show the events of 2024-\d\d-\d\d to 2024-\d\d-\d\d")
    )
    page.locator("#brushed").click()
    assert "since=2024-" in page.url
    assert "until=2024-" in page.url


def test_the_keyboard_is_enough(page: Page, query: Query) -> None:
    page.goto("/events?party=M23")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("j")
    expect(page.locator("a.row").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/events/*")
    assert query.events({"event": page.url.rsplit("/", 1)[1]}).total == 1
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("RWA")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("RWA")


@pytest.mark.parametrize("path", ["/", "/events", "/stories/atlas-1", "/paste", "/actor?party=COD", "event"])
def test_a_narrow_screen_needs_no_scrolling_sideways(page: Page, path: str, query: Query) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/events/{raid(query)['id']}" if path == "event" else path)
    if page.locator("figure[data-chart]").count():
        page.wait_for_selector("html[data-drawn]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_text_is_coded_at_once(page: Page) -> None:
    page.goto("/paste")
    page.get_by_label("A news story").fill("Chad accused Sudan of arming the rebels on Monday.")
    page.locator("input[name=published]").fill("2024-05-01")
    page.get_by_role("button", name="Code it").click()
    expect(page.locator(".eventlist")).to_contain_text("ACCUSE")
    assert page.locator("article.whole mark.layer-act").first.text_content() == "accused Sudan of"


def test_light_and_dark_are_remembered(page: Page) -> None:
    page.goto("/paste")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_label("Light or dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.goto("/events")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_page_says_when_the_ledger_grows(page: Page, run: Run, folder: Path, tmp_path: Path) -> None:
    page.goto("/events")
    more = {"id": "new-1", "published": "2024-05-02", "text": "Egypt met Sudan in Cairo on Wednesday."}
    (tmp_path / "more.jsonl").write_text(json.dumps(more), encoding="utf-8")
    store(run, folder, [str(tmp_path / "more.jsonl")], None)
    expect(page.locator("#news")).to_contain_text("The ledger has changed", timeout=PATIENCE)
    page.get_by_role("link", name="Show it").click()
    expect(page.locator("#news")).to_be_hidden()
