"""Liveness sessions as the customer goes through them: begin, answer challenge by challenge, leave.

Each answer needs the nonce that came with its challenge, and a nonce serves once. The next
challenge is told only when the one before was answered, so nobody can prepare for it. Time is the
server's. What breaks off costs no attempt: it leaves the document to a person.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from app.adapters.object_store import file_key
from app.adapters.tokens import digest, new_id, new_secret
from app.analysis.liveness.frames import clean_frames
from app.domain.documents import DocumentType
from app.domain.errors import DocumentNotRequested, FileTooLarge, LivenessNotOffered, NotFound
from app.domain.jobs import JobName
from app.domain.liveness import (
    MAX_FRAMES,
    MAX_SESSIONS,
    TIME_PER_CHALLENGE,
    Challenge,
    draw_challenges,
)
from app.domain.statuses import LivenessStatus
from app.domain.transitions import LivenessEvent
from app.extensions import now, queue, store
from app.models import KycRequest, LivenessFrame, LivenessSession, LivenessStep
from app.services import claims, status
from app.services.consents import require_consent
from app.services.gather_files import open_line
from app.services.transaction import reading, transaction

#: How long frames are kept for the person who looks at a session, after it was settled.
FRAMES_KEPT_FOR = timedelta(days=30)

_PENDING = LivenessStatus.PENDING.value


@dataclass(frozen=True)
class LivenessState:
    """Where a session stands: `challenge` is the open one, and `nonce` what its answer must bring.

    `step` counts from 1 to `steps`. Without a challenge nothing more is asked.
    """

    session_id: str
    status: LivenessStatus
    step: int
    steps: int
    challenge: Challenge | None = None
    nonce: str | None = None


def begin_session(
    kyc_request_id: str, document_type: DocumentType, *, can_turn: bool = True
) -> LivenessState:
    """Begin a session for a requested document; one that was under way is left.

    `can_turn`: the customer can turn their head. Raises LivenessNotOffered after too many, and the
    refusals of `open_line`.
    """
    nonce = new_secret()
    with transaction() as session:
        line = open_line(session, kyc_request_id, document_type, began_at=now())
        if not line.face_liveness_required:
            raise DocumentNotRequested(document_type)
        require_consent(session, line.kyc_request)
        of_line = LivenessSession.requested_document_id == line.id
        if (session.scalar(select(func.count()).where(of_line)) or 0) >= MAX_SESSIONS:
            raise LivenessNotOffered("too many")
        _leave_pending(session, of_line, actor="customer")
        liveness = LivenessSession(
            id=new_id("kyc_liv"),
            organization_id=line.kyc_request.organization_id,
            customer_id=line.kyc_request.customer_id,
            kyc_request_id=kyc_request_id,
            requested_document_id=line.id,
            challenges=[item.value for item in draw_challenges(SystemRandom(), can_turn=can_turn)],
            nonce_hash=digest(nonce),
            asked_at=now(),
            doubts=[],
            generation=0,
            revision=1,
            created_at=now(),
            updated_at=now(),
        )
        status.begin_liveness(session, liveness, actor="customer")
        return _state(liveness, answered=0, nonce=nonce)


def record_frames(
    kyc_request_id: str,
    session_id: str,
    nonce: str,
    frames: Sequence[bytes],
    *,
    began_at: datetime,
) -> LivenessState:
    """Store the answer to the open challenge and give out the next one.

    `began_at` is when the sending began. A session whose time was over by then is left. Raises
    LivenessNotOffered for a nonce that is not, or no longer, the one that counts, the
    UnreadableFile family for frames nobody can read, and NotFound. Nothing is stored then.
    """
    with reading() as session:
        liveness = _find(session, kyc_request_id, session_id)
        _check_open(liveness, nonce)
        _check_consent(session, kyc_request_id)
        organization_id = liveness.organization_id
        sent = sum(len(step.sizes) for step in liveness.steps)
        is_late = began_at >= liveness.asked_at + TIME_PER_CHALLENGE
    if is_late:
        return leave_session(kyc_request_id, session_id)
    if sent + len(frames) > MAX_FRAMES:
        raise FileTooLarge("bytes")
    cleaned = clean_frames(frames)
    step_id = new_id("liv_step")
    key = file_key(organization_id, kyc_request_id, step_id)
    # Object first, row second, as with every file.
    store().put(key, b"".join(cleaned), media_type="application/octet-stream")
    step = LivenessStep(id=step_id, sizes=[len(frame) for frame in cleaned], object_key=key)
    hashes = [hashlib.sha256(frame).hexdigest() for frame in frames]
    try:
        return _add_step(kyc_request_id, session_id, nonce, step, hashes)
    except Exception:
        store().delete(key)
        raise


def read_session(kyc_request_id: str, session_id: str) -> LivenessState:
    """Return where a session of a request stands, without its nonce; raises NotFound."""
    with reading() as session:
        liveness = _find(session, kyc_request_id, session_id)
        return _state(liveness, answered=len(liveness.steps))


def leave_session(kyc_request_id: str, session_id: str) -> LivenessState:
    """End a session whose challenges are not all answered; others stay. Raises NotFound."""
    with transaction() as session:
        status.lock_request(session, kyc_request_id)
        liveness = _find(session, kyc_request_id, session_id)
        if liveness.status == _PENDING and liveness.answered_at is None:
            status.move_liveness(session, liveness, LivenessEvent.LEFT, actor="customer")
        return _state(liveness, answered=len(liveness.steps))


def leave_late_sessions() -> int:
    """Leave the sessions whose open challenge nobody answered in time; return how many."""
    too_old = LivenessSession.asked_at < now() - 2 * TIME_PER_CHALLENGE
    with reading() as session:
        late = session.execute(
            select(LivenessSession.id, LivenessSession.kyc_request_id).where(
                LivenessSession.status == _PENDING,
                LivenessSession.answered_at.is_(None),
                too_old,
            )
        ).all()
    for session_id, kyc_request_id in late:
        with transaction() as session:
            status.lock_request(session, kyc_request_id)
            # An answer may have come in meanwhile, and with it a new challenge and its time.
            _leave_pending(session, and_(LivenessSession.id == session_id, too_old), actor="clock")
    return len(late)


def delete_old_frames() -> int:
    """Delete the frames of sessions settled long ago; return how many objects there were."""
    with reading() as session:
        old = session.execute(
            select(LivenessStep.id, LivenessStep.object_key)
            .join(LivenessSession, LivenessSession.id == LivenessStep.liveness_session_id)
            .where(
                LivenessStep.object_key.is_not(None),
                LivenessSession.settled_at < now() - FRAMES_KEPT_FOR,
            )
        ).all()
    for step_id, key in old:
        with transaction() as session:
            session.get_one(LivenessStep, step_id).object_key = None
        store().delete(key or "")
    return len(old)


def _add_step(
    kyc_request_id: str, session_id: str, nonce: str, step: LivenessStep, hashes: Sequence[str]
) -> LivenessState:
    """Write the rows of an answer, unless another one was faster."""
    following = new_secret()
    with transaction() as session:
        status.lock_request(session, kyc_request_id)
        liveness = _find(session, kyc_request_id, session_id)
        _check_open(liveness, nonce)
        _check_consent(session, kyc_request_id)
        before = list(liveness.steps)
        step.liveness_session_id = liveness.id
        step.position = len(before)
        step.challenge = liveness.challenges[len(before)]
        step.asked_at, step.received_at = liveness.asked_at, now()
        session.add(step)
        first = sum(len(item.sizes) for item in before)
        session.add_all(
            LivenessFrame(liveness_session_id=liveness.id, position=first + place, sha256=sha256)
            for place, sha256 in enumerate(hashes)
        )
        liveness.nonce_hash, liveness.asked_at = digest(following), now()
        if len(before) + 1 == len(liveness.challenges):
            liveness.answered_at = now()
            liveness.lease_until = claims.first_lease(now())
            session.flush()
            queue().enqueue(session, JobName.MEASURE_LIVENESS, liveness.id, liveness.generation)
        return _state(liveness, answered=len(before) + 1, nonce=following)


def _find(session: Session, kyc_request_id: str, session_id: str) -> LivenessSession:
    found = session.get(LivenessSession, session_id, populate_existing=True)
    if found is None or found.kyc_request_id != kyc_request_id:
        raise NotFound
    return found


def _check_consent(session: Session, kyc_request_id: str) -> None:
    require_consent(session, session.get_one(KycRequest, kyc_request_id))


def _check_open(liveness: LivenessSession, nonce: str) -> None:
    if liveness.status != _PENDING or liveness.answered_at is not None:
        raise LivenessNotOffered("over")
    if liveness.nonce_hash != digest(nonce):
        raise LivenessNotOffered("nonce")


def _leave_pending(session: Session, which: ColumnElement[bool], *, actor: str) -> None:
    for liveness in session.scalars(
        select(LivenessSession).where(
            which,
            LivenessSession.status == _PENDING,
            LivenessSession.answered_at.is_(None),
        )
    ).all():
        status.move_liveness(session, liveness, LivenessEvent.LEFT, actor=actor)


def _state(liveness: LivenessSession, *, answered: int, nonce: str | None = None) -> LivenessState:
    steps = len(liveness.challenges)
    is_open = liveness.status == _PENDING and answered < steps
    return LivenessState(
        session_id=liveness.id,
        status=liveness.liveness_status,
        step=min(answered + 1, steps),
        steps=steps,
        challenge=Challenge(liveness.challenges[answered]) if is_open else None,
        nonce=nonce if is_open else None,
    )
