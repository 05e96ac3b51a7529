"""Finding: what exactly a cue hands to its source, as runs of tokens."""

from __future__ import annotations

from dateline.finding.asides import Pieces, beside_contents, closes_speech
from dateline.finding.cues import Cue
from dateline.finding.speakers import SUBJECTS, speaker_of
from dateline.model import Parse, Tree
from dateline.rulebook.attribution import AttributionWords

_ATTACHED = frozenset({"prep", "npadvmod", "advmod", "advcl", "dobj", "dep", "conj"})
_OBJECTS = frozenset({"dobj", "oprd", "attr", "acomp"})
_VERB_TAGS = frozenset({"VBD", "VBZ", "VBP", "MD", "VBG", "VBN", "VB"})
_OWN_CLAUSE = frozenset({"conj", "advcl", "ccomp"})
_SPEAKS = frozenset({"say", "deny", "order", "judge", "ask"})
_WHILE = frozenset({"while", "when", "after", "before"})
_ASSERTS = frozenset({"say", "deny", "write", "show"})


def verb_contents(
    parse: Parse, tree: Tree, words: AttributionWords, cue: Cue, source: int
) -> tuple[str, Pieces]:
    """Kind and content of a verb of saying; no pieces where it says nothing here."""
    kind, first, last = _right(parse, tree, words, cue, source)
    if first >= 0 and not closes_speech(parse, tree, cue, source, first):
        last = _before_aside(parse, words, first, _cut(parse, tree, words, cue, first, last))
        return kind, [(first, last)]
    frame = next((f for f in cue.frames if "clause" in f.takes), None)
    if frame is None:
        return cue.kind, []
    return frame.kind, beside_contents(parse, tree, cue, source) or _unattached(
        parse, tree, words, cue, source
    )


def _before_aside(parse: Parse, words: AttributionWords, first: int, last: int) -> int:
    """`last` moved before what follows a dash: "… - a charge that stung", "… – adding that …"."""
    at = -1
    for i in range(first + 1, last):
        if parse.tags[i] in (":", "HYPH", ",") and parse.words[i] in ("-", "–", "—", "--"):
            if parse.starts[i] == parse.ends[i - 1] and parse.words[i] == "-":
                continue
            if at >= 0:
                return last  # a pair of dashes encloses a parenthesis
            at = i
    if at < 0:
        return last
    goes_on = parse.tags[at + 1] == "VBG" and parse.lemmas[at + 1] in words.verbs
    return at - 1 if goes_on or parse.lowers[at + 1] in ("a", "an", "the", "one") else last


def _right(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue, source: int) -> tuple[str, int, int]:
    """Kind, first and last token of what follows the cue as its complement; -1 without one."""
    after = [c for c in tree.children[cue.head] if c > cue.head and c != source]
    frames = cue.frames
    if len(frames) > 1 and any(
        parse.deps[c] in ("xcomp", "ccomp") and _is_infinitive(parse, tree, c) for c in after
    ):
        frames = tuple(sorted(frames, key=lambda f: "infinitive" not in f.takes))
    subject = tree.kid(cue.head, "nsubjpass")
    for frame in frames:
        pieces, clause = _taken(parse, tree, words, cue, frame.takes, after, passive=subject is not None)
        if not pieces and subject is not None and "object" in frame.takes:
            pieces = [(tree.left[subject], tree.right[subject])]
        if pieces:
            first = min(p[0] for p in pieces)
            last = max(p[1] for p in pieces)
            if first > cue.last and clause:
                last = _with_tail(parse, tree, cue, last)
            return frame.kind, first, last
    return cue.kind, -1, -1


