"""How a name resolves on a day, and why: every sense of it, and which one a story would mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dateline.finding.names import valid_on
from dateline.model.record import plain
from dateline.rulebook.actor_sources import Tables
from dateline.rulebook.actor_tables import read_state_numbers
from dateline.rulebook.actors import Gazetteer, actor_sources
from dateline.rulebook.names import Name, cut, fits, fold
from dateline.rulebook.nouns import Noun
from dateline.rulebook.people import Person, in_office, standing

StateNumbers = dict[str, tuple[int | None, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A dated office; `now`: held on the day asked for. ISO days, None for no bound."""

    office: str
    sector: str | None
    first: str | None
    last: str | None
    now: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sense:
    """One thing that a name can mean, as it is on the day.

    `kind`: person, country, adjective, national, capital, seat, organisation, group, place, role,
    office, organ, weapon. `cow` and `gw` are the numbers of the Correlates of War project and of
    Gleditsch and Ward, None for what is no state. `needs`: the story must tell more for this sense.
    `chosen`: the sense that the name alone has.
    """

    kind: str
    id: str
    name: str
    country: str | None
    cow: int | None
    gw: int | None
    sector: str | None
    office: str | None
    first: str | None
    last: str | None
    why: str
    offices: tuple[Held, ...] = ()
    needs: str | None = None
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """A name with all its senses, the one it means first."""

    name: str
    on: date | None
    senses: tuple[Sense, ...]
    condition: str | None
    """What the words around an ambiguous name must or must not say."""


def resolve_name(gazetteer: Gazetteer, numbers: StateNumbers, name: str, day: date | None) -> Resolution:
    """All senses of `name`; without a day people stand in the latest office known."""
    found, exact = _named(gazetteer, name)
    ordered = valid_on(found, day)
    main = [n for n in ordered if n.kind != "place"] or ordered
    ranked = [*main, *(n for n in found if n not in main)]
    teller = _Teller(numbers, day)
    senses = list(teller.blocs(gazetteer, ranked))
    chosen = exact and not senses
    senses += [teller.named(n, gazetteer, chosen=chosen and n is ranked[0]) for n in _distinct(ranked)]
    senses += teller.places(gazetteer, ranked)
    told = {s.id for s in senses}
    phrases = list(teller.phrase(gazetteer, name)) if not found else []
    senses += [s for s in phrases if s.id not in told]
    senses += teller.surnames(gazetteer, name, {s.id for s in senses})
    senses += teller.nouns(gazetteer, name, any(s.chosen for s in senses))
    words = tuple(w.lower() for w in _tokens(name))
    condition = gazetteer.conditions.get(words)
    told_by = None
    if condition is not None:
        parts = [f"read as {condition.reading}"]
        if condition.needs:
            parts.append(f"only where the story has one of: {', '.join(condition.needs)}")
        if condition.blocks:
            parts.append(f"not where it has one of: {', '.join(condition.blocks)}")
        told_by = "; ".join(parts)
    return Resolution(name=name, on=day, senses=tuple(senses), condition=told_by)


def state_numbers(extra: Path | None = None) -> StateNumbers:
    """ISO-3 code to Correlates of War and Gleditsch-Ward numbers; `extra` is the user's own file."""
    return read_state_numbers(Tables(actor_sources(extra)))


def resolution_record(found: Resolution) -> dict[str, Any]:
    """For programs: the resolution as plain values; `means` is the id of the chosen sense."""
    means = next((s.id for s in found.senses if s.chosen), None)
    return {
        "name": found.name,
        "on": plain(found.on),
        "means": means,
        "condition": found.condition,
        "senses": plain(found.senses),
    }


