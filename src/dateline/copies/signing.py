"""Signatures of stories one after the other: what a worker makes, and an index of families keeps."""

from __future__ import annotations

from dateline.copies.credits import credited_agencies
from dateline.copies.signatures import Signature, WordCodes, sign
from dateline.copies.spinning import SpinReport, restore
from dateline.model import Story
from dateline.rulebook.credits import AgencyCredits, load_agency_credits
from dateline.rulebook.spinning import SpinLexicon


class Signer:
    """Signs stories; it remembers words between them, and nothing of the stories."""

    def __init__(self, lexicon: SpinLexicon, credits: AgencyCredits | None = None) -> None:
        self._lexicon = lexicon
        self._credits = credits or load_agency_credits()
        self._codes = WordCodes()

    def sign(self, story: Story, report: SpinReport | None = None) -> Signature:
        """The signature; a `report` that is at hand saves judging the wording again."""
        report = report or restore(story, self._lexicon)[1]
        return sign(story, self._codes, report.score, credited_agencies(story, self._credits))
