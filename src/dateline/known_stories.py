"""Which stories a ledger has already: told by id and hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dateline.ledger.rows import story_hash
from dateline.model import Rejected, Story
from dateline.pipeline import rejected_story


class KnownStories:
    """Lets new stories by; `passed` counts those that are known, `ids` are those of both."""

    def __init__(self, hashes: Mapping[str, str], rejected: list[Rejected]) -> None:
        """`hashes` by id; a story with the id of another goes to `rejected`."""
        self.hashes = dict(hashes)
        self.ids: set[str] = set()
        self.passed = 0
        self._rejected = rejected

    def __contains__(self, story: object) -> bool:
        return story in self.hashes

    def new(self, stories: Iterable[Story]) -> Iterator[Story]:
        """The stories that are not known; they are from now on."""
        for story in stories:
            known, found = self.hashes.get(story.id), story_hash(story)
            if known is None:
                self.hashes[story.id] = found
                self.ids.add(story.id)
                yield story
            elif known == found:
                self.passed += 1
                self.ids.add(story.id)
            else:
                reason = "the ledger has another story under this id; give each version an id of its own"
                self._rejected.append(rejected_story(story, "storing", reason))
