"""Erasing what a customer sent: how much at once, and what the proof of it says."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from app.domain.wire_times import wire_time

#: Kinds of object beside the files that customers pick, whose kind is their tag.
FACE_CROP: Final = "face-crop"
LIVENESS_FRAMES: Final = "liveness-frames"
LIVENESS_PICTURE: Final = "liveness-picture"

#: Names what is signed, so that no other text of ours can be taken for a proof.
PROOF_TYPE: Final = "proof-of-deletion"


class ErasureScope(StrEnum):
    """How much is erased: everything of a request, or only what shows the face."""

    REQUEST = "request"
    FACES = "faces"


@dataclass(frozen=True)
class ErasureFacts:
    """What a proof tells of an erasure.

    `files` hold `kind`, `sha256` and `bytes`; null where an object was gone before it was counted.
    """

    erasure_id: str
    kyc_request_id: str
    organization: str
    scope: ErasureScope
    files: Sequence[Mapping[str, Any]]
    asked_at: datetime
    finished_at: datetime


def proof_statement(facts: ErasureFacts) -> str:
    """Return the text that is signed: JSON with sorted names, so equal facts make equal texts."""
    statement = {
        "type": PROOF_TYPE,
        "version": 1,
        "erasureId": facts.erasure_id,
        "kycRequestId": facts.kyc_request_id,
        "organization": facts.organization,
        "scope": facts.scope.value,
        "counts": Counter(file["kind"] for file in facts.files),
        "files": [
            {"kind": file["kind"], "sha256": file["sha256"], "bytes": file["bytes"]}
            for file in facts.files
        ],
        "askedTime": wire_time(facts.asked_at),
        "erasedTime": wire_time(facts.finished_at),
    }
    return json.dumps(statement, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
