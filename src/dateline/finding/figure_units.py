"""What a number counts: the noun it goes with and, from what befell those counted, the unit."""

from __future__ import annotations

from dateline.model import Parse, Tree
from dateline.model.slotted import record
from dateline.rulebook.figures import FigureWords

PERSON_UNITS = frozenset({"people", "troops", "fighters"})
BOUND_WORDS = frozenset("at least more than about around nearly almost up to over some as many".split())
_SUBJECT = frozenset({"nsubj", "nsubjpass"})


@record(frozen=True, slots=True)
class Counted:
    """`head` is the noun counted (or the number), `last` the last token to show."""

    head: int
    last: int
    unit: str

    def stands_apart(self, taken: set[int], number_last: int) -> bool:
        """Does a time expression stand between the number and its noun, or is the noun one?"""
        return any(t in taken for t in range(number_last + 1, self.last + 1))


def counted_by(parse: Parse, tree: Tree, first: int, last: int, words: FigureWords) -> Counted | None:
    """The noun that the number `first`..`last` counts, with its unit; None where it counts nothing."""
    nobody = parse.lowers[first] in words.nobody or (parse.lowers[first] == "no" and last > first)
    noun = None if nobody else _noun(parse, tree, first, last)
    if noun is None:
        return _bare(parse, tree, first, last, words)
    lemma = parse.lemmas[noun]
    above = parse.heads[noun]
    if parse.lowers[above] == "of" and parse.lemmas[parse.heads[above]] in words.not_counts["populations"]:
        return None
    if lemma in words.not_counts["times"]:
        return None
    unit = words.unit_of.get(lemma)
    if fate := words.fates["nouns"].get(lemma):
        return Counted(noun, noun, fate)
    if unit in PERSON_UNITS or parse.tags[noun] == "NNPS":
        fate = _fate(parse, tree, noun, words) or _verb_ahead(parse, first, words)
    elif unit is None and parse.deps[noun] in ("dobj", "nsubjpass"):
        # A kind of people that the list does not know: "killed 11 botanists".
        fate = words.fates["verbs"].get(parse.lemmas[parse.heads[noun]])
    if fate:
        return Counted(noun, noun, fate)
    if unit is None and parse.tags[noun] == "NNPS":
        unit = "people"
    if unit is None and lemma == "life":
        verbs = {parse.lemmas[t] for t in tree.climb(noun)[:3]}
        unit = "killed" if verbs & {"claim", "take", "cost", "lose"} else "people"
    return Counted(noun, noun, unit or lemma)


def _noun(parse: Parse, tree: Tree, first: int, last: int) -> int | None:
    """The noun counted: the head of the number to its right, or the object of "of" after "dozens"."""
    heads, tags, lowers = parse.heads, parse.tags, parse.lowers
    _, end = parse.sentences[tree.sentence[last]]
    if last + 1 < end and lowers[last + 1] in ("%", "percent", "pct"):
        return last + 1
    if last + 2 < end and lowers[last + 1] == "per" and lowers[last + 2] == "cent":
        return last + 2
    for token in (last, first):
        head = heads[token]
        if (
            head > last
            and tags[head][:2] == "NN"
            and parse.deps[token] in ("nummod", "compound", "amod", "det", "nmod", "quantmod", "poss")
        ) and not _crosses(parse, last, head):
            return _end_of_compound(parse, head, end)
    if last + 1 < end and lowers[last + 1] == "of":
        if (
            lowers[last + 2 : last + 3]
            and lowers[last + 2]
            in (
                "them",
                "those",
                "whom",
                "these",
                "us",
                "which",
                "the",
            )
            and lowers[last + 2] != "the"
        ):
            return None
        return _first_noun(parse, last + 2, end)
    return _first_noun(parse, last + 1, end)


def _crosses(parse: Parse, last: int, head: int) -> bool:
    """Does a verb, preposition or the like stand between number and noun?"""
    return any(
        parse.tags[t] in ("VBD", "VBZ", "VBP", "MD", "IN", "TO", ":")
        or parse.lowers[t] in ("(", ")", "who", "that")
        for t in range(last + 1, head)
    )


def _first_noun(parse: Parse, begin: int, end: int) -> int | None:
    """The noun of the phrase that goes on at `begin`, over adjectives and names."""
    tags = parse.tags
    found = None
    for token in range(begin, min(end, begin + 7)):
        tag = tags[token]
        if tag[:2] == "NN":
            found = token
            if tag in ("NNS", "NNPS") and not (token + 1 < end and tags[token + 1] == "NNS"):
                break
        elif found is not None or not _leads_to_noun(parse, token, begin, end):
            break
    return found


def _leads_to_noun(parse: Parse, token: int, begin: int, end: int) -> bool:
    """May this word stand between a number and its noun?"""
    tag = parse.tags[token]
    if tag in ("DT", "PRP$"):
        return token == begin and parse.lowers[token - 1] == "of"
    if tag == "HYPH" or parse.lowers[token] == "-":
        return parse.ends[token - 1] == parse.starts[token]
    if tag == "VBN" and token == begin:
        return token + 1 < end and parse.tags[token + 1][:2] in ("NN", "JJ")
    return tag in ("JJ", "JJR", "JJS", "VBN", "VBG", "POS", "CD", "AFX")


