"""Recording events: what happened is written down, once for each endpoint, when it happens.

The body is frozen as text in the transaction of the change, with the revision the resource then
had, and its sending is enqueued in that same transaction: there is no event without its change and
no change without its event. The body holds ids and statuses, never what a paper says of a person;
a code alone goes with where the customer is reached, and is forgotten soon.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.events import EventType
from app.domain.statuses import DeliveryStatus
from app.domain.webhook_bodies import render
from app.domain.webhook_chaos import fate_of
from app.domain.webhook_filters import admits
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import (
    Customer,
    KycDocument,
    KycRequest,
    Organization,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.services.delivery_queues import put_in
from app.services.event_listeners import listening
from app.services.presenters import present_kyc_document, present_kyc_request, resource_url

#: Standard Webhooks asks for bodies under 20 KB.
MAX_BODY_BYTES = 20_000

#: What a paper says, what people wrote about it, and who they are stays out of events.
_WITHHELD_OF_DOCUMENTS = ("parsedData", "documentMatches", "notes", "reviewerName", "_embedded")

Payload = dict[str, Any]


def record_document(session: Session, document: KycDocument, event_type: EventType) -> None:
    """Tell what happened to a KYC document, in the caller's transaction."""
    endpoints = listening(session, document.organization_id, event_type)
    if not endpoints:
        return
    file_ids = [file.id for file in document.files]
    presented = _without(present_kyc_document(document), _WITHHELD_OF_DOCUMENTS)
    payload = {
        "customerId": document.customer_id,
        "kycDocumentId": document.wire_id,
        "fileId": file_ids[0] if file_ids else None,
        "fileIds": file_ids,
        "_embedded": {
            "customer": _present_customer(session, document),
            "kycDocument": presented,
        },
        "_links": [
            _link("customer", "customers", document.customer_id),
            *(_link("file", "files", file_id) for file_id in file_ids[:1]),
            _link("kycDocument", "kyc-documents", document.wire_id),
        ],
    }
    _record(session, document, event_type, payload, endpoints)


def record_request(session: Session, kyc_request: KycRequest, event_type: EventType) -> None:
    """Tell what happened to a KYC request, in the caller's transaction."""
    endpoints = listening(session, kyc_request.organization_id, event_type)
    if not endpoints:
        return
    presented = _without(present_kyc_request(kyc_request), ("_embedded",))
    payload = {
        "customerId": kyc_request.customer_id,
        "kycRequestId": kyc_request.id,
        "_embedded": {
            "customer": _present_customer(session, kyc_request),
            "kycRequest": presented,
        },
        "_links": [
            _link("customer", "customers", kyc_request.customer_id),
            _link("kycRequest", "kyc-requests", kyc_request.id),
        ],
    }
    _record(session, kyc_request, event_type, payload, endpoints)


def record_code(
    session: Session, kyc_request: KycRequest, code: str, contact: str | None, expires_at: datetime
) -> None:
    """Tell a code that the merchant passes on to the customer, in the caller's transaction."""
    event_type = EventType.CODE_REQUESTED
    payload = {
        "customerId": kyc_request.customer_id,
        "kycRequestId": kyc_request.id,
        "code": code,
        "expirationTime": wire_time(expires_at),
        "contact": contact,
        "_links": [
            _link("customer", "customers", kyc_request.customer_id),
            _link("kycRequest", "kyc-requests", kyc_request.id),
        ],
    }
    endpoints = listening(session, kyc_request.organization_id, event_type)
    _record(session, kyc_request, event_type, payload, endpoints)


def _record(
    session: Session,
    subject: KycDocument | KycRequest,
    event_type: EventType,
    payload: Payload,
    endpoints: list[WebhookEndpoint],
) -> None:
    """Write one delivery for each endpoint with its frozen body, and let them be sent.

    All have the same body but those that asked for one of their own.
    """
    told = {"eventType": event_type.value, **payload}
    endpoints = [endpoint for endpoint in endpoints if admits(endpoint.filter, told)]
    if not endpoints:
        return
    event_id = new_id("evt")
    whole = {
        "eventId": event_id,
        "eventType": event_type.value,
        "createdTime": wire_time(now()),
        "organizationId": subject.organization_id,
        "sequence": _next_sequence(session, subject.organization_id),
        "revision": subject.revision,
        **payload,
    }
    body = freeze(whole)
    for endpoint in endpoints:
        delay = fate_of(event_id).delay if endpoint.chaos else timedelta()
        delivery = WebhookDelivery(
            id=new_id("hook_log"),
            organization_id=subject.organization_id,
            endpoint_id=endpoint.id,
            event_id=event_id,
            event_type=event_type.value,
            entity_id=subject.wire_id if isinstance(subject, KycDocument) else subject.id,
            body=body if endpoint.body is None else freeze(whole, endpoint.body),
            status=DeliveryStatus.WAITING.value,
            attempts=0,
            generation=0,
            created_at=now(),
        )
        session.add(delivery)
        put_in(session, delivery, endpoint, delay=delay)


def _next_sequence(session: Session, organization_id: str) -> int:
    """Return the number of the organization's next event.

    The organization's row stays locked until the transaction ends, so the numbers grow in the order
    in which changes are committed.
    """
    return session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(event_sequence=Organization.event_sequence + 1)
        .returning(Organization.event_sequence)
        .execution_options(synchronize_session=False)
    ).scalar_one()


def _present_customer(session: Session, subject: KycDocument | KycRequest) -> Payload:
    customer = session.get(Customer, (subject.organization_id, subject.customer_id))
    return {
        "id": subject.customer_id,
        "hasFulfilledKyc": customer is not None and customer.has_fulfilled_kyc,
    }


def freeze(payload: Payload, text: str | None = None) -> str:
    """Return the body as it is signed and sent on every try: by the endpoint's text, if it has one.

    One that grew too large is sent without what is embedded, which the receiver can ask for; a text
    that is too large even so gives way to the payload.
    """
    short = {**payload, "_embedded": {}}
    if text is not None:
        for each in (payload, short):
            body = render(text, each)
            if len(body.encode()) <= MAX_BODY_BYTES:
                return body
    body = _dump(payload)
    return body if len(body.encode()) <= MAX_BODY_BYTES else _dump(short)


def _dump(payload: Payload) -> str:
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def _link(rel: str, collection: str, resource_id: str) -> dict[str, str]:
    return {"rel": rel, "href": resource_url(collection, resource_id)}


def _without(presented: Mapping[str, Any], names: tuple[str, ...]) -> Payload:
    return {name: value for name, value in presented.items() if name not in names}
