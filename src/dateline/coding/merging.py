"""Mentions of one happening in a story become one event; the parts of each event from its mentions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import xxhash

from dateline.coding.aftermath import is_aftermath
from dateline.coding.drafts import Draft
from dateline.coding.layers import Named
from dateline.model import Event, EventDate, EventMention, EventParty, EventPlace, EventSource, Story
from dateline.rulebook.events import EventRules

SYMMETRIC = frozenset({"CONSULT", "COOPERATE", "AGREE"})
SPOKEN = frozenset({"ACCUSE", "AGREE", "CONCEDE", "REJECT", "REQUEST", "SUPPORT", "THREATEN"})
"""Acts done by speaking: what two people say are two acts."""
LONGEST_HEADLINE = 160
"""Characters."""
PLACED = frozenset({"ASSAULT", "COERCE", "PROTEST", "MOBILIZE", "MOVE", "CONSULT"})
"""Types of which two at different places are two events."""


def grouped(drafts: list[Draft], harm: frozenset[str]) -> tuple[list[list[Draft]], list[Draft]]:
    """The mentions of each happening of a story, in text order; and the nouns that refer back to none.

    `harm`: lemmas of verbs for what befalls people ("kill", "wound", "die").
    """
    groups: list[list[Draft]] = []
    strays: list[Draft] = []
    for draft in sorted(drafts, key=lambda d: (d.mention.start, d.mention.end)):
        for group in reversed(groups):
            if _same_happening(group, draft) or is_aftermath(group, draft, harm, _apart):
                group.append(draft)
                break
        else:
            if draft.refers:
                strays.append(draft)
            else:
                groups.append([draft])
    _lend_dates(groups)
    return groups, strays


def events_of(groups: list[list[Draft]], story: Story, rules: EventRules) -> tuple[Event, ...]:
    """One event from the mentions of each happening, in order of first mention."""
    events = [_event(group, story, rules) for group in groups]
    events.sort(key=lambda e: (e.mentions[0].start, e.mentions[0].end, e.id))
    return tuple(events)


def _lend_dates(groups: list[list[Draft]]) -> None:
    """What is done "in that call", "at the meeting" happens on the day of the call or meeting.

    So does what those who met agree: "the two leaders agreed to stay in touch".
    """
    dated: dict[int, EventDate] = {}
    meetings: dict[frozenset[str], EventDate] = {}
    for group in groups:
        when = next((d.date for d in group if d.date.basis == "text"), None)
        if when is not None:
            dated |= {d.clause.head: replace(when, basis="context") for d in group}
            if group[0].type == "CONSULT":
                meetings |= {c: replace(when, basis="context") for d in group if (c := _circle(d))}
    for group in groups:
        for i, d in enumerate(group):
            if d.date.basis == "publication":
                hosts = [t for t in d.occasions if t in dated]
                if hosts:
                    group[i] = replace(d, date=dated[hosts[0]])
                elif d.type == "AGREE" and (met := meetings.get(_circle(d))):
                    group[i] = replace(d, date=met)


# ---- the same happening? ---------------------------------------------------------------------


def _same_happening(group: list[Draft], new: Draft) -> bool:
    first = group[0]
    if first.type != new.type or not _same_mode(group, new):
        return False
    if not _same_parties(group, new):
        return False
    if _unlike(group, new) or any(_other_content(d, new) for d in group):
        return False
    if new.refers:
        return True
    if any(d.status != new.status for d in group):
        return False
    if any(_apart(d.date, new.date) for d in group):
        return False
    if new.type in PLACED and any(_elsewhere(d.place, new.place) for d in group):
        return False
    return not any(_figures_differ(d, new) for d in group)


def _elsewhere(a: EventPlace | None, b: EventPlace | None) -> bool:
    """Two places, neither of which is the country that the other lies in."""
    if a is None or b is None or a.name == b.name:
        return False
    if a.country and a.country == b.country:
        # Whole countries have a point of their own and no number in the gazetteer.
        return not any(p.geonameid is None and p.lat is not None for p in (a, b))
    return True


def _unlike(group: list[Draft], new: Draft) -> bool:
    """Two verbs of different rules are two acts, unless both name the same parties in full.

    Of force one sentence tells one happening: "bombed the port, killing six".
    """
    if new.clause.kind != "verb":
        return False
    if new.type == "ASSAULT" and group[-1].mention.sentence == new.mention.sentence:
        return False
    verbs = [d for d in group if d.clause.kind == "verb"]
    if not verbs or any(d.match.rule.id == new.match.rule.id for d in verbs):
        return False
    return not any(_same_in_full(d, new) for d in verbs)


def _circle(draft: Draft) -> frozenset[str]:
    """All who take part in a mutual act, by country; empty where fewer than two do."""
    keys = frozenset(_keys(draft.actors) | _keys(draft.recipients))
    return keys if len(keys) > 1 else frozenset()


def _same_in_full(a: Draft, b: Draft) -> bool:
    """Both name both sides, and the same ones; of mutual acts, the same circle."""
    if a.type in SYMMETRIC:
        circle = _keys(a.actors) | _keys(a.recipients)
        return len(circle) > 1 and circle == _keys(b.actors) | _keys(b.recipients)
    sides = (_keys(a.actors), _keys(a.recipients))
    return all(sides) and sides == (_keys(b.actors), _keys(b.recipients))


def _other_content(a: Draft, b: Draft) -> bool:
    """Two promises, requests, … of different things, as far as the types of their contents tell."""
    if not a.content or not b.content or a.content.type == b.content.type:
        return False
    if a.content.type and b.content.type:
        return True
    return _keys(a.actors) != _keys(b.actors) or _keys(a.recipients) != _keys(b.recipients)


def _same_mode(group: list[Draft], new: Draft) -> bool:
    """The same mode; where one has none, a noun that points back or words of the same sentence."""
    modes = {d.mode for d in group}
    if new.mode in modes:
        return True
    if None not in modes and new.mode is not None:
        return False
    if new.type != "ASSAULT":
        return True
    return new.definite or any(d.mention.sentence == new.mention.sentence for d in group)


def _same_parties(group: list[Draft], new: Draft) -> bool:
    actors = {k for d in group for k in _keys(d.actors)}
    recipients = {k for d in group for k in _keys(d.recipients)}
    new_actors, new_recipients = _keys(new.actors), _keys(new.recipients)
    if new.type in SYMMETRIC:
        ours, theirs = actors | recipients, new_actors | new_recipients
        return ours <= theirs or theirs <= ours
    if new.refers:
        return True
    if new.type in SPOKEN and (
        _others(group, new, lambda d: d.actors) or _others(group, new, lambda d: d.recipients)
    ):
        return False
    if not (actors | recipients) or not (new_actors | new_recipients):
        return new.definite
    return _compatible(actors, new_actors) and _compatible(recipients, new_recipients)


def _others(group: list[Draft], new: Draft, side: Callable[[Draft], tuple[Named, ...]]) -> bool:
    """Both name people on this side, and nobody whom both name: each senator speaks for himself."""
    ours = {n.party.id for d in group for n in side(d) if n.party.kind == "person"}
    theirs = {n.party.id for n in side(new) if n.party.kind == "person"}
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def _keys(parties: Iterable[Named]) -> set[str]:
    """Countries where there are any, else the parties themselves: what tells two acts apart."""
    return {n.party.country or n.party.id for n in parties}


def _compatible(ours: set[str], theirs: set[str]) -> bool:
    return not ours or not theirs or ours <= theirs or theirs <= ours


def _apart(a: EventDate, b: EventDate) -> bool:
    """Two stated dates without a day in common."""
    if a.basis != "text" or b.basis != "text":
        return False
    if a.first is None or b.first is None or a.last is None or b.last is None:
        return False
    return a.last < b.first or b.last < a.first


def _figures_differ(a: Draft, b: Draft) -> bool:
    units = {f.unit: f.value for f in a.figures}
    return any(f.unit in units and units[f.unit] != f.value for f in b.figures)


# ---- one event from its mentions -------------------------------------------------------------


def _event(group: list[Draft], story: Story, rules: EventRules) -> Event:
    lead = max(
        group, key=lambda d: (bool(d.actors) + bool(d.recipients), d.clause.kind == "verb", -d.mention.start)
    )
    type_ = lead.type
    mode = next((d.mode for d in group if d.mode), None)
    rule = lead.match.rule
    actors = _parties(lead, group, story, lambda d: d.actors)
    taken = {p.id for p in actors}
    recipients = tuple(p for p in _parties(lead, group, story, lambda d: d.recipients) if p.id not in taken)
    when = next((d.date for d in group if d.date.basis == "text"), None)
    when = when or next((d.date for d in group if d.date.basis == "context"), lead.date)
    status = lead.status if not lead.definite else group[0].status
    ontology = rules.ontology
    figures = tuple(dict.fromkeys(f for d in group for f in d.figures))
    mentions = tuple(dict.fromkeys(d.mention for d in sorted(group, key=lambda d: d.mention.start)))
    moved = type_ == "MOVE"
    changed = type_ != rule.type
    return Event(
        id=_identity(story, type_, status, actors, recipients, mentions),
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
        historical=all(d.historical for d in group),
        actors=actors,
        recipients=recipients,
        date=when,
        place=next((d.place for d in group if d.place), None),
        status=status,
        status_basis=lead.status_basis,
        sources=_sources(group, story),
        content=next((d.content for d in group if d.content), None),
        figures=figures,
        mentions=mentions,
        rule=rule.id,
        confidence=0.0,
    )


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
        not story.text[:start].strip()
        and line[-1:] not in '.!?…”"'
        and "\n" in story.text[end - 1 : end + 2]
        and len(line) < LONGEST_HEADLINE
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
    story: Story,
    type_: str,
    status: str,
    actors: Sequence[EventParty],
    recipients: Sequence[EventParty],
    mentions: Sequence[EventMention],
) -> str:
    """A hash of content: the same input and rules give the same id on any machine."""
    digest = xxhash.xxh3_128()
    digest.update(story.text.encode("utf-8", "surrogatepass"))
    parts = [
        story.id,
        story.published.isoformat() if story.published else "",
        type_,
        status,
        *(p.id for p in actors),
        ">",
        *(p.id for p in recipients),
        *(f"{m.start}:{m.end}" for m in mentions),
    ]
    digest.update("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:20]
