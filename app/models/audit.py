"""The audit trail: who changed what, from what, to what, and when."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class AuditEntry(Base):
    """One change, written in the transaction of the change: ids and statuses, no personal data.

    `actor` is `customer`, `analyser`, `clock`, `key:<id>`, `reviewer:<id>` or `operator`.
    """

    __tablename__ = "audit_entries"

    # SQLite numbers rows by itself only where the key is a plain INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    organization_id: Mapped[str] = mapped_column(ID, index=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    event: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(ID, index=True)
    old: Mapped[str | None] = mapped_column(String(40))
    new: Mapped[str | None] = mapped_column(String(40))
    data: Mapped[dict[str, Any] | None]
