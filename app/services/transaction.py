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
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.domain.errors import ServiceUnavailable, StaleRevision
from app.extensions import now, resources
from app.models.base import Claimed, Revisioned

P = ParamSpec("P")
R = TypeVar("R")

_BUMPED = "bumped"

#: Columns that the resource does not show: claiming a row, say, is no change of it.
_INTERNAL = frozenset({*Claimed.__annotations__, "analysis_runs", "link_nonce", "link_asked_at"})


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


@event.listens_for(Session, "before_flush")
def _grow_revisions(session: Session, *_: Any) -> None:
    bumped: set[int] = session.info.setdefault(_BUMPED, set())
    for row in session.dirty:
        if isinstance(row, Revisioned) and id(row) not in bumped and _has_changed(row):
            bumped.add(id(row))
            row.revision += 1
            row.updated_at = now()


@event.listens_for(Session, "after_transaction_end")
def _forget_bumps(session: Session, _: Any) -> None:
    session.info.pop(_BUMPED, None)


def _has_changed(row: Revisioned) -> bool:
    state = inspect(row)
    return any(
        attribute.history.has_changes()
        for attribute in state.attrs
        if attribute.key in state.mapper.column_attrs and attribute.key not in _INTERNAL
    )
