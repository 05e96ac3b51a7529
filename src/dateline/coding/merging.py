"""Mentions of one happening in a story become one event; the parts of each event from its mentions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import xxhash

from dateline.coding.aftermath import is_aftermath
from dateline.coding.background import DATED
from dateline.coding.confidence import Passage, confidence, features
from dateline.coding.drafts import Draft
from dateline.coding.layers import Layers, Named
from dateline.coding.sameness import apart, circle, same_happening
from dateline.coding.tellings import Telling
from dateline.model import (
    Event,
    EventDate,
    EventParty,
    EventSource,
    Story,
)
from dateline.rulebook.events import EventRules

LONGEST_HEADLINE = 160
"""Characters."""


def grouped(drafts: list[Draft], harm: frozenset[str]) -> tuple[list[list[Draft]], list[Draft]]:
    """The mentions of each happening of a story, in text order; and the nouns that refer back to none.

    `harm`: lemmas of verbs for what befalls people ("kill", "wound", "die").
    """
    groups: list[list[Draft]] = []
    strays: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.mention.start, d.mention.end)):
        for group in reversed(groups):
            if group[0].type != draft.type:
                continue
            if same_happening(group, draft) or is_aftermath(group, draft, harm, apart):
                group.append(draft)
                break
        else:
            if draft.refers:
                strays.append(draft)
            else:
                groups.append([draft])
    _lend_dates(groups)
    return groups, strays


def events_of(
    tellings: Sequence[Telling], layers: Layers, rules: EventRules
) -> tuple[tuple[Event, ...], tuple[frozenset[str], ...]]:
    """One event from the mentions of each happening, in order of first mention; and what speaks for each."""
    if not tellings:
        return (), ()
    passage = Passage(layers)
    text = xxhash.xxh3_128(layers.story.text.encode("utf-8", "surrogatepass"))
    made = [_event(telling, passage, layers.story, rules, text) for telling in tellings]
    made.sort(key=lambda made: (made[0].mentions[0].start, made[0].mentions[0].end, made[0].id))
    return tuple(event for event, _ in made), tuple(shown for _, shown in made)


def _lend_dates(groups: list[list[Draft]]) -> None:
    """What is done "in that call", "at the meeting" happens on the day of the call or meeting.

    So does what those who met agree: "the two leaders agreed to stay in touch".
    """
    dated: dict[int, EventDate] = {}
    meetings: dict[frozenset[str], EventDate] = {}
    for group in groups:
        when = next((d.date for d in group if d.date.basis == "text"), None)
        if when is not None:
            when = replace(when, basis="context")
            dated |= {d.clause.head: when for d in group}
            if group[0].type == "CONSULT":
                meetings |= {c: when for d in group if (c := circle(d))}
    for group in groups:
        for i, d in enumerate(group):
            if d.date.basis == "publication":
                hosts = [t for t in d.occasions if t in dated]
                if hosts:
                    group[i] = replace(d, date=dated[hosts[0]])
                elif d.type == "AGREE" and (met := meetings.get(circle(d))):
                    group[i] = replace(d, date=met)


# ---- one event from its mentions -------------------------------------------------------------


def _event(
    telling: Telling, passage: Passage, story: Story, rules: EventRules, text: xxhash.xxh3_128
) -> tuple[Event, frozenset[str]]:
    group, lead, type_ = telling.drafts, telling.lead, telling.type
    mode = next((d.mode for d in group if d.mode), None)
    rule = lead.match.rule
    actors = _parties(lead, group, story, lambda d: d.actors)
    taken = {p.id for p in actors}
    recipients = tuple(p for p in _parties(lead, group, story, lambda d: d.recipients) if p.id not in taken)
    when = next((d.date for d in group if d.date.basis == "text"), None)
    when = when or next((d.date for d in group if d.date.basis == "context"), lead.date)
    place = next((d.place for d in group if d.place), None)
    sources = _sources(group, story)
    content = next((d.content for d in group if d.content), None)
    shown = features(
        telling,
        actors,
        recipients,
        passage.signs(min(group, key=lambda d: d.mention.start)),
        basis=when.basis,
        mode=mode is not None,
        sourced=bool(sources),
        placed=place is not None,
        content=content is not None and content.type is not None,
    )
    ontology = rules.ontology
    moved = type_ == "MOVE"
    changed = type_ != rule.type
    event = Event(
        id=_identity(text, telling, story, actors, recipients),
        story=story.id,
        published=story.published,
        family=story.id,
        type=type_,
        mode=mode,
        contexts=rule.contexts,
        cameo=None if moved else ontology.types[type_].cameo if changed else rule.cameo,
        quad=ontology.types[type_].quad,
        intensity=ontology.intensity(type_, mode),
        aspect=next((d.aspect for d in group if d.aspect != "once"), "once"),
        historical=_historical(group),
        actors=actors,
        recipients=recipients,
        date=when,
        place=place,
        status=telling.status,
        status_basis=lead.status_basis,
        sources=sources,
        content=content,
        figures=telling.figures,
        mentions=telling.mentions,
        rule=rule.id,
        confidence=confidence(shown, rules.confidence),
    )
    return event, shown


def _historical(group: list[Draft]) -> bool:
    """Is the event old background? What is told of first with its day settles it for mentions without one."""
    dated = [d.historical for d in group if d.date.basis in DATED]
    first = min(group, key=lambda d: d.mention.start)
    return all(dated) if dated and first.date.basis in DATED else first.historical


def _sources(group: list[Draft], story: Story) -> tuple[EventSource, ...]:
    """The sources of the first mention: what is attributed once is told on without its source.

    A headline names none for what the text then attributes, and "reports that …" names nobody: a later
    mention may.
    """
    told = sorted(group, key=lambda d: d.mention.start)
    told = [d for d in told if not _in_headline(d, story)] or told
    if not told[0].sources or told[0].sources[0].name:
        return told[0].sources
    return next((d.sources for d in told if d.sources and d.sources[0].name), told[0].sources)


def _in_headline(draft: Draft, story: Story) -> bool:
    """Does the mention stand in a first line without a full stop, set off from the text?"""
    start, end = draft.mention.sentence
    line = story.text[start:end].rstrip()
    return (
        line[-1:] not in '.!?…”"'
        and "\n" in story.text[end - 1 : end + 2]
        and len(line) < LONGEST_HEADLINE
        and not story.text[:start].strip()
    )


def _parties(
    lead: Draft, group: list[Draft], story: Story, of: Callable[[Draft], tuple[Named, ...]]
) -> tuple[EventParty, ...]:
    """The parties of the fullest mention, by their fullest names, and those of countries that it leaves out.

    "Russia invaded", later "Russian troops entered": one side, and one party.
    """
    chosen: dict[str, EventParty] = {}
    told = {n.party.country for n in of(lead) if n.party.country}
    leading = {n.party.id for n in of(lead)}
    for draft in group:
        for named in of(draft):
            if named.party.country in told and named.party.id not in leading:
                continue
            start, end = story.reading.original(named.start, named.end)
            p = named.party
            party = EventParty(
                id=p.id,
                name=p.name,
                text=story.text[start:end],
                country=p.country,
                sector=p.sector,
                office=p.office,
                start=start,
                end=end,
            )
            known = chosen.get(p.id)
            if known is None or len(party.text) > len(known.text):
                chosen[p.id] = party
    # "Kyiv asked", later "Zelensky asked": the person is the better answer than the state.
    closer = {p.country for p in chosen.values() if not p.id.startswith("country:") and p.sector == "GOV"}
    return tuple(p for p in chosen.values() if not (p.id.startswith("country:") and p.country in closer))


def _identity(
    text: xxhash.xxh3_128,
    telling: Telling,
    story: Story,
    actors: Sequence[EventParty],
    recipients: Sequence[EventParty],
) -> str:
    """A hash of content, begun with the story's text: the same input and rules give the same id anywhere."""
    digest = text.copy()
    parts = [
        story.id,
        story.published.isoformat() if story.published else "",
        telling.type,
        telling.status,
        *[p.id for p in actors],
        ">",
        *[p.id for p in recipients],
        *[f"{m.start}:{m.end}" for m in telling.mentions],
    ]
    digest.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]
