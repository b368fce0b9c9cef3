"""The places of a worker: no endpoint holds up another."""

from contextlib import ExitStack

import pytest

from app.services import sending_places
from app.services.sending_places import EACH, EACH_IN_DOUBT, TOGETHER_IN_DOUBT, SendingPlaces


def taken(places: SendingPlaces, stack: ExitStack, name: str, wanted: int = 20) -> int:
    """Take places for one endpoint until the stack closes; return how many there were."""
    return sum(stack.enter_context(places.place(name, is_failing=False)) for _ in range(wanted))


def test_an_endpoint_that_answers_gets_more_places_than_one_in_doubt() -> None:
    places = SendingPlaces()
    places.note("good", is_acknowledged=True)
    with ExitStack() as stack:
        assert taken(places, stack, "good") == EACH
        assert taken(places, stack, "new") == EACH_IN_DOUBT
    with ExitStack() as stack:
        assert taken(places, stack, "good") == EACH
        with places.place("good", is_failing=True) as has_place:
            assert not has_place
    places.note("good", is_acknowledged=False)
    with ExitStack() as stack:
        assert taken(places, stack, "good") == EACH_IN_DOUBT


def test_those_in_doubt_together_leave_places_for_the_others(
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
        # What is waited for so long is in doubt, and counts against the others in doubt.
        assert taken(places, stack, "slow") == 0
        rest = [taken(places, stack, f"new-{number}") for number in range(10)]
        assert sum(rest) == TOGETHER_IN_DOUBT - EACH
        assert taken(places, stack, "good") == EACH
