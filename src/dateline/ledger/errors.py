"""What goes wrong with a ledger, in words that name the remedy."""

from __future__ import annotations


class LedgerError(Exception):
    """The ledger cannot be read, or not be written now; the message says what to do."""
