"""Which way time runs at a word: past, future or unsaid, read off the verb that governs it."""

from __future__ import annotations

from collections.abc import Mapping

from dateline.model import Parse, Tree
from dateline.model.slotted import record

PAST, UNSAID, FUTURE = -1, 0, 1
_UNTIL = frozenset({"to", "until", "till"})


@record(frozen=True, slots=True)
class Direction:
    """`sign` is −1 for the past, +1 for the future, 0 where nothing says; `why` in a few words."""

    sign: int
    why: str


def direction_at(
    parse: Parse, tree: Tree, first: int, last: int, lists: Mapping[str, frozenset[str]]
) -> Direction:
    """The direction at the tokens `first`..`last`, from the nearest verb above them that shows one."""
    lowers, tags, deps, heads, lemmas = parse.lowers, parse.tags, parse.deps, parse.heads, parse.lemmas
    if first > 1 and lowers[first - 1] == "of" and lowers[first - 2] in lists["ahead"]:
        return Direction(FUTURE, "ahead of")
    if first > 1 and lowers[first - 1] in _UNTIL and lemmas[first - 2] in lists["put_off"]:
        return Direction(FUTURE, f"{lowers[first - 2]} {lowers[first - 1]}")
    beside = first - 1 if first and lowers[first - 1] != "on" else first - 2
    opening = parse.sentences[tree.sentence[first]][0]
    if beside >= opening and tags[beside] == "VBD" and lemmas[beside] not in lists["planned"]:
        # "said Saturday", "met on Monday", wherever the parser hung the day.
        return Direction(PAST, f"past tense {lowers[beside]}")
    token = last
    while heads[token] != token and first <= heads[token] <= last:
        token = heads[token]
    forward = lists["forward"]
    through_noun = awaited = False
    while True:
        tag = tags[token]
        if tag[0] == "V" or tag == "MD":
            found = _of_verb(parse, tree, token, lists)
            if found and through_noun and not awaited and found.why.startswith("present"):
                # "Crews are digging through the rubble of Monday's quake"
                return Direction(UNSAID, found.why)
            if found:
                return _nearer(parse, token, first, found)
        elif tag[:2] == "NN" and not first <= token <= last:
            if lemmas[token] in lists["happened"]:
                return Direction(PAST, f"{lowers[token]} that happened")
            # Of two days side by side ("on Saturday and Sunday") neither is the other's noun.
            through_noun |= lowers[token] not in lists["day_names"]
            awaited |= lemmas[token] in lists["awaited"]
        elif tag[:2] == "JJ" and lemmas[token] in lists["planned"] and not first <= token <= last:
            return Direction(FUTURE, lowers[token])
        up = heads[token]
        if up == token:
            break
        # "a plan to vote": the infinitive below a noun that looks ahead.
        if deps[token] in ("acl", "relcl") and lemmas[up] in forward and _infinitive(parse, tree, token):
            return Direction(FUTURE, f"{lowers[up]} to {lowers[token]}")
        token = up
    return _elsewhere(parse, tree, first, last, lists)


def _nearer(parse: Parse, verb: int, first: int, found: Direction) -> Direction:
    """In "has learned that he will fly to Warsaw Monday" the day goes with "will", however it hangs."""
    if found.sign != PAST:
        return found
    for token in range(first - 1, verb, -1):
        tag = parse.tags[token]
        if tag == "MD" and parse.lemmas[token] == "will":
            return Direction(FUTURE, "will")
        if tag in ("VBD", "VBZ", "VBP", "MD"):
            break
    return found


def _infinitive(parse: Parse, tree: Tree, verb: int) -> bool:
    return any(parse.lowers[c] == "to" and parse.deps[c] == "aux" for c in tree.children[verb])


