"""The acts of a story: the predicates that a rule fits; of a light verb and its noun, one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from dateline.coding.layers import Layers
from dateline.coding.matching import Match, best_match, candidates
from dateline.model import Clause, Parse, tokens_with
from dateline.model.slotted import record
from dateline.rulebook.events import EventRules
from dateline.rulebook.openings import Openings

AUXILIARY = frozenset({"aux", "auxpass"})
MODIFYING = frozenset({"compound", "amod", "nmod", "poss"})
ASKING = frozenset("GOV LEG MIL JUD PTY OPP REB PRM PRE IGO NGO REL SOC LAB ELI".split())
"""Who asks something of others by saying what they must do; others only remark on it."""
ASKED = frozenset({"ask", "press", "question", "quiz", "challenge"})
OPENING = frozenset({"when", "if", ",", "“", '"'})
"""How a question in an interview is told: "when asked why", "Pressed on the budget, …"."""
UNDOING = frozenset({"CONCEDE", "RETREAT", "SANCTION"})
"""Types whose nouns undo what they name: "the lifting of sanctions", "an end to talks"."""
JOINED = frozenset({"non", "anti", "pre", "post", "mid", "so", "pro"})
"""What a hyphen joins to a verb that is none: "non-stop"."""
STATES = frozenset(
    """be have know win remember understand realize realise overlook wonder doubt fear think believe
    imagine expect hope feel""".split()
)
"""What one is not asked to do by being told that one must: "Chad must be pleased"."""


@record(frozen=True, slots=True)
class Dropped:
    """An act that was found and left out, with the reason: nothing vanishes."""

    head: int
    rule: str
    reason: str


@record(frozen=True, slots=True)
class Acts:
    """The predicates of a story that are acts, in text order; and by head all that a phrase fits."""

    found: list[tuple[Clause, Match]]
    fits: tuple[tuple[int, Match], ...]


@record(frozen=True, slots=True)
class Settled:
    """What is known of a story from an earlier coding: by head the phrases that fitted and still do.

    None fits other heads, but for those in `lost` and those of the words in `opened`: there, all is open.
    """

    matches: Mapping[int, Match]
    opened: AbstractSet[str]
    lost: AbstractSet[int]


def find_acts(layers: Layers, rules: EventRules, known: Settled | None = None) -> Acts:
    """Every predicate of the story that a rule fits; idioms take theirs out."""
    parse = layers.parse
    out: list[tuple[Clause, Match]] = []
    fits: list[tuple[int, Match]] = []
    idioms: set[int] = set()
    open_ = _open(parse, rules, known)
    modals = _modals(layers, rules, _sentences_of(open_, layers) if known is not None else [(0, len(parse))])
    open_.update(modals)
    settled = known.matches if known is not None else {}
    for i in sorted({*open_, *settled}):
        index = _index(i, parse, rules)
        if index is None:
            continue
        if index is rules.verbs and i in open_:
            if parse.tags[i] == "VBN" and parse.lowers[i] in rules.adjectives:
                # "was committed to", "is prepared to": a state of mind, no passive.
                state = _fit(i, rules.adjectives, layers.clauses.adjective, layers)
                if state is not None:
                    fits.append((i, state[1]))
                    if state[1].rule.type != "NONE":
                        out.append(state)
                        continue
            request = None
            if i in modals:
                request = _obliged(i, modals[i], rules, layers)
            if request is not None:
                fits.append((i, request[1]))
                out.append(request)
                continue
        read = layers.clauses.clause
        fit = _fit(i, index, read, layers) if i in open_ else (read(i), settled[i])
        if fit is None:
            continue
        clause, match = fit
        fits.append((i, match))
        if _is_of_himself(clause, match, layers):
            continue
        if match.rule.type == "NONE":
            if match.rule.content:  # "declared a state of emergency after the quake"
                idioms |= match.literal
        else:
            out.append(fit)
    return Acts([(c, m) for c, m in out if c.head not in idioms], tuple(fits))


def _open(parse: Parse, rules: EventRules, known: Settled | None) -> set[int]:
    """The tokens at which phrases must be tried, but for verbs with modals."""
    if known is None:
        return {*tokens_with(parse.lemmas, rules.opening), *tokens_with(parse.lowers, rules.opening)}
    open_ = {
        i
        for i, match in known.matches.items()
        # More than one phrase may have had a say there, or what it makes of the clause is not known.
        if match.rule.modals or (parse.tags[i] == "VBN" and parse.lowers[i] in rules.adjectives)
    }
    open_.update(known.lost)
    if known.opened:
        open_.update(tokens_with(parse.lemmas, known.opened), tokens_with(parse.lowers, known.opened))
    return open_


def _sentences_of(tokens: Iterable[int], layers: Layers) -> list[tuple[int, int]]:
    return [layers.parse.sentences[k] for k in {layers.tree.sentence[t] for t in tokens}]


def _fit(
    token: int, index: Openings, read: Callable[[int], Clause], layers: Layers
) -> tuple[Clause, Match] | None:
    """The clause of a predicate and the first phrase that fits it; it is read only where some phrase may."""
    found = candidates(token, index, layers)
    if not found:
        return None
    clause = read(token)
    match = best_match(clause, found, layers)
    return None if match is None else (clause, match)


def _index(token: int, parse: Parse, rules: EventRules) -> Openings | None:
    """The phrases of verbs, nouns or adjectives; None for a word that stands in no predicate's place."""
    sign, label = parse.tags[token][0], parse.deps[token]
    if sign == "V":
        aside = label in AUXILIARY or label in MODIFYING or (token > 1 and _is_aside(token, parse))
        return None if aside else rules.verbs
    if sign == "N":
        return None if label in MODIFYING else rules.nouns
    return rules.adjectives if sign == "J" and label != "amod" else None


