"""Persons in a story: those of the gazetteer, those known by the words around them, bare surnames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.names import Hit, head_of
from dateline.finding.sectors import sector_of
from dateline.model import Party
from dateline.rulebook.names import fold
from dateline.rulebook.nouns import BODIES, Noun
from dateline.rulebook.people import GIVEN_FIRST, Person, Standing, in_office, slug, standing

if TYPE_CHECKING:
    from dateline.finding.phrases import Phrases
    from dateline.finding.surroundings import Around

PARTICLES = frozenset(
    "al el bin ibn abu de da do dos del della di van von der den la le ul bint ben ter y".split()
)
"""Small words inside names."""
CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december gmt jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. "
    "nov. dec. jan feb apr aug sept oct nov dec".split()
)
MISTERS = frozenset(
    "mr mr. mrs mrs. ms ms. miss dr dr. sir dame lord lady sen. rep. gov. gen. col. maj. capt. lt.".split()
)
_ARGUMENTS = frozenset(
    {"nsubj", "nsubjpass", "poss", "dobj", "pobj", "conj", "appos", "dative", "attr", "agent"}
)
_SEATING = frozenset({"to", "of", "for"})
"""What ties a title to where it is held, before the name: "ambassador to Chad X Y"."""
_PERSONAL = frozenset({"nsubj", "nsubjpass", "poss"})
_PERSONAL_PREPOSITIONS = frozenset({"by", "with"})


class PersonNames:
    """Finds the persons among the phrases of one story and adds their drafts."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.parse = phrases.parse
        self.known: dict[str, list[tuple[int, Party]]] = {}
        """Surname in lower case to where it was introduced, and as whom."""
        self.standings: dict[str, Standing] = {}
        """What each of the tables is on the day of the story, by id."""
        self.named: set[int] = set()

    def read(self) -> None:
        phrases = self.phrases
        for hit in phrases.hits:
            if hit.name.person is not None:
                self._listed(hit, hit.name.person)
        spans, words, lowers = phrases.spans, self.parse.words, self.parse.lowers
        end = len(words) - 1
        for token in sorted(phrases.nouns):
            noun, last = phrases.nouns[token], spans[token][1]
            named = last < end and (words[last + 1][0].isupper() or lowers[last + 1] in _SEATING)
            if named and noun.kind not in BODIES and last + 1 not in self.named:
                self._titled(token, noun, last)
        self._runs()

    # ---- in the gazetteer ------------------------------------------------------------------
    def _listed(self, hit: Hit, person: Person) -> None:
        phrases = self.phrases
        around = phrases.around.around(hit.head, hit.first, hit.last)
        title = self._title_before(hit.first)
        if title >= 0 and around.first >= hit.first:
            around = self._around_title(title, hit.last)
        party, why = self._party_of(person, around, title)
        self._add(hit.first, hit.last, around, party, why)
        words = hit.name.words
        if len(words) > 1:
            self._learn(words[-1], hit.first, party)
            if party.country in GIVEN_FIRST:
                self._learn(words[0], hit.first, party)

    def _party_of(self, person: Person, around: Around, title: int) -> tuple[Party, str]:
        """The person on the day of the story; what the text says goes before the tables."""
        now = self.standings.get(person.id)
        if now is None:
            now = self.standings[person.id] = standing(person, self.phrases.published)
        office, sector, why = now
        noun = self.phrases.nouns.get(title) or self.phrases.nouns.get(around.inner)
        if around.sector == "ELI":
            office, sector, why = None, "ELI", "called former"
        elif noun is not None and noun.kind == "office" and not office and noun.sector:
            stated = noun.lemma
            if not any(t.office == stated and t.first for t in person.terms):
                office, sector, why = (
                    stated,
                    sector_of(noun, around, self.phrases.nouns, self.phrases.published),
                    f"called {stated}",
                )
        country = person.country
        if sector == "IGO" and around.body is not None and around.body.name.sector == "IGO":
            country = around.body.name.country
        party = Party(
            id=person.id, name=person.name, country=country, sector=sector, kind="person", office=office
        )
        return party, f"{person.name}: {why}"

    # ---- known by a title ------------------------------------------------------------------
    def _title_before(self, first: int) -> int:
        """The noun of office or role that stands right before a name, -1 without one."""
        token = self.phrases.inside.get(first - 1, -1)
        if token >= 0 and self.phrases.nouns[token].kind not in BODIES:
            return token
        return -1

    def _around_title(self, title: int, last: int) -> Around:
        first, end = self.phrases.spans[title]
        around = self.phrases.around.around(title, first, end)
        around.last = last
        around.inner = title
        return around

    def _run(self, first: int) -> int:
        """The last token of the proper name that begins at `first`, `first - 1` if none does."""
        parse, at, inside = self.parse, self.phrases.at, self.phrases.inside
        words, lowers, tags = parse.words, parse.lowers, parse.tags
        end = parse.sentences[self.phrases.tree.sentence[first]][1] if first < len(parse) else first
        last = first - 1
        t = first
        while t < end:
            word = words[t]
            if t in at or t in inside:
                break
            if tags[t] in ("NNP", "NNPS") and word[0].isupper() and lowers[t] not in CALENDAR:
                last = t
            elif not (word in "-’'" or lowers[t] in PARTICLES) or t + 1 >= end:
                break
            t += 1
        return last

    def _titled(self, token: int, noun: Noun, end: int) -> None:
        """ "Foreign Minister X Y", "spokesman X Y": a run of capitalised words after a title."""
        parse, phrases = self.parse, self.phrases
        first = self._past_seat(end + 1)
        if first >= len(parse) or not parse.words[first][0].isupper() or parse.tags[token] in ("NNS", "NNPS"):
            return
        sentence = phrases.tree.sentence
        if sentence[first] != sentence[token]:
            return
        last = self._run(first)
        if last < first:
            return
        around = self._around_title(token, last)
        if around.body is not None and around.body.first > end:
            around.body = None  # where an envoy is sent
        head = head_of(parse, around.first, last)
        if not first <= head <= last and head != token:
            head = last
        person = self._in_office(parse.lowers[last], noun, around) if last - first < 2 else None
        if person is not None:
            party, why = self._party_of(person, around, token)
            self._add(first, last, around, party, why, head)
        elif (told := self._apposed(first, head)) >= 0 and not around.states and around.body is None:
            self._explained(first, last, head, told)  # "Chad's ambassador to Peru, Dr. X Y"
        else:
            self._unlisted(first, last, head, around, noun)

    def _apposed(self, first: int, head: int) -> int:
        """The noun before a name that says who it is ("the envoy, X Y"), -1 without one."""
        token = -1
        if self.parse.deps[head] == "appos":
            token = self.phrases.inside.get(self.parse.heads[head], -1)
        return token if 0 <= token < first and self.phrases.nouns[token].kind not in BODIES else -1

    def _past_seat(self, t: int) -> int:
        """Past "to the United States" or "of Israel" between a title and a name."""
        parse, at = self.parse, self.phrases.at
        if t + 2 < len(parse) and parse.lowers[t] in _SEATING:
            named = t + 2 if parse.lowers[t + 1] == "the" else t + 1
            if named in at and at[named].name.person is None and at[named].last + 1 < len(parse):
                return at[named].last + 1
        return t

    def _in_office(self, surname: str, noun: Noun, around: Around) -> Person | None:
        """Who of that surname held an office on the day, of the country named if one is."""
        people = self.phrases.gazetteer.surnames.get(fold(surname))
        if not people:
            return None
        countries = {hit.name.country for hit in around.states}
        stated = noun.lemma
        fitting = [p for p in people if not countries or p.country in countries]
        now = [p for p in fitting if in_office(p, self.phrases.published)]
        exact = [p for p in now if standing(p, self.phrases.published).office == stated]
        if exact:
            return exact[0]
        if countries and now and noun.kind == "office":
            return now[0]
        once = [p for p in fitting if any(t.office == stated and t.first for t in p.terms)]
        return max(once, key=lambda p: p.terms[0].first) if once and not now else None

    def _unlisted(self, first: int, last: int, head: int, around: Around, noun: Noun | None) -> None:
        parse, phrases = self.parse, self.phrases
        name = parse.slice(first, last)
        country = next((h.name.country for h in around.states if h.name.country), None)
        if country is None and around.body is not None:
            country = around.body.name.country
        if country is None and self._in_congress(last):
            country = "USA"
        sector = sector_of(noun, around, phrases.nouns, phrases.published) if noun else None
        office = noun.lemma if noun is not None and noun.kind == "office" and sector != "ELI" else None
        known = self.known.get(parse.lowers[last])
        if known and last - first == 0 and (country is None or country == known[0][1].country):
            party = known[0][1]
            self._add(first, last, around, party, f"{party.name}, named before", head)
            return
        party = Party(
            id=f"person:{slug(name)}", name=name, country=country, sector=sector,
            kind="person" if noun else "unknown", office=office,
        )  # fmt: skip
        said = f"{sector or 'nobody known'} by the words around the name"
        draft = self._add(first, last, around, party, f"{name}: {said}", head)
        if noun is None and country is None:
            draft.ask = "home"
        if noun is not None and (country is None or (sector is None and around.owner >= 0)):
            draft.noun, draft.sector, draft.lemma = noun, sector, noun.lemma
            draft.ask = "owner" if around.owner >= 0 else "country"
            draft.owner = around.owner
        self._learn(parse.lowers[last], first, party)

    def _in_congress(self, last: int) -> bool:
        """Whether party and state follow a name as they do in American news: "X Y, D-Ohio", "(R-Ky.)"."""
        text, end = self.parse.text, self.parse.ends[last]
        tail = text[end : end + 6].lstrip(" ,(")
        return tail[:2] in ("D-", "R-") and tail[2:3].isupper()

    # ---- names without a title -------------------------------------------------------------
    def _runs(self) -> None:
        parse, phrases = self.parse, self.phrases
        tags, deps, words = parse.tags, parse.deps, parse.words
        at, inside, named = phrases.at, phrases.inside, self.named
        t = -1
        for i in phrases.common:
            if tags[i] != "NNP" or i in at or i <= t or i in inside or i in named:
                continue
            if not words[i][0].isupper():
                continue
            last = self._run(i)
            t = last
            if last < i:
                continue
            head = head_of(parse, i, last)
            if deps[head] not in _ARGUMENTS and not self._before_a_noun(i, last, head):
                continue
            if last == i or parse.lowers[i - 1] in MISTERS or parse.lowers[i] in MISTERS:
                self._surname(i, last, head)
            elif not words[last].isupper() and all(w[0].isalpha() or w in "-’'" for w in words[i : last + 1]):
                self._full_name(i, last, head)

    def _before_a_noun(self, first: int, last: int, head: int) -> bool:
        """ "the Harris trip", of somebody named in the story: not "Harris County"."""
        parse = self.parse
        return (
            first == last
            and parse.deps[head] in ("compound", "nmod")
            and parse.lowers[first] in self.known
            and last + 1 < len(parse)
            and parse.tags[last + 1] in ("NN", "NNS")
        )

    def _surname(self, first: int, last: int, head: int) -> None:
        """A bare surname: of somebody in this story, or of somebody in office in a country of it."""
        lower = self.parse.lowers[last]
        known = self.known.get(lower)
        if known:
            before = [entry for entry in known if entry[0] < first] or known[:1]
            # Of several of that surname the last; but one of whom the story or a table tells more.
            party = next((p for _, p in reversed(before) if p.kind == "person"), before[-1][1])
            why, reference = f"{party.name}, named in this story", True
        else:
            found = self._office_holder(lower)
            if found is None:
                return
            party, why = self._party_of(found, self.phrases.around.around(head, first, last), -1)
            why, reference = f"{why}; the surname alone", False
        around = self.phrases.around.around(head, first, last)
        draft = self._add(first, last, around, party, why, head)
        draft.by_reference = reference

    def _office_holder(self, surname: str) -> Person | None:
        people = self.phrases.gazetteer.surnames.get(fold(surname), ())
        now = [p for p in people if in_office(p, self.phrases.published)]
        if not now:
            return None
        countries = {hit.name.country for hit in self.phrases.hits}
        fitting = [p for p in now if p.country in countries]
        return min(fitting, key=self._rank) if fitting else None

    def _rank(self, person: Person) -> int:
        """Who a bare surname means first: governments, then parliaments, then the rest."""
        sector = standing(person, self.phrases.published).sector
        return {"GOV": 0, "LEG": 1, "IGO": 2}.get(sector or "", 3)

    def _full_name(self, first: int, last: int, head: int) -> None:
        """Two or more capitalised words: a person if an apposition says which or the place fits."""
        parse, phrases = self.parse, self.phrases
        if parse.lowers[last] in self.known and last > first:
            known = self.known[parse.lowers[last]][-1][1]
            if known.name.split()[0] == parse.words[first]:
                self._surname(first, last, head)
                return
        around = phrases.around.around(head, first, last)
        for child in phrases.tree.children[head]:
            if child <= last or parse.deps[child] != "appos":
                continue
            token = phrases.inside.get(child, -1)
            if token >= 0:
                self._explained(first, last, head, token)
                return
            told = phrases.around.around(child, child, child)
            if told.states and told.first < child and last - first <= 3:
                # "Jane Doe, a Chadian goalkeeper"
                told.first, told.last, told.used = first, last, ()
                self._unlisted(first, last, head, told, None)
                return
        if (token := self._apposed(first, head)) >= 0:
            self._explained(first, last, head, token)
            return
        dep = parse.deps[head]
        up = parse.heads[head]
        personal = dep in _PERSONAL or (dep == "pobj" and parse.lowers[up] in _PERSONAL_PREPOSITIONS)
        if personal and last - first <= 3 and (around.first == first or around.states):
            self._unlisted(first, last, head, around, None)

    def _explained(self, first: int, last: int, head: int, token: int) -> None:
        """ "X Y, a spokesman for the army": the apposition says who it is."""
        phrases = self.phrases
        start, end = phrases.spans[token]
        around = phrases.around.around(token, start, end)
        self._unlisted(first, last, head, around, phrases.nouns[token])
        draft = phrases.drafts[-1]
        draft.first, draft.last = first, last

    # ---- shared ----------------------------------------------------------------------------
    def _learn(self, surname: str, at: int, party: Party) -> None:
        self.known.setdefault(surname, []).append((at, party))

    def _add(
        self, first: int, last: int, around: Around, party: Party, why: str, head: int = -1
    ) -> ActorDraft:
        phrases = self.phrases
        start = min(around.first, first)
        if head < 0:
            head = head_of(self.parse, start, last)
            if head < first and head not in phrases.inside:
                head = last
        self.named.update(range(first, last + 1))
        for t in range(start, first):
            if t in phrases.inside:
                phrases.taken.add(phrases.inside[t])
        if around.used:
            phrases.used.update([h.first for h in around.used if h.last < first])
        draft = ActorDraft(start, last, head, (party,), why)
        phrases.drafts.append(draft)
        return draft
