"""What a verbal act asks, promises, threatens or refuses: acts that are its content, and no events."""

from __future__ import annotations

from dateline.coding.acts import Dropped
from dateline.coding.layers import Layers
from dateline.coding.matching import PASS_THROUGH, Match
from dateline.model import Clause

TIME_PREPOSITIONS = frozenset(
    {"after", "following", "before", "during", "since", "amid", "in", "at", "over", "by", "despite"}
)
AIMS = frozenset({"order", "bid", "effort", "attempt", "hope"})
"""Nouns of "in order to", "in a bid to"."""
SHARING = frozenset({"role", "part", "involvement", "participation", "help", "assistance", "interest"})
"""Nouns before "in" and the act that is asked or promised: "a role in the talks"."""
WISHES = frozenset("call plea request demand appeal vow threat ultimatum insistence petition".split())
"""Nouns whose infinitive is what is asked, promised or threatened: "calls to prosecute the general"."""
BIDDING = frozenset("tell advise warn beg order ask urge instruct press implore beseech entreat".split())
"""Verbs whose infinitive is what others are to do."""
CRITICAL = frozenset(
    """criticize criticise blast slam fault condemn denounce rebuke chide mock ridicule scold lambast lambaste
    berate chastise castigate pillory reproach investigate""".split()
)
"""Verbs before "for" and a gerund: what somebody is criticised for."""
DUTY = frozenset({"should", "must", "ought"})
BIDDEN = frozenset({"REQUEST", "SUPPORT", "THREATEN"})
"""Types that a duty may be part of: "we must support them" supports them."""
CONTENT_LABELS = frozenset(
    {"xcomp", "ccomp", "conj", "dobj", "pobj", "prep", "pcomp", "acl", "attr", "acomp", "dative"}
)


def contents(
    acts: list[tuple[Clause, Match]], layers: Layers
) -> tuple[dict[int, list[tuple[int, Match]]], list[Dropped]]:
    """For each verbal act the acts that are its content, by head, outermost first.

    A REQUEST, AGREE, CONCEDE, THREATEN or REJECT swallows what it asks, promises, threatens or
    refuses; what happened already ("after the attack", "the strikes that killed 20") stays.
    """
    heads = {clause.head: match for clause, match in acts}
    inside: dict[int, list[tuple[int, Match]]] = {}
    dropped: list[Dropped] = []
    swallowed: set[int] = set()
    for clause, match in acts:
        if not match.rule.content or clause.head in swallowed:
            continue
        for token in _content_tokens(clause, layers):
            if token in heads and token not in swallowed and token != clause.head:
                swallowed.add(token)
                inside.setdefault(clause.head, []).append((token, heads[token]))
                dropped.append(Dropped(token, heads[token].rule.id, f"content of {match.rule.id}"))
    return inside, dropped


def is_content(clause: Clause, type_: str, layers: Layers) -> bool:
    """Is an act of `type_` what somebody asks, ought to do or is criticised for, by words no rule took?

    "Calls to prosecute the general", "was told not to send food", "chided Peru for delaying aid", "Chad
    should negotiate".
    """
    parse, tree = layers.parse, layers.tree
    verb = clause.support if clause.support >= 0 else clause.head
    if parse.deps[verb] == "dobj":
        verb = parse.heads[verb]
    label, above = parse.deps[verb], parse.heads[verb]
    if label == "acl" and parse.lemmas[above] in WISHES:
        return parse.tags[above][0] == "N" and layers.is_infinitive(verb)
    if label in ("xcomp", "ccomp") and parse.lemmas[above] in BIDDING:
        return layers.is_infinitive(verb)
    if label == "pcomp":
        return parse.lowers[above] == "for" and parse.lemmas[parse.heads[above]] in CRITICAL
    if type_ in BIDDEN:
        return False
    helpers = tree.kids(verb, "aux")
    subject = tree.kid(verb, "nsubj", "nsubjpass")
    return (
        subject is not None
        and any(parse.lemmas[a] in DUTY and a > subject for a in helpers)
        and not any(parse.lemmas[a] == "have" for a in helpers)
    )


def _content_tokens(clause: Clause, layers: Layers) -> list[int]:
    parse, tree = layers.parse, layers.tree
    todo = list(clause.complements)
    own = [clause.head] if clause.support < 0 else [clause.head, clause.support]
    for head in own:
        for k in tree.children[head]:
            label = parse.deps[k]
            if label == "dobj" and k != clause.head:
                todo.append(k)
            elif label in ("prep", "dative") and parse.lowers[k] not in TIME_PREPOSITIONS:
                todo += tree.kids(k, "pobj", "pcomp")
    purposes: set[int] = set()
    for token in todo:
        for k in tree.children[token]:
            if k in todo:
                continue
            label = parse.deps[k]
            purpose = label in ("advcl", "relcl") and layers.is_infinitive(k)
            if not (purpose or label in CONTENT_LABELS):
                continue
            if token in purposes and label in ("dobj", "pobj", "prep"):
                continue  # what a purpose is about is not asked or promised: "to counter the invasion"
            if label == "prep" and parse.lowers[k] in TIME_PREPOSITIONS and not _goes_with(token, k, layers):
                continue
            if label == "acl" and parse.tags[k] != "VB":
                continue
            if purpose:
                purposes.add(k)
            todo.append(k)
    return todo


def is_direct(token: int, clause: Clause, layers: Layers) -> bool:
    """Is the act at `token` what the verbal act promises, not what that is about?

    "agreed to launch an attack" promises an attack, "agreed to debate the attack" does not.
    """
    parse = layers.parse
    support = layers.clauses.clause(token).support
    own = {clause.head, clause.support, *clause.complements}
    while token not in own:
        above = parse.heads[token]
        if above == token:
            return False
        if parse.deps[token] in ("dobj", "attr") and above not in (clause.head, clause.support, support):
            return False
        if parse.deps[token] == "pobj":
            above = parse.heads[above]
            if above not in (clause.head, clause.support, support):
                return False
        elif parse.deps[token] in ("xcomp", "advcl") and not (
            above in own or parse.lemmas[above] in PASS_THROUGH
        ):
            return False
        token = above
    return True


def _goes_with(token: int, prep: int, layers: Layers) -> bool:
    """ "in order to help", "asked for $3 million in aid", "a role in the evacuation": no time or occasion."""
    parse = layers.parse
    if any(parse.lemmas[t] in AIMS for t in layers.tree.kids(prep, "pobj")):
        return True
    return parse.lowers[prep] == "in" and (
        parse.words[token][0].isdigit() or parse.tags[token] == "CD" or parse.lemmas[token] in SHARING
    )
