"""Staff at the review desk: their sessions, and the links by which they sign in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.account import ApiKey, Organization
from app.models.base import ID, Base


class StaffSession(Base):
    """A browser signed in at the desk; its cookie holds the secret, we its hash.

    With `api_key_id` the key's permissions and networks hold, as they are at each page; without it
    those of the link that began the session.
    """

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    api_key_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"), index=True)
    reviewer_id: Mapped[str] = mapped_column(String(50))
    reviewer_name: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined")
    api_key: Mapped[ApiKey | None] = relationship(lazy="joined")


class StaffLink(Base):
    """A link by which one person signs in once; the address holds its id, signed."""

    __tablename__ = "staff_links"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    reviewer_id: Mapped[str] = mapped_column(String(50))
    reviewer_name: Mapped[str] = mapped_column(String(255))
    permissions: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined")
