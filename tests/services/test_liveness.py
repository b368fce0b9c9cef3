"""Liveness sessions: one challenge at a time, each answered once, in time, with fresh frames."""

from collections.abc import Sequence
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.adapters.clock import MovableClock
from app.adapters.job_queue import workflow_id
from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import (
    DamagedFile,
    DocumentNotRequested,
    FileTooLarge,
    LivenessNotOffered,
    NotFound,
)
from app.domain.jobs import LEASE_SECONDS, JobName
from app.domain.liveness import MAX_SESSIONS, TURNS, Challenge
from app.domain.statuses import LivenessStatus
from app.extensions import now, queue, store
from app.models import AuditEntry, KycRequest, LivenessSession, LivenessStep
from app.services import claims, retention
from app.services.consents import answer_consent
from app.services.journey import read_journey
from app.services.liveness import (
    FRAMES_KEPT_FOR,
    LivenessState,
    begin_session,
    delete_old_frames,
    leave_late_sessions,
    leave_session,
    read_session,
    record_frames,
)
from app.services.liveness_measuring import measure_liveness, session_of
from app.services.transaction import reading
from tests.services.conftest import MakeRequest
from tests.support.moving_faces import film

IDENTITY = DocumentType.IDENTITY_PROOF
OWNER = "test:1:owner"
A_WHILE = timedelta(seconds=5)
PENDING, SUCCEEDED, FAILED, ABANDONED = LivenessStatus


@pytest.fixture
def live_request(make_request: MakeRequest) -> KycRequest:
    """A request for a passport with a liveness session, whose customer agreed to it."""
    kyc_request = make_request(
        RequestDocument(IDENTITY, (DocumentSubtype.PASSPORT,), face_liveness_required=True)
    )
    answer_consent(kyc_request.id, agrees=True, language="en")
    return kyc_request


def grey(count: int = 5, shade: int = 0) -> list[bytes]:
    """Return small frames without a face, no two of them alike."""
    frames = []
    for number in range(count):
        out = BytesIO()
        Image.new("L", (64, 48), shade + 9 * number).save(out, "JPEG")
        frames.append(out.getvalue())
    return frames


def answer(
    kyc_request: KycRequest, state: LivenessState, frames: Sequence[bytes] | None = None
) -> LivenessState:
    shade = 50 * state.step
    sent = grey(shade=shade) if frames is None else frames
    return record_frames(kyc_request.id, state.session_id, state.nonce or "", sent, began_at=now())


def go_through(kyc_request: KycRequest, state: LivenessState) -> LivenessState:
    while state.challenge is not None:
        state = answer(kyc_request, state)
    return state


def row(state: LivenessState) -> LivenessSession:
    with reading() as session:
        return session.get_one(LivenessSession, state.session_id)


def line_id(kyc_request: KycRequest) -> str:
    with reading() as session:
        return session.get_one(KycRequest, kyc_request.id).documents[0].id


def test_session_tells_one_challenge_at_a_time(live_request: KycRequest) -> None:
    state = begin_session(live_request.id, IDENTITY)
    asked = [state.challenge]
    assert (state.status, state.step, state.steps) == (PENDING, 1, 3)
    assert state.session_id.startswith("kyc_liv_")
    while (state := answer(live_request, state)).challenge is not None:
        asked.append(state.challenge)
    assert [item.value for item in asked if item] == row(state).challenges
    assert (state.status, state.nonce) == (PENDING, None)
    assert row(state).answered_at is not None


def test_who_cannot_turn_gets_other_challenges(live_request: KycRequest) -> None:
    state = begin_session(live_request.id, IDENTITY, can_turn=False)
    assert not TURNS & {Challenge(item) for item in row(state).challenges}


def test_nonce_serves_once_and_only_its_own_session(live_request: KycRequest) -> None:
    first = begin_session(live_request.id, IDENTITY)
    second = answer(live_request, first)
    for nonce in (first.nonce, "", "guess", row(first).nonce_hash):
        with pytest.raises(LivenessNotOffered):
            record_frames(
                live_request.id, first.session_id, nonce or "", grey(shade=9), began_at=now()
            )
    assert len(row(second).steps) == 1
    assert read_session(live_request.id, first.session_id).nonce is None


def test_answer_that_comes_too_late_leaves_the_session(
    live_request: KycRequest, clock: MovableClock
) -> None:
    state = begin_session(live_request.id, IDENTITY)
    clock.advance(timedelta(seconds=21))
    late = answer(live_request, state)
    assert (late.status, late.challenge) == (ABANDONED, None)
    assert row(late).steps == []
    with pytest.raises(LivenessNotOffered):
        answer(live_request, state)


def test_answer_that_began_in_time_counts(live_request: KycRequest, clock: MovableClock) -> None:
    state = begin_session(live_request.id, IDENTITY)
    clock.advance(timedelta(seconds=19))
    began = now()
    clock.advance(timedelta(seconds=9))
    following = record_frames(
        live_request.id, state.session_id, state.nonce or "", grey(), began_at=began
    )
    assert following.step == 2


def test_timeouts_cost_no_attempt(live_request: KycRequest, clock: MovableClock) -> None:
    begin_session(live_request.id, IDENTITY)
    clock.advance(timedelta(seconds=41))
    assert leave_late_sessions() == 1
    assert leave_late_sessions() == 0
    assert read_journey(live_request.id).lines[0].attempts_used == 0


