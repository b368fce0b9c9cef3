"""What is told of a change: once per endpoint that listens, frozen, numbered, and thin."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from app.adapters.clock import MovableClock
from app.adapters.job_queue import workflow_id
from app.domain.commands import PostWebhook, RequestDocument
from app.domain.documents import DocumentType
from app.domain.events import EventType
from app.domain.jobs import JobName
from app.domain.transitions import DocumentEvent
from app.extensions import queue
from app.models import KycDocument, KycRequest, Organization, WebhookDelivery
from app.services import organizations, status, webhook_events
from app.services.kyc_requests import expire_due
from app.services.transaction import reading, transaction
from app.services.webhook_events import MAX_BODY_BYTES
from app.services.webhooks import create_endpoint
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send


def listen(organization_id: str, *events: str, status: str = "active") -> str:
    command = PostWebhook("https://shop.example/hooks", events=events, status=status)
    return create_endpoint(organization_id, command)[0].id


def deliveries() -> list[WebhookDelivery]:
    with reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.created_at)))


def bodies() -> list[dict[str, Any]]:
    found = [json.loads(item.body) for item in deliveries()]
    return sorted(found, key=lambda body: body["sequence"])


def test_sending_a_document_tells_the_document_and_the_request(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    of_document, of_request = bodies()
    assert of_document["eventType"] == "kyc-document-created"
    assert (of_document["kycDocumentId"], of_document["customerId"]) == (document_id, "anna")
    assert of_request["eventType"] == "kyc-request-attempted"
    assert (of_request["kycRequestId"], of_request["customerId"]) == (kyc_request.id, "anna")


def test_a_document_event_has_the_references_shape(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id, "kyc-document-created")
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    (body,) = bodies()
    (delivery,) = deliveries()
    assert set(body) == {
        "eventId", "eventType", "createdTime", "organizationId", "sequence", "revision",
        "customerId", "kycDocumentId", "fileId", "fileIds", "_embedded", "_links",
    }  # fmt: skip
    assert body["eventId"] == delivery.event_id
    assert body["fileIds"] == [body["fileId"]]
    assert body["revision"] == body["_embedded"]["kycDocument"]["revision"] == 1
    assert body["_embedded"]["customer"] == {"id": "anna", "hasFulfilledKyc": False}
    assert body["_embedded"]["kycDocument"]["status"] == "in-progress"
    assert body["_links"] == [
        {"rel": "customer", "href": "http://localhost/customers/anna"},
        {"rel": "file", "href": f"http://localhost/files/{body['fileId']}"},
        {"rel": "kycDocument", "href": f"http://localhost/kyc-documents/{document_id}"},
    ]


def test_a_request_event_has_the_references_shape(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id, "kyc-request-attempted")
    gather(kyc_request.id)
    send(kyc_request.id)
    (body,) = bodies()
    assert set(body["_embedded"]) == {"customer", "kycRequest"}
    embedded = body["_embedded"]["kycRequest"]
    assert (embedded["status"], embedded["revision"]) == ("attempted", body["revision"])
    assert body["revision"] == 2
    assert {link["rel"] for link in embedded["_links"]} == {"self", "documents"}
    assert [link["rel"] for link in body["_links"]] == ["customer", "kycRequest"]


def test_nothing_of_the_person_or_the_papers_is_told(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    with transaction() as session:
        document = session.get_one(KycDocument, document_id)
        document.parsed_data = {"data": {"lastName": "Martinez"}}
        document.document_matches = {"data": {"documentNumber": "L898902C3"}}
        document.notes = "Looks like Martinez."
        document.reviewer_name = "Reviewer Martinez"
        session.flush()
        webhook_events.record_document(session, document, EventType.DOCUMENT_MODIFIED)
    text = " ".join(item.body for item in deliveries())
    for secret in ("Martinez", "Anna Maria", "Harbour Road", "1990", "L898902C3", "?token="):
        assert secret not in text


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ((), ["kyc-document-created", "kyc-request-attempted"]),
        (("kyc-request-attempted",), ["kyc-request-attempted"]),
        (("kyc-request-fulfilled", "kyc-document-created"), ["kyc-document-created"]),
        (("kyc-request-fulfilled",), []),
    ],
)
def test_an_endpoint_hears_what_its_filter_admits(
    kyc_request: KycRequest, events: tuple[str, ...], told: list[str]
) -> None:
    listen(kyc_request.organization_id, *events)
    gather(kyc_request.id)
    send(kyc_request.id)
    assert [body["eventType"] for body in bodies()] == told


def test_every_listening_endpoint_gets_the_same_body(kyc_request: KycRequest) -> None:
    endpoints = {listen(kyc_request.organization_id, "kyc-document-created") for _ in range(3)}
    listen(kyc_request.organization_id, status="inactive")
    listen(organizations.create_organization("Another shop").id)
    gather(kyc_request.id)
    send(kyc_request.id)
    assert {item.endpoint_id for item in deliveries()} == endpoints
    assert len({item.event_id for item in deliveries()}) == 1
    assert len({item.body for item in deliveries()}) == 1


def test_a_body_of_the_merchants_own_is_frozen_with_the_event(kyc_request: KycRequest) -> None:
    text = '{"event": {{eventId}}, "n": {{sequence}}, "text": "{{kycRequest.reason}} {{unknown}}"}'
    create_endpoint(
        kyc_request.organization_id,
        PostWebhook("https://shop.example/own", events=("kyc-request-attempted",), body=text),
    )
    huge = f'["{"{{customer}}" * 60}", {", ".join(["{{_embedded}}"] * 40)}]'
    create_endpoint(
        kyc_request.organization_id,
        PostWebhook("https://shop.example/huge", events=("kyc-request-attempted",), body=huge),
    )
    too_much = f'"{"x" * 7000}{"{{_links}}" * 100}"'
    create_endpoint(
        kyc_request.organization_id,
        PostWebhook("https://shop.example/much", events=("kyc-request-attempted",), body=too_much),
    )
    gather(kyc_request.id)
    send(kyc_request.id)
    own, short, default = deliveries()
    told = json.loads(default.body)
    assert told["eventId"] == own.event_id == json.loads(own.body)["event"]
    assert json.loads(own.body)["n"] == told["sequence"]
    assert json.loads(own.body)["text"] == f"{told['_embedded']['kycRequest']['reason'] or ''} "
    # What grew too large goes without what is embedded, and else as the default payload.
    assert json.loads(short.body) == ["", *[{}] * 40]


def test_a_delivery_waits_with_its_word(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    send(kyc_request.id)
    words = {workflow_id(JobName.DELIVER_WEBHOOK, item.id, 0) for item in deliveries()}
    assert queue().waiting(words) == words
    assert all(item.status == "waiting" and item.attempts == 0 for item in deliveries())


def test_a_change_that_is_undone_tells_nothing(kyc_request: KycRequest) -> None:
    listen(kyc_request.organization_id)

    def tell_and_fail() -> None:
        with transaction() as session:
            attached = session.get_one(KycRequest, kyc_request.id)
            webhook_events.record_request(session, attached, EventType.REQUEST_ATTEMPTED)
            raise KeyError

    with pytest.raises(KeyError):
        tell_and_fail()
    assert deliveries() == []


def test_nobody_listening_costs_no_number(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    send(kyc_request.id)
    with reading() as session:
        organization = session.get_one(Organization, kyc_request.organization_id)
        assert organization.event_sequence == 0
    assert deliveries() == []


def test_numbers_grow_by_one_also_when_many_tell_at_once(
    app: APIFlask, make_request: MakeRequest
) -> None:
    requests = [make_request() for _ in range(8)]
    listen(requests[0].organization_id, "kyc-request-attempted")

    def tell(kyc_request: KycRequest) -> None:
        with app.app_context(), transaction() as session:
            attached = session.get_one(KycRequest, kyc_request.id)
            webhook_events.record_request(session, attached, EventType.REQUEST_ATTEMPTED)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, requests))
    assert [body["sequence"] for body in bodies()] == list(range(1, 9))


def test_a_body_is_short_whatever_the_merchant_wrote(make_request: MakeRequest) -> None:
    kyc_request = make_request(
        *(RequestDocument(item) for item in DocumentType if item != "credit-file-proof"),
        reason="é" * 255,
        redirect_url=f"https://shop.example/{'a' * 2000}",
    )
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    with transaction() as session:
        session.execute(
            update(KycDocument)
            .where(KycDocument.id == document_id)
            .values(tags=[f"tag-{'x' * 40}-{number}" for number in range(1000)])
            .execution_options(synchronize_session=False)
        )
    with transaction() as session:
        document = session.get_one(KycDocument, document_id)
        webhook_events.record_document(session, document, EventType.DOCUMENT_MODIFIED)
    assert all(len(item.body.encode()) <= MAX_BODY_BYTES for item in deliveries())
    assert bodies()[-1]["_embedded"] == {}
    assert bodies()[-1]["kycDocumentId"] == document_id


#: What happens to an identity proof, and what is told of it and its request, in this order.
TOLD: list[tuple[tuple[DocumentEvent, ...], list[str]]] = [
    ((DocumentEvent.REFERRED,), ["kyc-document-modified", "kyc-request-pending-review"]),
    (
        (DocumentEvent.REFERRED, DocumentEvent.ACCEPTED_BY_REVIEWER),
        ["kyc-document-modified", "kyc-request-pending-review", "kyc-document-accepted",
         "kyc-request-partially-fulfilled"],
    ),
    ((DocumentEvent.REJECTED,), ["kyc-document-rejected", "kyc-request-failed"]),
]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("events", "told"), TOLD)
def test_each_change_is_told_by_its_name(
    make_request: MakeRequest, events: tuple[DocumentEvent, ...], told: list[str]
) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=1),
        RequestDocument(DocumentType.ADDRESS_PROOF),
    )
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    for event in events:
        decide(kyc_request.id, document_id, event)
    assert [body["eventType"] for body in bodies()][2:] == told
    revisions = [body["revision"] for body in bodies() if "kycRequestId" in body]
    assert revisions == sorted(set(revisions))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_accepted_document_archives_its_siblings_and_fulfils(make_request: MakeRequest) -> None:
    kyc_request = make_request()
    listen(kyc_request.organization_id)
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    with transaction() as session:
        sibling = session.get_one(KycDocument, document_id)
        names = {column.key: getattr(sibling, column.key) for column in sibling.__table__.columns}
        session.add(KycDocument(**{**names, "id": "kyc_doc_2", "submission_id": "2"}))
    decide(kyc_request.id, document_id, DocumentEvent.ACCEPTED)
    assert [body["eventType"] for body in bodies()][2:] == [
        "kyc-document-accepted", "kyc-document-archived", "kyc-request-fulfilled",
    ]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("has_sent", [False, True])
def test_the_end_of_the_time_is_told(
    make_request: MakeRequest, clock: MovableClock, has_sent: bool
) -> None:
    kyc_request = make_request()
    if has_sent:
        gather(kyc_request.id)
        decide(kyc_request.id, send(kyc_request.id), DocumentEvent.REJECTED)
    listen(kyc_request.organization_id)
    clock.advance(timedelta(hours=2))
    expire_due()
    (body,) = bodies()
    assert body["eventType"] == f"kyc-request-{'abandoned' if has_sent else 'expired'}"


def decide(kyc_request_id: str, document_id: str, event: DocumentEvent) -> None:
    """Move a document and derive its request's status, as every decision does."""
    with transaction() as session:
        locked = status.lock_request(session, kyc_request_id)
        assert locked is not None
        document = session.get_one(KycDocument, document_id)
        status.move(session, document, event, actor="test")
        status.refresh(session, locked, actor="test")
