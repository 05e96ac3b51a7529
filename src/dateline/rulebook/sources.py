"""Words for kinds of sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_toml, rules_path

KIND_OF_SECTOR = {
    "JRN": "media", "MIL": "military", "GOV": "official", "LEG": "official", "JUD": "official",
    "COP": "official", "SPY": "official", "IGO": "official", "CVL": "witness", "REF": "witness",
    "EDU": "expert",
}  # fmt: skip
KINDS = frozenset(
    {"official", "office", "ministry", "military", "anonymous official", "media", "document", "witness",
     "group", "expert"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SourceWords:
    """`kinds` and `sectors` map noun lemmas; `anonymous` are nouns that name nobody."""

    kinds: Mapping[str, str]
    anonymous: frozenset[str]
    sectors: Mapping[str, str]
    citing: frozenset[str]
    """Verbs whose object is the source of the source: "reported, citing officials"."""
    through: frozenset[str]
    carrying: frozenset[str]
    """Prepositions and verbs before a medium that passes the words on: "via", "carried by"."""

    def kind(self, lemma: str, sector: str | None, *, named: bool) -> str:
        """The kind of a source by its head noun, else by its sector; `group` when neither says."""
        found = self.kinds.get(lemma) or KIND_OF_SECTOR.get(sector or "", "group")
        if found == "official" and lemma in self.anonymous and not named:
            return "anonymous official"
        return found


def load_source_words(folder: Path | None = None) -> SourceWords:
    """The words of the package, or of `folder`; raises `RuleError` for an unknown kind."""
    data, text = read_toml(rules_path(folder, "words", "sources.toml"))
    kinds: dict[str, str] = {}
    for kind, words in data["kinds"].items():
        if kind not in KINDS:
            raise RuleError("sources.toml", f"unknown kind {kind!r}", text=text, near=kind)
        kinds.update(dict.fromkeys(words, kind))
    sectors = {word: sector for sector, words in data["sectors"].items() for word in words}
    chain = {name: frozenset(data["chains"][name]) for name in ("citing", "through", "carrying")}
    return SourceWords(kinds, frozenset(data["anonymous"]["words"]), sectors, **chain)
