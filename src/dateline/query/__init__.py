"""Questions to a ledger: one core for the command line, the Python interface and the page."""