def _taken(
    parse: Parse,
    tree: Tree,
    words: AttributionWords,
    cue: Cue,
    takes: frozenset[str],
    after: list[int],
    *,
    passive: bool,
) -> tuple[Pieces, bool]:
    """The complements behind the cue that one of its frames takes, and whether one is a clause."""
    heads: list[int] = []
    person = clause = False
    pieces: Pieces = []
    judged = tree.kid(cue.head, "dobj") if cue.kind == "judge" else None
    for c in after:
        label = parse.deps[c]
        piece = (max(tree.left[c], cue.last + 1), tree.right[c])
        if label == "ccomp":
            infinitive = _is_infinitive(parse, tree, c)
            if ("infinitive" if infinitive else "clause") not in takes:
                continue
            clause = clause or not (infinitive and person)
        elif label == "xcomp":
            if "infinitive" not in takes and not ("clause" in takes and (passive or parse.tags[c] == "VBG")):
                continue
            clause = clause or not person
        elif label in _OBJECTS and ("object" in takes or "infinitive" in takes):
            person = True
            piece = (piece[0], _without_occasion(parse, tree, words, c))
        elif label == "advcl" and "clause" in takes and parse.lowers[tree.left[c]] in ("that", "how"):
            clause = True
        elif label == "prep" and c <= cue.last:
            pieces += [(tree.left[g], tree.right[g]) for g in tree.children[c] if g > cue.last]
            person = True
            continue
        elif label == "prep" and parse.lowers[c] in takes and (pieces or passive or "object" not in takes):
            piece = (c, tree.right[c])
            if judged is not None and judged < c and "object" not in takes:
                pieces.append((tree.left[judged], tree.right[judged]))  # "attacked him for his vote"
        elif label != "oprd" or "predicate" not in takes:
            continue
        heads.append(c)
        pieces.append(piece)
    if clause and "clause" in takes:
        # "told reporters that": the person addressed is no content.
        said = [c for c in heads if parse.deps[c] in _OWN_CLAUSE or parse.deps[c] == "xcomp"]
        return [(max(tree.left[c], cue.last + 1), tree.right[c]) for c in said], clause
    bare = bool(heads) and person and all(parse.deps[c] in _OBJECTS for c in heads)
    if bare and "object" not in takes and "predicate" not in takes:
        # A bare object is content only along with an infinitive ("asked Israel to mediate").
        return [], clause
    return pieces, clause


def _without_occasion(parse: Parse, tree: Tree, words: AttributionWords, noun: int) -> int:
    """Last token of an object without where its words were said before: "comments he made in Rome"."""
    last = tree.right[noun]
    if parse.lemmas[noun] in words.nouns or parse.lemmas[noun] in words.documents:
        for c in tree.children[noun]:
            if c > noun and parse.deps[c] == "relcl" and lacks_object(parse, tree, words, c):
                return tree.left[c] - 1
    return last


def _is_infinitive(parse: Parse, tree: Tree, verb: int) -> bool:
    return any(parse.lowers[c] == "to" and parse.deps[c] == "aux" for c in tree.children[verb])


def _with_tail(parse: Parse, tree: Tree, cue: Cue, last: int) -> int:
    """`last` moved over what the parser hung on the cue although no comma parts it from the content."""
    for c in tree.children[cue.head]:
        if c > last and parse.deps[c] in _ATTACHED:
            opening = parse.lowers[tree.left[c] : tree.left[c] + 3]
            if opening[:1] == ("compared",) or opening == ("when", "it", "comes"):
                last = tree.right[c]  # `called it “peanuts,” compared to the rest`
                continue
            if tree.left[c] != last + 1 or parse.tags[last + 1] in (",", ":", "CC", "''"):
                break
            last = tree.right[c]
    return last


def _cut(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue, first: int, last: int) -> int:
    """`last` moved back before a clause that is no longer this source's: another one's statement.

    "A said X, but B denied Y", "…, adding that Y", "…, according to Z".
    """
    lowers, tags, deps = parse.lowers, parse.tags, parse.deps
    if cue.kind not in _ASSERTS:
        return last
    for i in range(first + 2, last):
        if tags[i] == "CC" and _speaks_on(parse, tree, words, cue, i):
            return i - 1
        if tags[i] == "''" and tags[i - 1] == "," and tags[i + 1 + (lowers[i + 1] in _WHILE)] == "VBG":
            return i  # `said it was “over,” referring to …`, `… “over,” while walking out`
        if tags[i] != ",":
            continue
        nxt = i + 1
        word = lowers[nxt]
        if _hours_before(parse, words, nxt, last):
            return i - 1
        if word == "according" and lowers[nxt + 1 : nxt + 2] == ("to",):
            return i - 1
        if tags[nxt] == "VBG" and parse.lemmas[nxt] in words.continuing and deps[nxt] in ("advcl", "conj"):
            return i - 1
        if word in ("but", "while", "whereas", "and") and _other_speaker(parse, tree, words, nxt + 1, last):
            return i - 1
    return last


