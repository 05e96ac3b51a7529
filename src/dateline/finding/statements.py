"""Finding: who says what in a story."""

from __future__ import annotations

from dateline.finding.asides import Pieces, phrase_contents
from dateline.finding.contents import adjective_contents, noun_contents, verb_contents
from dateline.finding.cues import Cue, find_cues
from dateline.finding.drafts import Draft, Drafts, Spans
from dateline.finding.labels import find_labels
from dateline.finding.quotations import Quotation
from dateline.finding.speakers import leftmost, maker_of, source_span
from dateline.finding.utterances import attribute_quotations
from dateline.model import Parse, Statement, Tree
from dateline.rulebook.attribution import AttributionWords

_QUOTES = frozenset("\"“”„«»'’‘`")
_DOUBLE_QUOTES = ("“", "”", '"', "«", "``", "''")
_LOOSE = frozenset({",", ".", ":", "HYPH", "_SP"})
_SELF = frozenset({"i", "we", "you"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_THINGS = frozenset({"it", "this", "that", "which"})
_UTTERED = frozenset({"clause", "quote"})
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday yesterday today".split())
_OCCASIONS = _DAYS | {"on", "during", "in", "at", "after", "while", "when"}
_SAID = frozenset({"say", "write", "deny"})


def find_statements(
    parse: Parse,
    tree: Tree,
    words: AttributionWords,
    quotations: tuple[Quotation, ...] | None = None,
) -> tuple[Statement, ...]:
    """All statements of a story in the order of their cues.

    A content may lie within another one's ("A said that B had denied …"); those that cover a token,
    shortest first, are the chain of its sources. `kind` is one of the rule file's kinds: an event in
    the content of `say`, `write`, `show`, `believe` or `deny` has the source as its own; `ask`,
    `order`, `intend` and `judge` are acts of their own. `quotations` are those of the story, if known.
    """
    drafts = Drafts(parse, tree, words, quotations)
    _read_cues(drafts)
    _part_asides(drafts)
    _read_second_sources(drafts)
    _read_labels(drafts)
    attribute_quotations(drafts)
    return tuple(
        _statement(drafts, drafts.found[head]) for head in sorted(drafts.found) if drafts.found[head].spans
    )


def _read_cues(drafts: Drafts) -> None:
    """The statements that the syntax of each cue gives."""
    for cue in find_cues(drafts.parse, drafts.words):
        drafts.cues[cue.head] = cue
        draft = _draft(drafts, cue)
        if draft is not None and draft.spans:
            drafts.found[cue.head] = draft


def _part_asides(drafts: Drafts) -> None:
    """Takes ", X reported" off the end of what others are said to have said before it."""
    for aside in drafts.found.values():
        if aside.cue.sort != "verb" or aside.source < 0:
            continue
        low = min(aside.cue.head, leftmost(drafts.parse, drafts.tree, aside.source))
        if aside.spans[-1][1] > drafts.parse.starts[low] or low < 2:
            continue
        start, end = drafts.parse.starts[low], drafts.parse.ends[max(aside.cue.last, aside.source)]
        for token in range(drafts.parse.sentences[drafts.tree.sentence[low]][0], low):
            draft = drafts.found.get(token, aside)
            last = draft.spans[-1]
            if draft.cue.sort == "phrase" and aside.spans[0][0] == drafts.parse.starts[token] < last[0]:
                # "According to A, it fell, B said": A tells of what B said, and not B of what A said.
                aside.spans[0] = (draft.spans[0][0], aside.spans[0][1])
                continue
            if draft is not aside and last[0] < start < last[1] <= end:
                draft.spans[-1] = (last[0], _end_before(drafts, low))


def _read_second_sources(drafts: Drafts) -> None:
    """B of "It fell, A said and B confirmed": what A said B says too."""
    parse, tree = drafts.parse, drafts.tree
    for head, cue in list(drafts.cues.items()):
        if head in drafts.found or cue.sort != "verb" or cue.kind not in _SAID or parse.deps[head] != "conj":
            continue
        first = drafts.found.get(parse.heads[head])
        if first is None or first.cue.sort != "verb" or first.spans[-1][1] > parse.starts[first.cue.head]:
            continue
        source = tree.kid(head, "nsubj")
        if source is None or source > head or any(c > head for c in tree.children[head]):
            continue
        drafts.found[head] = Draft(cue, source, cue.kind, list(first.spans))


def _end_before(drafts: Drafts, token: int) -> int:
    """Where the words before `token` end, commas left out."""
    while token > 0 and drafts.parse.tags[token - 1] in (",", ":"):
        token -= 1
    return drafts.parse.ends[token - 1]


def _read_labels(drafts: Drafts) -> None:
    """Sources before a colon or behind a dash."""
    for label in find_labels(drafts.parse, drafts.words, drafts.quotations, drafts.inside):
        cue = Cue(label.cue, label.cue, label.cue, "label", (), "say")
        drafts.cues[label.cue] = cue
        drafts.found[label.cue] = Draft(
            cue, label.source, "say", list(label.spans), (label.first, label.last)
        )


def _draft(drafts: Drafts, cue: Cue) -> Draft | None:
    parse, tree, words = drafts.parse, drafts.tree, drafts.words
    kind, pieces = cue.kind, []
    if cue.sort == "verb":
        source = drafts.speaker(cue.head)
        pieces = _quoted_before(drafts, cue, source)
        if not pieces:
            kind, pieces = verb_contents(parse, tree, words, cue, source)
    elif cue.sort == "noun":
        pieces = noun_contents(parse, tree, words, cue)
        source = maker_of(parse, tree, words, cue.head) if pieces else -1
    elif cue.sort == "adjective":
        source, pieces = adjective_contents(parse, tree, words, cue)
    else:
        source, pieces = phrase_contents(parse, tree, cue)
        if source < 0 or parse.lemmas[source] in words.standards:
            return None
    if not pieces or not _holds(drafts, cue, source, kind):
        return None
    itself = (source, source) if source == cue.head else None
    return Draft(cue, source, kind, _spans(drafts, cue, pieces), itself)


def _quoted_before(drafts: Drafts, cue: Cue, source: int) -> Pieces:
    """The words up to a closing mark right before "X said": `It was “a crime,” X said`."""
    parse = drafts.parse
    if parse.tags[cue.head] not in _FINITE or not any(f.takes & _UTTERED for f in cue.frames):
        return []
    low = cue.head
    if 0 <= source < low:
        low = leftmost(parse, drafts.tree, source)
    k = drafts.inside.get(low - 1, -1)
    if k < 0 or k == drafts.inside.get(cue.head, -1):
        return []
    quotation = drafts.quotations[k]
    if quotation.last != low - 1 or parse.text[quotation.end - 2] not in ",?!" or quotation.words < 3:
        return []
    after = parse.lowers[cue.last + 1 : cue.last + 2]
    if after and (after[0] == "that" or _opens_content(drafts, cue, source)):
        return []
    first = parse.sentences[drafts.tree.sentence[cue.head]][0]
    if quotation.first <= first or parse.words[quotation.first - 1] in (":", "("):
        first = quotation.first
    elif cue.last + 1 in drafts.inside:
        return []  # `Waving signs against “the steal,” the crowd chanted “…”`
    pieces = [(first, low - 1)]
    then = drafts.inside.get(cue.last + 3, -1)
    if parse.tags[cue.last + 1 : cue.last + 3] == (",", "CC") and then > k:
        pieces.append((cue.last + 3, drafts.quotations[then].last))  # `“…,” X said, but “…”`
    return pieces


def _opens_content(drafts: Drafts, cue: Cue, source: int) -> bool:
    """Whether a content of its own begins right behind a cue: a clause, or what was announced."""
    deps, left = drafts.parse.deps, drafts.tree.left
    labels = ("ccomp", "xcomp", "dobj" if any("object" in f.takes for f in cue.frames) else "")
    return any(
        c > cue.head and c != source and deps[c] in labels and left[c] == cue.last + 1
        for c in drafts.tree.children[cue.head]
    )


def _holds(drafts: Drafts, cue: Cue, source: int, kind: str) -> bool:
    """Whether a cue with a content hands it to somebody, or is only talk of saying.

    Within a quotation only what others are said to have said adds to the chain of sources ("I
    think" does not). A stance is somebody's where a finite verb says so ("to support" is not),
    and words that may or will be said have no speaker yet.
    """
    parse, tree = drafts.parse, drafts.tree
    said = kind in _SAID
    pronoun = parse.lowers[source] if source >= 0 else ""
    if cue.head in drafts.inside and (not said or pronoun in _SELF or source < 0):
        return False
    if cue.sort != "verb":
        return True
    if pronoun in _THINGS and not said:
        return False
    labels = [parse.deps[c] for c in tree.children[cue.head]]
    if any(parse.tags[c] == "MD" for c in tree.children[cue.head] if c < cue.head):
        return False
    if parse.tags[cue.head] == "VB" and "aux" in labels:
        up = parse.lemmas[parse.heads[cue.head]]
        return up in drafts.words.leading or "neg" in labels
    return True


def _spans(drafts: Drafts, cue: Cue, pieces: Pieces) -> Spans:
    """Pieces as characters: clipped to the quotation of the cue, whole where they cut one."""
    parse, own = drafts.parse, drafts.inside.get(cue.head, -1)
    out: Spans = []
    for first, last in pieces:
        while first <= last and _loose(drafts, first, closing=True):
            first += 1
        first = _after_day(parse, cue, first, last)
        while last >= first and _loose(drafts, last, closing=False):
            last -= 1
        if first > last:
            continue
        last = _quoted_end(drafts, first, _before_occasion(drafts, cue, last), own)
        spans = [(parse.starts[first], parse.ends[last])]
        for k in sorted({drafts.inside.get(first, -1), drafts.inside.get(last, -1)} - {own, -1}):
            spans = _whole(spans[0], drafts.quotations[k])
        if own >= 0:
            spans = _clip(spans, drafts.quotations[own])
        out += spans
    return out


def _after_day(parse: Parse, cue: Cue, first: int, last: int) -> int:
    """`first` moved over the day of saying: "said on Monday it would respond"."""
    if first > last or first <= cue.last or first > cue.last + 2:
        return first
    day = first + 1 if parse.lowers[first] == "on" else first
    return day + 1 if day < last and parse.lowers[day] in _DAYS else first


def _before_occasion(drafts: Drafts, cue: Cue, last: int) -> int:
    """A judgement in quotation marks ends with them: `called him “a crook” on Monday at a rally`."""
    if cue.kind != "judge":
        return last
    marks = [t for t in range(cue.last + 2, last) if t in drafts.inside]
    if not marks or drafts.quotations[drafts.inside[marks[-1]]].last != marks[-1]:
        return last
    return marks[-1] if drafts.parse.lowers[marks[-1] + 1] in _OCCASIONS else last


def _quoted_end(drafts: Drafts, first: int, last: int, own: int) -> int:
    """A content that opens with a quotation ends with it where it ends in a stop or comma."""
    k = drafts.inside.get(first, -1)
    if k < 0 or k == own:
        return last
    quotation = drafts.quotations[k]
    if first - 1 <= quotation.first <= first and quotation.words > 2 and quotation.last < last:
        before = drafts.parse.text[quotation.end - 2]
        after = drafts.parse.lowers[quotation.last + 1]
        if before in ".!?" or (before == "," and after in ("and", "but", "while", "when", "as")):
            return quotation.last
    return last


def _loose(drafts: Drafts, token: int, *, closing: bool) -> bool:
    """Whether a token at the edge of a content is punctuation that belongs to neither side."""
    tag = drafts.parse.tags[token]
    if tag in (",", ".", ":", "HYPH", "_SP") and drafts.parse.words[token] not in ("…", "..."):
        return True
    k = drafts.inside.get(token, -1)
    if k >= 0 and drafts.parse.words[token][0] in _QUOTES:
        return token == (drafts.quotations[k].last if closing else drafts.quotations[k].first)
    return False


def _whole(span: tuple[int, int], quotation: Quotation) -> Spans:
    start, end = span
    first, *others = quotation.spans
    if others:
        return [(min(start, first[0]), first[1]), *others]
    return [(min(start, first[0]), max(end, first[1]))]


def _statement(drafts: Drafts, draft: Draft) -> Statement:
    parse, source, cue = drafts.parse, draft.source, draft.cue
    if draft.source_span is not None:
        first, last = draft.source_span
    else:
        first, last = (-1, -1) if source < 0 else source_span(parse, drafts.tree, source, cue.head)
    quoted = any(mark in parse.text[a:b] for a, b in draft.spans for mark in _DOUBLE_QUOTES)
    return Statement(
        source_first=first,
        source_last=last,
        source_head=source,
        cue_first=cue.first,
        cue_last=cue.last,
        contents=tuple(draft.spans),
        quoted=quoted,
        kind=draft.kind,
        denies=draft.kind == "deny",
    )


def _clip(spans: Spans, quotation: Quotation) -> Spans:
    """The parts of `spans` that lie in the quotation."""
    return [
        (max(a, start), min(b, end))
        for a, b in spans
        for start, end in quotation.spans
        if max(a, start) < min(b, end)
    ]
