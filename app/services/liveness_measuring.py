"""Measuring an answered liveness session, and what a document's analysis gets to know of it.

Both the session's own job and the analysis of its document may be first; the claim decides.
"""

import time
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog import get_logger

from app.adapters.object_store import ObjectMissing, file_key
from app.adapters.tokens import new_id
from app.analysis.liveness.compare import SessionSeen
from app.analysis.liveness.measure import measure_frames
from app.domain.errors import ServiceUnavailable
from app.domain.liveness import Challenge, Doubt, LivenessEvidence, StepEvidence, find_doubts
from app.domain.statuses import LivenessStatus
from app.domain.transitions import LivenessEvent
from app.extensions import store
from app.models import LivenessFrame, LivenessSession
from app.services import claims, status
from app.services.transaction import reading, transaction

log = get_logger()

#: How long a document waits for another worker that measures its session.
_PATIENCE_SECONDS = 15.0


def measure_liveness(session_id: str, owner: str) -> None:
    """Measure one session under the claim token `owner`; return quietly when it is not ours.

    A fault of the store is raised, and the sweep tries again.
    """
    if not claims.claim(LivenessSession, session_id, owner):
        log.info("liveness.not_mine", liveness_session_id=session_id)
        return
    with reading() as session:
        liveness = session.get_one(LivenessSession, session_id)
        replayed = _is_replayed(session, session_id)
    try:
        doubts, reference = _measure(liveness, replayed=replayed)
    except ServiceUnavailable:
        raise
    except Exception:
        # Whatever broke, it is for a person to look at and nothing the customer did.
        log.exception("liveness.not_measured", liveness_session_id=session_id)
        doubts, reference = (Doubt.NOT_MEASURED,), None
    key = None
    if reference is not None:
        key = file_key(liveness.organization_id, liveness.kyc_request_id, new_id("liv_ref"))
        store().put(key, reference, media_type="image/jpeg")
    _conclude(liveness, owner, doubts, key)


def session_of(requested_document_id: str | None, owner: str) -> SessionSeen:
    """Return the session that counts for a requested document, measured by now.

    The newest that succeeded, else the newest that was answered, else the newest. Raises
    ServiceUnavailable.
    """
    found = _best(requested_document_id)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while found is not None and _is_waiting(found) and time.monotonic() < deadline:
        measure_liveness(found.id, owner)
        found = _best(requested_document_id)
        if found is not None and _is_waiting(found):
            # Another worker is at it and done in a moment.
            time.sleep(0.5)
            found = _best(requested_document_id)
    if found is None:
        return SessionSeen(LivenessEvidence(None, None))
    reference = None
    if found.reference_key is not None:
        try:
            reference = store().get(found.reference_key)
        except ObjectMissing:
            log.warning("liveness.reference_missing", liveness_session_id=found.id)
    evidence = LivenessEvidence(
        session_id=found.id,
        status=found.status,
        challenges=tuple(found.challenges),
        doubts=tuple(found.doubts),
    )
    return SessionSeen(evidence, reference)


def _is_waiting(liveness: LivenessSession) -> bool:
    return liveness.liveness_status is LivenessStatus.PENDING and liveness.answered_at is not None


def _best(requested_document_id: str | None) -> LivenessSession | None:
    if requested_document_id is None:
        return None
    with reading() as session:
        newest = session.scalars(
            select(LivenessSession)
            .where(LivenessSession.requested_document_id == requested_document_id)
            .order_by(LivenessSession.created_at.desc(), LivenessSession.id)
        ).all()
    succeeded = [item for item in newest if item.liveness_status is LivenessStatus.SUCCEEDED]
    answered = [item for item in newest if item.answered_at is not None]
    return next(iter([*succeeded, *answered, *newest]), None)


def _measure(
    liveness: LivenessSession, *, replayed: bool
) -> tuple[tuple[Doubt, ...], bytes | None]:
    """Return the doubts, and the first frame that shows a face."""
    frames = [list(_frames(step.object_key, step.sizes)) for step in liveness.steps]
    measures = measure_frames(frames)
    steps = [
        StepEvidence(Challenge(step.challenge), seen, step.received_at - step.asked_at)
        for step, seen in zip(liveness.steps, measures.steps, strict=True)
    ]
    doubts = find_doubts(steps, replayed=replayed)
    if measures.reference is None:
        return doubts, None
    step, frame = measures.reference
    return doubts, frames[step][frame]


def _frames(key: str | None, sizes: list[int]) -> Iterator[bytes]:
    data = iter(store().get(key or ""))
    for size in sizes:
        yield bytes(islice(data, size))


def _is_replayed(session: Session, session_id: str) -> bool:
    """Tell whether a frame of this session was sent in an earlier one, by whomever."""
    own = select(LivenessFrame.sha256).where(LivenessFrame.liveness_session_id == session_id)
    seen = select(LivenessFrame.sha256).where(
        LivenessFrame.sha256.in_(own), LivenessFrame.liveness_session_id != session_id
    )
    return session.scalars(seen.limit(1)).first() is not None


def _conclude(
    liveness: LivenessSession, owner: str, doubts: tuple[Doubt, ...], key: str | None
) -> None:
    event = LivenessEvent.DOUBTED if doubts else LivenessEvent.CONFIRMED
    with transaction() as session:
        status.lock_request(session, liveness.kyc_request_id)
        if not claims.finish(session, LivenessSession, liveness.id, owner):
            log.info("liveness.lost_claim", liveness_session_id=liveness.id)
            return
        row = session.get_one(LivenessSession, liveness.id, populate_existing=True)
        if row.liveness_status is not LivenessStatus.PENDING:
            return
        row.doubts = [doubt.value for doubt in doubts]
        row.reference_key = key
        status.move_liveness(session, row, event, actor="analyser")
