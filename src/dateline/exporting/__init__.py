"""Events in the formats people use: our own, a spreadsheet's, and those that the field publishes.

    from dateline import exporting
    done = exporting.write(records, "polecat", "events.txt")
    print(done.rows, dict(done.left_out))

`records` are public records, as `dateline.model.record.event_record` gives them; what a ledger may add
to them says `dateline.exporting.records`. `docs/exports.md` explains each format column by column.
"""

from dateline.exporting.choice import Exported
from dateline.exporting.formats import FORMATS, Format, write

__all__ = ["FORMATS", "Exported", "Format", "write"]
