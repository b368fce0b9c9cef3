"""What the sweep hands over is bounded for each endpoint, and for all that fail or answer."""

from app.domain.delivery_portions import (
    ANSWERING_TOGETHER,
    EACH_ANSWERING,
    EACH_FAILING,
    FAILING_TOGETHER,
    Backlog,
    portions,
)


def portions_of(*backlogs: Backlog) -> dict[str, int]:
    return {each.endpoint_id: portion for each, portion in portions(backlogs)}


def test_an_endpoint_has_fewer_at_a_time_while_it_fails() -> None:
    found = portions_of(Backlog("dead", is_failing=True), Backlog("back", is_failing=False))
    assert found == {"dead": EACH_FAILING, "back": EACH_ANSWERING}


def test_what_is_under_way_counts() -> None:
    assert portions_of(
        Backlog("tried", is_failing=True, under_way=EACH_FAILING),
        Backlog("busy", is_failing=False, under_way=EACH_ANSWERING + 9),
        Backlog("half", is_failing=False, under_way=EACH_ANSWERING - 1),
    ) == {"half": 1}


def test_who_is_only_busy_takes_nothing_from_who_waits() -> None:
    busy = [Backlog(f"busy-{number}", is_failing=False, is_due=False) for number in range(9)]
    assert portions_of(*busy, Backlog("back", is_failing=False)) == {"back": EACH_ANSWERING}


def test_the_dead_together_take_no_more_however_many_they_are() -> None:
    dead = [Backlog(f"dead-{number}", is_failing=True) for number in range(100)]
    found = portions_of(*dead, Backlog("back", is_failing=False))
    assert found.pop("back") == EACH_ANSWERING
    assert sum(found.values()) == FAILING_TOGETHER


def test_what_was_missed_comes_in_portions_too() -> None:
    back = [Backlog(f"back-{number}", is_failing=False) for number in range(9)]
    assert sum(portions_of(*back).values()) == ANSWERING_TOGETHER
