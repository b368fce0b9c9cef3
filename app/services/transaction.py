"""The one place that commits.

`transaction()` opens a writing session, commits when its block ends well, and turns a lost race
into StaleRevision. A resource that changed inside it grows its `revision` by exactly one, however
often it was flushed.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import event, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import ServiceUnavailable, StaleRevision
from app.extensions import now, resources
from app.models.base import Claimed, Revisioned

P = ParamSpec("P")
R = TypeVar("R")

_BUMPED = "bumped"

#: Columns that only background work sees: claiming a row is no change of the resource.
_INTERNAL = frozenset({*Claimed.__annotations__, "analysis_runs", "link_nonce"})


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield a session whose work is committed at the end of the block, or not at all.

    Raises StaleRevision when another writer changed a row first, ServiceUnavailable when the
    database does not answer.
    """
    with resources().writing_sessions() as session:
        try:
            yield session
            session.commit()
        except StaleDataError as error:
            raise StaleRevision from error
        except OperationalError as error:
            raise ServiceUnavailable("database") from error


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session for reading only; raises ServiceUnavailable when the database is away."""
    with resources().reading_sessions() as session:
        try:
            yield session
        except OperationalError as error:
            raise ServiceUnavailable("database") from error


def once_more_when_stale(service: Callable[P, R]) -> Callable[P, R]:
    """Run a whole service again, once, after it lost a race; the second loss is raised."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except StaleRevision:
            return service(*args, **kwargs)

    return run


def touch(resource: Revisioned) -> None:
    """Let a resource grow its revision for a change that none of its own columns shows."""
    flag_modified(resource, "updated_at")


@event.listens_for(Session, "before_flush")
def _grow_revisions(session: Session, *_: Any) -> None:
    bumped: set[int] = session.info.setdefault(_BUMPED, set())
    for row in session.dirty:
        if isinstance(row, Revisioned) and id(row) not in bumped and _has_changed(row):
            bumped.add(id(row))
            row.revision += 1
            row.updated_at = now()


@event.listens_for(Session, "after_transaction_end")
def _forget_bumps(session: Session, ended: SessionTransaction) -> None:
    # Each flush is a transaction inside the transaction; only the outermost ends a change.
    if ended.parent is None:
        session.info.pop(_BUMPED, None)


def _has_changed(row: Revisioned) -> bool:
    state = inspect(row)
    return any(
        attribute.history.has_changes()
        for attribute in state.attrs
        if attribute.key in state.mapper.column_attrs and attribute.key not in _INTERNAL
    )
