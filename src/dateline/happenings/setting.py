"""The words around an act that tell it from others of its kind: a theatre, a sniper, an unknown name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import xxhash

from dateline.model import Event

MOST = 16
"""Words that are kept of a sentence: those with the smallest hashes, so that two sentences keep the same."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_ASCII_WORD = re.compile("[a-z]{4,}")
"""The same in a text of ASCII, found in a fourth of the time."""
_NO_PLURAL = 4


def words_of(text: str) -> set[str]:
    """The words of four letters and more, in lower case, without the "s" of a plural."""
    text = text.lower()
    return {
        w[:-1] if w[-1] == "s" and w[-2] != "s" and len(w) > _NO_PLURAL else w
        for w in (_ASCII_WORD if text.isascii() else _WORD).findall(text)
    }


def settings_of(
    events: Iterable[Event], text: str, names: Iterable[str], common: Collection[str]
) -> list[list[int]]:
    """For each event of a story hashes (32 bits) of the telling words in the sentence that names it first.

    `text` is the story's; `names` are those under which known parties stand in it. They tell nothing, like
    the `common` words: who did it, what and where is compared besides.
    """
    named: set[str] | None = None
    sentences: dict[tuple[int, int], set[str]] = {}
    settings = []
    for event in events:
        start, end = event.mentions[0].sentence
        told = sentences.get((start, end))
        if told is None:
            named = words_of(" ".join(set(names))) if named is None else named
            told = sentences[start, end] = (words_of(text[start:end]) - named).difference(common)
        own = [m.text for m in event.mentions] + [p.name for p in (*event.actors, *event.recipients)]
        own += [event.place.name] if event.place else []
        settings.append(
            sorted(xxhash.xxh32_intdigest(w.encode()) for w in told - words_of(" ".join(own)))[:MOST]
        )
    return settings
