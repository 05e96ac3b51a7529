"""What goes wrong with a ledger, in words that name the remedy."""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger cannot be read, or not be written now; the message says what to do."""


class MissingPartError(LedgerError):
    """A file that the manifest names is not there: a later state has dropped it, or somebody else has."""
