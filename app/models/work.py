"""Rows that workers use among themselves: heartbeats, and the lock of the sweep."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base


class WorkerHeartbeat(Base):
    """The last sign of life of each worker slot; readiness asks for a recent one."""

    __tablename__ = "worker_heartbeats"

    slot: Mapped[str] = mapped_column(String(60), primary_key=True)
    boot: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime]


class SweepLock(Base):
    """Who sweeps just now: claimed by a conditional UPDATE, free again at `until`."""

    __tablename__ = "sweep_locks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner: Mapped[str | None] = mapped_column(String(120))
    until: Mapped[datetime | None]
