"""Finding: who speaks the quotations that no cue's syntax has reached."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from dateline.finding.cues import Cue
from dateline.finding.drafts import Draft, Drafts, Spans
from dateline.finding.quotations import Quotation
from dateline.finding.speakers import maker_of, named_behind

_JOINT = 12
"""Characters between two pieces of one content: "as a", "of the"."""
_ENDS = frozenset(',.;:!?”"')
_FARTHEST_BEHIND = 16
_FARTHEST_BEFORE = 40
"""Tokens from a quotation to its cue."""
_QUOTES = frozenset({"say", "write", "ask", "believe", "show", "judge", "order"})
_CARRIERS = frozenset({"verb", "phrase", "label"})
_FINITE = frozenset({"VBD", "VBZ", "MD"})
_NOT_MAIN = frozenset({"relcl", "aux", "auxpass"})
_NAMES = frozenset({"NNP", "NNPS", "NN", "NNS", "PRP"})
_PERSONS = frozenset({"he", "she"})
_TOO_BARE = frozenset({"be", "have", "do"})


def attribute_quotations(drafts: Drafts) -> None:
    """Sources for the quotations that no cue's syntax has reached."""
    previous: tuple[Quotation, int] | None = None
    covered = _covered(drafts)
    for k, quotation in enumerate(drafts.quotations):
        head = covered.get(k, -1)
        if head < 0 and not _starts_sentence(drafts, quotation):
            head = _adjoining(drafts, quotation)
            if head >= 0:
                _add(drafts, head, quotation)
                continue
        if head < 0 and _speaks(drafts, quotation):
            head = _beside(drafts, quotation)
            if head < 0 and _starts_sentence(drafts, quotation):
                head = _carried_on(drafts, quotation, previous)
            if head >= 0:
                _add(drafts, head, quotation)
        if head >= 0:
            previous = (quotation, head)


def _covered(drafts: Drafts) -> dict[int, int]:
    """Quotation → cue of the statement that takes most of it as content, the innermost."""
    out: dict[int, tuple[int, int]] = {}
    quotations = drafts.quotations
    starts = [q.start for q in quotations]
    for head, draft in drafts.found.items():
        own = drafts.inside.get(head, -1)
        if draft.cue.sort not in _CARRIERS:
            continue
        for start, end in draft.spans:
            for k in range(max(0, bisect_right(starts, start) - 1), bisect_left(starts, end)):
                first, stop = quotations[k].spans[0]
                shared = min(end, stop) - max(start, first)
                if k != own and 2 * shared > stop - first and (k not in out or end - start < out[k][0]):
                    out[k] = (end - start, head)
    return {k: head for k, (_, head) in out.items()}


def _adjoining(drafts: Drafts, quotation: Quotation) -> int:
    """The cue of a content that runs up to the quotation: `called X` + `“a disgrace”`."""
    text = drafts.parse.text
    for head, draft in drafts.found.items():
        if head < quotation.first and head not in drafts.inside and _joins(text, draft.spans, quotation):
            return head
    return -1


def _speaks(drafts: Drafts, quotation: Quotation) -> bool:
    """Whether words in quotation marks are somebody's utterance and not a term at a distance."""
    if quotation.words > 2 or len(quotation.spans) > 1:
        return True
    return drafts.parse.text[quotation.end - 2] in ",.!?" and _starts_sentence(drafts, quotation)


def _starts_sentence(drafts: Drafts, quotation: Quotation) -> bool:
    first = quotation.first
    return first in drafts.sentence_starts or drafts.parse.tags[first - 1] in (".", ":", "''", "_SP")


def _beside(drafts: Drafts, quotation: Quotation) -> int:
    """The cue right behind a quotation (`…,” said X`) or right before it (`X said: “…`)."""
    for look in (_behind, _before, _governing):
        head = look(drafts, quotation)
        if head >= 0:
            return head
    return -1


