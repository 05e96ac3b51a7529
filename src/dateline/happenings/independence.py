"""How many independent reports there are, when copies and reports of one agency count once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def independent_reports(
    stories: Iterable[str], families: Mapping[str, str], agencies: Mapping[str, tuple[str, ...]]
) -> int:
    """How many independent reports `stories` are: those of one family, or of one agency, count once.

    `families` and `agencies` are by story; a story that is in neither is a family of its own.
    """
    return len(set(origins(stories, families, agencies).values()))


def origins(
    stories: Iterable[str], families: Mapping[str, str], agencies: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """For each story the name of what it goes back to; equal names are one source."""
    leader: dict[str, str] = {}

    def find(key: str) -> str:
        while leader.setdefault(key, key) != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    own: dict[str, str] = {}
    for story in sorted(set(stories)):
        family = own[story] = "family " + families.get(story, story)
        for agency in agencies.get(story, ()):
            one, other = find(family), find("agency " + agency)
            leader[max(one, other)] = min(one, other)
    return {story: find(family) for story, family in own.items()}
