"""Workers among themselves: slots, and turns at regular duties."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from apiflask import APIFlask

from app.adapters.clock import MovableClock
from app.extensions import now
from app.models import WorkerHeartbeat
from app.services import workers
from app.services.transaction import reading


def test_a_worker_gives_signs_of_life(app: APIFlask, clock: MovableClock) -> None:
    workers.begin("worker-1", "boot-1")
    clock.advance(timedelta(seconds=10))
    assert workers.beat("worker-1", "boot-1")
    with reading() as session:
        seen = session.get_one(WorkerHeartbeat, "worker-1").at
    assert now() - seen < timedelta(seconds=5)


def test_a_slot_belongs_to_the_newest_process(app: APIFlask) -> None:
    workers.begin("worker-1", "boot-1")
    workers.begin("worker-1", "boot-2")
    assert not workers.beat("worker-1", "boot-1")
    assert workers.beat("worker-1", "boot-2")


def test_a_slot_that_was_never_taken_is_nobodys(app: APIFlask) -> None:
    assert not workers.beat("worker-1", "boot-1")


def test_a_duty_is_done_by_one_worker_at_a_time(app: APIFlask, clock: MovableClock) -> None:
    assert workers.take_turn("sweep", "a:1", 15)
    assert not workers.take_turn("sweep", "b:1", 15)
    assert workers.take_turn("other", "b:1", 15)
    clock.advance(timedelta(seconds=15))
    assert workers.take_turn("sweep", "b:1", 15)


def test_a_first_turn_is_given_once(app: APIFlask) -> None:
    def rush(number: int) -> bool:
        with app.app_context():
            return workers.take_turn("sweep", f"w:{number}", 15)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(rush, range(6))) == 1
