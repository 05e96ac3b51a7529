"""Noun phrases about somebody: head, extent, and the parties that their own words name."""

from __future__ import annotations

from datetime import date

from dateline.finding.actor_drafts import ActorDraft, in_order
from dateline.finding.bare_names import BareNames
from dateline.finding.names import Hit, head_of
from dateline.finding.people import PersonNames
from dateline.finding.sectors import noun_party, sector_of
from dateline.finding.surroundings import QUANTITIES, STATES, Around, Surroundings
from dateline.model import Parse, Tree, tokens_with
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.nouns import BODIES, OTHERS, Noun

MODIFYING = frozenset({"amod", "compound", "nmod", "npadvmod", "nummod"})

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_THINGS = frozenset({"family", "press"})
"""Nouns that before another noun say what kind of thing it is, not who acts."""
_OF_SOMETHING = frozenset({("head",), ("chair",)})
"""Nouns that are somebody only with what it is of: "head of the union", not "hit on the head"."""
_AFTER_NOUNS = frozenset({"general", "elect", "designate"})
"""Adjectives that end the name of an office: "secretary-general"."""
_JOINING = frozenset({"of", "for", "to", "in"})
"""Words of an entry before which its head stands: "head of state"."""


class Phrases:
    """Reads the drafts of one story."""

    def __init__(
        self, parse: Parse, tree: Tree, gazetteer: Gazetteer, hits: list[Hit], published: date | None
    ) -> None:
        self.parse, self.tree, self.gazetteer = parse, tree, gazetteer
        self.published = published
        self.hits = hits
        self.at = {t: hit for hit in hits for t in range(hit.first, hit.last + 1)}
        self.nouns: dict[int, Noun] = {}
        self.inside: dict[int, int] = {}
        self.spans: dict[int, tuple[int, int]] = {}
        """First and last token of each noun of `nouns`."""
        self.common: list[int] = []
        """Tokens that are tagged as nouns or names."""
        self._find_nouns()
        self.around = Surroundings(parse, tree, gazetteer, self.at, self.nouns, self.inside)
        self.used: set[int] = set()
        """First tokens of names that went into another phrase."""
        self.taken: set[int] = set()
        """Noun tokens that are part of another phrase."""
        self.drafts: list[ActorDraft] = []

    def read(self) -> list[ActorDraft]:
        """Drafts in the order of their heads."""
        PersonNames(self).read()
        for token, noun in self.nouns.items():
            if token not in self.taken:
                self._common(token, noun)
        BareNames(self).read()
        self.drafts.sort(key=in_order)
        return self.drafts

    # ---- nouns -----------------------------------------------------------------------------
    def _find_nouns(self) -> None:
        parse, at, index = self.parse, self.at, self.gazetteer.nouns
        lowers, lemmas, tags = parse.lowers, parse.lemmas, parse.tags
        self.common = list(tokens_with(tags, _NOUNS))
        candidates = [i for i in self.common if lemmas[i] in index or lowers[i] in index]
        if not _AFTER_NOUNS.isdisjoint(lowers):
            candidates += [i for i in tokens_with(lowers, _AFTER_NOUNS) if tags[i] == "JJ"]
            candidates.sort()
        inside = self.inside
        for i in reversed(candidates):
            if i in inside or (i in at and at[i].name.kind != "seat"):
                continue
            noun, first = self._noun_at(i)
            if noun is None or (i in at and first > at[i].first):
                continue  # the House of "the White House" is no chamber
            head = i
            if first < i:
                if tags[i] == "JJ":
                    head = head_of(parse, first, i)
                for k, word in enumerate(noun.words):
                    if word in _JOINING and k:
                        head = first + k - 1
                        break
                for t in range(first, i):
                    inside[t] = head
            elif tags[i] == "JJ":
                continue
            self.nouns[head] = noun
            self.spans[head] = (first, i)
            inside[i] = head

    def _noun_at(self, i: int) -> tuple[Noun | None, int]:
        """The longest entry that ends at token `i`, and its first token."""
        parse, nouns, longer = self.parse, self.gazetteer.nouns, self.gazetteer.longer_nouns
        lower, lemma = parse.lowers[i], parse.lemmas[i]
        before = longer.get(parse.lowers[i - 1]), longer.get(parse.lemmas[i - 1])
        for last in (lower,) if lower == lemma else (lower, lemma):
            for endings in before:
                if endings is not None and last in endings:
                    for noun in endings[last]:
                        if (first := self._whole(noun, i)) >= 0:
                            return noun, first
            for noun in nouns.get(last, ()):
                if len(noun.words) > 1:
                    break
                if not noun.cased or _cased_alike(noun.cased, parse.words[i : i + 1]):
                    return noun, i
        return None, i

    def _whole(self, noun: Noun, i: int) -> int:
        """The first token of an entry of several words that ends at token `i`, -1 if it does not."""
        parse, words = self.parse, noun.words
        first = i - len(words) + 1
        if first < 0 or (parse.lowers[first:i] != words[:-1] and parse.lemmas[first:i] != words[:-1]):
            return -1
        if len(words) > 2 and words[-2] in ("'s", "’s"):
            return -1  # "the premier's office" is the office of somebody named before
        return first if not noun.cased or _cased_alike(noun.cased, parse.words[first : i + 1]) else -1

    def _common(self, token: int, noun: Noun) -> None:
        parse = self.parse
        heads, deps = parse.heads, parse.deps
        up = heads[token]
        first, last = self.spans[token]
        if deps[token] in MODIFYING and up > token:
            top = up
            while deps[top] in MODIFYING and heads[top] > top:
                top = heads[top]
            if (top in self.nouns or self.inside.get(top) in self.nouns or top in self.at) and top > last:
                return
            if self.around.link_after(last):
                return
        head = token
        if deps[token] == "pobj" and parse.lowers[up] == "of":
            above = heads[up]
            quantity = parse.lemmas[above] in QUANTITIES or parse.lowers[above] in QUANTITIES
            if quantity and above < token and above not in self.nouns:
                head = above
        around = self.around.around(token, first, last)
        if deps[token] in MODIFYING and up > token and not around.states:
            self._siblings(around, up, first)
        if not around.states and not self._refers(noun, token, around):
            return
        if noun.words == ("opposition",) and self._is_to_something(token):
            return
        if head != token:
            around.first = min(around.first, self.around.first_of(head))
            around.counted = True
        self.compose(around, head, token, noun)

    def _refers(self, noun: Noun, token: int, around: Around) -> bool:
        """Whether a noun without a state stands for somebody: not "in office", "as president"."""
        dep = self.parse.deps[token]
        if noun.words in _OF_SOMETHING and around.body is None and around.inner < 0:
            return any(self.parse.lowers[c] == "of" for c in self.tree.kids(token, "prep"))
        if noun.words[0] in _THINGS and dep == "compound" and len(noun.words) == 1:
            return False  # "family leave", "a press statement"
        if noun.words == ("party",) and self.parse.tags[token] == "NNS" and around.sector is None:
            return False  # "all parties": to a conflict, as a rule, and not political ones
        if noun.kind == "weapon":
            agent = dep == "pobj" and self.parse.deps[self.parse.heads[token]] == "agent"
            return dep in ("nsubj", "nsubjpass", "poss") or agent
        naked = around.bare and not around.definite and around.first == token and around.owner < 0
        if naked and dep in ("pobj", "attr", "oprd") and self.parse.tags[token] == "NN":
            return noun.kind == "role" or (noun.kind == "organ" and noun.words != ("office",))
        return True

    def _is_to_something(self, token: int) -> bool:
        """ "its opposition to the pipeline" is no party."""
        return any(self.parse.lowers[c] == "to" for c in self.tree.kids(token, "prep"))

    def _siblings(self, around: Around, up: int, first: int) -> None:
        """States named before a noun that another noun follows: "the Russian navy presence"."""
        for t in range(self.around.first_of(up), first):
            hit = self.at.get(t)
            if hit is not None and hit.name.kind in STATES and not self.around.link_after(hit.last):
                around.states = (hit,)

    # ---- composition -----------------------------------------------------------------------
    def compose(self, around: Around, head: int, token: int, noun: Noun) -> ActorDraft:
        """The draft of a common noun; its country is left open where the phrase names none."""
        parse = self.parse
        sector = sector_of(noun, around, self.nouns, self.published)
        lemma = noun.lemma
        if not around.states and around.body is None:
            # "the UN secretary-general" is an entry of its own that begins with a name.
            around.body = self.at.get(self.spans[token][0])
            if around.body is not None:
                around.used += (around.body,)
        codes: list[str] = []
        if around.states:
            codes = list(dict.fromkeys([h.name.country for h in around.states if h.name.country]))
        why = f"{lemma} of {', '.join(codes)}" if codes else lemma
        if codes and noun.words[-1] in OTHERS and not around.members:
            return self._of_others(around, head, noun, sector, why)
        if not codes and around.body is not None and around.body.name.country:
            codes = [around.body.name.country]
            why = f"{lemma} of {around.body.name.name}"
        body = around.body
        if around.used:
            self.used.update([h.first for h in around.used])
        plural = parse.tags[token] in ("NNS", "NNPS") or noun.words[-1] in ("people", "police")
        draft = ActorDraft(
            around.first,
            max(around.last, head, self.spans[token][1]),
            head,
            why=why,
            noun=noun,
            lemma=lemma,
            definite=around.definite,
            plural=plural,
            owner=around.owner,
            sector=sector,
            modified=not around.bare,
            backers=around.backers,
            of_state=noun.kind == "office"
            and (around.inner < 0 or around.inner == token)
            and (body is None or (body.name.sector == "IGO" and body.name.country in codes)),
        )
        if not codes and around.owner < 0 and around.inner >= 0 and parse.deps[around.inner] == "poss":
            draft.owner = around.inner
        if codes:
            text = parse.slice(around.first, around.last)
            shared = codes if plural or noun.kind in BODIES else codes[:1]
            draft.parties = tuple([noun_party(noun, code, sector, text) for code in shared])
            if (
                body is not None
                and plural
                and body.name.sector == "IGO"
                and around.states
                and (body.last < token or around.states[0].first > body.first)
            ):
                draft.parties += (noun_party(noun, body.name.country, "IGO", text),)
            if sector is None and around.owner >= 0:
                draft.ask = "owner"  # "his Jordanian counterpart"
        elif draft.owner >= 0:
            draft.ask = "owner"
        else:
            draft.ask = "country"
        self.drafts.append(draft)
        return draft

    def _of_others(self, around: Around, head: int, noun: Noun, sector: str | None, why: str) -> ActorDraft:
        """ "Ukraine's allies": not Ukraine's, and whose else the phrase does not say."""
        self.used.update([h.first for h in around.used])
        text = self.parse.slice(around.first, around.last)
        plural = self.parse.tags[head] in ("NNS", "NNPS")
        draft = ActorDraft(
            around.first,
            max(around.last, head),
            head,
            (noun_party(noun, None, sector, text),),
            why,
            noun=noun,
            lemma=noun.lemma,
            plural=plural,
            sector=sector,
        )
        self.drafts.append(draft)
        return draft


def _cased_alike(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether capitals of an entry stand in the text."""
    return all(b[0].isupper() for a, b in zip(ours, theirs, strict=True) if a[0].isupper())
