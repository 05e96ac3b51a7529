"""Where the tables of actors are read from: folders and files, row by row, with the place of a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.tables import read_table

COLUMNS: dict[str, tuple[str, ...]] = {
    "countries.tsv": (
        "code", "cow", "gw", "name", "aliases", "nationals", "adjectives", "capitals", "seats", "from", "to",
    ),
    "organisations.tsv": ("id", "name", "aliases", "country", "sector", "kind", "from", "to"),
    "groups.tsv": ("id", "name", "aliases", "country", "sector", "from", "to"),
    "people.tsv": ("name", "aliases", "country", "office", "sector", "from", "to"),
    "roles.tsv": ("role", "sector", "note"),
    "offices.tsv": ("office", "sector", "note"),
    "organs.tsv": ("organ", "sector", "note"),
    "bodies.tsv": ("organ", "sector", "note"),
    "modifiers.tsv": ("modifier", "effect", "note"),
    "ambiguous.tsv": ("name", "reading", "needs", "blocks", "note"),
    "governments.tsv": ("word", "use", "note"),
    "references.tsv": ("noun", "refers", "note"),
    "unplaced.tsv": ("noun", "note"),
    "regions.tsv": ("region", "note"),
    "no_names.tsv": ("no_name", "note"),
    "same_offices.tsv": ("office", "same_as", "countries", "note"),
    "given_names.tsv": ("name", "gender", "note"),
}  # fmt: skip
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC "
    "IGO NGO".split()
)
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?$")


class Tables:
    """The rows of each table from all sources, checked for what all tables share.

    A source is a folder with files of the names in `COLUMNS`, or one file in which every table begins
    with its own header line. The last source is the package's and has all tables (`complete`).
    """

    def __init__(self, sources: Sequence[Path | Traversable], *, complete: bool = True) -> None:
        self.sources = sources
        self._whole = sources[-1] if complete else None
        self._firsts, self._lasts = {"": ""}, {"": ""}
        """Date cells met so far, as first and as last day; most are met many times."""
        self._sections = {str(s): read_sections(s) for s in sources if s.is_file()}

    def rows(self, file: str) -> Iterator[tuple[str, ...]]:
        for source in self.sources:
            if str(source) in self._sections:
                yield from self._sections[str(source)].get(file, ())
            elif source is self._whole or (source / file).is_file():
                yield from read_table(source / file, COLUMNS[file])

    def each(self) -> list[Tables]:
        """Every source for itself."""
        if len(self.sources) == 1:
            return [self]
        return [Tables([s], complete=s is self._whole) for s in self.sources]

    def text(self, file: str, line: str) -> tuple[str, str]:
        """Name and text of the file in which a row stands; empty text if none has it."""
        for source in self.sources:
            path = source if source.is_file() else source / file
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                if line in text.split("\n"):
                    return path.name, text
        return file, ""

    def fault(self, file: str, row: tuple[str, ...], message: str) -> RuleError:
        """The error of a row, with the line it stands on."""
        line = "\t".join(row)
        name, text = self.text(file, line)
        if text:
            return RuleError(name, message, text=text, near=line)
        return RuleError(file, f"{message}: {line!r}")

    def day(self, file: str, row: tuple[str, ...], cell: str, *, end: bool) -> str:
        """A date cell as an ISO day: the first day it can mean, or (`end`) the last."""
        known = self._lasts if end else self._firsts
        day = known.get(cell)
        if day is None:
            if not _DATE.match(cell):
                raise self.fault(file, row, f"{cell!r} is not a date (YYYY-MM-DD, YYYY-MM or YYYY)")
            rest = {4: "-12-31" if end else "-01-01", 7: "-31" if end else "-01"}
            day = known[cell] = cell + rest.get(len(cell), "")
        return day

    def sector(self, file: str, row: tuple[str, ...], cell: str) -> str | None:
        if cell and cell not in SECTORS:
            raise self.fault(file, row, f"{cell!r} is not a sector")
        return cell or None


def read_sections(path: Path | Traversable) -> dict[str, list[tuple[str, ...]]]:
    """The tables of one file, each begun by its header line, by the name of the table they add to."""
    headers: dict[tuple[str, ...], str] = {}
    for file, columns in COLUMNS.items():
        headers.setdefault(columns, file)
    out: dict[str, list[tuple[str, ...]]] = {}
    table = ""
    for n, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        row = tuple(line.split("\t"))
        if row in headers:
            table = headers[row]
        elif not table:
            known = "; ".join(" ".join(columns) for columns in headers)
            raise RuleError(path.name, f"line {n}: no header of a table of actors: {line!r}. Known: {known}")
        elif len(row) != len(COLUMNS[table]):
            wanted = f"{len(row)} columns, not {len(COLUMNS[table])} as in {table}"
            raise RuleError(path.name, f"line {n}: {wanted}: {line!r}")
        else:
            out.setdefault(table, []).append(row)
    return out
