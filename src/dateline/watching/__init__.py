"""Watching feeds: fetched politely, what is new coded into a ledger; the one part that uses a network."""
