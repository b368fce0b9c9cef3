"""The byte budget is a promise: a first visit stays light."""

import pytest

from scripts.budget import Weight, own_portal, weigh, weigh_states


@pytest.fixture(scope="module")
def weighed() -> tuple[dict[str, Weight], list[Weight]]:
    """The weighed pages by name, and every state of the catalogue."""
    with own_portal() as (client, link):
        return {weight.name: weight for weight in weigh(client, link)}, weigh_states(client)


@pytest.fixture(scope="module")
def weights(weighed: tuple[dict[str, Weight], list[Weight]]) -> dict[str, Weight]:
    return weighed[0]


def test_every_state_stays_within_the_budget_of_its_kind(
    weighed: tuple[dict[str, Weight], list[Weight]],
) -> None:
    states = weighed[1]
    assert len(states) > 70
    assert [state for state in states if not state.is_within_state_budget] == []


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
