"""Finding: sources set before a colon or behind a dash, without a verb of saying."""

from __future__ import annotations

from dateline.finding.quotations import Quotation
from dateline.model import Parse, tokens_of
from dateline.model.slotted import record
from dateline.rulebook.attribution import AttributionWords

_DASHES = frozenset("―—–-")
_NAME_TAGS = frozenset(
    {"NNP", "NNPS", "NN", "NNS", "DT", "JJ", "POS", "IN", "CC", "PRP$", "CD", "-LRB-", "-RRB-", "HYPH"}
)
_LONGEST_HEADLINE = 30
_LONGEST = 9
"""Tokens: a label is a name, perhaps with an office, and no more."""


@record(frozen=True, slots=True)
class Label:
    """A source `first..last` with head `source`, the mark `cue`, and the content as characters."""

    cue: int
    first: int
    last: int
    source: int
    spans: tuple[tuple[int, int], ...]


def find_labels(
    parse: Parse, words: AttributionWords, quotations: tuple[Quotation, ...], inside: dict[int, int]
) -> list[Label]:
    """`Lavrov: "…"`, `Poll: voters turn away`, `Missiles hit Kyiv: officials`, `"…" ― Lavrov`."""
    out: list[Label] = []
    opening = {q.first: q for q in quotations}
    colons = list(tokens_of(":", parse.words))
    spoken = _is_transcript(parse, colons)
    for i in colons:
        label = _before_colon(parse, words, opening, spoken, inside, i)
        label = label or _tail(parse, words, inside, i)
        if label is not None:
            out.append(label)
    headline = _line_end(parse, 0, _LONGEST_HEADLINE)
    for i in range(3, headline - 1):
        if parse.words[i] in _DASHES and parse.starts[i] > parse.ends[i - 1]:
            label = _tail(parse, words, inside, i)
            if label is not None:
                out.append(label)
    for quotation in quotations:
        dash = quotation.last + 1
        if parse.words[quotation.last][-1] in _DASHES:
            dash = quotation.last
        if dash < len(parse) and parse.words[dash][-1] in _DASHES:
            label = _after_dash(parse, quotation, dash)
            if label is not None:
                out.append(label)
    return out


def _is_transcript(parse: Parse, colons: list[int]) -> bool:
    """Whether names in capitals before a colon are a transcript's speakers: there are several."""
    return sum(parse.words[i - 1].isupper() and len(parse.words[i - 1]) > 1 for i in colons if i) > 2


def _line_start(parse: Parse, i: int) -> bool:
    return i == 0 or "\n" in parse.text[parse.ends[i - 1] : parse.starts[i]]


def _before_colon(
    parse: Parse,
    words: AttributionWords,
    opening: dict[int, Quotation],
    spoken: bool,
    inside: dict[int, int],
    colon: int,
) -> Label | None:
    if colon == 0 or parse.tags[colon - 1] not in ("NNP", "NNPS", "NN", "NNS", "-RRB-"):
        return None
    first = colon - 1
    while (
        first > 0
        and colon - first < _LONGEST
        and parse.tags[first - 1] in _NAME_TAGS
        and not _line_start(parse, first)
    ):
        first -= 1
    # A transcript may be quoted as a whole, with an opening mark before each speaker.
    starts_line = _line_start(parse, first) or (
        spoken
        and parse.words[first].isupper()
        and parse.tags[first - 1] == "``"
        and _line_start(parse, first - 1)
    )
    if colon in inside and not (starts_line and spoken):
        return None
    sentence = parse.sentences[parse.sentence_of(colon)]
    if not (starts_line or first == sentence[0] or parse.words[first - 1] in ("-", "—", "–", "―")):
        return None
    source = _head(parse, first, colon - 1)
    if source < 0 or colon + 1 >= len(parse):
        return None
    quotation = opening.get(colon + 1)
    named = parse.tags[source] in ("NNP", "NNPS") or (
        quotation is not None and parse.words[source][0].isupper()
    )
    if not named and parse.lemmas[source] not in words.speakers:
        return None
    if quotation is not None:
        return Label(colon, first, colon - 1, source, quotation.spans)
    end = _line_end(parse, colon + 1)
    whole_line = starts_line and not _line_start(parse, colon + 1)
    if not whole_line:
        return None
    if not spoken:
        if named and (parse.words[source].isupper() or end - colon > _LONGEST_HEADLINE):
            return None  # a dateline, a heading, a topic before a whole story
        end = min(end, parse.sentences[parse.sentence_of(colon + 1)][1])
    if not any(parse.tags[i] in ("VBD", "VBZ", "VBP", "MD") for i in range(colon + 1, end)):
        return None
    return Label(colon, first, colon - 1, source, ((parse.starts[colon + 1], parse.ends[end - 1]),))


def _tail(parse: Parse, words: AttributionWords, inside: dict[int, int], colon: int) -> Label | None:
    """A headline's tail behind a colon or dash: a few words without a verb, the last a speaker."""
    end = _line_end(parse, colon + 1, _LONGEST)
    last = end - 1
    while last > colon and parse.tags[last] in (".", "''"):
        last -= 1
    if not 0 < last - colon <= 4 or parse.lemmas[last] not in words.speakers or colon in inside:
        return None
    if any(parse.tags[i] not in _NAME_TAGS for i in range(colon + 1, last + 1)):
        return None
    first = parse.sentences[parse.sentence_of(colon)][0]
    if colon - first < 3:
        return None
    return Label(colon, colon + 1, last, last, ((parse.starts[first], parse.ends[colon - 1]),))


def _after_dash(parse: Parse, quotation: Quotation, dash: int) -> Label | None:
    first = dash + 1
    last = dash
    while last + 1 < len(parse) and last - dash < _LONGEST:
        if parse.tags[last + 1] not in _NAME_TAGS and parse.tags[last + 1] != ",":
            break
        if last > dash and _line_start(parse, last + 1):
            break
        last += 1
    source = _head(parse, first, last)
    if last < first or source < 0 or parse.tags[source] not in ("NNP", "NNPS"):
        return None
    return Label(dash, first, last, source, quotation.spans)


def _head(parse: Parse, first: int, last: int) -> int:
    """Last noun of the first noun phrase: `Clinton` of "Mrs Clinton of New York"."""
    found = -1
    for i in range(first, last + 1):
        tag = parse.tags[i]
        if tag in ("NNP", "NNPS", "NN", "NNS"):
            found = i
        elif found >= 0 and tag in ("IN", ",", "-LRB-", "CC"):
            break
    return found


def _line_end(parse: Parse, first: int, longest: int = 10_000) -> int:
    """One past the last token of the line of `first`, looking no farther than `longest` tokens."""
    i = first
    stop = min(len(parse), first + longest)
    while i < stop and (i == first or not _line_start(parse, i)):
        i += 1
    return i
