"""What is known of feeds from one poll to the next, on disk as one small file that is replaced at once."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

import orjson

from dateline.ledger.store import WATCH


@dataclass(slots=True)
class FeedState:
    """`etag` and `modified` make the next request conditional; `next` is when it may come, in Unix time.

    `tries` counts failures by address of entries whose page may yet come, `given_up` holds those it won't.
    """

    etag: str = ""
    modified: str = ""
    next: float = 0.0
    failures: int = 0
    problem: str = ""
    tries: dict[str, int] = field(default_factory=dict)
    given_up: list[str] = field(default_factory=list)


def read_state(folder: Path) -> dict[str, FeedState]:
    """The states by address of the feed; an unreadable file is as none: every story is known by its id."""
    try:
        data = orjson.loads((folder / WATCH).read_bytes())
        return {url: FeedState(**state) for url, state in data.items()}
    except (OSError, orjson.JSONDecodeError, TypeError, AttributeError):
        return {}


def write_state(folder: Path, states: dict[str, FeedState]) -> None:
    """Put the new state in the place of the old one. Raises `OSError`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f"{WATCH}.new"
    with draft.open("wb") as file:
        file.write(orjson.dumps({url: asdict(s) for url, s in states.items()}, option=orjson.OPT_INDENT_2))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / WATCH)
