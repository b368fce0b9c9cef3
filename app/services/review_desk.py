"""What the review desk reads: the queue, one case with all that belongs to it, and the next one.

Every look at a case or a picture is a row of the audit trail: who saw it is part of what happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, defer, lazyload

from app.domain.documents import FileTag
from app.domain.review import REVIEW_LASTS
from app.domain.review_queue import PAGE_SIZE, QueueFilter, QueueSort, QueueState
from app.domain.staff import Staff
from app.domain.statuses import DocumentStatus
from app.extensions import now, resources
from app.models import (
    ApiKey,
    AuditEntry,
    Customer,
    FaceCrop,
    GathererSession,
    KycDocument,
    KycRequest,
    StaffSession,
)
from app.services.kyc_documents import find_kyc_document
from app.services.transaction import reading, transaction

#: The events of the audit trail that are looks.
CASE_VIEWED, PICTURE_VIEWED = LOOKS = ("case-viewed", "picture-viewed")

#: Rows of the history that a case shows, and as many looks.
_HISTORY = 100

#: A line about a document needs neither its files nor what was read of it.
_AS_ROW = (
    lazyload(KycDocument.files),
    defer(KycDocument.report),
    defer(KycDocument.parsed_data),
    defer(KycDocument.document_matches),
)

_DECIDED = (DocumentStatus.ACCEPTED.value, DocumentStatus.REJECTED.value)


@dataclass(frozen=True)
class Queue:
    """One page of the queue, how many match in all, and how many each state holds."""

    items: Sequence[KycDocument]
    total: int
    totals: Mapping[QueueState, int]
    chosen: QueueFilter

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True)
class Case:
    """One document with what belongs to it.

    `faces` are the tags of the files that a face was cut from, `history` what happened and `looks`
    who saw it, newest first, `names` those of the people in both, by actor, and `language` the one
    the customer's pages were last known to be in.
    """

    document: KycDocument
    customer: Customer | None
    kyc_request: KycRequest | None
    siblings: Sequence[KycDocument]
    faces: Sequence[FileTag]
    history: Sequence[AuditEntry]
    looks: Sequence[AuditEntry]
    names: Mapping[str, str]
    language: str | None


def read_queue(organization_id: str, chosen: QueueFilter) -> Queue:
    """Return a page of an organization's documents for review."""
    wanted = _conditions(organization_id, chosen)
    page = (
        select(KycDocument)
        .where(*wanted)
        .order_by(*_order(chosen.sort))
        .limit(PAGE_SIZE)
        .offset((chosen.page - 1) * PAGE_SIZE)
        .options(*_AS_ROW)
    )
    with reading() as session:
        return Queue(
            items=session.scalars(page).all(),
            total=_count(session, organization_id, chosen),
            totals={
                state: _count(session, organization_id, QueueFilter(state)) for state in QueueState
            },
            chosen=chosen,
        )


def next_case(staff: Staff, chosen: QueueFilter, *, but: str) -> str | None:
    """Return the id of the first document that waits and that nobody else has, or None.

    One that `staff` looked at and left is not theirs again; a colleague may still decide it. The
    queue's own filter and order hold, whatever its page; `but` is the one just left.
    """
    if chosen.state not in {QueueState.WAITING, QueueState.UNREVIEWED}:
        return _next_of_any(staff, chosen, but)
    is_own = KycDocument.reviewer_id == staff.reviewer.id
    free = or_(
        _in_state(QueueState.UNREVIEWED),
        and_(_in_state(QueueState.IN_REVIEW), is_own),
        and_(_in_state(QueueState.REVIEWED), ~is_own),
    )
    statement = (
        select(KycDocument.id)
        .where(*_conditions(staff.organization_id, chosen), free, KycDocument.id != but)
        .order_by(*_order(chosen.sort))
    )
    with reading() as session:
        return session.scalars(statement.limit(1)).first()


def neighbours(staff: Staff, chosen: QueueFilter, kyc_document_id: str) -> tuple[str, str]:
    """Return the ids before and after a document in the queue, empty where there is none."""
    statement = (
        select(KycDocument.id)
        .where(*_conditions(staff.organization_id, chosen))
        .order_by(*_order(chosen.sort))
        .limit(_LOOKED_THROUGH)
    )
    with reading() as session:
        ids = list(session.scalars(statement))
    if kyc_document_id not in ids:
        return "", ids[0] if ids else ""
    at = ids.index(kyc_document_id)
    return (ids[at - 1] if at else ""), (ids[at + 1] if at + 1 < len(ids) else "")


