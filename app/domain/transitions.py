"""Which event moves which driven status where: tables, and the functions that apply them.

To add a status, edit its enum and its table; tests assert that every status is reachable, that
final ones have no exit, and that each pair absent from a table is refused.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.domain.errors import IllegalTransition
from app.domain.statuses import DeliveryStatus, DocumentStatus, LivenessStatus

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


class DocumentEvent(StrEnum):
    """What can happen to a KYC document after it was submitted."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REFERRED = "referred"
    ACCEPTED_BY_REVIEWER = "accepted-by-reviewer"
    REJECTED_BY_REVIEWER = "rejected-by-reviewer"
    OVERTURNED_BY_REVIEWER = "overturned-by-reviewer"
    CONFIRMED_BY_REVIEWER = "confirmed-by-reviewer"
    ARCHIVED = "archived"


class DeliveryEvent(StrEnum):
    """What can happen to a webhook delivery."""

    ACKNOWLEDGED = "acknowledged"
    POSTPONED = "postponed"
    GIVEN_UP = "given-up"
    RESENT = "resent"


class LivenessEvent(StrEnum):
    """What can happen to a liveness session."""

    CONFIRMED = "confirmed"
    DOUBTED = "doubted"
    LEFT = "left"


_D, _E = DocumentStatus, DocumentEvent

DOCUMENT_TRANSITIONS: Mapping[tuple[DocumentStatus, DocumentEvent], DocumentStatus] = {
    (_D.IN_PROGRESS, _E.ACCEPTED): _D.ACCEPTED,
    (_D.IN_PROGRESS, _E.REJECTED): _D.REJECTED,
    # The analyser could not tell, crashed or ran out of time: a person looks.
    (_D.IN_PROGRESS, _E.REFERRED): _D.PENDING,
    (_D.IN_PROGRESS, _E.ARCHIVED): _D.ARCHIVED,
    (_D.PENDING, _E.ACCEPTED_BY_REVIEWER): _D.ACCEPTED,
    (_D.PENDING, _E.REJECTED_BY_REVIEWER): _D.REJECTED,
    (_D.PENDING, _E.ARCHIVED): _D.ARCHIVED,
    (_D.ACCEPTED, _E.OVERTURNED_BY_REVIEWER): _D.REJECTED,
    (_D.REJECTED, _E.OVERTURNED_BY_REVIEWER): _D.ACCEPTED,
    # A person decides as the machine did: the status stays, and somebody answers for it.
    (_D.ACCEPTED, _E.CONFIRMED_BY_REVIEWER): _D.ACCEPTED,
    (_D.REJECTED, _E.CONFIRMED_BY_REVIEWER): _D.REJECTED,
}

DELIVERY_TRANSITIONS: Mapping[tuple[DeliveryStatus, DeliveryEvent], DeliveryStatus] = {
    (DeliveryStatus.WAITING, DeliveryEvent.ACKNOWLEDGED): DeliveryStatus.DELIVERED,
    (DeliveryStatus.WAITING, DeliveryEvent.POSTPONED): DeliveryStatus.WAITING,
    (DeliveryStatus.WAITING, DeliveryEvent.GIVEN_UP): DeliveryStatus.FAILED,
    # The merchant asks for it once more, whatever became of it.
    (DeliveryStatus.WAITING, DeliveryEvent.RESENT): DeliveryStatus.WAITING,
    (DeliveryStatus.DELIVERED, DeliveryEvent.RESENT): DeliveryStatus.WAITING,
    (DeliveryStatus.FAILED, DeliveryEvent.RESENT): DeliveryStatus.WAITING,
}

LIVENESS_TRANSITIONS: Mapping[tuple[LivenessStatus, LivenessEvent], LivenessStatus] = {
    (LivenessStatus.PENDING, LivenessEvent.CONFIRMED): LivenessStatus.SUCCEEDED,
    (LivenessStatus.PENDING, LivenessEvent.DOUBTED): LivenessStatus.FAILED,
    # Timed out, given up, or a fault of ours: none of these says anything about the customer.
    (LivenessStatus.PENDING, LivenessEvent.LEFT): LivenessStatus.ABANDONED,
}


def apply_document_event(current: DocumentStatus, event: DocumentEvent) -> DocumentStatus:
    """Return the document status that `event` leads to; raises IllegalTransition."""
    return _look_up(DOCUMENT_TRANSITIONS, current, event)


def apply_delivery_event(current: DeliveryStatus, event: DeliveryEvent) -> DeliveryStatus:
    """Return the delivery status that `event` leads to; raises IllegalTransition."""
    return _look_up(DELIVERY_TRANSITIONS, current, event)


def apply_liveness_event(current: LivenessStatus, event: LivenessEvent) -> LivenessStatus:
    """Return the liveness status that `event` leads to; raises IllegalTransition."""
    return _look_up(LIVENESS_TRANSITIONS, current, event)


def _look_up(table: Mapping[tuple[S, E], S], current: S, event: E) -> S:
    try:
        return table[current, event]
    except KeyError:
        raise IllegalTransition(current, event) from None
