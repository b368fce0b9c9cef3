"""Looking at deliveries: what was sent, what came back, sending again, and sending a test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from sqlalchemy import select

from app.adapters.secret_box import SecretUnreadable
from app.adapters.tokens import new_id
from app.adapters.webhook_sender import Login, Message, SendResult, WebhookSender
from app.domain.commands import PostWebhook
from app.domain.errors import NotFound, ResendRefused
from app.domain.events import TEST_EVENT
from app.domain.statuses import EndpointStatus
from app.domain.wire_times import wire_time
from app.extensions import now, settings
from app.models import AuditEntry, WebhookAttempt, WebhookDelivery
from app.services.transaction import reading, transaction
from app.services.webhook_credentials import CredentialDeactivated, login_of
from app.services.webhook_deliveries import enqueue_again, message_for, why_unsent
from app.services.webhook_events import freeze
from app.services.webhooks import check, find_endpoint, new_secret

#: Somebody waits for the outcome of a test, and a thread of the web process with them.
_TEST_SECONDS = 5.0

#: So tests may hold this many threads of a web process, and customers have the others.
_TESTS = BoundedSemaphore(2)


@dataclass(frozen=True)
class SentTest:
    """A test event, and what came back; `secret` is there when it was drawn for the test alone."""

    message: Message
    result: SendResult
    secret: str | None = field(default=None, repr=False)


def find_delivery(organization_id: str, delivery_id: str) -> WebhookDelivery:
    """Return a delivery; raises NotFound, also for another organization's."""
    with reading() as session:
        delivery = session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.organization_id != organization_id:
        raise NotFound
    return delivery


def attempts_of(delivery_ids: Sequence[str]) -> Mapping[str, Sequence[WebhookAttempt]]:
    """Return the tries of each delivery, first one first."""
    found: dict[str, list[WebhookAttempt]] = {each: [] for each in delivery_ids}
    with reading() as session:
        attempts = session.scalars(
            select(WebhookAttempt)
            .where(WebhookAttempt.delivery_id.in_(delivery_ids))
            .order_by(WebhookAttempt.number, WebhookAttempt.at)
        ).all()
    for attempt in attempts:
        found[attempt.delivery_id].append(attempt)
    return found


def resend(organization_id: str, delivery_id: str, *, actor: str) -> None:
    """Send a delivery once more, now: the same id and the same body.

    Raises NotFound, and ResendRefused where nothing can be sent.
    """
    with transaction() as session:
        delivery = session.get(
            WebhookDelivery, delivery_id, with_for_update={"of": WebhookDelivery}
        )
        if delivery is None or delivery.organization_id != organization_id:
            raise NotFound
        endpoint = delivery.endpoint
        if endpoint.deleted_at is not None or endpoint.status != EndpointStatus.ACTIVE.value:
            raise ResendRefused("endpoint-inactive")
        if not delivery.body:
            raise ResendRefused("body-forgotten")
        if delivery.owner is not None:
            raise ResendRefused("under-way")
        enqueue_again(session, delivery)
        session.add(
            AuditEntry(
                organization_id=organization_id,
                at=now(),
                actor=actor,
                event="webhook-resent",
                subject_id=delivery_id,
            )
        )


def send_test(organization_id: str, endpoint_id: str) -> SentTest:
    """Send a test event to an endpoint, as a delivery would go there.

    Raises NotFound, and ResendRefused while too many tests are under way.
    """
    endpoint = find_endpoint(organization_id, endpoint_id)
    event_id, body = _test_event(organization_id, endpoint.body)
    with reading() as session:
        try:
            message = message_for(session, endpoint, event_id, body)
        except (SecretUnreadable, CredentialDeactivated) as error:
            message = Message(endpoint.url, event_id, body, (), now(), endpoint.method)
            return SentTest(message, SendResult(None, why_unsent(error), 0))
    return SentTest(message, _send(message))


def send_preview(organization_id: str, command: PostWebhook) -> SentTest:
    """Send a test event to where an endpoint would be, signed with a secret for this test alone.

    Raises InvalidFields, and ResendRefused as above.
    """
    check(organization_id, command)
    event_id, body = _test_event(organization_id, command.body)
    secret = new_secret()
    login: Login | None = None
    with reading() as session:
        try:
            login = login_of(session, command.credential_id)
        except (SecretUnreadable, CredentialDeactivated):
            raise ResendRefused("credential-unreadable") from None
    message = Message(
        url=command.url,
        event_id=event_id,
        body=body,
        secrets=(secret,),
        moment=now(),
        method=command.method,
        headers=tuple(
            (header.name, header.value)
            for header in command.headers
            if header.status == EndpointStatus.ACTIVE
        ),
        login=login,
    )
    return SentTest(message, _send(message), secret)


def _send(message: Message) -> SendResult:
    sender = WebhookSender(settings().egress_allowed_networks, timeout_seconds=_TEST_SECONDS)
    if not _TESTS.acquire(blocking=False):
        raise ResendRefused("tests-under-way")
    try:
        return sender.send(message)
    finally:
        _TESTS.release()


def _test_event(organization_id: str, text: str | None) -> tuple[str, str]:
    """Return id and body; a test has no place in the order of events, so its numbers are 0."""
    event_id = new_id("evt")
    body = freeze(
        {
            "eventId": event_id,
            "eventType": TEST_EVENT,
            "createdTime": wire_time(now()),
            "organizationId": organization_id,
            "sequence": 0,
            "revision": 0,
            "_embedded": {},
            "_links": [],
        },
        text,
    )
    return event_id, body
