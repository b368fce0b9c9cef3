"""Every job has a queue, and every queue a place in the worker."""

from app.domain.jobs import (
    HEARTBEAT_SECONDS,
    LEASE_SECONDS,
    QUEUE_OF,
    SWEEP_SECONDS,
    JobName,
    QueueName,
)
from app.jobs.engine import CONCURRENCY, POLLING_SECONDS
from app.jobs.handlers import HANDLERS


def test_every_job_has_a_handler_and_a_queue() -> None:
    assert set(HANDLERS) == set(QUEUE_OF) == set(JobName)


def test_every_queue_is_worked() -> None:
    assert set(CONCURRENCY) == set(POLLING_SECONDS) == set(QueueName)


def test_a_dead_workers_rows_are_taken_over_within_a_minute() -> None:
    assert LEASE_SECONDS + SWEEP_SECONDS < 60
    assert 2 * HEARTBEAT_SECONDS < LEASE_SECONDS