class _Teller:
    """Makes senses out of what the tables hold."""

    def __init__(self, numbers: StateNumbers, day: date | None) -> None:
        self._numbers = numbers
        self._day = day

    def named(self, name: Name, gazetteer: Gazetteer, *, chosen: bool) -> Sense:
        if name.person is not None:
            return self._person(name.person, chosen=chosen)
        needs = None
        why = f"{name.kind} named {' '.join(name.cased)!r}"
        sector = name.sector
        if name.kind == "capital":
            bloc = gazetteer.governments.get(" ".join(name.cased), "")
            why = f"capital of {name.name}: the government where it acts or speaks, elsewhere a place"
            if bloc.isupper():
                why += f"; the {bloc} instead, unless the story names {name.name}"
        elif name.kind == "seat":
            why = f"seat that stands for the government of {name.name}"
        elif name.kind == "adjective":
            why = f"adjective of {name.name}: says whose the noun after it is"
        elif name.kind == "place":
            why = f"{name.detail or 'place'} in {name.country or 'no one country'}: a place, no actor"
            needs = "a word before it that places (“in”, “near”)" if name.detail == "ambiguous" else None
        elif name.kind in ("organisation", "group"):
            why = f"{name.kind} ({name.detail or 'armed'})"
        if not _within(name.first, name.last, self._day):
            needs = f"a story from {name.first or 'any time'} to {name.last or 'now'}"
        return self._sense(
            kind=name.kind, id=name.id or f"place:{name.name}", name=name.name, country=name.country,
            sector=sector, why=why, first=name.first, last=name.last, needs=needs, chosen=chosen,
        )  # fmt: skip

    def blocs(self, gazetteer: Gazetteer, names: list[Name]) -> Iterator[Sense]:
        """The international body that a capital stands for: Brussels."""
        for name in names:
            short = gazetteer.governments.get(" ".join(name.cased), "")
            if name.kind != "capital" or not short.isupper():
                continue
            body = next(n for n in gazetteer.names.called((short.lower(),)) if n.sector == "IGO")
            yield self._sense(
                kind="organisation", id=body.id, name=body.name, country=body.country, sector="IGO",
                why=f"{' '.join(name.cased)} stands for it unless the story names {name.name}", chosen=True,
            )  # fmt: skip

    def places(self, gazetteer: Gazetteer, names: list[Name]) -> Iterator[Sense]:
        """Further places of the same name; the first is that of the index."""
        for name in names:
            if name.kind != "place":
                continue
            for place in gazetteer.places.get(name.cased, ())[1:]:
                yield self._sense(
                    kind="place", id=f"place:{place.name}", name=place.name, country=place.country,
                    sector=None, needs=f"{place.country or 'its country'} named in the story",
                    why=f"{place.kind} in {place.country or 'no one country'}: a place, no actor",
                )  # fmt: skip

    def _person(self, person: Person, *, chosen: bool, needs: str | None = None, why: str = "") -> Sense:
        now = standing(person, self._day)
        return self._sense(
            kind="person", id=person.id, name=person.name, country=person.country, sector=now.sector,
            office=now.office, why=why or now.why, needs=needs, chosen=chosen,
            offices=tuple(
                Held(
                    office=t.office,
                    sector=t.sector,
                    first=t.first or None,
                    last=t.last or None,
                    now=self._day is not None and _within(t.first, t.last, self._day),
                )
                for t in person.terms
            ),
        )  # fmt: skip

    def phrase(self, gazetteer: Gazetteer, text: str) -> Iterator[Sense]:
        """ "the French president", "president of France", "Russia's defence ministry"."""
        words = [w for w in _tokens(text) if w.lower() not in ("the", "'s", "of")]
        for i in range(1, len(words)):
            for state_words, noun_words in ((words[:i], words[i:]), (words[i:], words[:i])):
                states = valid_on(_exact(gazetteer, tuple(state_words)), self._day)
                noun = _noun(gazetteer, tuple(noun_words))
                if not states or noun is None or states[0].country is None or states[0].person:
                    continue
                country = states[0].country
                office = noun.lemma
                holder = (
                    gazetteer.offices.holder(country, office, self._day) if noun.kind == "office" else None
                )
                if holder is not None:
                    yield self._person(holder, chosen=True, why=f"{office} of {country} on {self._day}")
                else:
                    sector = "IGO" if states[0].sector == "IGO" and noun.sector != "IGO" else noun.sector
                    yield self._sense(
                        kind=noun.kind, id=f"{country}:{sector or '-'}:{office}", name=text, country=country,
                        sector=sector, office=office if noun.kind == "office" else None,
                        why=f"{office} of {states[0].name}", chosen=True,
                    )  # fmt: skip
                return

    def surnames(self, gazetteer: Gazetteer, name: str, known: set[str]) -> list[Sense]:
        """Those whose surname it is; in office first."""
        people = [p for p in gazetteer.surnames.get(fold(name.lower()), ()) if p.id not in known]
        people.sort(key=lambda p: not in_office(p, self._day))
        out = []
        for person in people:
            office = in_office(person, self._day)
            needs = "the full name, or a title, before it in the story"
            if office:
                needs += f", or {person.country} named in it"
            out.append(self._person(person, chosen=False, needs=needs))
        return out

    def nouns(self, gazetteer: Gazetteer, name: str, settled: bool) -> list[Sense]:
        """The common noun that the name is: what it says of somebody of a country named beside it."""
        noun = _noun(gazetteer, tuple(_tokens(name)))
        if noun is None:
            return []
        lemma = noun.lemma
        return [
            self._sense(
                kind=noun.kind, id=f"{noun.kind}:{noun.sector or '-'}:{lemma}", name=lemma, country=None,
                sector=noun.sector, why="a common noun: the words beside it say whose, else the story",
                needs="a country", chosen=not settled,
            )
        ]  # fmt: skip

    def _sense(self, *, country: str | None, **fields: Any) -> Sense:
        cow, gw = self._numbers.get(country or "", (None, None))
        for bound in ("first", "last"):
            fields[bound] = fields.get(bound) or None
        return Sense(country=country, cow=cow, gw=gw, office=fields.pop("office", None), **fields)


