"""Whose turn it is: how background work takes rows, keeps them, ends them and takes them over.

The row is the truth, the engine's word only says where to look. A job *claims* its row by one
conditional UPDATE and *finishes* by an UPDATE guarded by its token *slot : boot : random*; effects
follow only when a row changed, so a word that comes twice, late or never does no harm. A worker
extends its claims while it works. A row whose lease is over is *swept*: the next generation of its
word is enqueued, and whoever takes that up goes on.

A claim is never guarded by the generation: with a backlog longer than the lease each job would be
overtaken before it runs.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Update, and_, or_, select, update
from sqlalchemy.orm import Session

from app.adapters.job_queue import workflow_id
from app.adapters.tokens import new_id
from app.domain.jobs import LEASE_SECONDS, JobName, QueueName
from app.domain.statuses import DeliveryStatus, DocumentStatus, LivenessStatus
from app.extensions import now, queue
from app.models import KycDocument, LivenessSession, WebhookDelivery
from app.services.transaction import reading, transaction

LEASE = timedelta(seconds=LEASE_SECONDS)

#: How many rows one transaction of the sweep takes over.
_BATCH = 200

Model = type[KycDocument] | type[WebhookDelivery] | type[LivenessSession]


def _open_document(_moment: datetime) -> ColumnElement[bool]:
    return KycDocument.status == DocumentStatus.IN_PROGRESS.value


def _due_delivery(moment: datetime) -> ColumnElement[bool]:
    return and_(
        WebhookDelivery.status == DeliveryStatus.WAITING.value,
        WebhookDelivery.next_attempt_at <= moment,
    )


def _answered_session(_moment: datetime) -> ColumnElement[bool]:
    return and_(
        LivenessSession.status == LivenessStatus.PENDING.value,
        LivenessSession.answered_at.is_not(None),
    )


@dataclass(frozen=True)
class _Kind:
    """What is particular to one kind of row: its job, and which rows there is work for now."""

    job: JobName
    is_due: Callable[[datetime], ColumnElement[bool]]


_KINDS: Mapping[Model, _Kind] = {
    KycDocument: _Kind(JobName.ANALYSE_DOCUMENT, _open_document),
    WebhookDelivery: _Kind(JobName.DELIVER_WEBHOOK, _due_delivery),
    LivenessSession: _Kind(JobName.MEASURE_LIVENESS, _answered_session),
}


def first_lease(moment: datetime) -> datetime:
    """Return until when a row enqueued at `moment` is left alone by the sweep.

    Nobody owns it, so any worker may claim it at once.
    """
    return moment + LEASE


def new_owner(slot: str, boot: str) -> str:
    """Return a fresh claim token *slot : boot : random*."""
    return f"{slot}:{boot}:{new_id('c')[2:]}"


def claim(model: Model, row_id: str, owner: str) -> bool:
    """Take a row for `owner`; tell whether it is ours now.

    It is not when it is done, not due, or somebody else's whose lease still runs.
    """
    moment = now()
    statement = (
        update(model)
        .where(
            model.id == row_id,
            _KINDS[model].is_due(moment),
            or_(model.owner.is_(None), _is_over(model, moment)),
        )
        .values(owner=owner, lease_until=moment + LEASE)
    )
    with transaction() as session:
        return _changes(session, statement) == 1


def finish(session: Session, model: Model, row_id: str, owner: str) -> bool:
    """Give a row back in the caller's transaction; tell whether it was still ours.

    When it was not, the caller must change nothing: another worker is at it, or has done it.
    """
    statement = (
        update(model)
        .where(model.id == row_id, model.owner == owner)
        .values(owner=None, lease_until=None)
    )
    return _changes(session, statement) == 1


def extend(owners: Collection[str]) -> int:
    """Extend the leases of everything these tokens hold; return how many rows that were."""
    if not owners:
        return 0
    with transaction() as session:
        return sum(
            _changes(
                session,
                update(model).where(model.owner.in_(owners)).values(lease_until=now() + LEASE),
            )
            for model in _KINDS
        )


def clear_slot(slot: str) -> int:
    """Let go of everything a former process of this slot held; return how many rows that were.

    Done before the engine starts: it runs the slot's unfinished words again, and they must not
    meet the lease of the dead.
    """
    with transaction() as session:
        return sum(
            _changes(
                session,
                update(model)
                .where(model.owner.startswith(f"{slot}:", autoescape=True))
                .values(owner=None),
            )
            for model in _KINDS
        )


def sweep_documents() -> int:
    """Take up every document in progress whose lease is over; return how many were enqueued."""
    return _sweep(KycDocument)


def sweep_liveness() -> int:
    """Take up every answered liveness session whose lease is over; return how many there were."""
    return _sweep(LivenessSession)


def is_overdue(model: Model, moment: datetime) -> ColumnElement[bool]:
    """Return which rows there is work for at a moment, and nobody is at."""
    return and_(_KINDS[model].is_due(moment), _is_over(model, moment))


def hand_over(
    session: Session,
    model: Model,
    found: Sequence[tuple[str, int]],
    *,
    by: QueueName | None = None,
) -> list[str]:
    """Enqueue the next generation of locked rows, given with their last, in the transaction.

    Return the words that are superseded, to be withdrawn after the commit. A word that still waits
    in a long queue is not said again: only its row's lease is extended.
    """
    job = _KINDS[model].job
    superseded = []
    words = {row_id: workflow_id(job, row_id, generation) for row_id, generation in found}
    waiting = queue().waiting(words.values())
    for row_id, generation in found:
        values: dict[str, Any] = {"lease_until": now() + LEASE}
        if words[row_id] not in waiting:
            values |= {"owner": None, "generation": generation + 1}
            queue().enqueue(session, job, row_id, generation + 1, by=by)
            superseded.append(words[row_id])
        session.execute(_quiet(update(model).where(model.id == row_id).values(**values)))
    return superseded


def _sweep(model: Model) -> int:
    taken = 0
    while True:
        seen, superseded = _sweep_batch(model)
        queue().cancel(superseded)
        taken += len(superseded)
        if seen < _BATCH:
            return taken


def _sweep_batch(model: Model) -> tuple[int, list[str]]:
    """Take over a batch in one transaction; return its size and the words that are superseded."""
    if not _any_overdue(model):
        return 0, []
    with transaction() as session:
        # A row that a job is just ending is left out, not waited for: waiting could deadlock.
        found = session.execute(
            select(model.id, model.generation)
            .where(is_overdue(model, now()))
            .order_by(model.lease_until)
            .limit(_BATCH)
            .with_for_update(skip_locked=True)
        ).all()
        return len(found), hand_over(session, model, found)


def _any_overdue(model: Model) -> bool:
    # Most of the time there is nothing to do, and then no lock is taken.
    overdue = select(model.id).where(is_overdue(model, now())).limit(1)
    with reading() as session:
        return session.scalars(overdue).first() is not None


def _is_over(model: Model, moment: datetime) -> ColumnElement[bool]:
    return or_(model.lease_until.is_(None), model.lease_until <= moment)


def _changes(session: Session, statement: Update) -> int:
    return cast("CursorResult[Any]", session.execute(_quiet(statement))).rowcount


def _quiet(statement: Update) -> Update:
    # Claims are no changes of the resource: no revision grows, no loaded row is refreshed.
    return statement.execution_options(synchronize_session=False)
