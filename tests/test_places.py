"""Names of places in a story, and which place of that name is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from dateline.finding.actors import find_actors
from dateline.finding.places import find_places
from dateline.model import Parse, PlaceMention, Tree
from dateline.rulebook.actors import Gazetteer, load_gazetteer

Parsed = Callable[[str], tuple[Parse, Tree]]
Places = Callable[[str], dict[str, PlaceMention]]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load_gazetteer()


@pytest.fixture
def places(parsed: Parsed, gazetteer: Gazetteer) -> Places:
    def places(text: str) -> dict[str, PlaceMention]:
        parse, tree = parsed(text)
        actors = find_actors(parse, tree, date(2022, 3, 1), gazetteer)
        return {text[p.start : p.end]: p for p in find_places(parse, tree, actors, gazetteer)}

    return places


def test_cities_and_regions_have_country_and_coordinates(places: Places) -> None:
    found = places("Shelling hit Kharkiv and villages near Kherson on Friday.")
    assert {name: p.country for name, p in found.items()} == {"Kharkiv": "UKR", "Kherson": "UKR"}
    kharkiv = found["Kharkiv"]
    assert kharkiv.lat == pytest.approx(49.99, abs=0.3)
    assert kharkiv.lon == pytest.approx(36.23, abs=0.3)


def test_a_capital_that_acts_is_no_place(places: Places) -> None:
    assert "Moscow" not in places("Moscow rejected the proposal.")
    assert "Moscow" in places("The envoys met in Moscow.")


def test_the_country_named_after_a_city_decides_which_city(places: Places) -> None:
    assert places("A bomb exploded in Tripoli, Lebanon.")["Tripoli"].country == "LBN"
    assert places("Fighting resumed in Tripoli.")["Tripoli"].country == "LBY"


def test_a_persons_name_is_no_place(places: Places) -> None:
    assert not places("Denzel Washington and Michael Jordan attended the gala.")


def test_countries_are_places_too(places: Places) -> None:
    assert places("Refugees arrived in Moldova.")["Moldova"].country == "MDA"
