"""The one place that commits.

`transaction()` opens a writing session, commits when its block ends well, and turns a lost race
into StaleRevision. A resource that changed inside it grows its `revision` by exactly one, however
often it was flushed.

Inside `one_commit()` transactions wait for each other: all of them are committed together at its
end. The services in it need not know.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
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

#: Columns that the resource does not show: claiming a row, say, is no change of it.
_INTERNAL = frozenset({*Claimed.__annotations__, "analysis_runs", "link_nonce", "link_asked_at"})


class UnitOfWork:
    """The transactions of one `one_commit()` block: one session, opened when the first begins.

    Each is a savepoint, so one that fails and is caught leaves no trace. Before the first there is
    no session: what is asked of outside services until then holds no lock.
    """

    def __init__(self) -> None:
        self._session: Session | None = None
        self._afterwards: list[Callable[[], object]] = []

    @property
    def session(self) -> Session | None:
        """The open session, None while nothing was written."""
        return self._session

    @contextmanager
    def join(self) -> Iterator[Session]:
        """Yield the session, opened if need be, inside a savepoint."""
        is_first = self._session is None
        session = self._session = self._session or resources().writing_sessions()
        try:
            with session.begin_nested():
                yield session
        except BaseException:
            # A service that tries once more must read anew what others changed meanwhile.
            if is_first:
                self._end()
            else:
                session.expire_all()
            raise

    def put_off(self, work: Callable[[], object]) -> None:
        """Do something once everything is committed, or never."""
        self._afterwards.append(work)

    def commit(self) -> Sequence[Callable[[], object]]:
        """Commit whatever was written; return what is to be done now."""
        if self._session is not None:
            self._session.commit()
        return tuple(self._afterwards)

    def close(self) -> None:
        """Take back what is not committed, and forget what was put off."""
        self._afterwards.clear()
        self._end()

    def _end(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None


_unit: ContextVar[UnitOfWork | None] = ContextVar("unit_of_work", default=None)


@contextmanager
def one_commit() -> Iterator[UnitOfWork]:
    """Commit every transaction of the block together at its end, or none of them.

    Raises as `transaction()` does.
    """
    unit = UnitOfWork()
    before = _unit.set(unit)
    try:
        with _told_by_our_errors():
            yield unit
            put_off = unit.commit()
    finally:
        _unit.reset(before)
        unit.close()
    for work in put_off:
        work()


def after_commit(work: Callable[[], object]) -> None:
    """Do something that cannot be taken back: now, or when the `one_commit()` block has ended."""
    unit = _unit.get()
    if unit is None:
        work()
    else:
        unit.put_off(work)


@contextmanager
def transaction() -> Iterator[Session]:
    """Yield a session whose work is committed at the end of the block, or not at all.

    Raises StaleRevision when another writer changed a row first, ServiceUnavailable when the
    database does not answer.
    """
    unit = _unit.get()
    opened: AbstractContextManager[Session] = _committed() if unit is None else unit.join()
    with _told_by_our_errors(), opened as session:
        yield session


@contextmanager
def reading() -> Iterator[Session]:
    """Yield a session for reading only; raises ServiceUnavailable when the database is away."""
    unit = _unit.get()
    try:
        if unit is not None and unit.session is not None:
            # What the block wrote is seen by nobody else yet.
            yield unit.session
        else:
            with resources().reading_sessions() as session:
                yield session
    except OperationalError as error:
        raise ServiceUnavailable("database") from error


@contextmanager
def _committed() -> Iterator[Session]:
    with resources().writing_sessions() as session:
        yield session
        session.commit()


@contextmanager
def _told_by_our_errors() -> Iterator[None]:
    try:
        yield
    except StaleDataError as error:
        raise StaleRevision from error
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
    bumped: set[Any] = session.info.setdefault(_BUMPED, set())
    for row in session.dirty:
        if not isinstance(row, Revisioned) or not _has_changed(row):
            continue
        identity = inspect(row).identity_key
        if identity not in bumped:
            bumped.add(identity)
            row.revision += 1
            row.updated_at = now()


@event.listens_for(Session, "after_transaction_end")
def _forget_bumps(session: Session, ended: SessionTransaction) -> None:
    # Each flush and each savepoint is a transaction within the one that counts.
    if ended.parent is None:
        session.info.pop(_BUMPED, None)


def _has_changed(row: Revisioned) -> bool:
    state = inspect(row)
    return any(
        attribute.history.has_changes()
        for attribute in state.attrs
        if attribute.key in state.mapper.column_attrs and attribute.key not in _INTERNAL
    )
