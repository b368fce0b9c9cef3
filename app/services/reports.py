"""Reports: how many documents and requests of a period ended in which way, one query each.

A document or a request belongs to the period in which it was created.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, extract, func, select

from app.domain.documents import DocumentType
from app.domain.statuses import DocumentStatus, RequestStatus
from app.domain.transitions import DocumentEvent
from app.models import AuditEntry, KycDocument, KycRequest
from app.services.transaction import reading

Json = dict[str, Any]

#: The statuses that the reference's report tells.
_REPORTED = (
    RequestStatus.ABANDONED,
    RequestStatus.EXPIRED,
    RequestStatus.FAILED,
    RequestStatus.FULFILLED,
    RequestStatus.PENDING_REVIEW,
)


@dataclass(frozen=True)
class Period:
    """A span of time: its start belongs to it, its end does not."""

    start: datetime
    end: datetime


def report_acceptance(organization_id: str, period: Period) -> Json:
    """Return, for each type, how its documents were decided, by whom, and how well that held."""
    accepted = KycDocument.status == DocumentStatus.ACCEPTED.value
    rejected = KycDocument.status == DocumentStatus.REJECTED.value
    by_machine = _happened(DocumentEvent.ACCEPTED), _happened(DocumentEvent.REJECTED)
    seconds = extract("epoch", KycDocument.reviewed_at) - extract(
        "epoch", KycDocument.review_started_at
    )
    query = (
        select(
            KycDocument.type,
            func.count().label("total"),
            _count(accepted).label("accepted"),
            _count(and_(accepted, by_machine[0])).label("accepted_alone"),
            _count(and_(accepted, by_machine[1])).label("accepted_after"),
            _count(rejected).label("rejected"),
            _count(and_(rejected, by_machine[1])).label("rejected_alone"),
            _count(and_(rejected, by_machine[0])).label("rejected_after"),
            _count(KycDocument.status == DocumentStatus.PENDING.value).label("pending"),
            _count(KycDocument.status == DocumentStatus.ARCHIVED.value).label("archived"),
            func.avg(seconds).label("review_seconds"),
        )
        .where(*_documents_of(organization_id, period))
        .group_by(KycDocument.type)
    )
    with reading() as session:
        found = {row.type: row for row in session.execute(query)}
    return {"data": [_acceptance(each, found.get(each.value)) for each in DocumentType]}


def report_rejections(organization_id: str, period: Period) -> Json:
    """Return, for each type, why its documents were rejected, the most frequent reason first."""
    count = func.count().label("count")
    query = (
        select(KycDocument.type, KycDocument.rejection_type, count)
        .where(
            *_documents_of(organization_id, period),
            KycDocument.status == DocumentStatus.REJECTED.value,
            KycDocument.rejection_type.is_not(None),
        )
        .group_by(KycDocument.type, KycDocument.rejection_type)
        .order_by(count.desc(), KycDocument.rejection_type)
    )
    with reading() as session:
        rows = session.execute(query).all()
    return {"data": [_rejections(each, rows) for each in DocumentType]}


def report_requests(organization_id: str, period: Period) -> Json:
    """Return how many requests have which status. The reference calls it `rejectionReason`."""
    query = (
        select(KycRequest.status, func.count().label("amount"))
        .where(
            KycRequest.organization_id == organization_id,
            KycRequest.created_at >= period.start,
            KycRequest.created_at < period.end,
            KycRequest.deleted_at.is_(None),
        )
        .group_by(KycRequest.status)
    )
    with reading() as session:
        counts = {row.status: row.amount for row in session.execute(query)}
    return {
        "data": [
            {"rejectionReason": status.value, "count": counts.get(status.value, 0)}
            for status in _REPORTED
        ]
    }


def _documents_of(organization_id: str, period: Period) -> Sequence[ColumnElement[bool]]:
    return (
        KycDocument.organization_id == organization_id,
        KycDocument.created_at >= period.start,
        KycDocument.created_at < period.end,
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _happened(event: DocumentEvent) -> ColumnElement[bool]:
    """Return whether the machine once decided so; what people decide has events of its own."""
    return exists().where(AuditEntry.subject_id == KycDocument.id, AuditEntry.event == event.value)


def _acceptance(document_type: DocumentType, row: Any) -> Json:
    def of(name: str) -> int:
        return 0 if row is None else int(getattr(row, name))

    accepted, rejected = of("accepted"), of("rejected")
    stood = of("accepted_alone") + of("rejected_alone")
    overturned = of("accepted_after") + of("rejected_after")
    seconds = None if row is None else row.review_seconds
    return {
        "documentType": document_type.value,
        "statusStatistics": {
            "accepted": {
                "total": accepted,
                "automatically": of("accepted_alone"),
                "manually": accepted - of("accepted_alone") - of("accepted_after"),
                "afterAutoRejected": of("accepted_after"),
            },
            "rejected": {
                "total": rejected,
                "automatically": of("rejected_alone"),
                "manually": rejected - of("rejected_alone") - of("rejected_after"),
                "afterAutoAccepted": of("rejected_after"),
            },
            "pending": {"total": of("pending")},
            "archived": {"total": of("archived")},
        },
        "total": of("total"),
        "accuracyRate": _percent(stood, stood + overturned),
        "acceptanceRate": _percent(accepted, accepted + rejected),
        "manualReviewTime": None if seconds is None else round(float(seconds)),
    }


def _rejections(document_type: DocumentType, rows: Sequence[Any]) -> Json:
    return {
        "documentType": document_type.value,
        "rejectionReasons": [
            {"rejectionReason": reason, "count": count}
            for found, reason, count in rows
            if found == document_type.value
        ],
    }


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None
