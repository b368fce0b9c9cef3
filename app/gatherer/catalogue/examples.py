"""Journeys made up for the catalogue: a merchant, documents, and how each of them stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from app.domain.consent import ConsentEvent, SelfieConsent
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.erasure import FACE_CROP, ErasureScope
from app.domain.handoff import HandoffPhase
from app.domain.journey import GatheredFile, Journey, JourneyLine, SentDocument, Terms
from app.domain.rejections import Advice, RejectionReason, RejectionType
from app.domain.statuses import DocumentStatus, RequestStatus, ReturnInfo
from app.extensions import now
from app.models import GathererSession
from app.services.handoff_state import HandoffState
from app.services.handoffs import OpenedCode
from app.services.receipts import Receipt, ReceiptErasure, ReceiptFile, ReceiptPaper

REQUEST_ID: Final = "kyc_req_00000000000000000000000000"
LINK: Final = "https://kyc.example/?token=example"

_PASSPORT_OR_CARD: Final = (DocumentSubtype.PASSPORT, DocumentSubtype.ID_CARD)
_LETTERS: Final = (
    DocumentSubtype.UTILITY_BILL,
    DocumentSubtype.BANK_STATEMENT,
    DocumentSubtype.RENTAL_RECEIPT,
    DocumentSubtype.TAX_RETURN,
)


def device() -> GathererSession:
    """Return the session of the customer's browser; it is in no database."""
    return GathererSession(id="sess_example", kyc_request_id=REQUEST_ID)


def handoff(phase: HandoffPhase, **changes: Any) -> HandoffState:
    """Return how a handoff stands for the computer."""
    ends_at = now() + timedelta(minutes=10)
    made = HandoffState(is_phone=False, phase=phase, code_expires_at=ends_at)
    return replace(made, **changes)


def receipt(*, is_erased: bool = False, is_withdrawn: bool = False) -> Receipt:
    """Return what is kept of a request: an identity card with a selfie, agreed to."""
    at = now()
    sides = () if is_erased else (FileTag.FRONT, FileTag.BACK)
    files = tuple(ReceiptFile(tag, 0, 1, at) for tag in sides)
    counts = {FileTag.FRONT.value: 1, FileTag.BACK.value: 1, FACE_CROP: 1}
    erasure = ReceiptErasure("erasure_example", ErasureScope.REQUEST, counts, at, at)
    paper = ReceiptPaper(
        DocumentType.IDENTITY_PROOF, DocumentSubtype.ID_CARD, DocumentStatus.ACCEPTED, at, files
    )
    return Receipt(
        papers=(paper,),
        erasures=(erasure,) if is_erased else (),
        consent=ConsentEvent.WITHDRAWN if is_withdrawn else ConsentEvent.GIVEN,
        consent_at=at,
        faces_until=at + timedelta(days=30),
    )


def opened_code(phase: HandoffPhase, **changes: Any) -> OpenedCode:
    """Return what a phone finds behind a code."""
    made = OpenedCode(
        kyc_request_id=REQUEST_ID,
        computer_session_id="sess_example",
        phone_session_id=None,
        phase=phase,
        ended_as=None,
        browser="Firefox",
        system="Windows",
        started_at=now() - timedelta(minutes=2),
        match_choices=(),
    )
    return replace(made, **changes)


def terms(consent: SelfieConsent, **changes: Any) -> Terms:
    """Return the terms of an organization that allows all it can, for a selfie's consent."""
    made = Terms(consent, is_face_asked=True, has_alternative=True, may_erase=True, may_extend=True)
    return replace(made, **changes)


def journey(*lines: JourneyLine, **changes: Any) -> Journey:
    """Return a journey with these lines; by default an identity card and a letter, not begun."""
    made = Journey(
        kyc_request_id=REQUEST_ID,
        organization_name="Harbour Street Shop",
        support_contact="help@harbour-street.example",
        privacy_url="https://harbour-street.example/privacy",
        status=RequestStatus.GATHERING,
        redirect_url="https://harbour-street.example/return",
        reason=None,
        expires_at=now() + timedelta(hours=26),
        lines=lines or (identity(), letter()),
        info=ReturnInfo.MANUAL,
    )
    return replace(made, **changes)


def identity(**changes: Any) -> JourneyLine:
    """Return a proof of identity with a selfie, not begun."""
    made = JourneyLine(
        document_type=DocumentType.IDENTITY_PROOF,
        requested_subtypes=_PASSPORT_OR_CARD,
        chosen_subtype=None,
        face_proof_required=True,
        face_liveness_required=False,
        max_attempts=3,
        attempts_used=0,
        is_waived=False,
        is_skipped=False,
        files=(),
        statuses=(),
        latest=None,
    )
    return replace(made, **changes)


def card(*there: FileTag, **changes: Any) -> JourneyLine:
    """Return an identity card of which some sides are there."""
    files = tuple(gathered(tag) for tag in there)
    return identity(chosen_subtype=DocumentSubtype.ID_CARD, files=files, **changes)


def passport(**changes: Any) -> JourneyLine:
    """Return a passport, the only paper that is taken, without a selfie."""
    only = (DocumentSubtype.PASSPORT,)
    return identity(requested_subtypes=only, face_proof_required=False, **changes)


def letter(**changes: Any) -> JourneyLine:
    """Return a proof of address, not begun."""
    made = identity(
        document_type=DocumentType.ADDRESS_PROOF,
        requested_subtypes=_LETTERS,
        face_proof_required=False,
        max_age_days=90,
    )
    return replace(made, **changes)


def sent(line: JourneyLine, status: DocumentStatus, **changes: Any) -> JourneyLine:
    """Return a line whose document was sent and stands so."""
    subtype = line.subtype or line.permitted_subtypes[0]
    document = SentDocument("kyc_doc_example", subtype, status, None, now())
    return replace(
        line,
        chosen_subtype=subtype,
        attempts_used=1,
        statuses=(status,),
        latest=replace(document, **changes),
    )


def refused(line: JourneyLine, reason: Advice | RejectionType, **changes: Any) -> JourneyLine:
    """Return a line whose document was refused for an advice code or a rejection type."""
    is_advice = isinstance(reason, Advice)
    rejection = RejectionReason(
        RejectionType.DOCUMENT_UNREADABLE if is_advice else RejectionType(reason),
        "",
        reason.value if is_advice else None,
    )
    return replace(sent(line, DocumentStatus.REJECTED, rejection=rejection), **changes)


def gathered(tag: FileTag, position: int = 0, **changes: Any) -> GatheredFile:
    """Return a file that was received and not sent on yet."""
    made = GatheredFile(
        id="file_example",
        tag=tag,
        position=position,
        media_type="image/jpeg",
        width=1200,
        height=850,
        pages=1,
        received_at=now(),
        upload_key="example",
    )
    return replace(made, **changes)
