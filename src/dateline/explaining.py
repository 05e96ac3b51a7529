"""Every layer of a story: as JSON for programs, as marked sentences with reasons for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, TextIO

from dateline.clauses.predicates import predicates
from dateline.exporting.json_lines import json_line
from dateline.model import Clause, Event, Rejected
from dateline.model.record import event_record, plain
from dateline.output import when, who
from dateline.pipeline import CodedStory
from dateline.run import Run


def explain(
    run: Run, paths: Sequence[str], published: date | None, form: str, out: TextIO
) -> tuple[Rejected, ...]:
    """Write all layers of the stories in `paths`, sorted by id; returns what was rejected."""
    rejected: list[Rejected] = []
    done = sorted(run.stories(paths, published, rejected), key=lambda d: d.story.id)
    for story in done:
        out.write(json_line(layers_record(story, run)) if form == "json" else layers_text(story, run))
    return tuple(rejected)


# ---- for programs ----------------------------------------------------------------------------


def layers_record(done: CodedStory, run: Run) -> dict[str, Any]:
    """All layers of one story; every item has `text`, `start`, `end` in the story as received."""
    layers = done.layers
    parse = layers.parse
    return {
        "story": done.story.id,
        "published": plain(done.story.published),
        "published_basis": done.story.published_basis,
        "notes": list(done.story.notes),
        "spin": {"score": done.spin.score, "phrases": plain(done.spin.phrases)},
        "dates": [
            _span(done, d.start, d.end)
            | {
                "value": d.value,
                "type": d.type,
                "first": plain(d.begin),
                "last": plain(d.finish),
                "granularity": d.granularity,
                "why": d.why,
            }
            for d in layers.dates
        ],
        "actors": [
            _span(done, a.start, a.end)
            | {
                "id": p.id,
                "name": p.name,
                "country": p.country,
                "sector": p.sector,
                "office": p.office,
                "reference": a.by_reference,
                "why": a.why,
            }
            for a in layers.actors
            for p in a.parties
        ],
        "places": [
            _span(done, p.start, p.end)
            | {"name": p.name, "country": p.country, "lat": p.lat, "lon": p.lon, "geonameid": p.geonameid}
            for p in layers.places
        ],
        "figures": [
            _span(done, f.start, f.end)
            | {"value": plain(f.value), "low": plain(f.low), "high": plain(f.high), "unit": f.unit}
            for f in layers.figures
        ],
        "statements": [
            {
                "source": _tokens(done, s.source_first, s.source_last) if s.source_head >= 0 else None,
                "cue": _tokens(done, s.cue_first, s.cue_last),
                "content": [_span(done, start, end) for start, end in s.contents],
                "quoted": s.quoted,
                "kind": s.kind,
                "denies": s.denies,
            }
            for s in layers.statements
        ],
        "clauses": [
            _clause_record(done, layers.clauses.clause(i))
            for i in predicates(parse, layers.tree, run.rulebook.status)
        ],
        "events": [event_record(e) for e in done.coded.events],
        "dropped": [
            _tokens(done, d.head, d.head) | {"rule": d.rule, "reason": d.reason} for d in done.coded.dropped
        ],
    }


def _clause_record(done: CodedStory, clause: Clause) -> dict[str, Any]:
    def each(tokens: Sequence[int]) -> list[dict[str, Any]]:
        return [_tokens(done, t, t) for t in tokens]

    status = done.layers.status(clause)
    # In the order of the text, as the statements themselves.
    covering = sorted(done.layers.statements_around(clause.head), key=done.layers.statements.index)
    return {
        "trigger": _tokens(done, clause.head, clause.head),
        "lemma": clause.lemma,
        "kind": clause.kind,
        "subjects": each(clause.subjects),
        "objects": each(clause.objects),
        "obliques": {prep: each(tokens) for prep, tokens in sorted(clause.obliques.items()) if tokens},
        "status": status.value,
        "basis": each(status.basis),
        "sources": [_tokens(done, s.source_first, s.source_last) for s in covering],
    }


def _tokens(done: CodedStory, first: int, last: int) -> dict[str, Any]:
    return _span(done, *done.layers.parse.span(first, last))


def _span(done: CodedStory, start: int, end: int) -> dict[str, Any]:
    start, end = done.story.reading.original(start, end)
    return {"text": done.story.text[start:end], "start": start, "end": end}


# ---- for people ------------------------------------------------------------------------------


def layers_text(done: CodedStory, run: Run) -> str:
    """The story sentence by sentence: spans marked, then events with rule and reason, then what
    was dropped."""
    return "\n".join(_lines(done, run)) + "\n\n"


def _lines(done: CodedStory, run: Run) -> Iterator[str]:
    story, layers = done.story, done.layers
    parse = layers.parse
    day = story.published.isoformat() if story.published else "no publication date"
    yield f"══ {story.id} ── {day} ({story.published_basis})"
    for note in story.notes:
        yield f"   note: {note}"
    if done.spin.spun:
        yield f"   machine-spun (score {done.spin.score:.2f}); read as:"
        for p in done.spin.phrases:
            yield f"     “{p.text}” for “{p.original}”"
    for k, (first, end) in enumerate(parse.sentences):
        start, stop = story.reading.original(*parse.span(first, end - 1))
        yield ""
        yield f"[{k}] {_marked(done, start, stop)}"
        for a in layers.actors:
            if first <= a.head < end:
                names = "; ".join(f"{p.name} {p.country or '?'} {p.sector or '–'}" for p in a.parties)
                yield f"      actor   {_text(done, a.start, a.end)} = {names} ({a.why})"
        for d in layers.dates:
            if first <= d.first < end:
                days = f"{d.begin} – {d.finish}" if d.begin else "no days"
                yield f"      date    {_text(done, d.start, d.end)} = {d.value} ({days}; {d.why})"
        for f in layers.figures:
            if first <= f.head < end:
                yield f"      figure  {_text(done, f.start, f.end)} = {plain(f.value)} {f.unit}"
        for s in layers.statements:
            if first <= s.cue_first < end:
                source = parse.slice(s.source_first, s.source_last) if s.source_head >= 0 else "?"
                said = " … ".join(_text(done, a, z) for a, z in s.contents)
                yield f"      says    {source} | {parse.slice(s.cue_first, s.cue_last)} | {said}"
        for e in done.coded.events:
            if any(start <= m.start < stop for m in e.mentions[:1]):
                yield from (f"      {line}" for line in _event_lines(e, run))
        for dropped in done.coded.dropped:
            if first <= dropped.head < end:
                yield f"      left out “{parse.words[dropped.head]}”: {dropped.reason} ({dropped.rule})"


def _event_lines(e: Event, run: Run) -> Iterator[str]:
    type_ = f"{e.type} {e.mode}" if e.mode else e.type
    whom = f" → {who(e.recipients)}" if e.recipients else ""
    yield f"EVENT   {type_}: {who(e.actors)}{whom}"
    status = e.status + (f" because of “{' '.join(e.status_basis)}”" if e.status_basis else "")
    yield f"        when {when(e)} ({e.date.basis}), {status}"
    if e.sources:
        yield "        according to " + ", who has it from ".join(s.text for s in e.sources)
    if e.place:
        yield f"        where {e.place.text}"
    if e.figures:
        yield "        figures " + ", ".join(f.text for f in e.figures)
    rule = run.rulebook.events.rules[e.rule]
    yield f"        words {' · '.join(m.text for m in e.mentions)}; rule {rule.id}; confidence {e.confidence}"


def _text(done: CodedStory, start: int, end: int) -> str:
    return str(_span(done, start, end)["text"])


def _marked(done: CodedStory, start: int, end: int) -> str:
    """The sentence with acts in «…», actors in ⟨…⟩ and dates in ⌈…⌉."""
    marks: list[tuple[int, int, str]] = []
    original = done.story.reading.original
    for a in done.layers.actors:
        marks += _brackets(*original(a.start, a.end), "⟨⟩")
    for d in done.layers.dates:
        marks += _brackets(*original(d.start, d.end), "⌈⌉")
    for e in done.coded.events:
        for m in e.mentions:
            marks += _brackets(m.start, m.end, "«»")
    text = done.story.text
    out, last = [], start
    for at, _, mark in sorted(m for m in marks if start <= m[0] <= end):
        out += [text[last:at], mark]
        last = at
    return " ".join("".join([*out, text[last:end]]).split())


def _brackets(start: int, end: int, pair: str) -> list[tuple[int, int, str]]:
    # At one place what closes stands before what opens.
    return [(start, 1, pair[0]), (end, 0, pair[1])]
