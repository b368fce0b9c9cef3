"""Liveness sessions of the storefront: the same challenges and frames as the portal's."""

from collections.abc import Mapping
from typing import Any

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from app.api.auth import caller, calling_customer
from app.api.blueprint import CUSTOMER, Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.storefront import LivenessSessionBody
from app.api.contract.storefront import LivenessSession as LivenessAnswer
from app.api.listing import read_expand
from app.api.uploads import FORM_TYPE
from app.domain.documents import DocumentType
from app.domain.errors import DocumentNotRequested, InvalidField, InvalidFields, NotFound
from app.domain.liveness import MAX_FRAME_BYTES, MAX_STEP_FRAMES, MIN_STEP_FRAMES
from app.extensions import now
from app.models import LivenessSession
from app.services.liveness import begin_session, leave_session, read_session, record_frames
from app.services.presenters import resource_url
from app.services.storefront import find_own_request, find_own_session
from app.services.storefront_presenters import present_liveness

_FOR_CUSTOMERS = (CUSTOMER,)
_FRAMES_BYTES = (MAX_STEP_FRAMES + 1) * (MAX_FRAME_BYTES + 1024)


_FORM: Mapping[str, Any] = {
    "required": ["nonce", "frames"],
    "properties": {
        "nonce": {"type": "string", "description": "Of the challenge that these answer."},
        "frames": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "minItems": MIN_STEP_FRAMES,
            "maxItems": MAX_STEP_FRAMES,
        },
    },
}


@blueprint.post("/storefront/kyc-liveness-sessions")
@operation(
    Operation(
        "StorefrontPostKycLivenessSession",
        LivenessAnswer,
        LivenessSessionBody,
        status=201,
        problems=(409,),
        audience=_FOR_CUSTOMERS,
    )
)
def post_liveness_session() -> ResponseReturnValue:
    """Begin a liveness session; one that was under way is left."""
    body = read_body(LivenessSessionBody)
    try:
        found = find_own_request(caller().organization_id, calling_customer(), body.kyc_request_id)
        state = begin_session(found.id, DocumentType.IDENTITY_PROOF, can_turn=body.can_turn)
    except (NotFound, DocumentNotRequested) as error:
        message = "is no KYC request of this customer that asks for a live selfie"
        raise InvalidFields([InvalidField("kycRequestId", message)]) from error
    answer = jsonify(present_liveness(_own_session(state.session_id), state))
    location = resource_url("storefront/kyc-liveness-sessions", state.session_id)
    return answer, 201, {"Location": location}


@blueprint.get("/storefront/kyc-liveness-sessions/<session_id>")
@operation(Operation("StorefrontGetKycLivenessSession", LivenessAnswer, audience=_FOR_CUSTOMERS))
def get_liveness_session(session_id: str) -> Response:
    """Read where a liveness session stands; its nonce is told only with its challenge."""
    read_expand(())
    liveness = _own_session(session_id)
    return jsonify(present_liveness(liveness, read_session(liveness.kyc_request_id, liveness.id)))


@blueprint.post("/storefront/kyc-liveness-sessions/<session_id>/frames")
@operation(
    Operation(
        "StorefrontPostKycLivenessFrames",
        LivenessAnswer,
        takes_media=(FORM_TYPE,),
        form=_FORM,
        problems=(409,),
        audience=_FOR_CUSTOMERS,
    )
)
def post_liveness_frames(session_id: str) -> Response:
    """Answer the open challenge and learn the next one.

    A form of `nonce` and five to sixteen JPEGs called `frames`, each up to 64 KB.
    """
    began_at = now()
    liveness = _own_session(session_id)
    request.max_content_length = _FRAMES_BYTES
    frames = tuple(
        upload.stream.read(MAX_FRAME_BYTES + 1) for upload in request.files.getlist("frames")
    )
    state = record_frames(
        liveness.kyc_request_id,
        liveness.id,
        request.form.get("nonce", ""),
        frames,
        began_at=began_at,
    )
    return jsonify(present_liveness(_own_session(session_id), state))


@blueprint.post("/storefront/kyc-liveness-sessions/<session_id>/finish")
@operation(
    Operation("StorefrontPostKycLivenessSessionFinish", LivenessAnswer, audience=_FOR_CUSTOMERS)
)
def finish_liveness_session(session_id: str) -> Response:
    """End a liveness session; one whose challenges are not all answered is left."""
    liveness = _own_session(session_id)
    state = leave_session(liveness.kyc_request_id, liveness.id)
    return jsonify(present_liveness(_own_session(session_id), state))


def _own_session(session_id: str) -> LivenessSession:
    return find_own_session(caller().organization_id, calling_customer(), session_id)
