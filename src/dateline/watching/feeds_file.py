"""The user's list of feeds, as TOML, with the place of every fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import tomli

from dateline.watching.addresses import ForbiddenError, checked_url


class FeedsError(Exception):
    """A list of feeds that can't be used; the message says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSetting:
    """One feed: where it is, what its outlet is called, seconds between polls, and whether pages are fetched.

    Without `pages` a story is what the feed itself has of it.
    """

    url: str
    outlet: str = ""
    every: float = 900.0
    pages: bool = True


def read_feeds_file(path: Path) -> tuple[FeedSetting, ...]:
    """The feeds of a file of `[[feed]]` tables. Raises `FeedsError`."""
    try:
        table = tomli.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        msg = f"{path}: {error}"
        raise FeedsError(msg) from None
    feeds = table.get("feed")
    if not isinstance(feeds, list) or not feeds or table.keys() != {"feed"}:
        msg = f'{path}: holds nothing but feeds, as in [[feed]] url = "https://…"'
        raise FeedsError(msg)
    settings = tuple(_setting(path, k, feed) for k, feed in enumerate(feeds, 1))
    urls = [setting.url for setting in settings]
    for url in urls:
        if urls.count(url) > 1:
            msg = f"{path}: {url} stands twice"
            raise FeedsError(msg)
    return settings


def _setting(path: Path, number: int, feed: Any) -> FeedSetting:
    kinds: Mapping[str, type | tuple[type, ...]] = {
        "url": str,
        "outlet": str,
        "every": (int, float),
        "pages": bool,
    }
    if not isinstance(feed, dict) or not isinstance(feed.get("url"), str):
        msg = f"{path}: feed {number} has no url"
        raise FeedsError(msg)
    for key, value in feed.items():
        if key not in kinds or not isinstance(value, kinds[key]):
            known = ", ".join(f.name for f in fields(FeedSetting))
            msg = f"{path}: feed {number}: {key} = {value!r}; a feed has {known}"
            raise FeedsError(msg)
    try:
        checked_url(feed["url"])
    except ForbiddenError as error:
        msg = f"{path}: feed {number}: {error}"
        raise FeedsError(msg) from None
    if feed.get("every", 60) < 60:
        msg = (
            f"{path}: feed {number}: every = {feed['every']}: no feed is polled more often than once a minute"
        )
        raise FeedsError(msg)
    return FeedSetting(**feed)