def _end_of_compound(parse: Parse, noun: int, end: int) -> int:
    """As in "U.N. member countries": the parser may stop early within a compound."""
    while (
        noun + 1 < end
        and parse.heads[noun] == noun + 1
        and parse.deps[noun] == "compound"
        and parse.tags[noun + 1][:2] == "NN"
    ):
        noun += 1
    return noun


def _bare(parse: Parse, tree: Tree, first: int, last: int, words: FigureWords) -> Counted | None:
    """A number without a noun: "22 dead", "seven of them wounded", "the toll rose to 22"."""
    _, end = parse.sentences[tree.sentence[last]]
    shown = last
    if (
        last + 2 < end
        and parse.lowers[last + 1] == "of"
        and parse.lowers[last + 2] in ("them", "those", "whom")
    ):
        shown = last + 2
    if fate := _fate_beside(parse, shown, end, words):
        return Counted(last, shown, fate)
    if fate := _fate(parse, tree, last, words) or _verb_ahead(parse, first, words):
        return Counted(last, shown, fate)
    if (parse.deps[last] in _SUBJECT and parse.tags[parse.heads[last]][0] == "V") or shown > last:
        return Counted(last, shown, "people")
    if parse.lowers[last] in words.vague and parse.deps[last] in ("dobj", "pobj"):
        return Counted(last, shown, "people")
    return None


def _fate_beside(parse: Parse, token: int, end: int, words: FigureWords) -> str | None:
    """What the words right after the count say: "30 wounded", "22 were killed", "five slaughtered"."""
    table, passing = words.fates["words"], words.not_counts["passing"]
    for following in range(token + 1, min(end, token + 7)):
        lower = parse.lowers[following]
        if fate := table.get(lower):
            return fate
        if parse.tags[following] == "VBN" and (fate := words.fates["verbs"].get(parse.lemmas[following])):
            return fate
        if lower not in passing:
            return None
    return None


def _verb_ahead(parse: Parse, first: int, words: FigureWords) -> str | None:
    """The verb right before the count, whatever the parser made of it: "wounded more than 60"."""
    token = first - 1
    while token >= 0 and first - token < 4 and parse.lowers[token] in BOUND_WORDS:
        token -= 1
    if token < 0 or parse.tags[token][0] != "V" or parse.lemmas[token - 1 : token] == ("be",):
        return None
    return words.fates["verbs"].get(parse.lemmas[token])


def _fate(parse: Parse, tree: Tree, token: int, words: FigureWords) -> str | None:
    """What befell those counted, from the verb they are object or passive subject of."""
    heads, deps, lemmas = parse.heads, parse.deps, parse.lemmas
    _, end = parse.sentences[tree.sentence[token]]
    if fate := _fate_beside(parse, token, end, words):
        return fate
    node = token
    for _ in range(4):
        # "killed 58 people, including 11 children", "three soldiers and two civilians"
        up = heads[node]
        if deps[node] in ("conj", "appos") and up != node:
            node = up
        elif deps[node] == "pobj" and lemmas[up] == "of" and parse.lowers[heads[up]] in words.triggers:
            # "killed dozens of people"
            node = heads[up]
        elif deps[node] == "pobj" and lemmas[up] in ("include", "including", "among"):
            node = heads[up]
            if parse.tags[node][0] == "V":
                return words.fates["verbs"].get(lemmas[node]) or words.fates["subjects"].get(lemmas[node])
        else:
            break
    up, dep = heads[node], deps[node]
    if up == node:
        return None
    verb = lemmas[up]
    fates = words.fates
    if dep == "dobj" and verb == "include":
        # "The dead included three soldiers": as many of those who met that fate.
        those = tree.kid(up, "nsubj")
        return None if those is None else fates["nouns"].get(lemmas[those])
    if dep in ("dobj", "nsubjpass", "oprd"):
        return fates["verbs"].get(verb)
    if dep == "nsubj":
        passive = any(deps[c] == "auxpass" for c in tree.children[up])
        return fates["subjects"].get(verb) or (fates["verbs"].get(verb) if passive else None)
    if dep == "pobj" and lemmas[up] in ("to", "at", "of", "by"):
        return _toll(parse, tree, up, words)
    return None


def _toll(parse: Parse, tree: Tree, preposition: int, words: FigureWords) -> str | None:
    """As in "the death toll rose to 22", "a toll of 22"."""
    tolls = words.fates["tolls"]
    governor = parse.heads[preposition]
    if fate := tolls.get(parse.lemmas[governor]) or words.fates["nouns"].get(parse.lemmas[governor]):
        return fate
    for child in tree.children[governor]:
        if parse.deps[child] in _SUBJECT and (fate := tolls.get(parse.lemmas[child])):
            return fate
    return None
