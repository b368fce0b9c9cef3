"""Liveness challenges for the portal's scripts: begin, answer, look, leave; answers are JSON.

The page they belong to is the selfie's (`capture`), whose form goes on working without them.
"""

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.documents import DocumentType
from app.domain.errors import SubmissionRefused
from app.gatherer import forms
from app.gatherer.blueprint import began_at, blueprint, current_journey
from app.gatherer.navigation import line_of
from app.services.liveness import (
    LivenessState,
    begin_session,
    leave_session,
    read_session,
    record_frames,
)

_PLACE = "/verify/<kyc_request_id>/liveness/<session_id>"


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/liveness")
def begin_liveness(document_type: DocumentType) -> ResponseReturnValue:
    """Begin a session and give out its first challenge."""
    line = line_of(document_type)
    can_turn = request.form.get("can_turn") != "no"
    try:
        state = begin_session(
            current_journey().kyc_request_id, line.document_type, can_turn=can_turn
        )
    except SubmissionRefused:
        return _refused()
    return _answer(state)


@blueprint.post(f"{_PLACE}/frames")
def answer_challenge(session_id: str) -> ResponseReturnValue:
    """Take the frames of the open challenge and give out the next one."""
    try:
        state = record_frames(
            current_journey().kyc_request_id,
            session_id,
            request.form.get("nonce", ""),
            forms.read_frames(request),
            began_at=began_at(),
        )
    except SubmissionRefused:
        return _refused()
    return _answer(state)


@blueprint.get(_PLACE)
def show_liveness(session_id: str) -> ResponseReturnValue:
    """Tell where a session stands."""
    return _answer(read_session(current_journey().kyc_request_id, session_id))


@blueprint.post(f"{_PLACE}/finish")
def finish_liveness(session_id: str) -> ResponseReturnValue:
    """End a session: one whose challenges are not all answered is left."""
    return _answer(leave_session(current_journey().kyc_request_id, session_id))


def _refused() -> ResponseReturnValue:
    """Say no without a reason: what would help to pass is nobody's to know."""
    return jsonify(status="refused"), 409


def _answer(state: LivenessState) -> ResponseReturnValue:
    session_id = state.session_id
    return jsonify(
        status=state.status,
        step=state.step,
        steps=state.steps,
        challenge=state.challenge,
        nonce=state.nonce,
        url=url_for("gatherer.show_liveness", session_id=session_id),
        answer=url_for("gatherer.answer_challenge", session_id=session_id),
        leave=url_for("gatherer.finish_liveness", session_id=session_id),
    )