def read_case(organization_id: str, kyc_document_id: str) -> Case:
    """Return a document with all that a reviewer needs; raises NotFound."""
    document = find_kyc_document(organization_id, kyc_document_id)
    with reading() as session:
        kyc_request = session.get(KycRequest, document.kyc_request_id or "")
        history = _entries(session, document, AuditEntry.event.not_in(LOOKS))
        looks = _entries(session, document, AuditEntry.event.in_(LOOKS))
        return Case(
            document=document,
            customer=session.get(Customer, (organization_id, document.customer_id)),
            kyc_request=kyc_request,
            siblings=session.scalars(
                select(KycDocument)
                .where(
                    KycDocument.organization_id == organization_id,
                    KycDocument.customer_id == document.customer_id,
                    KycDocument.id != document.id,
                )
                .order_by(KycDocument.created_at.desc())
                .limit(PAGE_SIZE)
                .options(*_AS_ROW)
            ).all(),
            faces=[
                FileTag(tag)
                for tag in session.scalars(
                    select(FaceCrop.tag).where(FaceCrop.kyc_document_id == document.id)
                )
            ],
            history=history,
            looks=looks,
            names=_names(session, organization_id, {each.actor for each in (*history, *looks)}),
            language=session.scalars(
                select(GathererSession.language)
                .where(
                    GathererSession.kyc_request_id == (document.kyc_request_id or ""),
                    GathererSession.language.is_not(None),
                )
                .order_by(GathererSession.last_seen_at.desc(), GathererSession.created_at.desc())
                .limit(1)
            ).first()
            or (kyc_request.locale if kyc_request is not None else None),
        )


def note_look(
    staff: Staff, kyc_document_id: str, event: str, data: dict[str, Any] | None = None
) -> None:
    """Write down that somebody looked at a document or a picture of it."""
    with transaction() as session:
        session.add(
            AuditEntry(
                organization_id=staff.organization_id,
                at=now(),
                actor=staff.reviewer.actor,
                event=event,
                subject_id=kyc_document_id,
                data=data,
            )
        )


#: How far the neighbours of a case are looked for; further on there is the queue itself.
_LOOKED_THROUGH = 500


def _count(session: Session, organization_id: str, chosen: QueueFilter) -> int:
    """Return how many documents match, whatever the page and the order.

    What machine and people decided grows for years: a long total may be some seconds old.
    """
    matching = replace(chosen, sort=QueueSort.OLDEST, page=1)
    counted = (
        select(func.count()).select_from(KycDocument).where(*_conditions(organization_id, matching))
    )
    return resources().known_totals.find(
        ("review-desk", organization_id, matching), now(), lambda: session.scalar(counted) or 0
    )


def _entries(
    session: Session, document: KycDocument, wanted: ColumnElement[bool]
) -> Sequence[AuditEntry]:
    return session.scalars(
        select(AuditEntry)
        .where(
            AuditEntry.organization_id == document.organization_id,
            AuditEntry.subject_id == document.id,
            wanted,
        )
        .order_by(AuditEntry.id.desc())
        .limit(_HISTORY)
    ).all()


def _names(session: Session, organization_id: str, actors: set[str]) -> Mapping[str, str]:
    """Return the names of people by what the audit trail calls them."""
    ids = {actor.partition(":")[2]: actor for actor in actors}
    of_keys = select(ApiKey.id, ApiKey.label).where(
        ApiKey.organization_id == organization_id, ApiKey.id.in_(ids)
    )
    of_links = select(StaffSession.reviewer_id, StaffSession.reviewer_name).where(
        StaffSession.organization_id == organization_id, StaffSession.reviewer_id.in_(ids)
    )
    found = [*session.execute(of_keys).all(), *session.execute(of_links.distinct()).all()]
    return {ids[row[0]]: row[1] for row in found if row[1]}


def _next_of_any(staff: Staff, chosen: QueueFilter, but: str) -> str | None:
    return neighbours(staff, chosen, but)[1] or None


def _conditions(organization_id: str, chosen: QueueFilter) -> list[ColumnElement[bool]]:
    wanted = [KycDocument.organization_id == organization_id, _in_state(chosen.state)]
    if chosen.document_type is not None:
        wanted.append(KycDocument.type == chosen.document_type.value)
    if chosen.reason:
        wanted.append(func.lower(KycDocument.reason) == func.lower(chosen.reason))
    if chosen.customer_id:
        wanted.append(KycDocument.customer_id == chosen.customer_id)
    if chosen.older_than_hours is not None:
        before = now() - timedelta(hours=chosen.older_than_hours)
        wanted.append(KycDocument.created_at <= before)
    return wanted


def _in_state(state: QueueState) -> ColumnElement[bool]:
    is_pending = KycDocument.status == DocumentStatus.PENDING.value
    is_taken = and_(
        KycDocument.review_started_at > now() - REVIEW_LASTS, KycDocument.reviewed_at.is_(None)
    )
    is_free = or_(
        KycDocument.review_started_at.is_(None),
        KycDocument.review_started_at <= now() - REVIEW_LASTS,
    )
    is_looked_at = KycDocument.reviewed_at.is_not(None)
    return {
        QueueState.WAITING: is_pending,
        QueueState.UNREVIEWED: and_(is_pending, is_free, ~is_looked_at),
        QueueState.IN_REVIEW: and_(is_pending, is_taken),
        QueueState.REVIEWED: is_looked_at,
        QueueState.MACHINE: and_(KycDocument.status.in_(_DECIDED), ~is_looked_at),
    }[state]


def _order(sort: QueueSort) -> tuple[ColumnElement[Any], ...]:
    orders: dict[QueueSort, ColumnElement[Any]] = {
        QueueSort.OLDEST: KycDocument.created_at.asc(),
        QueueSort.NEWEST: KycDocument.created_at.desc(),
        QueueSort.LOWEST: KycDocument.score.asc().nulls_last(),
    }
    return orders[sort], KycDocument.id.asc()