def _is_of_himself(clause: Clause, match: Match, layers: Layers) -> bool:
    """ "claimed to have shelled the port": who says so of himself accuses nobody."""
    return (
        match.rule.type == "ACCUSE"
        and clause.kind == "verb"
        and match.rule.content
        and not (clause.objects or clause.passive)
        and any(
            layers.parse.heads[c] == clause.head
            and any(layers.parse.lowers[a] == "to" for a in layers.tree.kids(c, "aux"))
            for c in clause.complements
        )
    )


def _is_aside(token: int, parse: Parse) -> bool:
    """No act of its own: the end of a compound ("works non-stop"), "as promised", "Asked why, …"."""
    before = parse.lowers[token - 1]
    if parse.tags[token] == "VBN":
        if before == "as":
            return True
        if parse.deps[token] == "advcl" and parse.lemmas[token] in ASKED:
            return before in OPENING or parse.words[token][0].isupper()
    return before == "-" and parse.lowers[token - 2] in JOINED


def _modals(layers: Layers, rules: EventRules, sentences: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The first modal of obligation of each verb that has one, also as the second of two ("can and must").

    Only in these `sentences`, ranges of tokens.
    """
    parse, found = layers.parse, dict[int, int]()
    for begin, end in sentences:
        for i in tokens_with(parse.lemmas[begin:end], rules.modals, begin):
            first = parse.heads[i] if parse.deps[i] == "conj" else i
            if parse.deps[first] == "aux" and parse.heads[first] != first:
                found.setdefault(parse.heads[first], i)
    return found


def _obliged(verb: int, modal: int, rules: EventRules, layers: Layers) -> tuple[Clause, Match] | None:
    """ "X said that Y must stop": what X says of Y is a request to Y."""
    parse = layers.parse
    if parse.lemmas[verb] in STATES or any(parse.lemmas[a] == "have" for a in layers.tree.kids(verb, "aux")):
        return None
    if layers.tree.kid(verb, "dobj") is not None and parse.tags[layers.tree.left[verb]] in ("WP", "WDT"):
        return None  # "what pupils should learn"
    subject = layers.tree.kid(verb, "nsubj", "nsubjpass")
    if subject is not None and modal < subject:
        return None  # "should Chad attack": a condition
    clause = layers.clauses.clause(verb)
    obliged = clause.objects if clause.passive else clause.subjects
    speakers = layers.speakers(verb)
    asked = {n.party.id for t in obliged for n in layers.named_parties(t)}
    asking = {
        n.party.id
        for t in speakers
        for n in layers.named_parties(t)
        if n.party.sector in ASKING or n.party.kind == "country"
    }
    if not asked or not asking or asked & asking:
        return None
    request = replace(
        clause,
        first=modal,
        last=verb,
        subjects=speakers,
        objects=obliged,
        obliques={},
        passive=False,
        asked=True,
    )
    ((phrase, rule),) = rules.modals[parse.lemmas[modal]]
    inner = best_match(clause, candidates(verb, rules.verbs, layers), layers)
    trigger = (modal, verb) if verb - modal <= 4 else (verb, verb)
    return request, Match(rule, phrase, trigger, frozenset(), inner)


def settle_light_verbs(
    acts: list[tuple[Clause, Match]],
) -> tuple[list[tuple[Clause, Match]], list[Dropped]]:
    """One act where a light verb and its noun both fit a rule ("held talks", "ended the talks")."""
    by_head = {clause.head: (clause, match) for clause, match in acts}
    dropped: dict[int, Dropped] = {}
    for clause, match in acts:
        for noun in match.literal:
            other = by_head.get(noun)
            if other is None or (clause.kind != "verb" and match.rule.type not in UNDOING):
                continue
            if other[1].rule.type == match.rule.type and other[1].rule.mode and not match.rule.mode:
                dropped[clause.head] = Dropped(
                    clause.head, match.rule.id, f"said better by {other[1].rule.id}"
                )
            else:
                dropped[noun] = Dropped(noun, other[1].rule.id, f"part of {match.rule.id}")
        support = by_head.get(clause.support)
        if clause.kind == "noun" and support is not None and clause.head not in support[1].literal:
            dropped.setdefault(
                clause.support, Dropped(clause.support, support[1].rule.id, f"light verb of {match.rule.id}")
            )
    kept = [(c, m) for c, m in acts if c.head not in dropped]
    return kept, list(dropped.values())
