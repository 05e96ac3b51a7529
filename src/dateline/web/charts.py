"""Charts as Vega-Lite, drawn by the browser with the scripts that vl-convert brings; nothing from the net."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import cos, pi, sin
from pathlib import Path
from typing import Any

import altair as alt
import orjson
from fastapi import APIRouter, Request
from fastapi.responses import Response

from dateline.query.filters import FilterError
from dateline.query.overview import Overview
from dateline.rulebook.actor_tables import read_middles
from dateline.rulebook.tables import rules_path
from dateline.web.rendering import days, filters_of, link
from dateline.web.site import Site

router = APIRouter()
WORLD = Path(__file__).parent / "static" / "world.json"
IN_NETWORK = 18
"""Countries in the picture of who with whom."""
_EXPOSE = "window.vegaEmbed = vegaEmbed;"


@router.get("/vega.js")
def vega() -> Response:
    """Vega, Vega-Lite and Vega-Embed as one script."""
    return Response(bundle(), media_type="text/javascript", headers={"cache-control": "max-age=86400"})


@cache
def bundle() -> str:
    import vl_convert

    return str(vl_convert.javascript_bundle(_EXPOSE))


@router.get("/charts/{name}.json")
def chart(request: Request, name: str) -> Response:
    filters = filters_of(request)
    if name not in CHARTS:
        msg = f"there is no chart {name!r}; there are {', '.join(CHARTS)}"
        raise FilterError(msg)
    site: Site = request.app.state.site
    spec = site.remembered((name, *site.named(filters)), lambda: _spec(name, site.seen(filters), filters))
    return Response(spec, media_type="application/json")


def _spec(name: str, seen: Overview, filters: Filtered) -> bytes:
    made = CHARTS[name](seen, filters)
    return orjson.dumps(made.to_dict() if made is not None else None)


Filtered = dict[str, list[str]]


def timeline(seen: Overview, _: Filtered) -> Any:
    """Events by period, stacked by type; a stretch of time can be brushed."""
    if not seen.periods:
        return None
    # What a few stories recall of decades ago, or foresee, would leave no room for all the rest.
    drawn = [row for row in seen.periods if seen.early <= row["period"] <= seen.late]
    left = sum(row["events"] for row in seen.periods) - sum(row["events"] for row in drawn)
    note = f"not drawn: {left:,} of earlier and later days; the table has them" if left else None
    rows = [{**row, "period": row["period"].isoformat()} for row in drawn]
    common = [row["type"] for row in seen.types]
    brush = alt.selection_interval(name="brush", encodings=["x"])
    return (
        alt.Chart(alt.InlineData(values=rows), width="container", height=220)
        .mark_bar()
        .encode(
            x=alt.X("period:T", title=note, scale=alt.Scale(type="utc")),
            y=alt.Y("sum(events):Q", title=f"events a {seen.step}"),
            color=alt.Color("type:N", sort=common, scale=alt.Scale(scheme="tableau20"), title="type"),
            opacity=alt.condition(brush, alt.value(1), alt.value(0.35)),
            tooltip=[alt.Tooltip("period:T", format="%Y-%m-%d"), "type:N", "events:Q"],
        )
        .add_params(brush)
    )


def places(seen: Overview, filters: Filtered) -> Any:
    """A circle a country, by the events that took place there."""
    middles = _middles()
    rows = [
        {**row, "lat": middles[row["country"]][0], "lon": middles[row["country"]][1],
         "href": link("/events", {**filters, "place": [row["country"]]})}
        for row in seen.countries
        if row["country"] in middles
    ]  # fmt: skip
    if not rows:
        return None
    world = alt.UrlData(url="/static/world.json", format=alt.JsonDataFormat(type="json", property="features"))
    land = alt.Chart(world).mark_geoshape(fill="#8886", stroke="#8889", strokeWidth=0.5)
    spots = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_circle(opacity=0.75, stroke="black", strokeWidth=0.5)
        .encode(
            longitude="lon:Q",
            latitude="lat:Q",
            size=alt.Size("events:Q", scale=alt.Scale(range=[30, 900]), legend=None),
            href="href:N",
            tooltip=["country:N", "events:Q"],
        )
    )
    return (land + spots).project("naturalEarth1").properties(width="container", height=300)


def network(seen: Overview, filters: Filtered) -> Any:
    """Countries on a circle, a line between two that deal with each other, as wide as they do often."""
    ties = _ties(seen)
    counts: dict[str, int] = {}
    for pair, events in ties.items():
        for country in pair:
            counts[country] = counts.get(country, 0) + events
    chosen = sorted(counts, key=lambda c: (-counts[c], c))[:IN_NETWORK]
    if not chosen:
        return None
    # Those that deal most stand apart, so that their lines can be told from one another.
    around = [*chosen[0::3], *chosen[1::3], *chosen[2::3]]
    spot = {c: (cos(2 * pi * k / len(around)), sin(2 * pi * k / len(around))) for k, c in enumerate(around)}
    lines = [
        {"x": spot[a][0], "y": spot[a][1], "x2": spot[b][0], "y2": spot[b][1],
         "events": n, "between": f"{a} – {b}", "href": link("/events", {**filters, "dyad": [f"{a}-{b}"]})}
        for (a, b), n in sorted(ties.items())
        if a in spot and b in spot
    ]  # fmt: skip
    nodes = [
        {"x": x, "y": y, "country": c, "events": counts[c], "href": link("/actor", {"party": [c]})}
        for c, (x, y) in spot.items()
    ]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.2, 1.2]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.2, 1.2]))
    base = alt.Chart(alt.InlineData(values=nodes)).encode(
        x=x, y=y, href="href:N", tooltip=["country:N", "events:Q"]
    )
    drawn = (
        alt.Chart(alt.InlineData(values=lines))
        .mark_rule(opacity=0.6)
        .encode(
            x=x, y=y, x2="x2:Q", y2="y2:Q", href="href:N", tooltip=["between:N", "events:Q"],
            strokeWidth=alt.StrokeWidth("events:Q", scale=alt.Scale(range=[0.8, 6]), legend=None),
        )
    )  # fmt: skip
    dots = base.mark_circle().encode(size=alt.Size("events:Q", scale=alt.Scale(range=[60, 500]), legend=None))
    names = base.mark_text(dy=-14, fontWeight="bold").encode(text="country:N")
    return (drawn + dots + names).properties(width="container", height=300).configure_view(stroke=None)


def _ties(seen: Overview) -> dict[tuple[str, str], int]:
    """Events between two countries, whichever of them acted."""
    ties: dict[tuple[str, str], int] = {}
    for pair in seen.pairs:
        one, other = sorted((pair["actor"], pair["recipient"]))
        if one != other:
            ties[one, other] = ties.get((one, other), 0) + pair["events"]
    return ties


def numbers(seen: Overview, filters: Filtered) -> dict[str, list[tuple[str, int, str]]]:
    """What each chart shows, as words: of what, how many events, and the address of their list."""
    periods: dict[date, int] = {}
    for row in seen.periods:
        periods[row["period"]] = periods.get(row["period"], 0) + row["events"]
    ties = sorted(_ties(seen).items(), key=lambda tie: (-tie[1], tie[0]))
    return {
        "timeline": [
            (
                days(first, last),
                events,
                link("/events", {**filters, "since": [str(first)], "until": [str(last)]}),
            )
            for first, events in sorted(periods.items(), reverse=True)
            for last in [_last_day(first, seen.step)]
        ],
        "network": [
            (f"{a} – {b}", events, link("/events", filters, dyad=f"{a}-{b}")) for (a, b), events in ties
        ],
        "places": [
            (row["country"], row["events"], link("/events", filters, place=row["country"]))
            for row in seen.countries
        ],
    }


def _last_day(first: date, step: str) -> date:
    """The last day of the period that begins on `first`."""
    after = first + timedelta(days={"day": 1, "week": 7, "month": 31, "year": 366}[step])
    return (after if step in ("day", "week") else after.replace(day=1)) - timedelta(days=1)


CHARTS = {"timeline": timeline, "places": places, "network": network}


@cache
def _middles() -> dict[str, tuple[float, float]]:
    return read_middles(rules_path(None, "places", "countries.tsv"))
