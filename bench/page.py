#!/usr/bin/env python3
"""How long the page's answers take at the server: `python bench/page.py LEDGER [ROUNDS]`.

Each page is asked for many times; printed are the median and the longest time in milliseconds. What the
page remembers is forgotten before each, so every answer is timed as if it were the first.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import quote

from fastapi.testclient import TestClient

from dateline.query.asking import Query
from dateline.web.app import create_app


def main() -> None:
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 15
    app = create_app(folder)
    site = app.state.site
    query: Query = site.query
    event = query.events({}, order="newest", limit=1).records[0]
    middle = max(1, query.count() // 100)
    client = TestClient(app, base_url="http://127.0.0.1")
    site.warm()
    for address in (
        "/",
        "/events",
        f"/events?page={middle}",
        "/events?actor=RUS&type=ASSAULT&order=reports",
        f"/events/{event['id']}",
        f"/stories/{quote(event['story'], safe='')}",
        "/actor?party=USA",
        "/charts/timeline.json",
    ):
        times = []
        for _ in range(rounds):
            site.forget()
            began = time.perf_counter()
            client.get(address).raise_for_status()
            times.append(1000 * (time.perf_counter() - began))
        print(f"{median(times):6.0f} ms median {max(times):6.0f} ms longest  {address}")


if __name__ == "__main__":
    main()
