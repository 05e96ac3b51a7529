"""Events as numbers that can be compared by the million: codes of parties, words, figures, days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from dateline.happenings.setting import MOST
from dateline.rulebook.happenings import HappeningRules

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

PARTIES = 6
WORDS = 8
PHRASES = 3
FIGURES = 4
"""How many of each are compared; later ones are left out."""
PHRASE = 3
"""Words that make a phrase."""
LONGEST = 10
"""Days of an interval that still says when something happened."""
NONE = -1
NEVER = np.iinfo(np.int32).min
_STEM = 5
_BOUND = frozenset({"person", "org", "group"})
_STATE_BODIES = frozenset({"GOV", "MIL"})


@dataclass(frozen=True, slots=True)
class Side:
    """Who stands on one side: at most `PARTIES` codes an event, `NONE` after the last.

    `keys`: countries, or the party itself where it has none. `named`: persons, organisations and armed
    groups; `persons` alone. `sectors`.
    """

    keys: Ints
    named: Ints
    persons: Ints
    sectors: Ints


@dataclass(frozen=True, slots=True)
class Features:
    """Columns of numbers, one row an event; equal codes mean equal values, `NONE` that there is none.

    Codes are hashes of what they stand for, so they are the same whatever else is in the table.
    `first`…`last` are days since 1970 on which the event may lie, `NEVER` where nothing tells;
    `stated`: the text says so; `single`: it is one day. `place` is that of a town or site, `country`
    where any place lies. `setting` are the telling words around the act.
    `units` are those of figures with `values`, `lows`, `highs`; `vague` ones stand
    for a word, `telling` ones are not shared by chance.
    """

    ids: Sequence[str]
    story: Ints
    published: Ints
    start: Ints
    type: Ints
    mode: Ints
    status: Ints
    rule: Ints
    content: Ints
    recurring: Flags
    historical: Flags
    first: Ints
    last: Ints
    stated: Flags
    single: Flags
    place: Ints
    country: Ints
    lat: Floats
    lon: Floats
    mutual: Flags
    actors: Side
    recipients: Side
    words: Ints
    phrases: Ints
    setting: Ints
    units: Ints
    values: Floats
    vague: Flags
    telling: Flags
    lows: Floats
    highs: Floats
    war: Flags

    def __len__(self) -> int:
        return len(self.ids)


def features_of(columns: pa.Table, rules: HappeningRules) -> Features:
    """The features of a table of `EVENT_COLUMNS`."""
    columns = columns.combine_chunks()
    kinds = columns.column("type").to_pylist()
    mutual = np.array([k in rules.mutual for k in kinds], dtype=np.bool_)
    published = _days(columns, "published")
    status = codes(columns.column("status"))
    first, last, stated = _when(columns, published, rules)
    lat, lon = (_floats(columns, name) for name in ("lat", "lon"))
    place = codes(columns.column("place"))
    place[_wide(columns, lat, lon, rules)] = NONE
    units, values = _padded(codes, columns.column("figure_unit"), FIGURES), _figures(columns, "figure_value")
    vague = np.isin(values, sorted(rules.vague_figures))
    state = np.array([k in rules.state for k in kinds], dtype=np.bool_)
    actors, recipients = (_side(columns, side, state) for side in ("actor", "recipient"))
    words, phrases, war_words = _words(columns.column("words"), rules)
    may_be_war = np.array([k in rules.war for k in kinds], dtype=np.bool_)
    own = (actors.keys[:, 0] != NONE) & (recipients.keys[:, 0] != NONE)
    other = (actors.keys[:, 0] != recipients.keys[:, 0]) & (place == NONE)
    actual = status == code("actual")
    return Features(
        ids=columns.column("event").to_pylist(),
        story=codes(columns.column("story")),
        published=published,
        start=columns.column("start").to_numpy().astype(np.int64),
        type=codes(columns.column("type")),
        mode=codes(columns.column("mode")),
        status=status,
        rule=codes(columns.column("rule")),
        content=codes(columns.column("content")),
        recurring=np.array([a == "recurring" for a in columns.column("aspect").to_pylist()], dtype=np.bool_),
        historical=columns.column("historical").to_numpy().astype(np.bool_),
        first=first,
        last=last,
        stated=stated,
        single=first == last,
        place=place,
        country=codes(columns.column("place_country")),
        lat=lat,
        lon=lon,
        mutual=mutual,
        actors=_pooled(actors, recipients, mutual),
        recipients=_without(recipients, mutual),
        words=words,
        phrases=phrases,
        setting=_padded(_numbers, columns.column("setting"), MOST),
        units=units,
        values=values,
        vague=vague,
        telling=(values >= rules.telling_figure) & ~vague,
        lows=_figures(columns, "figure_low"),
        highs=_figures(columns, "figure_high"),
        war=may_be_war & war_words & own & other & actual & (published != NEVER),
    )


def code(text: str) -> int:
    """A number for a text, the same on any machine; never `NONE`."""
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


def codes(column: Any) -> Ints:
    """The code of each text; `NONE` for none. Each different text is hashed once."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = pc.dictionary_encode(array)
    known = np.array([code(t) for t in encoded.dictionary.to_pylist()] + [NONE], dtype=np.int64)
    found: Ints = known[pc.fill_null(encoded.indices, len(known) - 1).to_numpy(zero_copy_only=False)]
    return found