def _governing(drafts: Drafts, quotation: Quotation) -> int:
    """The verb that a quotation depends on, where somebody does it: `targets “a rigged system”`."""
    parse = drafts.parse
    if quotation.words < 3 or len(quotation.spans) > 1 or _starts_sentence(drafts, quotation):
        return -1
    tops = [t for t in range(quotation.first + 1, quotation.last) if parse.heads[t] < quotation.first]
    if not tops:
        return -1
    verb = parse.heads[tops[0]]
    while parse.tags[verb][0] != "V" and parse.heads[verb] != verb:
        verb = parse.heads[verb]
    if parse.tags[verb][0] != "V" or verb in drafts.inside or parse.lemmas[verb] in _TOO_BARE:
        return -1
    return _any_verb(drafts, verb) if verb < quotation.first and drafts.speaker(verb) >= 0 else -1


def _behind(drafts: Drafts, quotation: Quotation) -> int:
    parse = drafts.parse
    i = quotation.last + 1
    stop = min(len(parse), i + _FARTHEST_BEHIND)
    while i < stop and parse.tags[i] in (",", "''", ":"):
        i += 1
    if i >= stop or parse.text.find("\n\n", quotation.end, parse.starts[i]) >= 0:
        return -1
    if parse.tags[i] == "CC" and parse.tags[i + 1 : i + 2] == ("VBG",):
        return -1  # `urging them to “stay,” and telling others, “…”`
    for t in range(i, stop):
        quoted = drafts.inside.get(t, -1)
        if parse.tags[t] == "." or parse.words[t] == ";":
            return -1
        if quoted >= 0:
            if drafts.quotations[quoted].words > 2:
                return -1
            continue
        cue = drafts.cues.get(t)
        if cue is not None and _can_quote(cue):
            draft = drafts.found.get(t)
            if draft is not None and draft.spans[0][0] > parse.ends[t]:
                return -1
            if cue.last + 1 in drafts.inside and not _starts_sentence(drafts, quotation):
                return -1  # `Waving signs against “the steal,” the crowd chanted “…”`
            return t
        if parse.tags[t] in _FINITE and parse.deps[t] not in _NOT_MAIN:
            if parse.tags[t] != "MD" and t - i < 8 and parse.text[quotation.end - 2] in ",?!":
                return _any_verb(drafts, t)  # `“Go back,” he barked`
            return -1
    return -1


def _any_verb(drafts: Drafts, token: int) -> int:
    """A verb that no list of cues has, made one by the quotation beside it."""
    if token not in drafts.cues:
        drafts.cues[token] = Cue(token, token, token, "verb", (), "say")
    return token


def _before(drafts: Drafts, quotation: Quotation) -> int:
    parse = drafts.parse
    t = quotation.first - 1
    if t < 0:
        return -1
    near = parse.tags[t] in (",", ":", "IN") or t in drafts.cues
    if not near:
        return -1
    colon = parse.words[t] == ":"
    lowest = max(0, t - _FARTHEST_BEFORE)
    paragraph = parse.paragraphs[drafts.tree.sentence[t]]
    while t >= lowest and parse.paragraphs[drafts.tree.sentence[t]] == paragraph:
        if parse.tags[t] == "." or (t in drafts.inside and not colon):
            break
        cue = drafts.cues.get(t)
        if cue is not None and (_can_quote(cue) or _owned_words(drafts, cue, quotation)):
            return t
        t -= 1
    return _introducing(drafts, quotation.first - 2) if colon else -1


def _introducing(drafts: Drafts, token: int) -> int:
    """The main verb of the words before a colon: `The party went further: “…”`."""
    if token < 0:
        return -1
    root = token
    while drafts.parse.heads[root] != root and drafts.parse.heads[root] <= token:
        root = drafts.parse.heads[root]
    if drafts.parse.tags[root][0] != "V" or root in drafts.inside:
        return -1
    return _any_verb(drafts, root) if 0 <= drafts.speaker(root) < root else -1


def _can_quote(cue: Cue) -> bool:
    return cue.sort == "verb" and cue.kind in _QUOTES


def _owned_words(drafts: Drafts, cue: Cue, quotation: Quotation) -> bool:
    """Whether a quotation stands for the clause of a noun of saying: `after her remark that, “…”`."""
    parse = drafts.parse
    behind = parse.lowers[cue.last + 1 : quotation.first]
    return (
        cue.sort == "noun"
        and behind in (("that",), ("that", ","))
        and maker_of(parse, drafts.tree, drafts.words, cue.head) >= 0
    )


