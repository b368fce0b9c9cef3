"""The places of a worker: no endpoint holds up another."""

from contextlib import ExitStack

import pytest

from app.services import sending_places
from app.services.sending_places import (
    EACH,
    EACH_OTHER,
    FAILING_TOGETHER,
    OTHERS_TOGETHER,
    SendingPlaces,
)


def taken(places: SendingPlaces, stack: ExitStack, name: str, *, is_failing: bool = False) -> int:
    """Take places for one endpoint until the stack closes; return how many there were."""
    found = [places.place(name, is_failing=is_failing) for _ in range(20)]
    return sum(stack.enter_context(place) for place in found)


def test_an_endpoint_that_answers_gets_more_places_than_others() -> None:
    places = SendingPlaces()
    places.note("good", is_acknowledged=True)
    with ExitStack() as stack:
        assert taken(places, stack, "good") == EACH
        assert taken(places, stack, "new") == EACH_OTHER
    with ExitStack() as stack:
        assert taken(places, stack, "good", is_failing=True) == EACH_OTHER
    places.note("good", is_acknowledged=False)
    with ExitStack() as stack:
        assert taken(places, stack, "good") == EACH_OTHER


def test_failing_and_unknown_ones_leave_places_for_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = SendingPlaces()
    moment = 0.0
    monkeypatch.setattr(sending_places, "monotonic", lambda: moment)
    for name in ("slow", "good"):
        places.note(name, is_acknowledged=True)
    with ExitStack() as stack:
        assert taken(places, stack, "slow") == EACH
        moment = 2.0
        # What is waited for so long fails, as far as anybody can tell.
        assert taken(places, stack, "slow") == 0
        failing = [taken(places, stack, f"bad-{n}", is_failing=True) for n in range(20)]
        assert sum(failing) == FAILING_TOGETHER - EACH
        unknown = [taken(places, stack, f"new-{n}") for n in range(20)]
        assert sum(unknown) == OTHERS_TOGETHER - FAILING_TOGETHER
        assert taken(places, stack, "good") == EACH
