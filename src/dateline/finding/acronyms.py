"""Acronyms that a story explains itself: "the Nile Basin Council (NBC)", and NBC from there on."""

from __future__ import annotations

from dateline.finding.actor_drafts import ActorDraft
from dateline.finding.names import head_of
from dateline.finding.phrases import Phrases
from dateline.model import Party, tokens_of


def read_acronyms(phrases: Phrases) -> list[ActorDraft]:
    """Drafts for the acronyms that stand in brackets after a body, at their later occurrences."""
    explained = _explained(phrases)
    if not explained:
        return []
    words, at = phrases.parse.words, phrases.at
    taken = {draft.head for draft in phrases.drafts}
    out = []
    for acronym, (learnt, party) in explained.items():
        for i in tokens_of(acronym, words):
            if i > learnt and i not in at and i not in taken:
                why = f"{acronym} for {party.name}, as the story says"
                out.append(ActorDraft(i, i, i, (party,), why, by_reference=True))
    return out


def _explained(phrases: Phrases) -> dict[str, tuple[int, Party]]:
    """Acronym to where it is explained and whom it stands for."""
    parse = phrases.parse
    words = parse.words
    if "(" not in parse.text:
        return {}
    brackets = [
        i
        for i in tokens_of("(", words)
        if 0 < i < len(words) - 2 and words[i + 2] == ")" and _is_acronym(words[i + 1])
    ]
    if not brackets:
        return {}
    parties: dict[int, Party] = {}
    for draft in phrases.drafts:
        if len(draft.parties) == 1 and draft.parties[0].kind in ("organisation", "group"):
            parties.setdefault(draft.last, draft.parties[0])
    out: dict[str, tuple[int, Party]] = {}
    for i in brackets:
        party = parties.get(i - 1) or _unlisted_body(phrases, i - 1, words[i + 1])
        if party is not None:
            out.setdefault(words[i + 1], (i + 1, party))
    return out


def _unlisted_body(phrases: Phrases, last: int, acronym: str) -> Party | None:
    """The body of a draft whose phrase runs on to the bracket ("Council for the Nile Basin (CNB)")."""
    parse = phrases.parse
    for draft in phrases.drafts:
        near = draft.last < last and last - draft.last <= len(acronym) + 2
        if near and len(draft.parties) == 1 and draft.parties[0].kind == "organisation":
            head = head_of(parse, draft.last + 1, last)
            initial = parse.words[draft.head][0]
            if initial in acronym and initial.isupper() and phrases.tree.left[draft.head] <= head:
                return draft.parties[0]
    return None


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= 8 and word.isupper() and word.isalpha()