def _carried_on(drafts: Drafts, quotation: Quotation, previous: tuple[Quotation, int] | None) -> int:
    """The cue of the quotation before, where this one goes on in the same voice."""
    parse, sentence = drafts.parse, drafts.tree.sentence
    here = sentence[quotation.first]
    paragraph = parse.paragraphs[here]
    if quotation.first == 0:
        return -1
    last = quotation.first - 1
    if parse.paragraphs[sentence[last]] < paragraph - 1:
        return -1
    begin = parse.sentences[sentence[last]][0]
    speaking = [
        h for h in drafts.found
        if begin <= h <= last and h not in drafts.inside and drafts.cues[h].sort in ("verb", "label")
        and drafts.found[h].source >= 0
        and not _closes(drafts, h)
    ]  # fmt: skip
    if speaking:
        return min(speaking)
    if previous is not None:
        before = sentence[previous[0].last]
        if before >= sentence[last] - 1 and parse.paragraphs[before] == paragraph:
            return -1 if _closes(drafts, previous[1]) else previous[1]
    return _led_in(drafts, quotation)


def _led_in(drafts: Drafts, quotation: Quotation) -> int:
    """The main verb of the sentence before: `Salah was unrepentant. “I would do it again.”`"""
    parse, last = drafts.parse, quotation.first - 1
    if quotation.words < 4 or last in drafts.inside or parse.text[quotation.end - 2] not in ".!?":
        return -1
    number = drafts.tree.sentence[last]
    if parse.paragraphs[number] != parse.paragraphs[drafts.tree.sentence[quotation.first]]:
        return -1
    root = drafts.tree.root(number)
    if root < 0 or root in drafts.inside or parse.tags[root] not in ("VBD", "VBZ", "VBP"):
        return -1
    subject = drafts.speaker(root)
    person = subject >= 0 and (parse.tags[subject] == "NNP" or parse.lowers[subject] in _PERSONS)
    return _any_verb(drafts, root) if person else -1


def _closes(drafts: Drafts, head: int) -> bool:
    """Whether a cue is the name under a quotation, `“…” ― Ana Lopez`, with which she is done."""
    return drafts.cues[head].sort == "label" and drafts.found[head].spans[0][0] < drafts.parse.starts[head]


def _add(drafts: Drafts, head: int, quotation: Quotation) -> None:
    draft = drafts.found.get(head)
    if draft is None:
        cue = drafts.cues[head]
        if cue.sort == "noun":
            source = maker_of(drafts.parse, drafts.tree, drafts.words, head)
        else:
            source = drafts.speaker(head)
        if source < 0 and head > quotation.last:
            source = _named_between(drafts, quotation, head)
        draft = drafts.found[head] = Draft(cue, source, cue.kind)
    spans = draft.spans
    if spans and quotation.start > drafts.parse.ends[head] and _joins(drafts.parse.text, spans, quotation):
        spans[-1] = (spans[-1][0], quotation.spans[0][1])
    draft.spans = sorted({*spans, *quotation.spans} - {s for s in quotation.spans if _in_any(s, spans)})


def _named_between(drafts: Drafts, quotation: Quotation, cue: int) -> int:
    """X of `“…,” X barked`, `“…,” barked X`, where the parser gives the verb no subject; -1 for none."""
    name, tags = cue - 1, drafts.parse.tags
    if drafts.parse.text[quotation.end - 2] in ",?!" and name > quotation.last and tags[name] in _NAMES:
        return name
    return named_behind(drafts.parse, cue)


def _joins(text: str, spans: Spans, quotation: Quotation) -> bool:
    """Whether a quotation goes on where a content ends: `hailed X` + `as “…”` is one content."""
    end = spans[-1][1]
    between = text[end : quotation.start]
    return 0 < len(between) <= _JOINT and not _ENDS.intersection(between) and "\n" not in between


def _in_any(span: tuple[int, int], spans: Spans) -> bool:
    return any(a <= span[0] and span[1] <= b for a, b in spans)
