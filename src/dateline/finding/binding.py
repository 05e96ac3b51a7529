"""What syntax alone says of a pronoun: whom it cannot stand for, and whom it must.

"Obama called him a liar": him is not Obama. "sanctions on Chad over its raid": its is Chad's. "The ship
sank after it was hit": it is the ship, nobody who acts.
"""

from __future__ import annotations

from collections.abc import Mapping

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.antecedents import Fits
from dateline.model import Tree

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_OF_THE_VERB = frozenset({"after", "against", "at", "to", "on", "by"})
"""Prepositions whose object is as good as one of the verb: "went after him". "took it with him" is not."""
_REASONS = frozenset({"for", "over", "after", "following", "since"})
_RESPONSES = frozenset({"response", "reaction", "retaliation", "answer", "reply", "return"})
"""Nouns before what others did: "left Chad in response to its raid"."""
_AIMED = frozenset({"on", "against", "at"})
_FIRE = frozenset({"fire", "launch", "shoot", "unleash", "drop"})
_TELLING = frozenset({"say", "remark", "add", "write", "note", "tell"})
_WARNING = frozenset({"warn", "remind", "advise", "assure", "threaten"})
_PUNISHING = frozenset(
    "sanction punish penalize penalise warn threaten consequence sanction penalty measure cost price tariff "
    "retaliation response embargo".split()
)
"""Words for what somebody will face if he does what he should not."""
_GROUNDS = frozenset({"of", "for", "over"})
_JUDGING = frozenset(
    "accuse criticise criticize condemn blame mock slam blast attack denounce praise defend endorse back "
    "rebuke chide berate lambast deride scold fault".split()
)
"""Verbs after which "saying he …" is about their object."""
_UNSAID = frozenset({"pcomp", "xcomp", "advcl", "conj"})
"""Clauses whose subject may be left unsaid: "by calling", "tried to call", "saying"."""


