"""The sending half of background work: words are in the database with the rows, or not at all."""

from datetime import timedelta

from apiflask import APIFlask
from sqlalchemy import text

from app.adapters.job_queue import JobQueue, workflow_id
from app.domain.jobs import JobName
from app.extensions import now, queue, resources
from app.services.transaction import transaction

JOB = JobName.DELIVER_WEBHOOK


def word(row_id: str, generation: int = 0) -> str:
    return workflow_id(JOB, row_id, generation)


def enqueue(row_id: str, generation: int = 0) -> None:
    with transaction() as session:
        queue().enqueue(session, JOB, row_id, generation)


def test_a_word_is_there_with_the_commit_and_not_before(app: APIFlask) -> None:
    other = JobQueue.connect(resources().settings.database_url)
    with transaction() as session:
        queue().enqueue(session, JOB, "row-1", 0)
        assert other.waiting([word("row-1")]) == set()
    assert other.waiting([word("row-1")]) == {word("row-1")}
    other.close()


def test_a_rollback_takes_the_word_with_it(app: APIFlask) -> None:
    try:
        with transaction() as session:
            queue().enqueue(session, JOB, "row-1", 0)
            raise KeyError
    except KeyError:
        pass
    assert queue().waiting([word("row-1")]) == set()


def test_the_same_word_twice_is_one(app: APIFlask) -> None:
    enqueue("row-1")
    enqueue("row-1")
    enqueue("row-1", generation=1)
    words = [word("row-1"), word("row-1", 1), word("row-2")]
    assert queue().waiting(words) == {word("row-1"), word("row-1", 1)}


def test_nothing_waits_among_no_words(app: APIFlask) -> None:
    assert queue().waiting([]) == set()
    queue().cancel([])


def test_a_withdrawn_word_waits_no_more_and_is_deleted_in_time(app: APIFlask) -> None:
    enqueue("row-1")
    enqueue("row-2")
    queue().cancel([word("row-1")])
    assert queue().waiting([word("row-1"), word("row-2")]) == {word("row-2")}
    assert queue().delete_finished(now() - timedelta(days=1)) == 0
    assert queue().delete_finished(now() + timedelta(minutes=1)) == 1
    assert queue().waiting([word("row-2")]) == {word("row-2")}


def test_a_word_of_a_worker_that_never_came_back_is_deleted_in_time(app: APIFlask) -> None:
    enqueue("row-1")
    table = "workflow_status"
    if resources().engine.dialect.name == "postgresql":
        table = f"dbos.{table}"
    with transaction() as session:
        session.execute(text(f"UPDATE {table} SET status = 'PENDING'"))  # noqa: S608
    assert queue().delete_finished(now() - timedelta(days=1)) == 0
    assert queue().delete_finished(now() + timedelta(minutes=1)) == 1


def test_the_tables_of_the_engine_are_made_once(app: APIFlask) -> None:
    enqueue("row-1")
    JobQueue.initialise(resources().settings.database_url)
    assert queue().waiting([word("row-1")]) == {word("row-1")}


def test_closing_a_queue_that_was_never_used_does_nothing() -> None:
    JobQueue.connect("sqlite:////nowhere/at/all.sqlite3").close()
