"""Finding: whose words a cue introduces."""

from __future__ import annotations

from dateline.model import Parse, Tree
from dateline.rulebook.attribution import AttributionWords

SUBJECTS = ("nsubj", "nsubjpass")
_NOUN_TAGS = ("NN", "NNS", "NNP", "NNPS", "PRP", "DT", "WP", "CD", "JJ", "WDT")
_STAYS = frozenset({"prep", "conj", "cc", "case", "nummod", "amod", "nmod", "poss", "compound"})
_WHEN = frozenset({"after", "before", "during", "since", "throughout", "until", "amid", "like"})
_NOT_BEFORE = frozenset({"punct", "relcl", "advcl", "cc", "preconj"})
_NOT_BEHIND = frozenset({"relcl", "acl", "appos", "advcl", "dep"})
_NAMES = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP"})
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_ASIDE = frozenset({",", "—", "–", "--", ")"})
_LONGEST_ASIDE = 25
_CONTROL = frozenset(
    {"tell", "ask", "urge", "order", "accuse", "quote", "cite", "allow", "let", "see", "hear"}
)


def speaker_of(parse: Parse, tree: Tree, words: AttributionWords, cue: int) -> int:
    """Head token of the one who speaks at the verb `cue`, -1 where the text names none."""
    seen = 0
    verb = cue
    if parse.tags[cue] == "VBG" and parse.tags[cue - 1] == ",":
        if parse.deps[cue - 2] == "nsubj" and parse.heads[cue - 2] > cue:
            return cue - 2  # "The agency, quoting officials, reported"
        if (telling := _told_on(parse, tree, words, cue)) >= 0:
            return speaker_of(parse, tree, words, telling)
    if tree.kid(cue, *SUBJECTS, "expl") is None:
        near = _word_before(parse, tree, cue)
        if near >= 0:
            return near
    if parse.tags[cue] == "VBN" and parse.deps[cue] == "acl" and tree.kid(cue, *SUBJECTS, "aux") is None:
        return max(agent_of(tree, cue), -1)  # "delegations expected to come": by whom?
    while seen < 8:
        seen += 1
        own = _own_subject(parse, tree, verb, passive_too=verb != cue)
        if own >= 0:
            return own
        if own == -2:
            return -1
        head, label = parse.heads[verb], parse.deps[verb]
        if head == verb:
            return -1
        if label in ("compound", "amod"):
            return head
        if label in ("acl", "relcl"):
            return _maker(parse, tree, words, head)
        if label in ("pcomp", "pobj") and parse.heads[head] != head:
            head = parse.heads[head]
            if parse.tags[head][0] == "N":
                return _maker(parse, tree, words, head)
        if label in ("xcomp", "ccomp", "pcomp"):
            patient = tree.kid(head, "dobj")
            if patient is not None and patient < verb and parse.lemmas[head] in _CONTROL:
                return patient
        if parse.tags[head][0] not in "VJI" and parse.deps[head] not in ("ROOT", "conj"):
            return -1
        verb = head
    return -1


def _own_subject(parse: Parse, tree: Tree, verb: int, *, passive_too: bool) -> int:
    """The subject that hangs on `verb`: -1 without one, -2 where it is not the speaker."""
    subject = -1
    for child in tree.children[verb]:
        label = parse.deps[child]
        if label == "nsubj":
            subject = child
        elif label == "nsubjpass":
            if passive_too or _has_said(parse, tree, verb):
                subject = child
            else:
                return agent_of(tree, verb)
        elif label == "expl":
            return -2
    if subject < 0:
        return -1
    if parse.tags[subject] in ("WDT", "WP") and parse.deps[verb] == "relcl":
        return parse.heads[verb]
    if parse.lowers[subject] == "that" and parse.deps[verb] == "relcl":
        return parse.heads[verb]
    return _itself(parse, tree, verb, subject)


def _has_said(parse: Parse, tree: Tree, verb: int) -> bool:
    """Whether a passive of the parser's is none: "he's said the same thing", since it has an object."""
    auxiliary = tree.kid(verb, "auxpass")
    return (
        auxiliary is not None
        and parse.lowers[auxiliary] in ("'s", "’s")
        and tree.kid(verb, "dobj") is not None
    )


