"""Sessions of customers in the gatherer."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class GathererSession(Base):
    """A browser that pressed Start on a gatherer link; the cookie holds the secret, we its hash.

    `browser` and `system` are families by which customers know their own computer again; `language`
    is the one that its last page was in. A session that `is_locked` opens nothing until the
    customer has proven that it is theirs.
    """

    __tablename__ = "gatherer_sessions"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str | None] = mapped_column(String(20))
    system: Mapped[str | None] = mapped_column(String(20))
    is_locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    language: Mapped[str | None] = mapped_column(String(20))
