"""Two sets of rules on one corpus: which events the new rules gain, lose and change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from dateline.model import Event, EventMention, Rejected, Story
from dateline.output import when, who
from dateline.parsing import SpacyParser
from dateline.pipeline import Pipeline
from dateline.reading import read_paths
from dateline.rulebook.book import Rulebook, load_rulebook
from dateline.rulebook.tables import rules_folder
from dateline.run import accepted, with_progress

PACKAGE = "package"
"""The word for the rules that come with Dateline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One event that the two sets of rules do not code alike.

    `kind` is `lost` (no `new`), `gained` (no `old`) or `changed`; `facts` says what differs, as
    name, old and new. `marks` are the event's words as characters of `sentence`.
    """

    kind: str
    story: str
    published: date | None
    old: Event | None
    new: Event | None
    facts: tuple[tuple[str, str, str], ...]
    sentence: str
    marks: tuple[tuple[int, int], ...]

    @property
    def event(self) -> Event:
        """The new event, or the old one where there is none."""
        event = self.new or self.old
        assert event is not None
        return event

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The sentence in runs: text, and whether it is marked."""
        at = 0
        for start, end in self.marks:
            yield self.sentence[at:start], False
            yield self.sentence[start:end], True
            at = end
        yield self.sentence[at:], False


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """Events of one type; a changed event counts under its old type."""

    type: str
    old: int
    new: int
    gained: int
    lost: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """All changes, by day of publication, story and place in it; events of each type on both sides."""

    changes: tuple[Change, ...]
    old: Mapping[str, int]
    new: Mapping[str, int]
    stories: int
    rejected: tuple[Rejected, ...]

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of one kind."""
        return tuple(c for c in self.changes if c.kind == kind)

    def counts(self) -> tuple[TypeCount, ...]:
        """One row for each type that either side has, in the order of the alphabet."""
        n = Counter((c.kind, (c.old or c.event).type) for c in self.changes)
        return tuple(
            TypeCount(
                type=t,
                old=self.old.get(t, 0),
                new=self.new.get(t, 0),
                gained=n["gained", t],
                lost=n["lost", t],
                changed=n["changed", t],
            )
            for t in sorted(self.old.keys() | self.new.keys())
        )

    def summary(self) -> str:
        """One line for people."""
        kinds = ", ".join(f"{len(self.of(kind))} {kind}" for kind in ("gained", "lost", "changed"))
        before, after = sum(self.old.values()), sum(self.new.values())
        shown = f"{self.stories} stories, {before} events before, {after} after: {kinds}"
        return shown + (f"; {len(self.rejected)} stories rejected" if self.rejected else "")


def rules_at(name: str) -> Path | None:
    """The folder of rules called `name`, None for the package's own.

    It holds any of the package's folders; raises `ValueError` when it holds none of them.
    """
    if name == PACKAGE:
        return None
    folder = Path(name)
    if not folder.is_dir():
        raise ValueError(f"{name!r} is no folder; write {PACKAGE!r} for the rules that come with Dateline")
    known = sorted(p.name for p in rules_folder().iterdir() if p.is_dir())
    if not any((folder / part).is_dir() for part in known):
        raise ValueError(f"{name!r} holds no rules: no folder {', '.join(known)} in it")
    return folder


def compare_rules(
    parser: SpacyParser,
    old: Path | None,
    new: Path | None,
    paths: Sequence[str],
    published: date | None = None,
    *,
    keep_all: bool = False,
    progress: bool = False,
) -> Comparison:
    """Code the stories in `paths` under both sets of rules (see `rules_at`), parsing them once.

    So that both read the same text, machine-spun phrases are restored as the new rules have it.
    Raises `RuleError`.
    """
    books = [load_rulebook(folder=folder) for folder in (old, new)]
    before, after = (Pipeline(parser, book, keep_all=keep_all) for book in books)
    alike = _find_alike(*books)
    rejected: list[Rejected] = []
    changes: list[Change] = []
    counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    n = 0
    parses = after.parse(accepted(read_paths(paths, published=published), rejected))
    for story, _, parse in with_progress(parses) if progress else parses:
        n += 1
        layers = after.find(story, parse)
        now = after.coder.code(layers).events
        was = before.coder.code(layers if alike else before.find(story, parse)).events
        changes += compare_events(story, was, now)
        counts[0].update(e.type for e in was)
        counts[1].update(e.type for e in now)
    changes.sort(key=lambda c: (c.published or date.min, c.story, c.event.mentions[0].start, c.event.id))
    return Comparison(
        changes=tuple(changes),
        old=dict(sorted(counts[0].items())),
        new=dict(sorted(counts[1].items())),
        stories=n,
        rejected=tuple(sorted(rejected, key=lambda r: (r.origin, r.reason))),
    )


def compare_events(story: Story, old: Sequence[Event], new: Sequence[Event]) -> list[Change]:
    """What became of the events of one story.

    Two events are one and the same where their words overlap; of several such pairs those go
    together first that agree most, then those that share most words.
    """
    pairs = []
    facts = [_facts(e) for e in old], [_facts(e) for e in new]
    for i, was in enumerate(old):
        for k, now in enumerate(new):
            if shared := _shared(was, now):
                agree = sum(facts[0][i][name] == value for name, value in facts[1][k].items())
                pairs.append((-agree, -shared, i, k))
    kept: dict[int, int] = {}
    for _, _, i, k in sorted(pairs):
        if i not in kept and k not in kept.values():
            kept[i] = k
    changes = []
    for i, was in enumerate(old):
        if i not in kept:
            changes.append(_change("lost", story, was, None))
            continue
        k = kept[i]
        if facts[0][i] != facts[1][k]:
            differ = tuple((name, facts[0][i][name], v) for name, v in facts[1][k].items())
            differ = tuple(d for d in differ if d[1] != d[2])
            changes.append(_change("changed", story, was, new[k], differ))
    changes += [_change("gained", story, None, now) for k, now in enumerate(new) if k not in kept.values()]
    return changes


def _find_alike(one: Rulebook, two: Rulebook) -> bool:
    """Whether both find the same actors, dates, clauses … so that one search serves both."""
    names = (f.name for f in fields(Rulebook) if f.name not in ("events", "sources", "spinning"))
    return all(getattr(one, name) == getattr(two, name) for name in names)


def _facts(event: Event) -> dict[str, str]:
    """What an event says, in words: the public record without its sources, figures and offsets."""
    return {
        "type": event.type,
        "mode": event.mode or "–",
        "contexts": ", ".join(event.contexts) or "–",
        "CAMEO": event.cameo or "–",
        "who": who(event.actors),
        "whom": who(event.recipients),
        "status": event.status,
        "date": when(event),
        "place": event.place.name if event.place else "–",
    }


def _shared(one: Event, two: Event) -> int:
    """Characters that the words of both events have in common."""
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one.mentions for b in two.mentions)


def _change(
    kind: str,
    story: Story,
    old: Event | None,
    new: Event | None,
    facts: tuple[tuple[str, str, str], ...] = (),
) -> Change:
    mentions = [m for e in (new, old) if e is not None for m in e.mentions]
    first = mentions[0]
    if old is not None and new is not None:  # a sentence in which both stand
        first = next(
            m for m in new.mentions if any(m.start < o.end and o.start < m.end for o in old.mentions)
        )
    at, end = first.sentence
    return Change(
        kind=kind,
        story=story.id,
        published=story.published,
        old=old,
        new=new,
        facts=facts,
        sentence=story.text[at:end],
        marks=_joined(at, end - at, mentions),
    )


def _joined(at: int, length: int, mentions: Sequence[EventMention]) -> tuple[tuple[int, int], ...]:
    """The mentions inside a sentence that begins at `at`, those that touch as one."""
    marks: list[tuple[int, int]] = []
    for m in sorted(mentions, key=lambda m: (m.start, m.end)):
        start, end = m.start - at, min(m.end - at, length)
        if start < 0 or start >= end:
            continue
        if marks and start <= marks[-1][1]:
            marks[-1] = (marks[-1][0], max(end, marks[-1][1]))
        else:
            marks.append((start, end))
    return tuple(marks)
