"""What each of the two devices of a handoff is told of the other."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.documents import FileTag
from app.domain.handoff import HandoffPhase, phase_of
from app.extensions import now
from app.models import File, GathererSession, Handoff
from app.services.handoffs import latest_of
from app.services.transaction import reading


@dataclass(frozen=True)
class ReceivedFile:
    """The newest file that another device sent."""

    id: str
    tag: FileTag


@dataclass(frozen=True)
class HandoffState:
    """How a handoff stands for one of its devices; `received` came from another one.

    `match_number` is what the computer shows, `code_expires_at` until when its code works.
    """

    is_phone: bool
    phase: HandoffPhase
    code_expires_at: datetime | None = None
    match_number: int | None = None
    received: ReceivedFile | None = None

    @property
    def is_shared(self) -> bool:
        """Tell whether two devices are at work."""
        return self.phase is HandoffPhase.CONNECTED


def read_state(device: GathererSession) -> HandoffState:
    """Return how the handoff of a gatherer session stands; NONE when there never was one."""
    with reading() as session:
        handoff = session.scalars(
            select(Handoff).where(Handoff.phone_session_id == device.id)
        ).one_or_none()
        is_phone = handoff is not None
        handoff = handoff or latest_of(session, device.id)
        if handoff is None:
            return HandoffState(is_phone=False, phase=HandoffPhase.NONE)
        return HandoffState(
            is_phone=is_phone,
            phase=phase_of(
                is_connected=handoff.phone_session_id is not None,
                is_ended=handoff.ended_at is not None,
                code_expires_at=handoff.code_expires_at,
                now=now(),
            ),
            code_expires_at=handoff.code_expires_at,
            match_number=handoff.match_number,
            received=_received(session, device, handoff),
        )


def _received(session: Session, device: GathererSession, handoff: Handoff) -> ReceivedFile | None:
    if handoff.connected_at is None:
        return None
    file = session.scalars(
        select(File)
        .where(
            File.kyc_request_id == device.kyc_request_id,
            File.gatherer_session_id != device.id,
            File.created_at >= handoff.connected_at,
        )
        .order_by(File.created_at.desc(), File.id)
        .limit(1)
    ).one_or_none()
    return None if file is None else ReceivedFile(file.id, file.file_tag)
