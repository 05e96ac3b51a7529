"""`python -m dateline.cli`: the same as `dateline`."""

from dateline.cli import main

main()
