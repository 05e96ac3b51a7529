"""Whether "he" or "she" can stand for somebody: by title, by common noun, by given name."""

from __future__ import annotations

from dateline.finding.actor_drafts import ActorDraft
from dateline.model import Parse
from dateline.rulebook.actors import Gazetteer
from dateline.rulebook.names import fold
from dateline.rulebook.people import GIVEN_FIRST

_WOMEN = frozenset(
    "mrs mrs. ms ms. miss madam madame lady dame queen princess empress duchess baroness countess sister "
    "mother wife widow daughter girl actress nun sultana first-lady mum niece aunt".split()
)
_MEN = frozenset(
    "mr mr. sir lord king prince emperor duke baron father husband widower son boy pope bishop archbishop "
    "cardinal patriarch imam ayatollah mullah emir sultan monk uncle nephew".split()
)
_TITLES = dict.fromkeys(_WOMEN, "f") | dict.fromkeys(_MEN, "m")
SHE = frozenset({"she", "her", "hers", "herself"})


class Genders:
    """Answers for one story: `f`, `m`, or empty where nothing tells."""

    __slots__ = ("_known", "_names", "_parse")

    def __init__(self, parse: Parse, gazetteer: Gazetteer) -> None:
        self._parse = parse
        self._names = gazetteer.genders
        self._known: dict[str, str] = {}
        """By id of a person, from the first mention that tells."""

    def of(self, draft: ActorDraft) -> str:
        party = draft.parties[0]
        known = self._known.get(party.id, "")
        if known:
            return known
        told = self._by_words(draft)
        if not told and party.kind in ("person", "unknown"):
            told = self._by_name(party.name, party.country)
        if told and party.kind in ("person", "unknown"):
            self._known[party.id] = told
        return told

    def agrees(self, draft: ActorDraft, pronoun: str) -> bool:
        """Whether nothing speaks against `pronoun` (in small letters) standing for the draft."""
        told = self.of(draft)
        return not told or told == ("f" if pronoun in SHE else "m")

    def _by_words(self, draft: ActorDraft) -> str:
        lowers = self._parse.lowers
        # A title of one word may stand just outside the mention: "Mrs", "Queen".
        for t in range(max(0, draft.first - 1), draft.last + 1):
            word = lowers[t]
            if word in _TITLES:
                return _TITLES[word]
            if word[-3:] == "man":
                if word[-5:] == "woman":
                    return "f"
                if len(word) > 5 and self._noun(t):
                    return "m"
        return ""

    def _noun(self, t: int) -> bool:
        """ "spokesman", "chairman", and not a name or an adjective ("Rahman", "German")."""
        return self._parse.tags[t] == "NN" or self._parse.words[t].islower()

    def _by_name(self, name: str, country: str | None) -> str:
        whole = fold(name.lower())
        if whole in self._names:
            return self._names[whole]
        given = whole.split(" ", 1)[0]
        if country in GIVEN_FIRST:
            return ""
        return self._names.get(given, "") if given != whole else ""