class Binding:
    """Answers for the pronouns of one story."""

    __slots__ = ("_parse", "_tree")

    def __init__(self, tree: Tree) -> None:
        self._parse, self._tree = tree.parse, tree

    def rivals(self, i: int) -> frozenset[int]:
        """Heads of those whom the pronoun at token `i` cannot stand for: the subjects of its own verb."""
        parse, tree = self._parse, self._tree
        if parse.deps[i] == "poss":
            return frozenset()
        verb = parse.heads[i]
        if parse.deps[i] == "pobj" and parse.lowers[verb] in _OF_THE_VERB:
            verb = parse.heads[verb]
        found = self._subjects(verb, i)
        while not found and parse.deps[i] not in _SUBJECTS and parse.deps[verb] in _UNSAID:
            up = parse.heads[verb]
            if parse.deps[verb] == "pcomp":
                up = parse.heads[up]
            if parse.deps[verb] in ("pcomp", "xcomp") and tree.kid(up, "dobj") is not None:
                break  # "asked Chad to back him": who backs is not who asks
            if up == verb:
                break
            verb = up
            found = self._subjects(verb, i)
            if found and tree.kid(verb, "agent") is not None:
                return frozenset()  # "Obama was mocked by critics, calling him weak": the critics call
        return frozenset(t for c in found for t in tree.conjuncts(c))

    def _subjects(self, verb: int, i: int) -> list[int]:
        return [c for c in self._tree.kids(verb, "nsubj", "nsubjpass") if c != i]

    def blamed(self, i: int, at_head: Mapping[int, ActorDraft], fits: Fits) -> ActorDraft | None:
        """Whose the ground of an act is ("criticised Chad for its raid"): of whom the act is aimed at."""
        parse = self._parse
        preposition = parse.heads[parse.heads[i]]
        response = parse.lemmas[parse.heads[preposition]] in _RESPONSES
        if (
            parse.deps[i] != "poss"
            or parse.deps[parse.heads[i]] != "pobj"
            or not (response or parse.lowers[preposition] in _REASONS)
        ):
            return None
        for t in range(preposition - 1, parse.sentences[self._tree.sentence[i]][0] - 1, -1):
            draft = at_head.get(t)
            if draft is None or not draft.parties:
                continue
            dep = parse.deps[t]
            if dep in _SUBJECTS:
                return None
            aimed = dep == "pobj" and parse.lowers[parse.heads[t]] in _AIMED
            if (dep == "dobj" or aimed or (response and dep == "pobj")) and fits(draft):
                return draft
        return None

    def threatened(self, i: int, at_head: Mapping[int, ActorDraft], fits: Fits) -> ActorDraft | None:
        """Who is to be punished "if it invades": "sanctions on Chad if it …", "warn Chad of war if it …"."""
        parse, tree = self._parse, self._tree
        verb = parse.heads[i]
        conditional = parse.deps[verb] == "advcl" and any(
            parse.lowers[c] in ("if", "unless", "until") for c in tree.kids(verb, "mark", "prep")
        )
        if parse.deps[i] not in _SUBJECTS or not conditional:
            return None
        above = parse.heads[verb]
        for t in range(i - 1, above, -1):
            draft = at_head.get(t)
            if draft is None or not draft.parties or not fits(draft):
                continue
            up = parse.heads[t]
            if parse.deps[t] == "pobj" and parse.lowers[up] in ("on", "against", "for"):
                up = parse.heads[up]
            elif parse.deps[t] != "dobj":
                continue
            if parse.lemmas[up] in _PUNISHING:
                return draft
        return None

    def strangers(self, i: int, at_head: Mapping[int, ActorDraft]) -> frozenset[str]:
        """Ids of those to whom the verb of the subject at token `i` is done, or by whom: never itself."""
        if self._parse.deps[i] not in _SUBJECTS:
            return frozenset()
        tree, verb = self._tree, self._parse.heads[i]
        found = tree.kids(verb, "dobj")
        for agent in tree.kids(verb, "agent"):
            found += tree.kids(agent, "pobj")
        drafts = (at_head.get(t) for t in found)
        return frozenset(p.id for d in drafts if d is not None and not d.by_reference for p in d.parties)

    def antecedent_of_whose(self, i: int) -> int:
        """The noun that "whose" at token `i` takes up: for "Chad, whose ruler fled", Chad; `i` if none."""
        parse = self._parse
        clause = next((up for up in self._tree.climb(i) if parse.deps[up] == "relcl"), i)
        return parse.heads[clause] if clause != i else i

    def beside(self, i: int, at_head: Mapping[int, ActorDraft]) -> ActorDraft | None:
        """Whose they are in "Chad and its allies", "the army and their proxies": of who stands first."""
        parse = self._parse
        noun = parse.heads[i]
        if parse.deps[i] != "poss" or parse.deps[noun] != "conj":
            return None
        return at_head.get(parse.heads[noun])

    def told_of(self, i: int, at_head: Mapping[int, ActorDraft], fits: Fits) -> ActorDraft | None:
        """Of whom it is told: "said of Chad that it", "criticised the envoy, saying he".

        Also "accused Chad of breaking its word".
        """
        parse, tree = self._parse, self._tree
        deps, heads, lowers = parse.deps, parse.heads, parse.lowers
        child, up = i, heads[i]
        passed: list[int] = []
        told: int | None = None
        while up != child and told is None:
            grounds = lowers[child] in _GROUNDS and up < child and parse.lemmas[up] in _JUDGING
            # "criticised Chad for what it called a raid": it is not Chad.
            if grounds and (deps[i] == "poss" or deps[heads[i]] == "advcl"):
                told = tree.kid(up, "dobj") or -1
            elif deps[child] == "ccomp":
                told = self._told_above(up, child)
            passed.append(up)
            child, up = up, heads[up]
        found = at_head.get(told) if told is not None else None
        if found is None or self._nearer(i, passed[:-1], at_head, fits):
            return None  # "accused Chad, saying that Peru keeps its word": Peru's
        return found

    def _told_above(self, verb: int, content: int) -> int | None:
        """Of whom `verb` tells its content, -1 if of nobody named; None where it does not say of whom."""
        parse, tree = self._parse, self._tree
        for prep in tree.kids(verb, "prep"):
            if verb < prep < content and parse.lowers[prep] == "of" and parse.lemmas[verb] in _TELLING:
                return tree.kid(prep, "pobj") or -1
        if parse.lemmas[verb] in _WARNING:
            return tree.kid(verb, "dobj")  # "warned Chad that it could face war"
        judged = parse.heads[verb]
        if parse.deps[verb] == "advcl" and parse.tags[verb] == "VBG" and parse.lemmas[judged] in _JUDGING:
            return tree.kid(judged, "dobj") or -1
        return None

    def _nearer(self, i: int, verbs: list[int], at_head: Mapping[int, ActorDraft], fits: Fits) -> bool:
        """Whether a subject of one of the verbs fits the pronoun at token `i` as well."""
        rivals = self.rivals(i) if verbs else frozenset()
        for c in [c for verb in verbs for c in self._tree.kids(verb, "nsubj", "nsubjpass")]:
            draft = at_head.get(c)
            if c < i and c not in rivals and draft is not None and draft.parties and fits(draft):
                return True
        return False

    def is_a_thing(self, i: int, at_head: Mapping[int, ActorDraft]) -> bool:
        """Whether "it" in an adverbial clause stands for the thing that the clause above is about."""
        parse = self._parse
        verb = parse.heads[i]
        if parse.deps[i] not in _SUBJECTS or parse.deps[verb] != "advcl":
            return False
        subject = self._tree.kid(parse.heads[verb], "nsubj", "nsubjpass")
        return subject is not None and subject < i and parse.tags[subject] == "NN" and subject not in at_head

    def launcher(self, weapon: int, at_head: Mapping[int, ActorDraft]) -> str | None:
        """The country of those who by the same words fire a weapon ("a missile launched by Chad")."""
        parse, tree = self._parse, self._tree
        fired = [v for v in tree.kids(weapon, "acl", "relcl") if parse.lemmas[v] in _FIRE]
        firers = [o for v in fired for a in tree.kids(v, "agent") for o in tree.kids(a, "pobj")]
        up = parse.heads[weapon]
        if parse.deps[weapon] == "dobj" and parse.lemmas[up] in _FIRE:
            firers += tree.kids(up, "nsubj")
        for token in firers:
            draft = at_head.get(token)
            if draft is not None and draft.parties and draft.parties[0].country:
                return draft.parties[0].country
        return None