def _days(columns: pa.Table, name: str) -> Ints:
    days = columns.column(name).cast(pa.int32())
    return np.asarray(pc.fill_null(days, NEVER).to_numpy(), dtype=np.int64)


def _floats(columns: pa.Table, name: str) -> Floats:
    return np.asarray(pc.fill_null(columns.column(name), np.nan).to_numpy(), dtype=np.float64)


def _when(columns: pa.Table, published: Ints, rules: HappeningRules) -> tuple[Ints, Ints, Flags]:
    """First and last possible day, and whether the text says so."""
    first, last = _days(columns, "first"), _days(columns, "last")
    basis = columns.column("basis").to_pylist()
    stated = np.array([b in ("text", "context") for b in basis], dtype=np.bool_)
    stated &= (first != NEVER) & (last != NEVER) & (first <= last)
    # "In 2019" says no day; a war "since February 24" is told on each day: as good as no date, unless
    # the interval lies elsewhere than the report.
    long = stated & (last - first >= LONGEST)
    about = long & (first <= published) & (published <= last)
    told = stated & ~long
    assumed = (~stated | about) & (published != NEVER)
    first = np.where(told, first, np.where(assumed, published - rules.days_before_publication, NEVER))
    last = np.where(told, last, np.where(assumed, published, NEVER))
    return first, last, told


def _wide(columns: pa.Table, lat: Floats, lon: Floats, rules: HappeningRules) -> Flags:
    names = columns.column("place").to_pylist()
    points = zip(lat.tolist(), lon.tolist(), strict=True)
    return np.array(
        [n in rules.wide or p in rules.middles for n, p in zip(names, points, strict=True)], dtype=np.bool_
    )


def _padded(values: Any, lists: pa.ChunkedArray, width: int) -> Ints:
    """Codes of lists, `NONE` after the last of each."""
    array = lists.combine_chunks()
    spread: Ints = _spread(values(array.flatten()), array, width, NONE)
    return spread


def _numbers(flat: Any) -> Ints:
    return np.asarray(flat.to_numpy(), dtype=np.int64)


def _spread(flat: Any, array: Any, width: int, empty: float) -> Any:
    lengths = np.asarray(pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False))
    starts = np.concatenate(([0], np.cumsum(lengths)))
    row = np.repeat(np.arange(len(lengths)), lengths)
    at = np.arange(len(flat)) - starts[row]
    out = np.full((len(lengths), width), empty, dtype=flat.dtype)
    kept = at < width
    out[row[kept], at[kept]] = flat[kept]
    return out


def _figures(columns: pa.Table, name: str) -> Floats:
    array = columns.column(name).combine_chunks()
    flat = np.asarray(pc.fill_null(array.flatten(), np.inf).to_numpy(zero_copy_only=False), dtype=np.float64)
    spread: Floats = _spread(flat, array, FIGURES, np.nan)
    return spread


