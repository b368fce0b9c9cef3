"""Tests of regions written by name and by code."""

import pytest

from app.domain.regions import region_key
from app.domain.scoring_settings import LocationAge, MinimumAge


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("US", "NY", "New York"),
        ("US", "US-NY", "NEW YORK"),
        ("us", "ny", "N.Y."),
        ("US", "DC", "District of Columbia"),
        ("US", "WV", "west  virginia"),
        ("CA", "QC", "Québec"),
        ("CA", "BC", "Colombie-Britannique"),
        ("CA", "CA-PE", "Île-du-Prince-Édouard"),
        ("AU", "NSW", "New South Wales"),
        ("DE", "Baden-Württemberg", "baden wurttemberg"),
    ],
)
def test_region_is_one_however_it_is_written(country: str, one: str, other: str) -> None:
    assert region_key(country, one) == region_key(country, other) != ""


@pytest.mark.parametrize(
    ("country", "one", "other"),
    [
        ("US", "NY", "New Jersey"),
        ("US", "Virginia", "West Virginia"),
        ("US", "WA", "Washington DC"),
        ("CA", "NT", "NS"),
        ("DE", "Bayern", "Berlin"),
    ],
)
def test_two_regions_stay_two(country: str, one: str, other: str) -> None:
    assert region_key(country, one) != region_key(country, other)


def test_nowhere_is_no_region() -> None:
    assert region_key("US", "") == region_key("", " ") == ""


@pytest.mark.parametrize(
    ("country", "state", "age"),
    [
        ("US", "New York", 19),
        ("US", "NY", 19),
        ("US", "nebraska", 20),
        ("US", "Texas", 21),
        ("US", "", 21),
        ("CA", "Québec", 17),
        ("CA", "ON", 18),
        ("GB", "New York", 18),
        ("", "NY", 18),
    ],
)
def test_minimum_age_holds_however_the_state_is_written(country: str, state: str, age: int) -> None:
    places = (
        LocationAge("US", 21),
        LocationAge("US", 19, "NY"),
        LocationAge("US", 20, "Nebraska"),
        LocationAge("CA", 17, "QC"),
    )
    assert MinimumAge(18, places).at(country, state) == age
