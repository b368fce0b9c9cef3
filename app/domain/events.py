"""The events a merchant can listen to, and which change tells which of them.

The first ten are the reference's, the others are ours. The two mappings are data: what follows from
a status is read here and nowhere else.
"""

from collections.abc import Mapping
from enum import StrEnum

from app.domain.statuses import DocumentStatus, RequestStatus


class EventType(StrEnum):
    """Names of events as merchants filter on them."""

    DOCUMENT_CREATED = "kyc-document-created"
    DOCUMENT_MODIFIED = "kyc-document-modified"
    DOCUMENT_ACCEPTED = "kyc-document-accepted"
    DOCUMENT_REJECTED = "kyc-document-rejected"
    DOCUMENT_REVIEWED = "kyc-document-reviewed"
    DOCUMENT_ARCHIVED = "kyc-document-archived"
    REQUEST_ATTEMPTED = "kyc-request-attempted"
    REQUEST_PARTIALLY_FULFILLED = "kyc-request-partially-fulfilled"
    REQUEST_FULFILLED = "kyc-request-fulfilled"
    REQUEST_FAILED = "kyc-request-failed"
    REQUEST_PENDING_REVIEW = "kyc-request-pending-review"
    REQUEST_EXPIRED = "kyc-request-expired"
    REQUEST_ABANDONED = "kyc-request-abandoned"
    LINK_REQUESTED = "kyc-request-link-requested"
    CODE_REQUESTED = "kyc-request-code-requested"


#: What a merchant asks us to send, to see whether it arrives; no endpoint filters on it.
TEST_EVENT = "webhook-test"

#: What opens something: told only to endpoints that name it in their filter, and forgotten soon.
SECRET_EVENTS = frozenset({EventType.CODE_REQUESTED})

REQUEST_EVENTS: Mapping[RequestStatus, EventType] = {
    RequestStatus.ATTEMPTED: EventType.REQUEST_ATTEMPTED,
    RequestStatus.PARTIAL: EventType.REQUEST_PARTIALLY_FULFILLED,
    RequestStatus.FULFILLED: EventType.REQUEST_FULFILLED,
    RequestStatus.FAILED: EventType.REQUEST_FAILED,
    RequestStatus.PENDING_REVIEW: EventType.REQUEST_PENDING_REVIEW,
    RequestStatus.EXPIRED: EventType.REQUEST_EXPIRED,
    RequestStatus.ABANDONED: EventType.REQUEST_ABANDONED,
}

DOCUMENT_EVENTS: Mapping[DocumentStatus, EventType] = {
    DocumentStatus.IN_PROGRESS: EventType.DOCUMENT_CREATED,
    DocumentStatus.PENDING: EventType.DOCUMENT_MODIFIED,
    DocumentStatus.ACCEPTED: EventType.DOCUMENT_ACCEPTED,
    DocumentStatus.REJECTED: EventType.DOCUMENT_REJECTED,
    DocumentStatus.ARCHIVED: EventType.DOCUMENT_ARCHIVED,
}