def _itself(parse: Parse, tree: Tree, verb: int, subject: int) -> int:
    """ETA of "ETA, a separatist group, announced", where the parser took the group for the subject."""
    if subject > verb or parse.tags[subject] != "NN":
        return subject
    comma = tree.left[subject] - 1
    if comma < 1 or parse.tags[comma] != ",":
        return subject
    first = tree.kid(verb, "nsubj")
    if first is not None and first < comma and parse.tags[first] in ("NNP", "NNPS"):
        return first
    return subject


def _told_on(parse: Parse, tree: Tree, words: AttributionWords, cue: int) -> int:
    """The verb of "X said that Y would leave" for the cue of ", adding that …" behind it; -1 for none.

    The parser hangs "adding" on what was said.
    """
    if parse.deps[cue] not in ("advcl", "conj"):
        return -1
    below = parse.heads[cue]
    subject = tree.kid(below, *SUBJECTS)
    if parse.lemmas[cue] not in words.continuing and (subject is None or parse.tags[subject] != "PRP"):
        return -1
    while parse.deps[below] in ("conj", "advcl"):
        below = parse.heads[below]
    telling = parse.heads[below]
    if parse.deps[below] != "ccomp" or telling > below or below > cue:
        return -1
    frames = words.verbs.get(parse.lemmas[telling], ())
    return telling if any(f.kind in ("say", "write", "deny") for f in frames) else -1


def _word_before(parse: Parse, tree: Tree, cue: int) -> int:
    """The noun right before a finite cue that the parser left without a subject.

    An aside may stand between: "Gulen — who lives abroad — denied", "Clinton, goaded by rivals, came out".
    """
    if parse.tags[cue] not in ("VBD", "VBZ", "VBP"):
        return -1
    i = cue - 1
    while i >= 0 and (parse.tags[i] == "RB" or parse.lowers[i] in ("has", "have", "had")):
        i -= 1
    if i >= 0 and parse.tags[i] in _NAMES:
        # "took Ghazni, a lawmaker and an official told AFP": both, though hung on what was taken
        while (
            parse.deps[cue] == "conj" and parse.deps[i] == "conj" and tree.sentence[i] == tree.sentence[cue]
        ):
            i = parse.heads[i]
        return i
    if i < 0 or parse.words[i] not in _ASIDE:
        return -1
    lowest = max(parse.sentences[tree.sentence[cue]][0], i - _LONGEST_ASIDE)
    for at in range(i - 2, lowest, -1):
        if parse.words[at] in _ASIDE:
            opens = parse.tags[at + 1] in ("WP", "VBN", "VBG", "DT", "NN") and parse.tags[at - 1] in _NAMES
            opens = opens and (
                parse.deps[cue] != "conj" or parse.lowers[at + 1] in ("who", "speaking", "citing")
            )
            return at - 1 if opens else -1
    return -1


def named_behind(parse: Parse, cue: int) -> int:
    """The first noun phrase behind a cue: X of `“…,” screamed X protesting …`; -1 without one."""
    for i in range(cue + 1, min(cue + 8, len(parse) - 1)):
        tag = parse.tags[i]
        if tag == "PRP" or (tag in _NAMES and parse.tags[i + 1] not in _NAMES):
            return i
        if tag not in _NAMES and tag not in ("DT", "JJ", "CD", "PRP$", "VBN"):
            break
    return -1


def agent_of(tree: Tree, verb: int) -> int:
    """X of "by X" below a passive verb; -2 where there is none."""
    by = tree.kid(verb, "agent")
    if by is None:
        return -2
    named = tree.kid(by, "pobj")
    return -2 if named is None else named


def inverted_speaker(parse: Parse, tree: Tree, cue: int) -> int:
    """X of "…, said X" where the parser takes X for an object; -1 without one."""
    if parse.tags[cue] not in ("VBD", "VBZ", "VBP"):
        return -1
    for child in tree.children[cue]:
        if (
            child > cue
            and parse.deps[child] in ("dobj", "appos", "oprd", "nsubj", "dep")
            and parse.tags[child] in _NAMES
            and tree.left[child] <= cue + 2
        ):
            return child
    return -1


