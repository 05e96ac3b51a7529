"""Whether two events may be one happening, and how much speaks for it: for many pairs at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dateline.happenings.features import NEVER, NONE, Features, Flags, Floats, Ints, Side, code
from dateline.rulebook.happenings import HappeningRules

Pairs = npt.NDArray[np.int64]
"""Rows of two numbers of events, the smaller first."""
_KILOMETRES = 111.2
"""Of one degree of latitude."""
_HYPOTHETICAL = code("hypothetical")
_MOST_SHARED = 2
"""Words that two sentences share; more tell no more."""


def weigh(f: Features, pairs: Pairs, rules: HappeningRules) -> tuple[Floats, Flags]:
    """The weight of the evidence for each pair, and whether something contradicts it."""
    i, j = pairs[:, 0], pairs[:, 1]
    w = rules.weights
    score: Floats = np.zeros(len(pairs))
    for name, prior in rules.types.items():
        score += prior * (f.type[i] == code(name))
    against = (f.type[i] != f.type[j]) | (f.historical[i] != f.historical[j])
    against |= (f.recurring[i] | f.recurring[j]) | ((f.content[i] != f.content[j]) & _both(f.content, i, j))
    days, apart = _days(f, i, j, rules)
    score += days
    against |= apart
    both_stated = f.stated[i] & f.stated[j]
    other_status = f.status[i] != f.status[j]
    score += w["other status"] * other_status
    against |= other_status & (~both_stated | (f.status[i] == _HYPOTHETICAL) | (f.status[j] == _HYPOTHETICAL))
    for one, pooled in ((f.actors, f.mutual[i]), (f.recipients, np.zeros(len(pairs), dtype=np.bool_))):
        weight, clash = _party(one, i, j, pooled, rules)
        score += weight
        against |= clash
    weight, clash = _place(f, i, j, rules)
    score += weight
    against |= clash
    weight, clash = _figures(f, i, j, rules)
    score += weight
    against |= clash
    modes = _both(f.mode, i, j)
    score += np.where(f.mode[i] == f.mode[j], w["same mode"], w["other mode"]) * modes
    score += w["same rule"] * (f.rule[i] == f.rule[j])
    score += w["same words"] * _shared(f.words, i, j)
    score += w["same phrase"] * _shared(f.phrases, i, j)
    score += _setting(f.setting, i, j, rules)
    return score, against


def contradict(f: Features, pairs: Pairs, rules: HappeningRules) -> Flags:
    """Which pairs cannot be one happening, whatever speaks for it."""
    return weigh(f, pairs, rules)[1]


def share_words(f: Features, pairs: Pairs) -> Flags:
    """Which pairs name the act by a word that both have."""
    return _shared(f.words, pairs[:, 0], pairs[:, 1])


def _both(column: Ints, i: Ints, j: Ints) -> Flags:
    known: Flags = (column[i] != NONE) & (column[j] != NONE)
    return known


def _shared(column: Ints, i: Ints, j: Ints) -> Flags:
    return _count(column, i, j) > 0


def _count(column: Ints, i: Ints, j: Ints) -> Ints:
    """How many codes of the one row are in the other."""
    total = np.zeros(len(i), dtype=np.int64)
    other = column[j]
    for k in range(column.shape[1]):
        one = column[i, k]
        if not (one != NONE).any():
            continue
        total += ((one[:, None] == other) & (one != NONE)[:, None]).any(axis=1)
    return total


def _days(f: Features, i: Ints, j: Ints, rules: HappeningRules) -> tuple[Floats, Flags]:
    w = rules.weights
    apart = (f.first[i] > f.last[j]) | (f.first[j] > f.last[i])
    unknown = (f.first[i] == NEVER) | (f.first[j] == NEVER)
    stated = f.stated[i].astype(np.int64) + f.stated[j]
    single = f.single[i].astype(np.int64) + f.single[j]
    weight = np.full(len(i), w["days overlap"])
    weight[(stated == 2) & (single == 2)] = w["stated day"]
    weight[(stated == 1) & (f.single[i] & f.stated[i] | f.single[j] & f.stated[j])] = w[
        "stated and assumed day"
    ]
    weight[(stated == 0) & (f.published[i] == f.published[j])] = w["same assumed day"]
    return weight, apart | unknown


def _party(side: Side, i: Ints, j: Ints, pooled: Flags, rules: HappeningRules) -> tuple[Floats, Flags]:
    """What the parties of one side say; of mutual acts (`pooled`), those of both together."""
    w = rules.weights
    ours, theirs = _different(side.keys, i), _different(side.keys, j)
    known = (ours > 0) & (theirs > 0)
    keys = _count(side.keys, i, j)
    people = (side.persons[i, 0] != NONE) & (side.persons[j, 0] != NONE)
    # Of parties that both name, one list must hold the other; two people are two people.
    clash = (known & (keys < np.minimum(ours, theirs))) | (people & ~_shared(side.persons, i, j))
    both = np.where(pooled, 2, 1)
    by_name = np.minimum(_count(side.named, i, j), both)
    by_country = np.clip(np.minimum(keys, both) - by_name, 0, None)
    weight = w["named party"] * by_name + w["country of party"] * by_country
    # Who takes part in many talks is not enough: in mutual acts the other side must be known as well.
    open_ = np.where(pooled, ((ours < both).astype(int) + (theirs < both)), (ours > 0) != (theirs > 0))
    weight += w["party unknown to one"] * open_
    sectors = (side.sectors[i, 0] != NONE) & (side.sectors[j, 0] != NONE)
    weight += w["other sector"] * (sectors & ~_shared(side.sectors, i, j) & ~pooled)
    return weight, clash


def _different(column: Ints, rows: Ints) -> Ints:
    """How many different codes a row has."""
    ordered = np.sort(column[rows], axis=1)
    new = np.ones(ordered.shape, dtype=np.bool_)
    new[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    total: Ints = (new & (ordered != NONE)).sum(axis=1)
    return total


def _place(f: Features, i: Ints, j: Ints, rules: HappeningRules) -> tuple[Floats, Flags]:
    towns = _both(f.place, i, j)
    same = towns & (f.place[i] == f.place[j])
    far = np.where(towns & ~same, kilometres(f.lat[i], f.lon[i], f.lat[j], f.lon[j]), 0.0)
    # Where we do not know where a town is, another name is another town.
    unknown = np.isnan(far)
    near = towns & ~same & ~unknown & (far <= rules.same_place)
    clash = towns & ~same & (unknown | (far > rules.apart))
    weight = rules.weights["same place"] * (same | near)
    abroad = _both(f.country, i, j) & (f.country[i] != f.country[j])
    return weight + rules.weights["other country of place"] * abroad, clash


def kilometres(lat: Floats, lon: Floats, other_lat: Floats, other_lon: Floats) -> Floats:
    """Distances on a globe laid flat: good enough within a few hundred kilometres."""
    east = (lon - other_lon + 180) % 360 - 180
    far: Floats = _KILOMETRES * np.hypot(lat - other_lat, east * np.cos(np.radians((lat + other_lat) / 2)))
    return far


def _setting(setting: Ints, i: Ints, j: Ints, rules: HappeningRules) -> Floats:
    """What the telling words say that stand around the acts."""
    shared = _count(setting, i, j)
    told = (setting[i, 0] != NONE) & (setting[j, 0] != NONE)
    apart = rules.weights["other setting"] * (told & (shared == 0))
    weight: Floats = rules.weights["shared setting"] * np.minimum(shared, _MOST_SHARED) + apart
    return weight


def _figures(f: Features, i: Ints, j: Ints, rules: HappeningRules) -> tuple[Floats, Flags]:
    """Agreement of counts of one unit: the best of all pairs of figures counts, the worst contradicts."""
    weight = np.zeros(len(i))
    clash = np.zeros(len(i), dtype=np.bool_)
    some = np.flatnonzero((f.units[i, 0] != NONE) & (f.units[j, 0] != NONE))
    if not len(some):
        return weight, clash
    i, j = i[some], j[some]
    best = np.zeros(len(some))
    fits = np.zeros(len(some), dtype=np.bool_)
    wrong = np.zeros(len(some), dtype=np.bool_)
    for a in range(f.units.shape[1]):
        for b in range(f.units.shape[1]):
            unit = (f.units[i, a] == f.units[j, b]) & (f.units[i, a] != NONE)
            one, other = f.values[i, a], f.values[j, b]
            with np.errstate(invalid="ignore", divide="ignore"):
                factor = np.maximum(one, other) / np.minimum(one, other)
                overlap = (f.lows[i, a] <= f.highs[j, b]) & (f.lows[j, b] <= f.highs[i, a])
            same = unit & (one == other)
            near = unit & ~same & (overlap | (factor <= rules.figures_apart))
            best = np.maximum(best, rules.weights["same figure"] * (same & f.telling[i, a]))
            best = np.maximum(
                best, rules.weights["near figure"] * ((near | same) & ~f.vague[i, a] & ~f.vague[j, b])
            )
            fits |= same | near
            wrong |= unit & ~(same | near)
    weight[some] = best
    clash[some] = wrong & ~fits
    return weight, clash
