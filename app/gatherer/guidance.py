"""Guidance for the camera screen of the selfie: one small frame in, where the face is out."""

from dataclasses import asdict

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.domain.documents import DocumentType
from app.domain.errors import ServiceUnavailable, UnreadableFile
from app.gatherer.blueprint import blueprint, current_journey
from app.gatherer.navigation import line_of
from app.gatherer.steps import is_workable
from app.limits import count_guidance
from app.services.selfie_guidance import locate_face

#: A frame of 320 pixels has 8 to 12 KB.
_FRAME_BYTES = 32 * 1024


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/selfie-guidance")
def guide_selfie(document_type: DocumentType) -> ResponseReturnValue:
    """Tell where the face is in a frame that nobody keeps."""
    line = line_of(document_type)
    # A frame shows the face as a selfie does, so it waits for the same consent.
    if not (is_workable(line) and line.face_proof_required and line.consent.admits_selfie):
        return jsonify(status="refused"), 409
    count_guidance(current_journey().kyc_request_id)
    upload = request.files.get("frame")
    frame = b"" if upload is None else upload.stream.read(_FRAME_BYTES + 1)
    if not 0 < len(frame) <= _FRAME_BYTES:
        return jsonify(status="refused"), 422
    try:
        return jsonify(asdict(locate_face(frame)))
    except UnreadableFile:
        return jsonify(status="refused"), 422
    except ServiceUnavailable:
        # Help that comes late is none: the script asks again with a newer frame.
        return jsonify(status="busy"), 503
