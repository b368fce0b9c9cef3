"""The sending half of background work: DBOS as the carrier of words that something is to be done.

The row in our database is the truth. What is enqueued here is only a word about it, named
*job : row : generation*, written in the transaction that writes the row, so the two are there or
not there together. The engine never runs the same word twice; a retry is the next generation.

Only this module and `jobs.engine` know DBOS.
"""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from sqlite3 import Connection as SqliteConnection
from typing import Any

from dbos import DBOS, DBOSClient
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app.adapters.database import BUSY_TIMEOUT_MS
from app.domain.jobs import QUEUE_OF, JobName, QueueName

#: Workflows belong to an application and a version of it. The version is fixed: the engine strands
#: the work of other versions, and our words mean the same in all of ours.
APPLICATION_NAME = "kyc"
APPLICATION_VERSION = "1"

#: What the engine calls a workflow that will not run any more.
_OVER = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

#: How many workflows are deleted at once; 1000 took 25 to 50 ms.
_DELETION_BATCH = 1000


class JobQueue:
    """Enqueues jobs, and looks after the words that are waiting or done.

    `enqueue` uses the caller's connection only; the other methods open one of their own.
    """

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url

    @classmethod
    def connect(cls, database_url: str) -> "JobQueue":
        """Return a queue in the database that also holds our rows; nothing is connected yet."""
        return cls(database_url)

    @staticmethod
    def initialise(database_url: str) -> None:
        """Create or upgrade the engine's own tables; nothing starts to run."""
        quieten()
        url = make_url(database_url)
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql")
        DBOS.migrate(url.render_as_string(hide_password=False))

    def enqueue(
        self,
        session: Session,
        job: JobName,
        row_id: str,
        generation: int,
        *,
        by: QueueName | None = None,
    ) -> None:
        """Put the word for a row into the session's transaction; the same word twice is one.

        It goes by the job's own queue, or by another one.
        """
        session.flush()
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": job.value,
                "queue_name": (by or QUEUE_OF[job]).value,
                "workflow_id": workflow_id(job, row_id, generation),
                "app_version": APPLICATION_VERSION,
            },
            row_id,
        )

    def waiting(self, workflow_ids: Collection[str]) -> set[str]:
        """Return which of these words nobody has taken up yet."""
        if not workflow_ids:
            return set()
        found = self._client.list_workflows(
            workflow_ids=list(workflow_ids),
            status="ENQUEUED",
            load_input=False,
            load_output=False,
        )
        return {item.workflow_id for item in found}

    def cancel(self, workflow_ids: Collection[str]) -> None:
        """Withdraw words that a later generation replaces; one that is done stays done."""
        if workflow_ids:
            self._client.cancel_workflows(list(workflow_ids))

    def delete_finished(self, before: datetime) -> int:
        """Delete the words that were done before a moment; return how many there were.

        One taken up before it and never ended belongs to a worker that is gone for good.
        """
        stranded = self._client.list_workflows(
            status="PENDING", end_time=before.isoformat(), load_input=False, load_output=False
        )
        self.cancel([item.workflow_id for item in stranded])
        deleted = 0
        while True:
            found = self._client.list_workflows(
                status=_OVER,
                completed_before=before.isoformat(),
                limit=_DELETION_BATCH,
                load_input=False,
                load_output=False,
            )
            if not found:
                return deleted
            self._client.delete_workflows([item.workflow_id for item in found])
            deleted += len(found)

    def close(self) -> None:
        """Close the queue's own connections."""
        # Both are made when first needed; what was never made must not be made to be closed.
        if "_client" in self.__dict__:
            self._client.destroy()
            self._engine.dispose()

    @cached_property
    def _engine(self) -> Engine:
        return engine_for(self._database_url)

    @cached_property
    def _client(self) -> DBOSClient:
        quieten()
        return DBOSClient(
            system_database_engine=self._engine,
            application_name=APPLICATION_NAME,
            lazy=True,
            # A request must be told that the database is away, not held until it comes back.
            retry_connection_errors=False,
        )


def workflow_id(job: JobName, row_id: str, generation: int) -> str:
    """Return the name of one word: *job : row : generation*."""
    return f"{job.value}:{row_id}:{generation}"


def engine_for(database_url: str) -> Engine:
    """Return an engine as DBOS wants it, on the database that holds our rows.

    It is not the one our own tables use: that one begins transactions itself, and DBOS's migration
    then fails with a transaction within a transaction.
    """
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
        )
    # The driver must begin each writing transaction with the lock in hand: taking it later, after
    # a read, fails at once when another writer was faster.
    engine = create_engine(url, connect_args={"isolation_level": "IMMEDIATE"})
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def quieten() -> None:
    """Let only the engine's errors through.

    It tells of each start, and warns many times a second while the database is away; our own jobs
    log what matters. Its handler prints plain text, so ours takes over.
    """
    logger = logging.getLogger("dbos")
    logger.setLevel(logging.ERROR)
    logger.handlers.clear()
    logger.propagate = True


def _prepare_sqlite(connection: SqliteConnection, _record: Any) -> None:
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")
