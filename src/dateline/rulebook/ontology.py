"""Names and numbers of PLOVER and CAMEO: which types, modes, contexts and codes there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dateline.rulebook.tables import read_table, rules_path


@dataclass(frozen=True, slots=True)
class EventType:
    """A PLOVER type: quad class 1–4, intensity (PLOVER's scale, −10…10), CAMEO code of the type."""

    name: str
    quad: int | None
    intensity: float | None
    cameo: str | None


@dataclass(frozen=True, slots=True)
class Ontology:
    """`modes` maps (type, mode) to an intensity, None where the mode has none of its own."""

    types: Mapping[str, EventType]
    modes: Mapping[tuple[str, str], float | None]
    contexts: frozenset[str]
    cameo: frozenset[str]

    def intensity(self, type_: str, mode: str | None) -> float | None:
        """Intensity of an event: that of its mode, else of its type; None for MOVE."""
        if mode is not None and (own := self.modes.get((type_, mode))) is not None:
            return own
        return self.types[type_].intensity


def load_ontology(folder: Path | None = None) -> Ontology:
    """The ontology of the package, or of `folder`. Sources: PLOVER manual and CAMEO codebook."""
    tables = rules_path(folder, "ontology")
    types = {
        name: EventType(
            name,
            int(quad) if quad else None,
            float(value) if value else None,
            cameo or None,
        )
        for name, quad, value, cameo in read_table(
            tables / "types.tsv", ("type", "quad", "intensity", "cameo")
        )
    }
    modes = {
        (type_, mode): float(value) if value else None
        for type_, mode, value in read_table(tables / "modes.tsv", ("type", "mode", "intensity"))
    }
    return Ontology(
        types=types,
        modes=modes,
        contexts=frozenset(row[0] for row in read_table(tables / "contexts.tsv", ("context",))),
        cameo=frozenset(row[0] for row in read_table(tables / "cameo.tsv", ("code",))),
    )
