"""What people do with documents: decide, look, keep for themselves, correct what was matched.

A document is locked while a reviewer's verb is carried out, after its request as everywhere: of two
reviewers at once the second sees what the first one did, and is refused by the domain's rules.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.documents import DocumentType
from app.domain.errors import InvalidField, InvalidFields, NotFound, ReviewRefused
from app.domain.events import EventType
from app.domain.judgement.overrides import Override, override_matches
from app.domain.rejections import RejectionType, is_about_selfie, may_be_about_face
from app.domain.review import Reviewer, ReviewVerb, check_review
from app.domain.statuses import DocumentStatus
from app.domain.transitions import DocumentEvent
from app.extensions import now
from app.models import KycDocument, KycRequest, Organization
from app.services import evidence, fulfilment, status, webhook_events
from app.services.kyc_documents import find_kyc_document
from app.services.submit_document import keep_selfie
from app.services.transaction import once_more_when_stale, transaction

Change = Callable[[Session, KycDocument, KycRequest | None], None]

_DECISIONS = {
    (DocumentStatus.PENDING, ReviewVerb.ACCEPT): DocumentEvent.ACCEPTED_BY_REVIEWER,
    (DocumentStatus.PENDING, ReviewVerb.REJECT): DocumentEvent.REJECTED_BY_REVIEWER,
    (DocumentStatus.REJECTED, ReviewVerb.ACCEPT): DocumentEvent.OVERTURNED_BY_REVIEWER,
    (DocumentStatus.ACCEPTED, ReviewVerb.REJECT): DocumentEvent.OVERTURNED_BY_REVIEWER,
    (DocumentStatus.ACCEPTED, ReviewVerb.ACCEPT): DocumentEvent.CONFIRMED_BY_REVIEWER,
    (DocumentStatus.REJECTED, ReviewVerb.REJECT): DocumentEvent.CONFIRMED_BY_REVIEWER,
}


def accept(organization_id: str, kyc_document_id: str, by: Reviewer) -> KycDocument:
    """Accept a document; raises NotFound and ReviewRefused.

    A person's yes to a credit file stands for identity and address, as the bureau's does.
    """

    def change(session: Session, document: KycDocument, _: KycRequest | None) -> None:
        document.rejection_type = None
        document.rejection_message = None
        document.rejection_advice = None
        _decide(session, document, ReviewVerb.ACCEPT, by)

    return _carry_out(organization_id, kyc_document_id, ReviewVerb.ACCEPT, by, change)


def reject(
    organization_id: str,
    kyc_document_id: str,
    by: Reviewer,
    *,
    kind: RejectionType,
    message: str | None,
) -> KycDocument:
    """Reject a document for a reason; raises NotFound and ReviewRefused.

    Repeated with another reason it is refused: the first was told already. A selfie that nobody
    doubts is kept for the next attempt, as where the machine rejects.
    """

    def change(session: Session, document: KycDocument, kyc_request: KycRequest | None) -> None:
        is_selfie_good = not (may_be_about_face(kind) or is_about_selfie(document.rejection_advice))
        document.rejection_type = kind.value
        document.rejection_message = message
        # The advice was the analyser's; a person's reason stands for itself.
        document.rejection_advice = None
        _decide(session, document, ReviewVerb.REJECT, by)
        if is_selfie_good and kyc_request is not None and not kyc_request.request_status.is_final:
            keep_selfie(session, document)

    document = _carry_out(organization_id, kyc_document_id, ReviewVerb.REJECT, by, change)
    if (document.rejection_type, document.rejection_message) != (kind.value, message):
        raise ReviewRefused("decided", document.reviewed_at, decision=document.status)
    return document


def review(organization_id: str, kyc_document_id: str, by: Reviewer) -> KycDocument:
    """Note that a person looked; no status changes. Raises NotFound and ReviewRefused."""

    def change(session: Session, document: KycDocument, _: KycRequest | None) -> None:
        _stamp(document, by)
        session.flush()
        fulfilment.refresh_customer(session, organization_id, document.customer_id)
        _tell(session, document, "reviewed", by, EventType.DOCUMENT_REVIEWED)

    return _carry_out(organization_id, kyc_document_id, ReviewVerb.REVIEW, by, change)


def start_review(organization_id: str, kyc_document_id: str, by: Reviewer) -> KycDocument:
    """Keep a document for a reviewer; raises NotFound and ReviewRefused."""

    def change(session: Session, document: KycDocument, _: KycRequest | None) -> None:
        document.reviewer_id, document.reviewer_name = by.id, by.name
        document.review_started_at, document.reviewed_at = now(), None
        session.flush()
        _tell(session, document, "review-started", by, EventType.DOCUMENT_MODIFIED)

    return _carry_out(organization_id, kyc_document_id, ReviewVerb.START, by, change)


def stop_review(organization_id: str, kyc_document_id: str, by: Reviewer) -> KycDocument:
    """Give a document back to everybody; raises NotFound and ReviewRefused."""

    def change(session: Session, document: KycDocument, _: KycRequest | None) -> None:
        document.reviewer_id = document.reviewer_name = document.review_started_at = None
        session.flush()
        _tell(session, document, "review-stopped", by, EventType.DOCUMENT_MODIFIED)

    return _carry_out(organization_id, kyc_document_id, ReviewVerb.STOP, by, change)


def correct_matches(
    organization_id: str,
    kyc_document_id: str,
    by: Reviewer,
    *,
    kind: DocumentType,
    values: Mapping[str, Any],
) -> KycDocument:
    """Put what a reviewer saw in the place of what was matched, and score the document again.

    It is scored by the settings it was judged by, and no status changes. Raises NotFound,
    ReviewRefused, and InvalidFields when the document is of another type.
    """

    def change(session: Session, document: KycDocument, _: KycRequest | None) -> None:
        if document.type != kind.value:
            raise InvalidFields([InvalidField("type", f"the document is of type {document.type}")])
        weights = (document.settings or {}).get("weights", {})
        override = Override(values, weights, now().date())
        document.document_matches = override_matches(document.document_matches, override)
        document.score = document.document_matches["score"]
        session.flush()
        evidence.record_override(session, document, values, actor=by.actor)
        _tell(session, document, "matches-overridden", by, EventType.DOCUMENT_MODIFIED)

    return _carry_out(organization_id, kyc_document_id, ReviewVerb.MATCHES, by, change)


@once_more_when_stale
def _carry_out(
    organization_id: str, kyc_document_id: str, verb: ReviewVerb, by: Reviewer, change: Change
) -> KycDocument:
    """Do what a reviewer asks for if the rules allow it and it changes anything."""
    found = find_kyc_document(organization_id, kyc_document_id)
    with transaction() as session:
        kyc_request = status.lock_request(session, found.kyc_request_id or "")
        document = _lock(session, found.id)
        if check_review(document.review_state, verb, by.id, now()):
            change(session, document, kyc_request)
            if kyc_request is not None:
                status.refresh(session, kyc_request, actor=by.actor)
    return document


def _lock(session: Session, kyc_document_id: str) -> KycDocument:
    """Return the document as it is now, its row and then its organization's locked.

    The organization numbers events and evidence. Its lock comes before the customer's row is
    written, in the order that creation keeps too, so that two changes never wait in a circle.
    """
    document = session.scalars(
        select(KycDocument)
        .where(KycDocument.id == kyc_document_id)
        .with_for_update(of=KycDocument)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if document is None:
        raise NotFound
    session.scalars(
        select(Organization.id)
        .where(Organization.id == document.organization_id)
        .with_for_update(key_share=True)
    ).one()
    return document


def _decide(session: Session, document: KycDocument, verb: ReviewVerb, by: Reviewer) -> None:
    _stamp(document, by)
    event = _DECISIONS[document.document_status, verb]
    status.move(session, document, event, actor=by.actor)
    webhook_events.record_document(session, document, EventType.DOCUMENT_REVIEWED)


def _stamp(document: KycDocument, by: Reviewer) -> None:
    document.reviewer_id, document.reviewer_name = by.id, by.name
    document.reviewed_at = now()


def _tell(
    session: Session, document: KycDocument, event: str, by: Reviewer, told: EventType
) -> None:
    """Write the audit row and the webhook events of a change that moves no status."""
    unchanged = document.status
    status.audit(session, document, event=event, old=unchanged, new=unchanged, actor=by.actor)
    webhook_events.record_document(session, document, told)
