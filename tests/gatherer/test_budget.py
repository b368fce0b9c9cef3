"""The byte budget is a promise: a first visit stays light."""

import pytest

from scripts.budget import Weight, own_portal, weigh


@pytest.fixture(scope="module")
def weights() -> dict[str, Weight]:
    """The weighed pages by name."""
    with own_portal() as (client, link):
        return {weight.name: weight for weight in weigh(client, link)}


@pytest.mark.parametrize("name", ["start", "choice", "capture", "phone"])
def test_page_stays_within_its_budget(weights: dict[str, Weight], name: str) -> None:
    assert weights[name].is_within_budget, weights[name]


def test_first_page_needs_one_request_and_no_script(weights: dict[str, Weight]) -> None:
    assert (weights["start"].requests, weights["start"].scripts) == (1, 0)


def test_first_page_fits_the_first_flight(weights: dict[str, Weight]) -> None:
    # Ten segments of 1460 bytes travel before the first acknowledgement.
    assert weights["start"].total < 10 * 1460


def test_too_heavy_a_page_is_found_out() -> None:
    assert not Weight("start", page=15 * 1024, scripts=1, requests=2).is_within_budget
