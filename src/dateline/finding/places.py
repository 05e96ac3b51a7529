"""Places in a story by name: cities, regions, seas, and countries where they are places."""

from __future__ import annotations

from collections import Counter

from dateline.finding.names import Hit, find_names
from dateline.model import ActorMention, Parse, PlaceMention, Tree
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.names import Place

_NAMING = frozenset({"place", "capital", "country"})
UNSURE = "ambiguous"
"""Kind of a place whose name more often means something else."""
_COUNTRIES = frozenset({"country", "state"})


def find_places(
    parse: Parse,
    _tree: Tree,
    actors: tuple[ActorMention, ...],
    gazetteer: Gazetteer,
    *,
    names: list[Hit] | None = None,
) -> tuple[PlaceMention, ...]:
    """Names of places, in text order; of several places of one name, the one that fits the story.

    What fits: the country named right after ("Tripoli, Lebanon"), then a country that the story
    names, then the order of the table. A capital that stands for its government is no place. `names`
    are those of the gazetteer in the text, where they were looked for already.
    """
    acting = {m.head for m in actors if m.parties[0].kind == "country" and m.parties[0].sector == "GOV"}
    hits = find_names(parse, gazetteer, None) if names is None else names
    about: Counter[str | None] = Counter(
        h.name.country for h in hits if h.name.country and h.name.kind != "place"
    )
    out = []
    for i, hit in enumerate(hits):
        if hit.name.kind not in _NAMING or hit.head in acting:
            continue
        after = hits[i + 1] if i + 1 < len(hits) else None
        place = _located(hit, after, parse, about, gazetteer)
        if place is None and hit.name.kind == "country":
            lat, lon = gazetteer.middles.get(hit.name.country or "", (None, None))
            place = Place(hit.name.name, hit.name.country, lat, lon, "country")
        if place is None and hit.name.kind == "capital":
            place = Place(parse.slice(hit.first, hit.last), hit.name.country, None, None, "city")
        if place is None:
            continue
        start, end = parse.span(hit.first, hit.last)
        out.append(
            PlaceMention(
                first=hit.first,
                last=hit.last,
                start=start,
                end=end,
                name=place.name,
                country=place.country,
                lat=place.lat,
                lon=place.lon,
            )
        )
    return tuple(out)


def _located(
    hit: Hit, after: Hit | None, parse: Parse, about: Counter[str | None], gazetteer: Gazetteer
) -> Place | None:
    """Which place on the map a name means."""
    found = gazetteer.places.get(hit.name.cased, ())
    if hit.name.kind == "country":
        found = tuple(p for p in found if p.kind in _COUNTRIES)
    if len(found) < 2:
        return found[0] if found else None
    if after is not None and after.first - hit.last == 2 and parse.words[hit.last + 1] == ",":
        for place in found:
            if place.country == after.name.country:
                return place
    # The first of the table is the best known; another one needs its country in the story, and not that one.
    first = min(found, key=lambda place: place.kind == UNSURE)
    if about[first.country]:
        return first
    return max(found, key=lambda place: (about[place.country], place is first))