def maker_of(parse: Parse, tree: Tree, words: AttributionWords, noun: int) -> int:
    """Who makes the claim, report, promise `noun`; -1 where the text names none.

    Reports and rumours speak for themselves: "despite reports that …".
    """
    owner = tree.kid(noun, "poss")
    if owner is not None:
        return owner
    for child in tree.children[noun]:
        if child > noun and parse.lowers[child] in ("by", "from") and parse.deps[child] in ("prep", "agent"):
            named = tree.kid(child, "pobj")
            if named is not None:
                return named
    head, label = parse.heads[noun], parse.deps[noun]
    if label in ("dobj", "pobj") and head != noun:
        verb = head if label != "pobj" else parse.heads[head]
        if parse.tags[verb][0] == "V" and (
            parse.lemmas[verb] in words.light
            or (label == "pobj" and parse.lowers[head] in ("in", "by", "through", "via", "with"))
        ):
            return speaker_of(parse, tree, words, verb)
    return noun if parse.lemmas[noun] in words.voices else -1


def _maker(parse: Parse, tree: Tree, words: AttributionWords, noun: int) -> int:
    """The speaker behind a noun with a participle of saying: a document's author, or the noun."""
    if parse.lemmas[noun] in words.documents:
        author = maker_of(parse, tree, words, noun)
        if author >= 0:
            return author
    if parse.deps[noun] == "appos" and parse.tags[noun] == "NN" and noun < tree.right[noun]:
        name = parse.heads[noun]  # "ETA, a separatist group based abroad, announced"
        if parse.tags[name] in ("NNP", "NNPS") and parse.deps[name] != "pobj":
            return name
    return noun if parse.tags[noun] in _NOUN_TAGS else -1


def leftmost(parse: Parse, tree: Tree, head: int) -> int:
    """First token of a source, with the part of it that the parser tore off ("police and" witnesses)."""
    first = tree.left[head]
    torn = first >= 3 and parse.lowers[first - 1] == "and" and parse.tags[first - 3] == ","
    return first - 2 if torn and parse.tags[first - 2][0] == "N" else first


def source_span(parse: Parse, tree: Tree, head: int, cue: int) -> tuple[int, int]:
    """First and last token of the noun phrase of `head`, without relative clauses and appositions."""
    if parse.deps[head] == "poss":
        return tree.left[head], head
    first = last = head
    for child in tree.children[head]:
        label = parse.deps[child]
        if child < head:
            if label not in _NOT_BEFORE:
                first = min(first, tree.left[child])
        elif label == "prep" and parse.lowers[child - 1] == ",":
            break
        elif label == "prep" and _is_day(parse, tree, child):
            break  # "the minister on Friday said"
        elif label in _STAYS and parse.lowers[child] not in _WHEN:
            last = max(last, tree.right[child])
        elif label == "appos" and parse.lowers[tree.left[child] - 1] != ",":
            last = max(last, child)
        elif label in _NOT_BEHIND:
            break
    if first == tree.left[head] < cue:
        first = leftmost(parse, tree, head)
    if last >= cue > head:
        last = cue - 1
    elif first <= cue < head:
        first = cue + 1
    while last > head and parse.tags[last] in (",", ".", ":", "''", "``", "CC"):
        last -= 1
    return _after_glue(parse, min(first, head), head), last


def _is_day(parse: Parse, tree: Tree, preposition: int) -> bool:
    return any(parse.lowers[t] in _DAYS for t in tree.kids(preposition, "pobj"))


def _after_glue(parse: Parse, first: int, head: int) -> int:
    """`first` moved over a place that the parser glued on: "of Kyiv, Ukraine's defence ministry"."""
    for i in range(head - 1, first, -1):
        if parse.tags[i] == ",":
            glued = parse.tags[i - 1] in ("NNP", "NNPS") and parse.tags[i + 1] in ("NNP", "DT")
            return i + 1 if glued else first
    return first
