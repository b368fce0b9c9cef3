"""What POSTs with an `Idempotency-Key` answered, so that a retry gets the first answer again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class IdempotencyKey(Base):
    """One key of an organization for one operation: who works on it, or what was answered.

    The key itself is kept as its SHA-256, `fingerprint` is that of the whole request. `status`,
    `headers` and `answer` are written in the transaction of the effect and are null before; the
    answer is sealed, for it may hold a secret that is shown once. Until then `owner` works on it,
    and when its lease is over a retry takes its place.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (UniqueConstraint("organization_id", "operation", "key_hash"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    operation: Mapped[str] = mapped_column(String(120))
    key_hash: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    owner: Mapped[str] = mapped_column(String(64))
    lease_until: Mapped[datetime]
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(index=True)
