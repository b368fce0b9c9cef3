"""The closed list of rejection reasons; the values are those of the wire.

Which reason wins when several checks fail is decided in `domain.judgement.precedence`.
"""

from dataclasses import dataclass
from enum import StrEnum


class RejectionType(StrEnum):
    """Why a KYC document was rejected."""

    DOCUMENT_UNREADABLE = "document-unreadable"
    DOCUMENT_EXPIRED = "document-expired"
    DOCUMENT_WAS_VALID_BUT_EXPIRED = "document-was-valid-but-expired"
    DOCUMENT_NOT_MATCHING = "document-not-matching"
    DOCUMENT_DUPLICATE = "document-duplicate"
    DOCUMENT_INVALID = "document-invalid"
    DOCUMENT_NOT_OPEN = "document-not-open"
    UNDERAGE_PERSON = "underage-person"
    THIRD_PARTY_OR_MISMATCH = "third-party-or-mismatch"
    EXPIRATION_DATE_MISSING = "expiration-date-missing"
    ISSUE_DATE_MISSING = "issue-date-missing"
    SUBTYPE_MISSING = "subtype-missing"
    DOB_MISMATCH = "dob-mismatch"
    NAME_MISMATCH = "name-mismatch"
    NAME_AND_DOB_MISMATCH = "name-and-dob-mismatch"
    CRITICAL_INFO_MISSING = "critical-info-missing"
    OLD_ADDRESS_ON_ID = "old-address-on-id"
    TAMPERED_DOCUMENT = "tampered-document"
    OTHER = "other"


class Advice(StrEnum):
    """What the customer can do better next time, where the type alone does not say it."""

    TOO_SMALL = "too-small"
    TOO_DARK = "too-dark"
    BLURRY = "blurry"
    GLARE = "glare"
    CUT_OFF = "cut-off"
    WRONG_DOCUMENT = "wrong-document"
    WRONG_SIDE = "wrong-side"
    TOO_OLD = "too-old"
    NO_FACE = "no-face"
    SEVERAL_FACES = "several-faces"
    FACE_TOO_SMALL = "face-too-small"
    FACE_TOO_DARK = "face-too-dark"
    FACE_CUT_OFF = "face-cut-off"
    FACE_TURNED_AWAY = "face-turned-away"
    EYES_COVERED = "eyes-covered"
    CLOSED_EYES = "closed-eyes"
    SELFIE_SENT = "selfie-sent"
    BLANK_PAGE = "blank-page"
    SEVERAL_DOCUMENTS = "several-documents"
    SAME_SIDE = "same-side"
    LETTER_SENT = "letter-sent"
    IDENTITY_SENT = "identity-sent"


#: What some people cannot help: eyes that do not open, glasses that must stay on, a head that does
#: not turn. It refuses a selfie once; the next one is left to a person.
LOOKS = frozenset({Advice.FACE_TURNED_AWAY, Advice.EYES_COVERED, Advice.CLOSED_EYES})

_SELFIE_FAULTS = LOOKS | {
    Advice.NO_FACE,
    Advice.SEVERAL_FACES,
    Advice.FACE_TOO_SMALL,
    Advice.FACE_TOO_DARK,
    Advice.FACE_CUT_OFF,
}

#: The reasons by which a person says that it is not the holder's face: the closed list has no type
#: of its own for it.
_DOUBTED_FACES = frozenset({RejectionType.THIRD_PARTY_OR_MISMATCH, RejectionType.OTHER})


@dataclass(frozen=True)
class RejectionReason:
    """A reason of the closed list, a sentence for the merchant (255 characters at most), and the
    advice code that picks the customer's wording (a value of `Advice`; None = by the type)."""

    type: RejectionType
    message: str
    advice: str | None = None


def is_about_selfie(advice: str | None) -> bool:
    """Tell whether the machine refused the selfie itself, which is then asked for again."""
    return advice in _SELFIE_FAULTS


def may_be_about_face(kind: RejectionType) -> bool:
    """Tell whether a person who rejects for `kind` may mean the face and not the paper."""
    return kind in _DOUBTED_FACES
