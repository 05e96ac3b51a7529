"""Codes of other data formats for our states, bodies, sectors, acts and places: `rules/exports/`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path

from dateline.rulebook.errors import RuleError
from dateline.rulebook.ontology import Ontology, load_ontology
from dateline.rulebook.tables import read_table, rules_path

_COUNTRIES = tuple(
    "code cow gw name aliases nationals adjectives capitals seats from to".split()
)  # as in rules/actors/countries.tsv
_PLACES = ("name", "aliases", "country", "lat", "lon", "kind")
BODY_KINDS = frozenset({"IGO", "NGO"})
LEVELS = frozenset({"country", "province", "city", "landmark", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCodes:
    """A state or territory: our short name, number in the Correlates of War list, FIPS 10-4 code,
    CAMEO's actor code (None: none), name in ICEWS, and its middle in degrees (WGS 84)."""

    name: str
    cow: int | None
    fips: str
    cameo: str | None
    icews: str
    lat: float | None
    lon: float | None


@dataclass(frozen=True, slots=True)
class BodyCodes:
    """An international body: `kind` IGO or NGO, whole CAMEO actor code, known group or None."""

    kind: str
    cameo: str
    group: str | None


@dataclass(frozen=True, slots=True)
class SectorCodes:
    """A sector: CAMEO actor type (None: none) and ICEWS's sectors, joined by commas."""

    cameo: str | None
    icews: str


@dataclass(frozen=True, slots=True)
class CameoCode:
    """A CAMEO code: codes one level up and at the root, Goldstein score (−10…10), quad class 1–4."""

    name: str
    base: str
    root: str
    goldstein: float | None
    quad: int


@dataclass(frozen=True, slots=True)
class PlaceKind:
    """`level`: country, province, city, landmark, none; GeoNames feature code and class, or None."""

    level: str
    feature: str | None
    feature_class: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportCodes:
    """What the exporters know of other formats.

    `intents` maps the beginning of a CAMEO code to the intent to do it; `intended_types` a PLOVER type
    to the type of its promise. `kinds` gives the kind of a place by its name and country. `roles` are
    CAMEO's actor types.
    """

    states: Mapping[str, StateCodes]
    bodies: Mapping[str, BodyCodes]
    sectors: Mapping[str, SectorCodes]
    cameo: Mapping[str, CameoCode]
    intents: Mapping[str, str]
    intended_types: Mapping[str, str]
    place_kinds: Mapping[str, PlaceKind]
    kinds: Mapping[tuple[str, str | None], str]
    roles: frozenset[str]
    ontology: Ontology

    def intent(self, cameo: str) -> str:
        """The CAMEO code of the intent to do an act; the act's own where there is none."""
        for length in range(len(cameo), 1, -1):
            if (found := self.intents.get(cameo[:length])) is not None:
                return found
        return cameo

    def place(self, name: str, country: str | None) -> PlaceKind:
        """What kind of place this is; a name that no table has is taken for a town."""
        state = self.states.get(country or "")
        if state is not None and state.name == name:
            return self.place_kinds["country"]
        return self.place_kinds[self.kinds.get((name, country), "city")]


@cache
def load_export_codes(folder: Path | None = None) -> ExportCodes:
    """The tables of the package, or of a folder of rules. Raises `RuleError` for a code that is unknown."""
    own = rules_path(folder, "exports")
    places = rules_path(folder, "places")
    ontology = load_ontology(folder)
    cameo = _cameo(own / "cameo.tsv")
    place_kinds = _place_kinds(own / "place_kinds.tsv")
    sectors = {
        sector: SectorCodes(type_ or None, icews)
        for sector, type_, icews in read_table(own / "sectors.tsv", ("sector", "cameo", "icews"))
    }
    return ExportCodes(
        states=_states(own / "countries.tsv", rules_path(folder, "actors") / "countries.tsv", places),
        bodies=_bodies(own / "bodies.tsv"),
        sectors=sectors,
        cameo=cameo,
        intents=dict(_known(own / "intents.tsv", ("act", "intent", "note"), cameo)),
        intended_types=dict(_known(own / "intended_types.tsv", ("type", "intent"), ontology.types)),
        place_kinds=place_kinds,
        kinds={
            (name, country or None): kind
            for name, _, country, _, _, kind in read_table(places / "places.tsv", _PLACES)
            if kind in place_kinds
        },
        roles=frozenset(s.cameo for s in sectors.values() if s.cameo),
        ontology=ontology,
    )


