"""spaCy without its command line.

`import spacy` draws in `spacy.cli` for the one function `spacy.info`: downloads, project templates, a
debugger, with HTTP clients and template engines; a third of the time that the import takes.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_INFO = "spacy.cli.info"


def import_spacy() -> ModuleType:
    """The package spaCy; `spacy.info` and `spacy.cli` are imported when somebody asks for them."""
    if "spacy" not in sys.modules:
        standing_in = ModuleType(_INFO)
        standing_in.info = _info  # type: ignore[attr-defined]
        sys.modules[_INFO] = standing_in
        try:
            import spacy
        finally:
            del sys.modules[_INFO]
        return spacy
    return sys.modules["spacy"]


def _info(*args: Any, **options: Any) -> Any:
    """What `spacy.info` gives."""
    from spacy.cli.info import info

    return info(*args, **options)