def _speaks_on(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue, conjunction: int) -> bool:
    """Whether "and" leads to the next verb of who speaks: "said it was shocked and urged Kyiv to wait".

    The parser hangs it on what was said; form and meaning tell that it goes with the verb of saying.
    """
    verb = conjunction + 1
    if parse.tags[verb] == "RB":
        verb += 1
    if parse.tags[verb] != parse.tags[cue.head] or parse.lowers[conjunction] != "and":
        return False
    frames = words.verbs.get(parse.lemmas[verb])
    if not frames or frames[0].kind not in _SPEAKS or parse.deps[verb] != "conj":
        return False
    said = parse.heads[verb]
    goes_on = said == cue.head or parse.lemmas[said] not in words.verbs
    return goes_on and verb > cue.head and tree.kid(verb, *SUBJECTS, "aux") is None


def _hours_before(parse: Parse, words: AttributionWords, first: int, last: int) -> bool:
    """Whether the time of saying begins at `first`: "hours before the vote", "just a day after he left"."""
    for i in range(first + 1, min(last, first + 4)):
        if parse.lowers[i] in ("before", "after"):
            return parse.lemmas[i - 1] in words.times
        if parse.tags[i][0] == "V":
            return False
    return False


def _other_speaker(parse: Parse, tree: Tree, words: AttributionWords, first: int, last: int) -> bool:
    """Whether the clause that begins at `first` has a verb of saying with a named subject of its own."""
    for c in range(first, min(last, first + 10) + 1):
        if parse.deps[c] in _OWN_CLAUSE and parse.tags[c][0] == "V":
            frames = words.verbs.get(parse.lemmas[c])
            subject = tree.kid(c, *SUBJECTS)
            return (
                frames is not None
                and (frames[0].kind in ("say", "deny", "write") or _judges_claim(parse, tree, words, c))
                and subject is not None
                and tree.left[subject] <= first + 1
                and parse.tags[subject] != "PRP"
            )
    return False


def _judges_claim(parse: Parse, tree: Tree, words: AttributionWords, verb: int) -> bool:
    """ "dismissed that claim", "rejected the accusation": an answer to what was said before."""
    claim = tree.kid(verb, "dobj")
    return (
        claim is not None
        and words.nouns.get(parse.lemmas[claim]) in _ASSERTS
        and parse.lowers[tree.left[claim]] in ("the", "that", "this", "those", "these")
    )


def _unattached(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue, source: int) -> Pieces:
    """A clause behind the cue that the parser hung elsewhere: "told X at a debate that …"."""
    if source < 0 or source > cue.head or parse.tags[cue.head] not in _VERB_TAGS:
        return []
    end = parse.sentences[tree.sentence[cue.head]][1]
    for i in range(cue.last + 1, min(end, cue.last + 14)):
        tag = parse.tags[i]
        if tag in (".", "``", "''", ":"):
            return []
        if parse.lowers[i] == "that" and (tag == "IN" or parse.deps[i] == "mark"):
            return [(i, _cut(parse, tree, words, cue, i, end - 1))]
        if parse.lemmas[i] in words.verbs and tag[0] == "V":
            return []
    return []


def lacks_object(parse: Parse, tree: Tree, words: AttributionWords, verb: int) -> bool:
    """Whether the noun above a relative clause is what its verb does: "comments he made at the summit"."""
    return (
        parse.lemmas[verb] in words.light
        and tree.kid(verb, "dobj", "ccomp", "xcomp", "mark") is None
        and tree.kid(verb, *SUBJECTS) is not None
    )


def noun_contents(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue) -> Pieces:
    """Content of "the claim that …", "reports of …", "his refusal to …"."""
    for c in tree.children[cue.head]:
        if c < cue.head:
            continue
        label, word = parse.deps[c], parse.lowers[tree.left[c]]
        if label in ("acl", "ccomp", "relcl") and (
            parse.tags[c] not in ("VBN", "VBG") or tree.kid(c, "mark", "aux", *SUBJECTS) is not None
        ):
            relative = word in ("which", "who", "whom", "when", "where") or (
                word == "that" and tree.kid(c, "mark") is None
            )
            gap = label == "relcl" and (tree.right[c] == c or lacks_object(parse, tree, words, c))
            if label == "relcl" and (relative or gap):
                return []
            return [(tree.left[c], tree.right[c])]
        if label == "prep" and word in ("of", "for", "about") and cue.last == cue.head:
            return [(min(c + 1, tree.right[c]), tree.right[c])]
    return []


def adjective_contents(parse: Parse, tree: Tree, words: AttributionWords, cue: Cue) -> tuple[int, Pieces]:
    """Head of the holder and content of "X is certain that …"."""
    for c in tree.children[cue.head]:
        if c > cue.head and parse.deps[c] == "ccomp":
            return speaker_of(parse, tree, words, cue.head), [(tree.left[c], tree.right[c])]
    return -1, []
