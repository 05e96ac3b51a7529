"""Dateline reads dated news reports and writes an auditable event ledger."""

__version__ = "0.1.0"
