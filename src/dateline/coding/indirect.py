"""Parties that no slot of the rule names: those of what is promised or backed, on a condition, whose plan it
is, who flee from where, and who act by what the clause above says."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from dateline.coding.layers import Layers, Named
from dateline.model import Clause

CONDITIONAL = frozenset({"if", "unless", "until", "should"})
BELOW = ("to", "with", "for", "on", "against", "from", "into")
"""Prepositions below an act that name whom it concerns."""
DEPTH = 4
"""How many verbs below one another are looked at: "agreed to help to start to rebuild"."""
MOVES = frozenset(
    "move step decision announcement remark comment statement action ruling verdict claim allegation "
    "assertion measure declaration gesture initiative suggestion threat".split()
)
"""Nouns for what somebody in a sentence before has done or said."""
ACTING = frozenset({None, "GOV", "IGO", "LEG", "JUD", "MIL", "PTY", "OPP", "REB"})
_NEAR = 2
_REACH = 12
"""How many sentences back a plan, demand or decision may have been named with its owner."""
_MAKING = frozenset(
    "announce make take issue declare present propose put offer sign publish unveil reach approve pass "
    "introduce order launch adopt".split()
)
"""Verbs whose subject owns what their object names: "the cabinet announced a plan"."""
AROUND = frozenset({"in", "after", "before", "during", "following", "at", "on", "for", "via", "through"})
"""Prepositions by which an occasion hangs on what its participants did."""
_PARTS = frozenset("start beginning end close opening sideline margin eve conclusion".split())
"""Parts of an occasion: who does something at the start of talks takes part in them."""
_ENTERING = frozenset(
    "take accept want seek avoid reject refuse request propose plan schedule arrange prepare postpone "
    "cancel suspend resume restart continue".split()
)
"""Verbs that talks are the object of, done by one of those who talk."""
_GOING = frozenset({"travel", "fly", "go", "come", "head", "return"})
_ADDRESSING = frozenset({"tell", "address", "brief", "attend", "join"})
"""What those do who come to the meeting of a body."""
ANNOUNCING = frozenset({"announce", "pledge", "promise", "vow", "declare", "confirm"})


def of_content(clause: Clause, layers: Layers) -> tuple[int, ...]:
    """Those whom the content of an act concerns: who is to do it, its objects, whom it goes to."""
    out: list[int] = []
    todo = list(clause.complements)
    # "Chad's refusal to leave": Chad leaves.
    ours = (*clause.subjects, *clause.obliques.get("owner", ()), *clause.obliques.get("by", ()))
    for c in todo:
        below = layers.clauses.clause(c)
        doers = [t for t in below.subjects if t not in ours and not _shared(t, clause, layers)]
        if doers:  # "demanded that Russia free the crew": Russia, not the crew
            out += doers
            continue
        out += below.objects
        if below.lemma == "let":  # "refused to let Chad inspect the camp"
            out += [t for v in layers.tree.kids(c, "ccomp") for t in layers.clauses.clause(v).subjects]
        for prep in BELOW:
            out += below.obliques.get(prep, ())
        if len(todo) < DEPTH:
            # "send a team to meet the rebels", "pledged to stop buying Iranian oil"
            further = [*layers.infinitives(c), *layers.tree.kids(c, "xcomp")]
            todo += [d for d in dict.fromkeys(further) if d not in todo]
    return tuple(t for t in out if t not in clause.subjects)


def _shared(token: int, clause: Clause, layers: Layers) -> bool:
    """The same people as the subject above, by a pronoun: "said that they would help Chad"."""
    if layers.parse.tags[token] != "PRP":
        return False
    ours = {n.party.id for t in clause.subjects for n in layers.named_parties(t)}
    return bool(ours & {n.party.id for n in layers.named_parties(token)})


def of_condition(clause: Clause, layers: Layers) -> tuple[int, ...]:
    """ "threatened sanctions if Iran enriches more": who must not, or must."""
    parse, tree = layers.parse, layers.tree
    out: list[int] = []
    heads = [clause.head, *clause.complements]
    if clause.support >= 0:
        heads.append(clause.support)
    for head in heads:
        for v in tree.kids(head, "advcl"):
            if any(parse.lowers[m] in CONDITIONAL for m in tree.kids(v, "mark", "aux", "advmod")):
                below = layers.clauses.clause(v)
                out += below.objects if below.passive else below.subjects
    return tuple(t for t in out if t not in clause.subjects)


def owners_before(token: int, layers: Layers) -> tuple[Named, ...]:
    """Whose "the plan", "that demand" is: who owned or made the thing where it was last named in full."""
    parse, tree = layers.parse, layers.tree
    if parse.tags[token] not in ("NN", "NNS") or not layers.points_back(token):
        return ()
    sentence = tree.sentence[token]
    for other in reversed(layers.nouns(parse.lemmas[token])):
        if other >= token:
            continue
        if sentence - tree.sentence[other] > _REACH:
            break
        found: tuple[Named, ...] = ()
        for owner in layers.owners(other):
            found += layers.named_parties(owner)
        if not found:
            for below in layers.prepositions(other).get("by", ()):
                found += layers.named_parties(below)
        verb = parse.heads[other]
        if not found and parse.deps[other] == "dobj" and parse.lemmas[verb] in _MAKING:
            for subject in layers.clauses.clause(verb).subjects:
                found += layers.named_parties(subject)
        if found:
            return found
    return ()


def who_moved(token: int, layers: Layers, ours: Collection[str | None]) -> tuple[Named, ...]:
    """Whose "the move" or "the remarks" are where nobody owned them before: who acted or spoke last."""
    parse, tree = layers.parse, layers.tree
    if parse.lemmas[token] not in MOVES or not layers.points_back(token):
        return ()
    sentence = tree.sentence[token]
    for mention in reversed(layers.actors):
        if mention.head >= token or parse.deps[mention.head] != "nsubj":
            continue
        if sentence - tree.sentence[mention.head] > _NEAR:
            break
        if all(p.sector in ACTING and p.country not in ours for p in mention.parties):
            return layers.named_parties(mention.head)
    return ()


def those_who_flee(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "attacks on fleeing civilians", where the parser made civilians an object."""
    parse = layers.parse
    if parse.tags[clause.head] != "VBG" or parse.deps[clause.head] != "pcomp":
        return ()
    named = [n for t in clause.objects for n in layers.named_parties(t)]
    return tuple(n for n in named if n.party.sector in ("CVL", "REF"))