def _side(columns: pa.Table, side: str, state: Flags) -> Side:
    ids, countries, sectors = (
        columns.column(f"{side}_{field}").combine_chunks() for field in ("id", "country", "sector")
    )
    keys = codes(pc.coalesce(countries.flatten(), ids.flatten()))
    texts, bodies = ids.flatten().to_pylist(), sectors.flatten().to_pylist()
    every = codes(ids.flatten())
    kinds = [t.split(":", 1)[0] if t else "" for t in texts]
    person = np.array([k == "person" for k in kinds], dtype=np.bool_)
    # A state's army or government is the state; an armed group is somebody.
    lengths = pc.fill_null(pc.list_value_length(ids), 0).to_numpy(zero_copy_only=False)
    standing_for_states = np.repeat(state, lengths).tolist()
    named = np.array(
        [
            kind in _BOUND and (body not in _STATE_BODIES or not (kind == "org" or for_state))
            for kind, body, for_state in zip(kinds, bodies, standing_for_states, strict=True)
        ],
        dtype=np.bool_,
    )
    return Side(
        keys=_spread(keys, ids, PARTIES, NONE),
        named=_spread(np.where(named, every, NONE), ids, PARTIES, NONE),
        persons=_to_the_left(_spread(np.where(person, every, NONE), ids, PARTIES, NONE)),
        sectors=_to_the_left(_spread(codes(sectors.flatten()), ids, PARTIES, NONE)),
    )


def _to_the_left(column: Ints) -> Ints:
    """The same codes with those that are `NONE` behind the others."""
    order = np.argsort(column == NONE, axis=1, kind="stable")
    moved: Ints = np.take_along_axis(column, order, axis=1)
    return moved


def _pooled(actors: Side, recipients: Side, mutual: Flags) -> Side:
    """Actors; of mutual acts, all who take part."""

    def both(one: Ints, other: Ints) -> Ints:
        out = one.copy()
        for i in np.flatnonzero(mutual).tolist():
            # Each once, in the order of the codes: on which side somebody stands says nothing.
            parties = sorted({*one[i].tolist(), *other[i].tolist()} - {NONE})[:PARTIES]
            out[i] = parties + [NONE] * (PARTIES - len(parties))
        return out

    return Side(
        both(actors.keys, recipients.keys),
        both(actors.named, recipients.named),
        both(actors.persons, recipients.persons),
        both(actors.sectors, recipients.sectors),
    )


def _without(side: Side, mutual: Flags) -> Side:
    keep = ~mutual[:, None]
    return Side(*(np.where(keep, c, NONE) for c in (side.keys, side.named, side.persons, side.sectors)))


def _words(lists: pa.ChunkedArray, rules: HappeningRules) -> tuple[Ints, Ints, Flags]:
    """Codes of the stems of the words that name the act, and of its longer phrases; do most call it a war?"""
    array = lists.combine_chunks()
    ends = np.cumsum(pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)).tolist()
    # A ledger made without text has mentions, but not their words.
    encoded = pc.dictionary_encode(pc.fill_null(array.flatten(), ""))
    stems, phrases, wars = [], [], []
    for mention in encoded.dictionary.to_pylist():
        written = mention.split()
        words = mention.lower().split()
        stems.append([code(w[:_STEM]) for w in words if len(w) >= _STEM - 1 and w.isalpha()])
        # Names do not count: "accused Russia of" is said every day.
        long = sum(w[0].islower() for w in written) >= PHRASE
        phrases.append(code(" ".join(words)) if long else NONE)
        wars.append(not rules.war_words.isdisjoint(words))
    numbers = encoded.indices.to_pylist()
    stem_rows = np.full((len(array), WORDS), NONE, dtype=np.int64)
    phrase_rows = np.full((len(array), PHRASES), NONE, dtype=np.int64)
    war = np.zeros(len(array), dtype=np.bool_)
    for row, (first, end) in enumerate(pairwise([0, *ends])):
        mentions = numbers[first:end]
        found = list(dict.fromkeys(stem for m in mentions for stem in stems[m]))[:WORDS]
        stem_rows[row, : len(found)] = found
        known = [phrases[m] for m in mentions if phrases[m] != NONE][:PHRASES]
        phrase_rows[row, : len(known)] = known
        war[row] = 2 * sum(wars[m] for m in mentions) >= len(mentions) > 0
    return stem_rows, phrase_rows, war
