"""Templates filled in: every value is escaped unless it was made as markup by `dateline.web.marking`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from dateline.query.filters import FILTERS, Filters
from dateline.web.site import Site

STATUS_WORDS = {"actual": "", "future": "planned", "hypothetical": "possible", "negated": "denied"}


@cache
def environment() -> Environment:
    """Jinja with our filters; undefined names are errors."""
    made = Environment(
        loader=PackageLoader("dateline.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"sides": sides, "number": number, "path": lambda text: quote(text, safe="")}
    made.globals |= {"FILTERS": FILTERS, "STATUS_WORDS": STATUS_WORDS, "link": link, "days": days}
    return made


def page(request: Request, template: str, code: int = 200, **values: Any) -> HTMLResponse:
    """A page of ours; each knows the ledger's state, and the token of our forms."""
    site: Site = request.app.state.site
    text = environment().get_template(template).render(
        commit=site.commit(), ledger=site.ledger.folder.name, form_token=site.locks.form,
        here=request.url.path, **values,
    )  # fmt: skip
    return HTMLResponse(text, code)


def sides(parties: Iterable[Mapping[str, Any]]) -> str:
    """Names with their countries, as in `Naftali Bennett (ISR)`."""
    said = []
    for party in parties:
        country = f" ({party['country']})" if party["country"] and party["country"] != party["name"] else ""
        said.append(f"{party['name']}{country}")
    return ", ".join(said) or "–"


def days(first: date | str | None, last: date | str | None) -> str:
    """An interval of days, as short as it can be said."""
    one, other = str(first or ""), str(last or "")
    if not one and not other:
        return "no day"
    return one if one == other else f"{one or '…'} – {other or '…'}"


def number(value: float | None) -> str:
    """A number with its thousands apart."""
    return "" if value is None else f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


Params = Mapping[str, Sequence[str]]


def filters_of(request: Request, but: Iterable[str] = ()) -> dict[str, list[str]]:
    """What the address asks for; `but` names other parameters of the page, which are no filters."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name not in but and value.strip():
            found.setdefault(name, []).append(value.strip())
    return found


def link(path: str, params: Params, drop: tuple[str, str] | None = None, **changes: Any) -> str:
    """An address with these filters; `changes` set some anew (None: none), `drop` takes one value away."""
    wanted: dict[str, Any] = {**params, **changes}
    pairs = [
        (name, str(value))
        for name, values in wanted.items()
        if values is not None
        for value in (values if isinstance(values, list | tuple) else [values])
        if (name, value) != drop
    ]
    return path + ("?" + urlencode(pairs) if pairs else "")


def chips(filters: Params) -> list[tuple[str, str, str]]:
    """For each value of each filter: its sentence, its name and the value, in the order of the filters."""
    said = []
    for name in FILTERS:
        for value in filters.get(name, ()):
            said.append((Filters.of({name: value}).sentence(), name, value))
    return said