def _of_verb(parse: Parse, tree: Tree, verb: int, lists: Mapping[str, frozenset[str]]) -> Direction | None:
    """The direction that a verb with its auxiliaries shows; None where the one above must say."""
    lowers, tags, lemmas, deps = parse.lowers, parse.tags, parse.lemmas, parse.deps
    lemma, tag, word = lemmas[verb], tags[verb], lowers[verb]
    helpers = [c for c in tree.children[verb] if deps[c] in ("aux", "auxpass")]
    names = {lemmas[c] for c in helpers}
    modal = names & lists["future_auxiliaries"]
    if "have" in names and (not modal or lemma != "have"):
        # "would have met", "has met": done, or imagined as done.
        return Direction(PAST, f"perfect {word}")
    if modal:
        return Direction(FUTURE, f"{min(modal)} {word}")
    if lemma in lists["planned"] and tag == "VBN":
        return Direction(FUTURE, word)
    if "to" in {lowers[c] for c in helpers}:
        return _of_infinitive(parse, verb, lists)
    if lemma == "be" and (due := _ahead_of(parse, tree, verb, lists["planned"])):
        return Direction(FUTURE, due)
    if tag == "VBD":
        return Direction(PAST, f"past tense {word}")
    tenses = {tags[c] for c in helpers}
    if "VBD" in tenses:
        if lemma == "go" and tag == "VBG":
            return Direction(FUTURE, "going to")
        return Direction(PAST, f"past tense {word}")
    if tag == "VBG":
        if tenses & {"VBZ", "VBP"}:
            return Direction(FUTURE, f"present progressive {word}")
        return None
    if tag == "VBN":
        if tenses & {"VBZ", "VBP"}:
            ahead = lemma in lists["scheduled"] or "being" in {lowers[c] for c in helpers}
            return Direction(FUTURE if ahead else UNSAID, f"present {word}")
        # "cuts ordered by the president Friday" were ordered before; "once freed, …" may be ahead.
        return None if deps[verb] == "advcl" else Direction(PAST, f"participle {word}")
    if tag in ("VBZ", "VBP"):
        if lemma == "be" and any(_infinitive(parse, tree, c) for c in tree.children[verb]):
            return Direction(FUTURE, "is to")
        if lemma in lists["scheduled"] or lemma in lists["forward"]:
            return Direction(FUTURE, f"present tense {word}")
        # Reports ("says it fired on Monday") and captions ("a woman walks past") tell of the past.
        return Direction(UNSAID, f"present tense {word}")
    return None


def _ahead_of(parse: Parse, tree: Tree, verb: int, planned: frozenset[str]) -> str:
    """The adjective by which "was due Thursday", "is likely next week" look ahead; empty without."""
    for child in tree.children[verb]:
        if parse.deps[child] == "acomp" and parse.lemmas[child] in planned:
            return parse.lowers[child]
    return ""


def _of_infinitive(parse: Parse, verb: int, lists: Mapping[str, frozenset[str]]) -> Direction | None:
    """An infinitive looks ahead below a verb or noun of planning; otherwise the verb above says."""
    up = parse.heads[verb]
    above = parse.lemmas[up]
    if above in lists["forward"] or (above == "be" and parse.tags[up] in ("VBZ", "VBP")):
        return Direction(FUTURE, f"{parse.lowers[up]} to {parse.lowers[verb]}")
    return None


def _elsewhere(
    parse: Parse, tree: Tree, first: int, last: int, lists: Mapping[str, frozenset[str]]
) -> Direction:
    """Where the climb met no tense, as in bad parses: the finite verb of the sentence nearest by."""
    tags = parse.tags
    begin, end = parse.sentences[tree.sentence[first]]
    for distance in range(1, end - begin):
        for token in (first - distance, last + distance):
            if begin <= token < end and (tags[token] in ("VBD", "MD") or tags[token] in ("VBZ", "VBP")):
                if tags[token] == "MD":
                    return Direction(FUTURE, f"nearest verb {parse.lowers[token]}")
                if tags[token] == "VBD":
                    return Direction(PAST, f"nearest verb {parse.lowers[token]}")
                found = _of_verb(parse, tree, token, lists)
                if found:
                    return found
    return Direction(UNSAID, "no verb")