def test_another_begin_leaves_the_session_before(live_request: KycRequest) -> None:
    first = begin_session(live_request.id, IDENTITY)
    begin_session(live_request.id, IDENTITY)
    assert row(first).status == ABANDONED
    with reading() as session:
        trail = session.execute(
            select(AuditEntry.event, AuditEntry.old, AuditEntry.new)
            .where(AuditEntry.subject_id == first.session_id)
            .order_by(AuditEntry.id)
        ).all()
    assert [tuple(entry) for entry in trail] == [
        ("created", None, "pending"),
        ("left", "pending", "abandoned"),
    ]


def test_sessions_are_not_without_end(live_request: KycRequest) -> None:
    for _ in range(MAX_SESSIONS):
        begin_session(live_request.id, IDENTITY)
    with pytest.raises(LivenessNotOffered):
        begin_session(live_request.id, IDENTITY)


def test_session_is_begun_only_where_it_was_asked_for(make_request: MakeRequest) -> None:
    plain = make_request(RequestDocument(IDENTITY, face_proof_required=True))
    with pytest.raises(DocumentNotRequested):
        begin_session(plain.id, IDENTITY)


def test_session_of_another_request_is_unknown(
    live_request: KycRequest, make_request: MakeRequest
) -> None:
    state = begin_session(live_request.id, IDENTITY)
    other = make_request()
    for call in (read_session, leave_session):
        with pytest.raises(NotFound):
            call(other.id, state.session_id)
    with pytest.raises(NotFound):
        answer(other, state)


def test_frames_nobody_can_read_change_nothing(live_request: KycRequest) -> None:
    state = begin_session(live_request.id, IDENTITY)
    with pytest.raises(DamagedFile):
        answer(live_request, state, [b"\xff\xd8\xff nothing"])
    with pytest.raises(FileTooLarge):
        answer(live_request, state, grey(17))
    assert list(store().list()) == []
    assert answer(live_request, state).step == 2


def test_left_session_takes_no_more_frames(live_request: KycRequest) -> None:
    state = begin_session(live_request.id, IDENTITY)
    assert leave_session(live_request.id, state.session_id).status == ABANDONED
    assert leave_session(live_request.id, state.session_id).status == ABANDONED
    with pytest.raises(LivenessNotOffered):
        answer(live_request, state)


def test_answered_session_is_measured_once(live_request: KycRequest) -> None:
    state = go_through(live_request, begin_session(live_request.id, IDENTITY))
    assert leave_session(live_request.id, state.session_id).status == PENDING
    measure_liveness(state.session_id, OWNER)
    settled = row(state)
    assert settled.status == FAILED
    assert "no-face" in settled.doubts
    measure_liveness(state.session_id, "test:2:other")
    assert row(state).revision == settled.revision


def test_frames_that_were_sent_before_are_noticed(live_request: KycRequest) -> None:
    first = go_through(live_request, begin_session(live_request.id, IDENTITY))
    again = go_through(live_request, begin_session(live_request.id, IDENTITY))
    measure_liveness(again.session_id, OWNER)
    assert first.session_id != again.session_id
    assert "replayed-frames" in row(again).doubts


def test_session_whose_frames_are_gone_is_left_to_a_person(live_request: KycRequest) -> None:
    state = go_through(live_request, begin_session(live_request.id, IDENTITY))
    for item in store().list():
        store().delete(item.key)
    measure_liveness(state.session_id, OWNER)
    assert (row(state).status, row(state).doubts) == (FAILED, ["not-measured"])


def test_session_of_a_dead_worker_is_swept(live_request: KycRequest, clock: MovableClock) -> None:
    state = go_through(live_request, begin_session(live_request.id, IDENTITY))
    assert claims.claim(LivenessSession, state.session_id, OWNER)
    queue().cancel([workflow_id(JobName.MEASURE_LIVENESS, state.session_id, 0)])
    clock.advance(timedelta(seconds=LEASE_SECONDS + 1))
    assert claims.sweep_liveness() == 1
    measure_liveness(state.session_id, "test:2:other")
    assert row(state).status == FAILED


def test_old_frames_are_deleted_and_fresh_ones_are_no_orphans(
    live_request: KycRequest, clock: MovableClock
) -> None:
    state = go_through(live_request, begin_session(live_request.id, IDENTITY))
    measure_liveness(state.session_id, OWNER)
    clock.advance(timedelta(hours=2))
    retention.sweep_orphans()
    assert len(list(store().list())) == 3
    assert delete_old_frames() == 0
    clock.advance(FRAMES_KEPT_FOR)
    assert delete_old_frames() == 3
    assert list(store().list()) == []
    with reading() as session:
        assert session.scalar(select(func.count(LivenessStep.object_key))) == 0


def test_document_without_a_session_says_so(live_request: KycRequest) -> None:
    seen = session_of(line_id(live_request), OWNER)
    assert (seen.evidence.session_id, seen.evidence.status, seen.reference) == (None, None, None)


def test_honest_session_succeeds_and_serves_its_document(
    live_request: KycRequest, clock: MovableClock
) -> None:
    # Drawing the frames of a challenge may take longer than there is to answer it.
    clock.stop()
    state = begin_session(live_request.id, IDENTITY)
    while state.challenge is not None:
        (frames,) = film("p3_a", [state.challenge], seed=state.step * 20, frames=7)
        clock.advance(A_WHILE)
        state = answer(live_request, state, frames)
    # The document's analysis measures a session that nobody has measured yet.
    seen = session_of(line_id(live_request), OWNER)
    assert (seen.evidence.session_id, seen.evidence.status) == (state.session_id, SUCCEEDED)
    assert seen.evidence.doubts == ()
    assert seen.reference is not None
    assert Image.open(BytesIO(seen.reference)).size == (480, 480)
