"""Regular duties: done in turns, and again after a failure."""

from collections.abc import Callable
from threading import Event

import pytest
from apiflask import APIFlask

from app.jobs.schedule import DUTIES, Duty, perform
from app.services import workers

#: Duties know nothing of the kind of database; taking turns is proved on both elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def counting(stop: Event, *, until: int) -> tuple[list[int], Callable[[], int]]:
    """Return a list that grows with each time the duty is done, and the duty; then it stops."""
    done: list[int] = []

    def do() -> int:
        done.append(len(done) + 1)
        if len(done) == until:
            stop.set()
        return 1

    return done, do


def test_a_duty_is_done_at_once_and_again(app: APIFlask) -> None:
    stop = Event()
    done, do = counting(stop, until=3)
    perform(app, Duty("test", 0, do), "a:1", stop)
    assert done == [1, 2, 3]


def test_a_duty_that_fails_is_done_again(app: APIFlask) -> None:
    stop = Event()
    done, do = counting(stop, until=2)
    failures = [OSError("the database is away")]

    def fail_once() -> int:
        if failures:
            raise failures.pop()
        return do()

    perform(app, Duty("test", 0, fail_once), "a:1", stop)
    assert done == [1, 2]


def test_a_duty_is_not_done_when_it_is_anothers_turn(app: APIFlask) -> None:
    workers.take_turn("test", "b:1", 3600)
    stop = Event()
    stop.set()
    done, do = counting(stop, until=1)
    perform(app, Duty("test", 3600, do), "a:1", stop)
    assert done == []


def test_every_duty_runs_and_finds_nothing_to_do(app: APIFlask) -> None:
    assert {duty.name: duty.do() for duty in DUTIES} == dict.fromkeys(
        (duty.name for duty in DUTIES), 0
    )
