"""How records are declared that stages hand on by the thousand: frozen for the type checker alone.

A frozen dataclass sets each of its fields by a call, which is three times the work of making the record and
took a tenth of all that comes after the parse. What is public (`Event` and its parts, `Story`, `Parse`) is
frozen in earnest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["record"]

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, **kinds: bool) -> Any:
        """`dataclass`, equal and hashed by its fields, whose fields nothing must set again."""
        return dataclass(**kinds, unsafe_hash=frozen)
