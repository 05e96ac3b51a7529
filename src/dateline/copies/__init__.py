"""Copies: which stories are one report, and what a machine-spun one stood for."""

from dateline.copies.families import FamilyIndex, FamilyMember
from dateline.copies.spinning import MarkedPhrase, SpinReport, restore

__all__ = ["FamilyIndex", "FamilyMember", "MarkedPhrase", "SpinReport", "restore"]
