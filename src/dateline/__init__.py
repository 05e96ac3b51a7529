"""Dateline reads dated news reports and writes an auditable event ledger.

`dateline.code(text, published=…)` codes a story, `dateline.Ledger.open(folder)` asks a ledger; see
`dateline.api`. Neither is loaded before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dateline.api import Ledger, code

__version__ = "0.1.0"
__all__ = ["Ledger", "__version__", "code"]


def __getattr__(name: str) -> Any:
    if name in ("Ledger", "code"):
        from dateline import api

        return getattr(api, name)
    msg = f"module 'dateline' has no attribute {name!r}"
    raise AttributeError(msg)
