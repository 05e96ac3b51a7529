"""Politeness: what a host's robots.txt asks for, and a pause between two requests to one host."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from dateline.watching.fetching import Answer, FetchError, Fetching, ForbiddenError, fetch

NAME = "dateline"
"""What robots.txt may call us."""
REFRESHED = 86_400.0
"""Seconds for which a robots.txt is believed."""
LONGEST_PAUSE = 60.0


class Manners:
    """Fetches for one run: never against robots.txt, never faster than `pause` seconds a host."""

    def __init__(
        self, how: Fetching, pause: float = 2.0, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._how = how
        self._pause = pause
        self._sleep = sleep
        self._robots: dict[str, tuple[float, RobotFileParser]] = {}
        self._last: dict[str, float] = {}

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The page at `url`. Raises `FetchError` and `ForbiddenError`, also where robots.txt forbids it."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        robots = self._rules(site)
        if not robots.can_fetch(NAME, url):
            msg = f"robots.txt of {parts.netloc} forbids it"
            raise ForbiddenError(msg)
        asked = float(robots.crawl_delay(NAME) or 0)
        self._wait(site, min(max(self._pause, asked), LONGEST_PAUSE))
        return fetch(url, self._how, headers)

    def _rules(self, site: str) -> RobotFileParser:
        now = time.monotonic()
        known = self._robots.get(site)
        if known and now - known[0] < REFRESHED:
            return known[1]
        rules = RobotFileParser()
        self._wait(site, self._pause)
        try:
            answer = fetch(f"{site}/robots.txt", self._how)
            rules.parse(answer.body[: 512 << 10].decode("utf-8", "replace").splitlines())
        except FetchError as error:
            # There is none, or we are not let in: RFC 9309 has the first allow and a server's fault forbid.
            rules.parse([] if error.final else ["User-agent: *", "Disallow: /"])
            if not error.final:
                now -= REFRESHED - 600
        self._robots[site] = (now, rules)
        return rules

    def _wait(self, site: str, pause: float) -> None:
        rest = self._last.get(site, -pause) + pause - time.monotonic()
        if site in self._last and rest > 0:
            self._sleep(rest)
        self._last[site] = time.monotonic()
