"""Workers among themselves: who holds a slot, and whose turn a regular duty is."""

from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, or_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.extensions import now
from app.models import SweepLock, WorkerHeartbeat
from app.services.transaction import transaction

#: A turn is over a little before the next one is due, else the same worker's own clock could make
#: it come too early by a moment and miss every second turn.
_TURN_SHARE = 0.8


def begin(slot: str, boot: str) -> None:
    """Take a slot for the process `boot`; a process that held it before has lost it."""
    with transaction() as session:
        session.merge(WorkerHeartbeat(slot=slot, boot=boot, at=now()))


def beat(slot: str, boot: str) -> bool:
    """Give a sign of life; tell whether the slot is still this process's.

    Two processes must never work under one slot: each would run the other's jobs again.
    """
    with transaction() as session:
        beaten = session.execute(
            update(WorkerHeartbeat)
            .where(WorkerHeartbeat.slot == slot, WorkerHeartbeat.boot == boot)
            .values(at=now())
        )
        return cast("CursorResult[Any]", beaten).rowcount == 1


def take_turn(duty: str, owner: str, seconds: float) -> bool:
    """Tell whether `owner` does a duty this time: one worker does it each so many seconds."""
    until = now() + timedelta(seconds=seconds * _TURN_SHARE)
    with transaction() as session:
        taken = session.execute(
            update(SweepLock)
            .where(
                SweepLock.name == duty,
                or_(SweepLock.until.is_(None), SweepLock.until <= now()),
            )
            .values(owner=owner, until=until)
        )
        if cast("CursorResult[Any]", taken).rowcount == 1:
            return True
        if session.get(SweepLock, duty) is not None:
            return False
        return _add_first(session, SweepLock(name=duty, owner=owner, until=until))


def _add_first(session: Session, lock: SweepLock) -> bool:
    try:
        with session.begin_nested():
            session.add(lock)
    except IntegrityError:
        # Another worker did it for the first time at the same moment.
        return False
    return True