def from_where_they_fled(named: Named, clause: Clause, layers: Layers) -> Named:
    """ "Refugees fled Burundi": those of whom the words say no more are of the country that they leave."""
    party = named.party
    if party.country is not None or party.sector != "REF":
        return named
    for token in (*clause.objects, *clause.obliques.get("from", ())):
        for left in (*layers.named_parties(token), layers.place_as_country(token)):
            if left is not None and left.party.kind == "country" and left.party.country:
                return replace(named, party=replace(party, country=left.party.country))
    return named


def at_the_hands_of(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "died at the hands of the police", wherever the parser hung it in the sentence."""
    parse, sentence = layers.parse, layers.tree.sentence
    for hands in layers.nouns("hand"):
        if sentence[hands] == sentence[clause.head] and parse.lowers[parse.heads[hands]] == "at":
            found = layers.prepositions(hands).get("of", ())
            return tuple(n for t in found for n in layers.named_parties(t))
    return ()


def who_announced(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "Canada announced that more tents would be sent": Canada sends them."""
    for statement in layers.statements_around(clause.head)[:1]:
        if layers.parse.lemmas[statement.cue_first] in ANNOUNCING:
            found = layers.source_parties(statement.source_head)
            return tuple(n for n in found if n.party.sector in (None, "GOV", "IGO", "MIL"))
    return ()


def who_said_so(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "She said the vote was a sham and called for another": she called, not the vote."""
    parse, verb = layers.parse, clause.head
    if clause.passive or layers.tree.kid(verb, "nsubj") is not None:
        return ()
    while parse.deps[verb] == "conj":
        verb = parse.heads[verb]
    above = parse.heads[verb]
    if verb == clause.head or parse.deps[verb] != "ccomp" or parse.tags[above][0] != "V":
        return ()
    return tuple(n for t in layers.clauses.clause(above).subjects for n in layers.named_parties(t))


def of_main_clause(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "After a meeting with the envoy, the premier said …", "took a meeting with him": the premier met."""
    parse = layers.parse
    head = _whole(clause.head, layers)
    above = parse.heads[head]
    if parse.deps[head] == "pobj" and parse.lowers[above] in AROUND:
        verb = parse.heads[above]
        if parse.tags[verb][0] != "V":
            return ()
        below = layers.clauses.clause(verb)
        # "told the envoy in a telephone call": both sides stand in the clause above.
        tokens = below.objects if below.passive else below.subjects + below.objects
    elif parse.deps[head] == "dobj" and parse.lemmas[above] in _ENTERING:
        tokens = layers.clauses.clause(above).subjects
    else:
        return ()
    return tuple(n for t in tokens for n in layers.named_parties(t))


def who_comes(clause: Clause, layers: Layers) -> tuple[Named, ...]:
    """ "She will travel to a summit of the union", "told the assembly's meeting": she takes part too."""
    parse, head = layers.parse, clause.head
    above = parse.heads[head]
    if parse.deps[head] == "pobj" and parse.lowers[above] in ("to", "for"):
        above = parse.heads[above]
        coming = parse.lemmas[above] in _GOING
    else:
        coming = parse.deps[head] == "dobj" and parse.lemmas[above] in _ADDRESSING
    if not coming or parse.tags[above][0] != "V":
        return ()
    return tuple(n for t in layers.clauses.clause(above).subjects for n in layers.named_parties(t))


def _whole(noun: int, layers: Layers) -> int:
    """For "talks" in "the start of talks", "a series of talks": "start", "series"."""
    parse = layers.parse
    while parse.deps[noun] == "pobj" and parse.lowers[parse.heads[noun]] == "of":
        above = parse.heads[parse.heads[noun]]
        if parse.lemmas[above] not in _PARTS and parse.lemmas[above] not in layers.words.measures:
            break
        noun = above
    return noun
