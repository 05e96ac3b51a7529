"""As many stories as a measurement asks for, mixed anew from those at hand where they are too few.

A mixed story has the paragraphs of several, in another order, with other numbers and with surnames that
nobody bears: what is remembered for each word would otherwise flatter every way but the plain pipeline. It
still flatters a little, and paragraphs that are full of events, as those of `examples` are, cost more coding
than news does: what counts is measured on news.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from dateline.model import Rejected, Story
from dateline.reading import read_paths, read_story

PARAGRAPHS = 14
"""Paragraphs of a mixed story: some 600 words, as a report of a news agency has."""
FIRST_DAY = date(2023, 1, 1)
_DIGITS = re.compile(r"\d+")
_SURNAME = re.compile(r"(?<=[a-z] )([A-Z][a-z]+ )([A-Z][a-z]{3,})\b")
_SYLLABLES = "ba de gi ko lu ma ne po ra si ta vo wen zhi dor mil kov shan tar bek".split()


def stories_of(paths: Sequence[str], n: int) -> list[Story]:
    """The first `n` stories in `paths`, with mixed ones added where there are fewer."""
    found = [s for s in read_paths(paths) if not isinstance(s, Rejected)][:n]
    return [*found, *_mixed(found, n - len(found))] if found else []


def line(story: Story) -> str:
    """The story as a line of JSON that can be read again."""
    published = story.published.isoformat() if story.published else None
    return json.dumps({"id": story.id, "text": story.text, "published": published, "source": story.outlet})


def _mixed(stories: Sequence[Story], n: int) -> Iterator[Story]:
    paragraphs = sorted({p for s in stories for p in s.text.split("\n\n") if len(p.split()) > 10})
    for k in range(n):
        chance = random.Random(k)
        chosen = chance.sample(paragraphs, min(PARAGRAPHS, len(paragraphs)))
        text = "\n\n".join(_changed(p, chance) for p in chosen)
        yield read_story(text, id=f"mixed-{k}", published=FIRST_DAY + timedelta(days=k % 365))


def _changed(paragraph: str, chance: random.Random) -> str:
    numbered = _DIGITS.sub(lambda m: "".join(chance.choice("123456789") for _ in m[0]), paragraph)
    return _SURNAME.sub(
        lambda m: (
            m[1] + "".join(chance.sample(_SYLLABLES, 3)).capitalize() if chance.random() < 0.3 else m[0]
        ),
        numbered,
    )