def resolution_text(found: Resolution) -> str:
    """For people: the senses in order, with offices and what the name needs."""
    day = f" on {found.on}" if found.on else ", no day given"
    lines = [f"{found.name}{day}"]
    if not found.senses:
        lines.append("  nobody of that name in the tables")
    for s in found.senses:
        numbers = ", ".join(f"{k} {v}" for k, v in (("COW", s.cow), ("GW", s.gw)) if v is not None)
        where = f"{s.country or 'no country'}{f' ({numbers})' if numbers else ''}"
        what = " · ".join(p for p in (s.kind, where, s.sector or "no sector", s.office or "") if p)
        lines.append(f"{'→' if s.chosen else ' '} {s.name}  [{s.id}]")
        lines.append(f"    {what}")
        lines.append(f"    {s.why}")
        if s.needs:
            lines.append(f"    needs {s.needs}")
        for h in s.offices:
            mark = "*" if h.now else " "
            lines.append(
                f"    {mark} {h.office or '–'} ({h.sector or '–'})  {h.first or '…'} – {h.last or '…'}"
            )
    if found.condition:
        lines.append(f"  {found.condition}")
    return "\n".join(lines) + "\n"


# ---- looking up ------------------------------------------------------------------------------


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(fold(t) for t in cut(" ".join(text.split())))


def _exact(gazetteer: Gazetteer, tokens: tuple[str, ...]) -> list[Name]:
    words = tuple(t.lower() for t in tokens)
    return [n for n in gazetteer.names.called(words) if fits(n, tokens)]


def _named(gazetteer: Gazetteer, text: str) -> tuple[list[Name], bool]:
    """Names written so, else those written so but for case; and whether the first holds.

    A leading "the" is dropped where nothing is named with it.
    """
    tokens = _tokens(text)
    for cased in (tokens, tuple(t.title() for t in tokens), tuple(t.upper() for t in tokens)):
        bare = cased[1:] if len(cased) > 1 and cased[0].lower() == "the" else cased
        for one in (cased, bare):
            if one and (found := _exact(gazetteer, one)):
                return found, True
    return [], False


def _distinct(names: list[Name]) -> list[Name]:
    """One name for each id and kind, in order; places by where they lie."""
    seen: dict[tuple[str, str, str | None, str], Name] = {}
    for n in names:
        seen.setdefault((n.kind, n.id, n.country, n.first), n)
    return list(seen.values())


def _noun(gazetteer: Gazetteer, tokens: tuple[str, ...]) -> Noun | None:
    words = tuple(t.lower() for t in tokens)
    if not words:
        return None
    last = words[-1]
    for form in (last, last.removesuffix("s")):
        for noun in gazetteer.nouns.get(form, ()):
            if noun.words == (*words[:-1], form) and (not noun.cased or noun.cased == tokens):
                return noun
    return None


def _within(first: str, last: str, day: date | None) -> bool:
    if day is None:
        return True
    today = day.isoformat()
    return first <= today and (not last or today <= last)
