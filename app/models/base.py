"""What every table shares: naming, UTC times, prefixed ids, revisions, and the claim of a job."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    and_,
    or_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

#: JSON in SQLite, JSONB in PostgreSQL.
Json = JSON().with_variant(JSONB(), "postgresql")

#: Ids on the wire hold at most 50 characters.
ID = String(50)


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, timezone-aware UTC in Python on both databases.

    SQLite keeps no time zone, so a naive value coming back is UTC by construction.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive times: one that slips in would be an hour wrong somewhere."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the stored time as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Declarative base with a naming convention, so that migrations can name constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012


class Revisioned:
    """A resource of the API: its times, and a revision that is also the optimistic lock.

    `revision` starts at 1 and grows by exactly one with each transaction that changes the row; the
    hook in `services.transaction` does it, so no caller ever sets it. SQLAlchemy puts the old
    value in the WHERE of each UPDATE, so a writer who read a stale row changes nothing and is told.
    """

    revision: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    __mapper_args__ = {"version_id_col": revision, "version_id_generator": False}  # noqa: RUF012


class NamedByCaller:
    """A resource that a caller may have named: a PUT creates what is not there yet.

    What callers choose is unique within their organization only, so it is no key of ours: two
    organizations can use the same word, and neither learns of the other's.
    """

    id: Mapped[str]
    own_id: Mapped[str | None] = mapped_column(ID)

    @property
    def wire_id(self) -> str:
        """The id that the organization knows the resource by."""
        return self.own_id or self.id

    @classmethod
    def has_id(cls, wire_id: str) -> ColumnElement[bool]:
        """Return which row of an organization an id on the wire means."""
        # Never NULL, so that a filter can turn it round.
        return or_(cls.id == wire_id, and_(cls.own_id.is_not(None), cls.own_id == wire_id))


class Claimed:
    """A row that background work takes in turn.

    A worker claims it by one conditional UPDATE (nobody owns it, or the owner's lease is over) with
    a token *slot:boot:random*, and finishes by an UPDATE guarded by that token. `generation` names
    the word handed to the engine, which never runs the same word twice.
    """

    owner: Mapped[str | None] = mapped_column(String(120))
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    generation: Mapped[int] = mapped_column(Integer, default=0)
