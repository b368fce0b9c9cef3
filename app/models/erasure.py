"""Erasures: what was deleted on request, kept as numbers and hashes alone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class Erasure(Base):
    """One erasure: the rows that pointed at the objects went in the transaction that wrote this.

    `files` holds, for each object, `kind`, `sha256` and `bytes` (null where unknown), and `key`
    until the object is gone. `finished_at` is null until all of them are.
    """

    __tablename__ = "erasures"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    scope: Mapped[str] = mapped_column(String(10))
    files: Mapped[list[Any]]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(index=True)
