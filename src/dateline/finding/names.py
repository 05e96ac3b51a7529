"""Names from the gazetteer in a parse: longest match, written as a name, meaning what it should."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import compress

from dateline.model import Parse
from dateline.model.slotted import record
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.names import Name, fits, fold
from dateline.rulebook.people import in_office

DIRECTIONS = frozenset(
    "north south east west northern southern eastern western central mainland greater upper lower old new "
    "downtown northeast northwest southeast southwest northeastern northwestern southeastern "
    "southwestern mr mr. mrs mrs. ms ms. dr dr.".split()
)
_WORDS_IN_CAPITALS = frozenset("us who it is am as all an at be so un aid eta map pa sa".split())
"""Words of a line in capitals that are no acronyms there."""
_MODIFYING = frozenset({"amod", "compound", "nmod", "poss"})


@record(frozen=True, slots=True)
class Hit:
    """A name found: its tokens, the one that ties it to the sentence, and what it names."""

    first: int
    last: int
    head: int
    name: Name


def _written(parse: Parse, gazetteer: Gazetteer) -> list[tuple[int, tuple[Name, ...]]]:
    """The longest names that begin at each token, whatever the day and the story make of them."""
    words, lowers = parse.words, parse.lowers
    beginnings = gazetteer.names.beginnings()
    out: list[tuple[int, tuple[Name, ...]]] = []
    last = len(words) - 1
    begun = list(map(beginnings.__getitem__, words))
    for i, beginning in compress(enumerate(begun), begun):
        if beginning is None:
            continue
        found, longer = beginning
        if longer and i < last:
            after = lowers[i + 1]
            if after in longer or (not after.isascii() and (after := fold(after)) in longer):
                found = _longest(longer[after], parse, i) or found
        if found:
            out.append((i, found))
    return out


def _longest(names: Sequence[Name], parse: Parse, i: int) -> tuple[Name, ...]:
    """Of names whose first two words stand at token `i` the longest that are written there."""
    lowers = parse.lowers
    # Names are kept without accents, so the text is looked at without them.
    third = fold(lowers[i + 2]) if i + 2 < len(lowers) else ""
    found: list[Name] = []
    for name in names:
        words = name.words
        length = len(words)
        if length > 2:
            if words[2] != third:
                continue
            if length > 3 and tuple([fold(word) for word in lowers[i + 3 : i + length]]) != words[3:]:
                continue
        if found and length < len(found[0].words):
            break
        if fits(name, parse.words[i : i + length]):
            found.append(name)
    return tuple(found)


def find_names(parse: Parse, gazetteer: Gazetteer, published: date | None) -> list[Hit]:
    """All names, left to right, none inside another; `published` decides who is meant that day."""
    hits: list[Hit] = []
    surnames: set[str] = set()
    free = 0
    for i, found in _written(parse, gazetteer):
        if i < free:
            continue
        length = len(found[0].words)
        name = found[0] if len(found) == 1 else _chosen(found, parse, i, length, published)
        if length == 1 and not _stands_alone(name, parse, i, gazetteer, hits):
            if i and parse.tags[i - 1] == "NNP" and parse.heads[i - 1] == i:
                surnames.add(parse.words[i])
            continue
        if length == 1 and parse.words[i] in surnames and not _is_a_place(name, parse, i):
            continue
        if (name.words in gazetteer.conditions) and not _meant(name, parse, gazetteer):
            continue
        last = i + length - 1
        if name.kind == "none":
            free = last + 1
            continue
        hits.append(Hit(i, last, head_of(parse, i, last) if length > 1 else i, name))
        free = last + 1
    return hits


def settled_places(hits: list[Hit], gazetteer: Gazetteer) -> list[Hit]:
    """Hits of places that share their name with one elsewhere, given the country that the story names.

    The first of the table is the best known; another needs its country in the story, and not that one.
    """
    out = list(hits)
    for k, hit in enumerate(hits):
        if hit.name.kind != "place":
            continue
        found = gazetteer.places.get(hit.name.cased, ())
        if len({place.country for place in found}) < 2:
            continue
        named = {h.name.country for h in hits if h is not hit and h.name.kind != "place"}
        other = next((p for p in found if p.country in named), None)
        if found[0].country not in named and other is not None:
            name = replace(hit.name, name=other.name, country=other.country, detail=other.kind)
            out[k] = Hit(hit.first, hit.last, hit.head, name)
    return out


def head_of(parse: Parse, first: int, last: int) -> int:
    """The last token of a span whose own head lies outside the span."""
    heads = parse.heads
    for t in range(last, first - 1, -1):
        if not first <= heads[t] <= last or heads[t] == t:
            return t
    return last


def _chosen(found: Sequence[Name], parse: Parse, i: int, length: int, published: date | None) -> Name:
    """One of several names with the same words: valid that day, then noun or adjective as tagged."""
    found = valid_on(found, published)
    kinds = {n.kind for n in found}
    if "national" in kinds and "adjective" in kinds:
        end = i + length - 1
        hyphened = end + 1 < len(parse) and parse.words[end + 1] in "-–"
        modifies = parse.deps[end] in _MODIFYING or _before_gerund(parse, end)
        as_noun = parse.tags[end].startswith("NN") and not modifies and not hyphened
        unwanted = "adjective" if as_noun else "national"
        found = [n for n in found if n.kind != unwanted]
    return found[0]


def _before_gerund(parse: Parse, i: int) -> bool:
    """ "by Chadian shelling", whatever the parser made of it: no Chadian shells."""
    return (
        i + 1 < len(parse)
        and parse.tags[i] in ("NN", "NNP", "JJ")
        and parse.lowers[i + 1].endswith("ing")
        and parse.tags[i + 1] in ("VBG", "NN")
        and parse.deps[i] in ("pobj", "dobj")
    )


def valid_on(found: Sequence[Name], published: date | None) -> Sequence[Name]:
    """Of several names with the same words those that mean something on the day, officials first."""
    if published is None:
        return found
    day = published.isoformat()
    found = [n for n in found if n.first <= day and (not n.last or day <= n.last)] or found
    return [n for n in found if n.person and in_office(n.person, published)] or found


def _stands_alone(name: Name, parse: Parse, i: int, gazetteer: Gazetteer, hits: list[Hit]) -> bool:
    """Whether a name of one word is not part of somebody else's longer name, or a word in capitals."""
    words, lowers = parse.words, parse.lowers
    first_words = gazetteer.names.first_words
    n = len(words)
    if lowers[i] in _WORDS_IN_CAPITALS and len(name.cased[0]) > 1 and name.cased[0].isupper():
        around = [words[j] for j in (i - 1, i + 1) if 0 <= j < n and words[j].isalpha() and len(words[j]) > 1]
        if around and all(word.isupper() for word in around):
            return False
    if name.detail == "ambiguous" and not _placed(parse, i, first_words):
        return False
    if name.kind not in ("place", "capital", "person") and name.words not in gazetteer.conditions:
        return True
    tags, deps, heads = parse.tags, parse.deps, parse.heads
    if i > 1 and lowers[i - 1] in ("to", "of", "in") and lowers[i - 2] in gazetteer.nouns:
        return True  # "ambassador to Washington Anatoly Antonov"
    if (
        i + 1 < n
        and deps[i] == "compound"
        and heads[i] > i
        and tags[i + 1] in ("NNP", "NNPS")
        and words[i + 1][0].isupper()
        and lowers[i + 1] not in gazetteer.nouns
        and lowers[i + 1] not in first_words
        and parse.lemmas[i + 1] not in gazetteer.nouns
    ):
        return False
    if i and tags[i - 1] == "NNP" and deps[i - 1] == "compound" and heads[i - 1] == i:
        before = lowers[i - 1]
        return (
            before in DIRECTIONS
            or before in gazetteer.nouns
            or bool(hits and hits[-1].last == i - 1)
            or not words[i - 1][0].isupper()
        )
    return True


def _is_a_place(name: Name, parse: Parse, i: int) -> bool:
    """Whether a word that is somebody's surname in the story is the town by that name all the same."""
    if name.kind not in ("capital", "place"):
        return True
    return i > 0 and parse.lowers[i - 1] in ("in", "near", "outside", "to", "from")


def _placed(parse: Parse, i: int, first_words: frozenset[str]) -> bool:
    """Whether a place is meant by a word that mostly means something else: "in Nice", "Reading, England"."""
    lowers = parse.lowers
    if i and lowers[i - 1] in ("in", "near", "outside"):
        return parse.tags[i].startswith("NNP")
    return i + 2 < len(parse) and lowers[i + 1] == "," and i > 0 and lowers[i + 2] in first_words


def _meant(name: Name, parse: Parse, gazetteer: Gazetteer) -> bool:
    """Whether the words of the story allow the reading that the gazetteer gives the name."""
    condition = gazetteer.conditions[name.words]
    text = parse.text
    if any(word in text for word in condition.blocks):
        return False
    return not condition.needs or any(word in text for word in condition.needs)
