"""Stories grouped into families of copies without being coded: chunk by chunk read and signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from dateline.chunks import by_workers
from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.copies.signatures import Signature
from dateline.copies.signing import Signer
from dateline.model import Rejected, Story
from dateline.pipeline import chunks
from dateline.reading import Limits, Record, read_records, stories_of
from dateline.rulebook.credits import load_agency_credits
from dateline.rulebook.spinning import load_spin_lexicon
from dateline.run import accepted, with_progress

MOST = 500
"""Stories of a chunk."""


@dataclass(frozen=True, slots=True)
class SignedChunk:
    """What became of some records."""

    signatures: tuple[Signature, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class ChunkSigner:
    """Makes stories of records, and signs them."""

    def __init__(self, published: date | None, rules: Path | None) -> None:
        self._published = published
        self._signer = Signer(load_spin_lexicon(rules), load_agency_credits(rules))

    def __call__(self, records: list[Record]) -> SignedChunk:
        """The signatures of the records' stories, in their order."""
        found = [item for record in records for item in stories_of(record, self._published, Limits())]
        return SignedChunk(
            tuple(self._signer.sign(story) for story in found if isinstance(story, Story)),
            tuple(item for item in found if isinstance(item, Rejected)),
        )


def group_copies(
    paths: Sequence[str],
    published: date | None,
    rules: Path | None = None,
    *,
    workers: int | None = 1,
    progress: bool = False,
) -> tuple[Iterator[FamilyMember], int, tuple[Rejected, ...]]:
    """Families of the stories in `paths`, as they come; how many stories; what is rejected.

    `rules` is a folder whose tables of spinning and of agencies take the place of the package's, `workers`
    the number of processes that read; None: as many as do good. Raises `RuleError`.
    """
    rejected: list[Rejected] = []
    index = FamilyIndex(load_spin_lexicon(rules), load_agency_credits(rules))
    given = chunks(accepted(read_records(paths), rejected), MOST)
    work = ChunkSigner(published, rules)
    signed = by_workers(given, work, partial(ChunkSigner, published, rules), _lost, workers)
    if progress:
        signed = with_progress(signed, "reading", weight=lambda chunk: len(chunk.signatures))
    for chunk in signed:
        index.take(chunk.signatures)
        rejected += chunk.rejected
    return index.members(), len(index), tuple(sorted(rejected, key=lambda r: (r.origin, r.reason)))


def _lost(record: Record, reason: str) -> SignedChunk:
    """A chunk of which nothing came but a rejection."""
    found = Rejected(stage="reading", origin=record.origin, reason=reason, original=record.text)
    return SignedChunk(rejected=(found,))
