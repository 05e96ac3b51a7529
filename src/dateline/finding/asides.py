"""Finding: contents that a source is put beside: "A did B, they said", "according to X, A did B"."""

from __future__ import annotations

from dateline.finding.cues import Cue
from dateline.finding.speakers import leftmost
from dateline.model import Parse, Tree

Pieces = list[tuple[int, int]]
"""Runs of tokens, first and last."""

_RESUMES = frozenset({"VBD", "VBZ", "VBP", "MD", "TO", "``"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_ADJUNCTS = frozenset({"prep", "npadvmod", "advmod", "punct", "cc", "conj"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ENDS_PHRASE = frozenset({",", ".", ":", "''", "``", "-RRB-"})
_OPENERS = frozenset({"CC", "RB", "``", ",", "''", "IN"})
_LONGEST_ADJUNCT = 9
_LONGEST_SOURCE = 25
"""Tokens from "according to" to the end of whom it names."""


def beside_contents(parse: Parse, tree: Tree, cue: Cue, source: int) -> Pieces:
    """Content of a cue set off by commas: "A did B, they said", "A, they said, did B"."""
    v = cue.head
    low = min(v, leftmost(parse, tree, source)) if 0 <= source < v else v
    high = max(cue.last, tree.right[source]) if source > v else cue.last
    sentence_first, sentence_end = parse.sentences[tree.sentence[v]]
    high = _with_adjuncts(parse, tree, v, high, sentence_end)
    inner = [c for c in tree.children[v] if parse.deps[c] == "ccomp" and c < low]
    label = parse.deps[v]
    if inner:
        k = inner[-1]
        begin = sentence_first if parse.heads[v] == v else min(tree.left[c] for c in inner)
        begin = _after_colon(parse, begin, low)
        pieces = [(begin, low - 1)]
        if tree.right[k] > high:
            pieces.append((high + 1, tree.right[k]))
        elif _goes_on(parse, high, sentence_end):
            pieces.append((high + 1, sentence_end - 1))
        return pieces
    head = parse.heads[v]
    if label == "parataxis" or (label == "advcl" and _as_clause(parse, tree, v)):
        if label == "advcl":
            low = min(low, tree.left[v])
        top = parse.heads[head] == head
        begin = sentence_first if top else tree.left[head]
        end = sentence_end - 1 if top else tree.right[head]
        pieces = [(begin, low - 1)] if low > begin else []
        if head > v:
            pieces.append((max(high, tree.right[v]) + 1, end))
        return pieces
    if low > sentence_first + 1 and _comma_before(parse, low) and _goes_on(parse, high, sentence_end):
        return [(sentence_first, low - 1), (high + 1, sentence_end - 1)]
    if label == "ccomp" and head > v and _comma_before(parse, low):
        return [(tree.left[head], low - 1), (high + 1, tree.right[head])]
    if source >= 0 and not _comma_before(parse, low):
        # The parser took the end of the content into the source: "… of Kyiv, the ministry reported".
        low = next((i + 1 for i in range(source - 1, low, -1) if parse.tags[i] == ","), low)
    if (
        source >= 0
        and low > sentence_first + 2
        and _comma_before(parse, low)
        and parse.tags[v] in _FINITE
        and _says_no_more(parse, tree, cue, high, sentence_end)
    ):
        return [(sentence_first, low - 1)]
    return []


def closes_speech(parse: Parse, tree: Tree, cue: Cue, source: int, right: int) -> bool:
    """Whether the cue ends a sentence of speech ("…, X said, …"), whatever was hung behind it."""
    low = cue.head
    if 0 <= source < cue.head:
        low = min(low, leftmost(parse, tree, source))
    if low == 0 or right <= low or parse.tags[low - 1] not in (",", "''"):
        return False
    if not any(parse.deps[c] == "ccomp" and c < low for c in tree.children[cue.head]):
        return False
    return any(parse.tags[i] in (",", ":", ".") for i in range(cue.last + 1, right + 1))


def _says_no_more(parse: Parse, tree: Tree, cue: Cue, high: int, end: int) -> bool:
    """Whether no content follows a cue: a time or place ("reported on Friday"), who was told ("told AFP")."""
    if high + 1 >= end or parse.tags[high + 1] in (".", ",", ":", "''"):
        return True
    told = cue.kind == "say" and all("object" not in frame.takes for frame in cue.frames)
    return all(
        parse.deps[c] in _ADJUNCTS or (told and parse.deps[c] in ("dobj", "dative", "advcl"))
        for c in tree.children[cue.head]
        if c > high
    )


def _goes_on(parse: Parse, high: int, end: int) -> bool:
    """Whether the sentence said goes on behind ", X said,": with its verb, or in quotation marks."""
    if high + 2 >= end or parse.tags[high + 1] != ",":
        return False
    if parse.tags[high + 2] == "CC":
        return high + 3 < end and parse.tags[high + 3] == "``"
    return parse.tags[high + 2] in _RESUMES or parse.lowers[high + 2] in ("of", "that", "not")


def _with_adjuncts(parse: Parse, tree: Tree, verb: int, high: int, end: int) -> int:
    """`high` moved over when and where it was said, up to a comma: "X said earlier in Rome, …"."""
    at = high + 1
    while at < min(end, high + _LONGEST_ADJUNCT) and parse.tags[at] not in _ENDS_PHRASE:
        at += 1
    if at >= end or parse.tags[at] != ",":
        return high
    behind = [c for c in tree.children[verb] if high < c < at]
    return at - 1 if behind and all(parse.deps[c] in _ADJUNCTS for c in behind) else high


def _after_colon(parse: Parse, first: int, low: int) -> int:
    """`first` moved to the quotation that a colon opens: `He hit back: “…,” he said`."""
    for i in range(first, low - 2):
        if parse.words[i] == ":" and parse.tags[i + 1] == "``":
            return i + 1
    return first


def _as_clause(parse: Parse, tree: Tree, verb: int) -> bool:
    return any(parse.lowers[c] == "as" and parse.deps[c] == "mark" for c in tree.children[verb])


def _comma_before(parse: Parse, token: int) -> bool:
    return token > 0 and parse.tags[token - 1] in (",", "''")


def phrase_contents(parse: Parse, tree: Tree, cue: Cue) -> tuple[int, Pieces]:
    """Head of the source and content of "according to X", "in X's view": the clause that it stands in."""
    first, end = parse.sentences[tree.sentence[cue.head]]
    if cue.head > cue.first:
        owner = tree.kid(cue.head, "poss")
        source, high = -1 if owner is None else owner, cue.head
    else:
        source, high = _governed(parse, cue, end)
    if source < 0:
        return -1, []
    before = cue.first - 1
    while before >= first and parse.tags[before] in _OPENERS:
        before -= 1
    within = "that" in parse.lowers[before + 1 : cue.first]  # "told aides that, in his view, it fell"
    if before < first or parse.words[before] in ";:" or within:
        return source, [(high + 1, _clause_end(parse, high + 1, end))]
    verb = parse.heads[cue.first]
    if parse.deps[verb] == "relcl":
        # "which, according to residents, was on fire": no more than the relative clause
        inner = [(tree.left[verb], cue.first - 1), (high + 1, tree.right[verb])]
        return source, [(a, b) for a, b in inner if a <= b]
    pieces = [(_clause_start(parse, first, cue.first), cue.first - 1)]
    if verb > high and parse.tags[verb][0] == "V" and parse.tags[high + 1 : high + 2] == (",",):
        pieces.append((high + 1, _clause_end(parse, high + 1, end)))
    return source, pieces


def _governed(parse: Parse, cue: Cue, end: int) -> tuple[int, int]:
    """Head and last token of the noun phrase behind the phrase `cue`, told by its words.

    The phrase ends at a comma, at a verb, or with the sentence; the parser often hangs the main
    clause below it.
    """
    head = -1
    i = cue.last + 1
    while i < end and i < cue.last + _LONGEST_SOURCE:
        tag = parse.tags[i]
        if tag in _ENDS_PHRASE or (tag in _FINITE and i > cue.last + 1):
            break
        if tag in ("WDT", "WP", "VBN", "VBG") and head >= 0:
            break
        if head < 0 and (tag in _NOUNS or tag == "PRP"):
            after = parse.tags[i + 1] if i + 1 < end else "."
            if after not in _NOUNS and after != "POS":
                head = i
        i += 1
    return head, _over_name(parse, i, end) - 1


def _over_name(parse: Parse, i: int, end: int) -> int:
    """`i` moved over a name in apposition: "the president, Charles Michel, …"."""
    if i < end and parse.tags[i] == ",":
        at = i + 1
        while at < min(end, i + 6) and parse.tags[at] in ("NNP", "NNPS"):
            at += 1
        if at > i + 1 and at < end and parse.tags[at] == ",":
            return at
    return i


def _clause_end(parse: Parse, first: int, end: int) -> int:
    """Last token before a semicolon, or of the sentence."""
    return next((i - 1 for i in range(first, end) if parse.words[i] == ";"), end - 1)


def _clause_start(parse: Parse, first: int, before: int) -> int:
    return next((i + 1 for i in range(before - 1, first - 1, -1) if parse.words[i] == ";"), first)
