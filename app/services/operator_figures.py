"""The figures of an organization: requests by day, how long verdicts take, how webhooks fare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.documents import DocumentType
from app.domain.percentiles import percentile
from app.domain.statuses import DeliveryStatus, EndpointStatus, RequestStatus
from app.extensions import now
from app.models import KycDocument, KycRequest, WebhookDelivery, WebhookEndpoint
from app.services.transaction import reading

#: How many days back the figures go, today included.
DAYS = 14
#: Verdicts of one day that are looked at; more would tell nothing else.
_MOST_VERDICTS = 5_000


@dataclass(frozen=True)
class DayOfRequests:
    """The requests made on one day (UTC), by the status that they have now."""

    day: str
    counts: Mapping[RequestStatus, int]


@dataclass(frozen=True)
class DayOfVerdicts:
    """How many documents of one day have a verdict of the machine, and in how many seconds.

    `p50` and `p95` are None without any; a person's decisions are counted apart.
    """

    day: str
    count: int
    p50: float | None
    p95: float | None
    reviewed: int
    reviewed_p50: float | None


@dataclass(frozen=True)
class WebhookHealth:
    """Deliveries of the days by how they stand, and the endpoints that fail or were switched off.

    `waiting_since` is when the oldest of those that wait was made.
    """

    counts: Mapping[DeliveryStatus, int]
    waiting_since: datetime | None
    failing: Sequence[WebhookEndpoint]


@dataclass(frozen=True)
class Figures:
    """All of it."""

    requests: Sequence[DayOfRequests]
    verdicts: Sequence[DayOfVerdicts]
    webhooks: WebhookHealth


def read_figures(organization_id: str) -> Figures:
    """Return the figures of the last days, oldest day first."""
    midnight = now().replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    with reading() as session:
        return Figures(
            requests=[_requests(session, organization_id, day) for day in days],
            verdicts=[_verdicts(session, organization_id, day) for day in days],
            webhooks=_webhooks(session, organization_id, days[0]),
        )


def _requests(session: Session, organization_id: str, day: datetime) -> DayOfRequests:
    rows = session.execute(
        select(KycRequest.status, func.count())
        .where(
            KycRequest.organization_id == organization_id,
            KycRequest.created_at >= day,
            KycRequest.created_at < day + timedelta(days=1),
        )
        .group_by(KycRequest.status)
    ).all()
    return DayOfRequests(_name(day), {RequestStatus(status): count for status, count in rows})


def _verdicts(session: Session, organization_id: str, day: datetime) -> DayOfVerdicts:
    rows = session.execute(
        select(KycDocument.created_at, KycDocument.processed_at, KycDocument.reviewed_at)
        .where(
            KycDocument.organization_id == organization_id,
            KycDocument.created_at >= day,
            KycDocument.created_at < day + timedelta(days=1),
            # A credit file is the bureau's answer, which comes with the request.
            KycDocument.type != DocumentType.CREDIT_FILE_PROOF.value,
        )
        .order_by(KycDocument.created_at)
        .limit(_MOST_VERDICTS)
    ).all()
    machine = [(done - sent).total_seconds() for sent, done, _ in rows if done is not None]
    person = [(seen - sent).total_seconds() for sent, _, seen in rows if seen is not None]
    return DayOfVerdicts(
        day=_name(day),
        count=len(machine),
        p50=percentile(machine, 50),
        p95=percentile(machine, 95),
        reviewed=len(person),
        reviewed_p50=percentile(person, 50),
    )


def _webhooks(session: Session, organization_id: str, since: datetime) -> WebhookHealth:
    mine = WebhookDelivery.organization_id == organization_id
    rows = session.execute(
        select(WebhookDelivery.status, func.count())
        .where(mine, WebhookDelivery.created_at >= since)
        .group_by(WebhookDelivery.status)
    ).all()
    waiting = select(func.min(WebhookDelivery.created_at)).where(
        mine, WebhookDelivery.status == DeliveryStatus.WAITING.value
    )
    failing = session.scalars(
        select(WebhookEndpoint)
        .where(
            WebhookEndpoint.organization_id == organization_id,
            WebhookEndpoint.deleted_at.is_(None),
            WebhookEndpoint.failing_since.is_not(None)
            | WebhookEndpoint.disabled_reason.is_not(None)
            | (WebhookEndpoint.status != EndpointStatus.ACTIVE.value),
        )
        .order_by(WebhookEndpoint.created_at)
    ).all()
    return WebhookHealth(
        {DeliveryStatus(status): count for status, count in rows},
        session.scalar(waiting),
        failing,
    )


def _name(day: datetime) -> str:
    return day.date().isoformat()
