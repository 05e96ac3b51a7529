#!/usr/bin/env python3
"""Takes the pictures of the page: `python docs/make_screenshots.py` (needs Chromium)."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import sync_playwright

from dateline.ledger.store import Ledger
from dateline.query.asking import Query
from dateline.run import Run
from dateline.storing import store
from dateline.web.app import create_app

DOCS = Path(__file__).parent
STORIES = [DOCS.parent / "tests" / "page_stories.jsonl", DOCS.parent / "examples"]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def main() -> None:
    """Overview, one event and one story of our own stories, light and dark."""
    if CHROMIUM is None:
        sys.exit("no Chromium: apt-get install chromium")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "ledger"
        store(Run(), folder, [str(path) for path in STORIES], None)
        server = uvicorn.Server(uvicorn.Config(create_app(folder), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            shoot(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", folder)
        finally:
            server.should_exit = True
            thread.join()


def shoot(address: str, folder: Path) -> None:
    """The pictures, as files beside this one."""
    raid = Query(Ledger(folder)).events({"party": "M23", "type": "ASSAULT", "story": "atlas-1"}).records[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, path, scheme, height in (
            ("page-overview", "/?since=2023-01-01", "light", 1000),
            ("page-event", f"/events/{raid['id']}", "light", 1150),
            ("page-story", "/stories/atlas-1", "dark", 800),
        ):
            page = browser.new_page(
                base_url=address, viewport={"width": 1200, "height": height}, color_scheme=scheme
            )
            page.set_default_timeout(0)  # a busy machine takes its time
            page.goto(path)
            if page.locator("figure[data-chart]").count():
                page.wait_for_selector("html[data-drawn]", state="attached")
            page.screenshot(path=DOCS / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
