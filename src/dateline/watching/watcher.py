"""Rounds of polls: feeds that are due are fetched, their new entries coded, committed, and only then noted.

A story goes by its address, and the ledger knows which it has; what is known of a feed is written after the
commit. So a run that is killed at any moment loses nothing and takes nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.ledger.store import LedgerWriter
from dateline.model import Rejected, Story
from dateline.reading import stories_of
from dateline.reading.feeds import Entry, Feed, read_feed
from dateline.reading.inputs import RefusedError
from dateline.reading.records import Record, content_id
from dateline.run import Run
from dateline.storing import Storing
from dateline.watching.feeds_file import FeedSetting
from dateline.watching.fetching import FetchError, ForbiddenError
from dateline.watching.manners import Manners
from dateline.watching.state import FeedState, read_state, write_state

TRIES = 5
"""Polls at which the page of an entry is asked for before what the feed has of it must do."""
LONGEST = 86_400.0
"""Seconds between polls of a feed that keeps failing, at most."""
STAGE = "watching"


@dataclass(slots=True)
class Round:
    """What one round did. `waiting` entries have pages that may yet come; `next` is the next poll."""

    feeds: int = 0
    failed: int = 0
    stories: int = 0
    events: int = 0
    rejected: int = 0
    waiting: int = 0
    next: float = 0.0

    def line(self, now: float) -> str:
        """One line for people."""
        parts = [f"{self.feeds} feeds polled"]
        if self.failed:
            parts.append(f"{self.failed} failed")
        parts += [f"{self.stories} stories", f"{self.events} events", f"{self.rejected} rejected"]
        if self.waiting:
            parts.append(f"{self.waiting} waiting for their page")
        return ", ".join(parts) + f"; next poll in {max(0, self.next - now):.0f} s"


class Watcher:
    """Watches feeds for one ledger."""

    def __init__(
        self,
        run: Run,
        folder: Path,
        feeds: tuple[FeedSetting, ...],
        manners: Manners,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._run = run
        self._folder = folder
        self._feeds = feeds
        self._manners = manners
        self._clock = clock

    def round(self) -> Round:
        """Poll the feeds that are due. Raises `LedgerError` and `OSError`; what is committed stays."""
        states = read_state(self._folder)
        # Feeds that were taken off the list are forgotten.
        states = {feed.url: states.get(feed.url, FeedState()) for feed in self._feeds}
        done = Round()
        due = [feed for feed in self._feeds if states[feed.url].next <= self._clock()]
        if due:
            with LedgerWriter(self._folder) as writer:
                storing = Storing(self._run, writer)
                for feed in due:
                    self._poll(feed, states[feed.url], storing, done)
                    storing.commit()
                    write_state(self._folder, states)
                storing.finish()
                done.stories, done.events = storing.stored.stories, storing.stored.events
                done.rejected = len(storing.stored.rejected)
            write_state(self._folder, states)
        done.waiting = sum(len(state.tries) for state in states.values())
        done.next = min(state.next for state in states.values())
        return done

    def _poll(self, setting: FeedSetting, state: FeedState, storing: Storing, done: Round) -> None:
        """Fetch one feed, and code what is new in it."""
        done.feeds += 1
        asked = {"If-None-Match": state.etag, "If-Modified-Since": state.modified}
        try:
            answer = self._manners.fetch(setting.url, {key: value for key, value in asked.items() if value})
            feed = read_feed(answer.body, self._run.limits.depth) if answer.status == 200 else None
        except (FetchError, ForbiddenError, RefusedError, OSError) as error:
            done.failed += 1
            state.failures += 1
            state.problem = str(error)
            wait = min(LONGEST, setting.every * 2.0 ** min(state.failures, 20))
            state.next = self._clock() + max(wait, min(LONGEST, getattr(error, "after", 0.0)))
            return
        state.failures, state.problem = 0, ""
        if feed is not None:
            new = storing.known.new(self._stories(setting, feed, state, storing))
            for chunk in self._run.chunks(new, storing.rows, workers=1):
                storing.take(chunk)
            here = {_key(entry) for entry in feed.entries}
            state.given_up = sorted(here.intersection(state.given_up))
            state.tries = {key: n for key, n in state.tries.items() if key in here}
            # While a page is waited for, the feed must come again although it has not changed.
            state.etag = "" if state.tries else answer.headers.get("etag", "")
            state.modified = "" if state.tries else answer.headers.get("last-modified", "")
        state.next = self._clock() + setting.every

    def _stories(
        self, setting: FeedSetting, feed: Feed, state: FeedState, storing: Storing
    ) -> Iterator[Story]:
        """The stories of the entries that are new; what can't be had goes to the ledger's rejected."""
        for entry in feed.entries:
            key = _key(entry)
            if key in storing.known or key in state.given_up:
                continue
            found, problem = self._whole(setting, feed, entry, state)
            if not found and not problem:
                continue
            state.tries.pop(key, None)
            if not any(isinstance(item, Story) for item in found):
                state.given_up.append(key)
                if not found:
                    found = [Rejected(stage=STAGE, origin=key, reason=problem, original=entry.original)]
            for item in found:
                if isinstance(item, Story):
                    yield item
                else:
                    storing.rejected.append(item)

    def _whole(
        self, setting: FeedSetting, feed: Feed, entry: Entry, state: FeedState
    ) -> tuple[list[Story | Rejected], str]:
        """The story of an entry, from its page if that can be had, else as the feed has it.

        Nothing at all while the page may yet come; a problem alone where there is nothing to be had.
        """
        problem = "the entry has neither text nor page"
        found: list[Story | Rejected] = []
        if setting.pages and entry.url:
            try:
                answer = self._manners.fetch(entry.url)
            except (FetchError, ForbiddenError, OSError) as error:
                problem = f"the page cannot be fetched: {error}"
                tried = state.tries.get(_key(entry), 0) + 1
                final = isinstance(error, ForbiddenError) or getattr(error, "final", False)
                if not final and tried < TRIES:
                    state.tries[_key(entry)] = tried
                    return [], ""
            else:
                kind = answer.headers.get("content-type", "")
                declared = kind.partition("charset=")[2].strip("\"' ;")
                page = self._record(setting, feed, entry, page=answer.body or b" ", declared=declared)
                found = list(stories_of(page, None, self._run.limits))
                if any(isinstance(item, Story) for item in found):
                    return found, ""
                problem = "; ".join(item.reason for item in found if isinstance(item, Rejected))
        if entry.text:
            note = f"from the feed alone: {problem}" if setting.pages and entry.url else "from the feed alone"
            record = self._record(setting, feed, entry, text=entry.text, notes=(note,))
            return list(stories_of(record, None, self._run.limits)), problem
        return found, problem

    def _record(
        self,
        setting: FeedSetting,
        feed: Feed,
        entry: Entry,
        *,
        text: str = "",
        notes: tuple[str, ...] = (),
        page: bytes = b"",
        declared: str = "",
    ) -> Record:
        return Record(
            origin=entry.url or setting.url,
            id=_key(entry),
            text=text,
            published=entry.published or None,
            title=entry.title,
            outlet=setting.outlet or feed.title,
            url=entry.url,
            language=feed.language,
            notes=notes,
            page=page,
            declared=declared,
        )


def _key(entry: Entry) -> str:
    """The id of an entry's story."""
    return entry.url or entry.id or content_id(entry.original)