def _states(table: Traversable, actors: Traversable, places: Traversable) -> dict[str, StateCodes]:
    names: dict[str, tuple[str, str]] = {}
    for code, cow, _, name, *_ in read_table(actors, _COUNTRIES):
        names.setdefault(code, (name, cow))
    middles = {
        code: (float(lat), float(lon))
        for code, lat, lon in read_table(places / "countries.tsv", ("code", "lat", "lon"))
    }
    states: dict[str, StateCodes] = {}
    for code, fips, cameo, icews in read_table(table, ("code", "fips", "cameo", "icews")):
        if len(fips) != 2:
            raise _fault(table, code, f"{code}: a FIPS 10-4 code has two letters, not {fips!r}")
        if code not in names:
            continue  # somebody's own table of countries has fewer
        name, cow = names[code]
        lat, lon = middles.get(code, (None, None))
        states[code] = StateCodes(
            name=name,
            cow=int(cow) if cow else None,
            fips=fips,
            cameo=None if cameo == "-" else cameo or code,
            icews=icews or name,
            lat=lat,
            lon=lon,
        )
    return states


def _bodies(table: Traversable) -> dict[str, BodyCodes]:
    bodies = {}
    for body, kind, cameo, group in read_table(table, ("body", "kind", "cameo", "group")):
        if kind not in BODY_KINDS:
            raise _fault(table, body, f"{body}: kind is IGO or NGO, not {kind!r}")
        if len(cameo) % 3 or not cameo:
            raise _fault(table, body, f"{body}: a CAMEO actor code has groups of three, not {cameo!r}")
        bodies[body] = BodyCodes(kind, cameo, group or None)
    return bodies


def _cameo(table: Traversable) -> dict[str, CameoCode]:
    """A code without a score has that of its base; a base without one, that of its root's `…0`."""
    rows = {row[0]: row for row in read_table(table, ("code", "name", "goldstein", "quad"))}
    codes = {}
    for code, (_, name, _, _) in rows.items():
        base, root = code[:3], code[:2]
        if base not in rows or root not in rows or not rows[root][3]:
            raise _fault(table, code, f"{code}: needs {base} and, with a quad class, {root}")
        scores = (rows[c][2] for c in (code, base, root + "0") if c in rows)
        score = next((float(s) for s in scores if s), None)
        codes[code] = CameoCode(name, base, root, score, int(rows[root][3]))
    return codes


def _place_kinds(table: Traversable) -> dict[str, PlaceKind]:
    kinds = {}
    for kind, level, feature, class_ in read_table(table, ("kind", "level", "feature", "class")):
        if level not in LEVELS:
            raise _fault(table, kind, f"{kind}: level is one of {' '.join(sorted(LEVELS))}, not {level!r}")
        kinds[kind] = PlaceKind(level, feature or None, class_ or None)
    if missing := {"country", "city"} - kinds.keys():
        raise RuleError(table.name, f"lacks {' '.join(sorted(missing))}")
    return kinds


def _known(
    table: Traversable, columns: tuple[str, ...], names: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """The first two columns, both of which must be `names`."""
    for act, intent, *_ in read_table(table, columns):
        for name in (act, intent):
            if name not in names:
                raise _fault(table, act, f"{name!r} is not known")
        yield act, intent


def _fault(table: Traversable, row: str, message: str) -> RuleError:
    """What is wrong with the row that begins with this cell."""
    text = table.read_text(encoding="utf-8")
    at = text.find(f"\n{row}\t") + 1
    return RuleError(table.name, message, text=text, near=row, after=at)
