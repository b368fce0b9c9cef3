"""Lists for the API: filtered, sorted, one page at a time, one organization's only."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from app.domain.documents import DocumentSubtype, DocumentType, MediaType
from app.domain.errors import InvalidField, InvalidFields
from app.domain.events import EventType
from app.domain.statuses import (
    CredentialStatus,
    DeliveryStatus,
    DocumentStatus,
    EndpointStatus,
    RequestStatus,
)
from app.extensions import now, resources
from app.models import (
    Customer,
    File,
    KycDocument,
    KycRequest,
    WebhookCredential,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.models.base import Base
from app.services.files import seen_by_merchants
from app.services.filters import (
    Column,
    Condition,
    Field,
    by_choice,
    by_flag,
    by_id,
    by_member,
    by_name,
    by_number,
    by_text,
    by_time,
    compile_filter,
    compile_sort,
)
from app.services.transaction import reading

T = TypeVar("T", bound=Base)

DEFAULT_SORT = "-createdTime"


@dataclass(frozen=True)
class ListQuery:
    """Which page of a list: the caller's own `filter` and `sort`, and a window of rows."""

    filter: str = ""
    sort: str = ""
    limit: int = 100
    offset: int = 0


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, and how many there are in all."""

    items: Sequence[T]
    total: int
    query: ListQuery


@dataclass(frozen=True)
class _Listing(Generic[T]):
    """What one may filter and sort a kind of resource by; `key` settles ties."""

    model: type[T]
    organization_id: Column
    key: Column
    fields: Mapping[str, Field]
    sorts: Mapping[str, Column]


def list_kyc_requests(organization_id: str, query: ListQuery) -> Page[KycRequest]:
    """Return a page of KYC requests with their lines; raises InvalidFields for a bad query."""
    return _read_page(_KYC_REQUESTS, organization_id, query, KycRequest.deleted_at.is_(None))


def list_kyc_documents(organization_id: str, query: ListQuery) -> Page[KycDocument]:
    """Return a page of KYC documents with their files; raises InvalidFields for a bad query."""
    return _read_page(_KYC_DOCUMENTS, organization_id, query)


def list_files(organization_id: str, query: ListQuery) -> Page[File]:
    """Return a page of files that merchants see; raises InvalidFields for a bad query."""
    return _read_page(_FILES, organization_id, query, seen_by_merchants())


def list_customers(organization_id: str, query: ListQuery) -> Page[Customer]:
    """Return a page of customers; raises InvalidFields for a bad query."""
    return _read_page(_CUSTOMERS, organization_id, query)


def list_webhooks(organization_id: str, query: ListQuery) -> Page[WebhookEndpoint]:
    """Return a page of webhook endpoints that are not deleted; raises InvalidFields."""
    return _read_page(_WEBHOOKS, organization_id, query, WebhookEndpoint.deleted_at.is_(None))


def list_webhook_deliveries(organization_id: str, query: ListQuery) -> Page[WebhookDelivery]:
    """Return a page of webhook deliveries with their endpoints; raises InvalidFields."""
    return _read_page(_WEBHOOK_DELIVERIES, organization_id, query)


def list_credentials(organization_id: str, query: ListQuery) -> Page[WebhookCredential]:
    """Return a page of credentials for webhook receivers; raises InvalidFields."""
    return _read_page(_CREDENTIALS, organization_id, query)


def documents_of(kyc_request_ids: Sequence[str]) -> Mapping[str, Sequence[KycDocument]]:
    """Return the KYC documents of each request, oldest first."""
    found: dict[str, list[KycDocument]] = {each: [] for each in kyc_request_ids}
    with reading() as session:
        documents = session.scalars(
            select(KycDocument)
            .where(KycDocument.kyc_request_id.in_(kyc_request_ids))
            .order_by(KycDocument.created_at, KycDocument.id)
        ).all()
    for document in documents:
        found[document.kyc_request_id or ""].append(document)
    return found


def customers_of(organization_id: str, customer_ids: Iterable[str]) -> Mapping[str, Customer]:
    """Return an organization's customers by id; one that is gone is left out."""
    with reading() as session:
        customers = session.scalars(
            select(Customer).where(
                Customer.organization_id == organization_id, Customer.id.in_(set(customer_ids))
            )
        ).all()
    return {customer.id: customer for customer in customers}


def _read_page(
    listing: _Listing[T], organization_id: str, query: ListQuery, *conditions: Any
) -> Page[T]:
    wanted, order = _compile(listing, query)
    rows: Select[T] = select(listing.model).where(
        listing.organization_id == organization_id, *conditions, *wanted
    )
    count = select(func.count()).select_from(rows.with_only_columns(listing.key).subquery())
    page = rows.order_by(*order, _tie_break(listing, query)).limit(query.limit).offset(query.offset)
    with reading() as session:
        total = resources().known_totals.find(
            (listing.model.__tablename__, organization_id, query.filter, *map(str, conditions)),
            now(),
            lambda: session.scalars(count).one(),
        )
        items = session.scalars(page).all() if query.limit else []
    return Page(items=items, total=total, query=query)


def _tie_break(listing: _Listing[T], query: ListQuery) -> ColumnElement[Any]:
    # In the direction of what goes before it: an index is read forwards or backwards, not both.
    last = (query.sort or DEFAULT_SORT).rpartition(",")[2]
    return listing.key.desc() if last.startswith("-") else listing.key.asc()


def _compile(
    listing: _Listing[T], query: ListQuery
) -> tuple[list[Condition], list[ColumnElement[Any]]]:
    """Return conditions and order; raises InvalidFields for both together."""
    refused: list[InvalidField] = []
    wanted: list[Condition] = []
    order: list[ColumnElement[Any]] = []
    try:
        wanted = compile_filter(query.filter, listing.fields)
    except InvalidFields as error:
        refused.extend(error.fields)
    try:
        order = compile_sort(query.sort or DEFAULT_SORT, listing.sorts)
    except InvalidFields as error:
        refused.extend(error.fields)
    if refused:
        raise InvalidFields(refused)
    return wanted, order


_KYC_REQUESTS = _Listing(
    model=KycRequest,
    organization_id=KycRequest.organization_id,
    key=KycRequest.id,
    fields={
        "id": by_id(KycRequest.id),
        "customerId": by_id(KycRequest.customer_id),
        "status": by_choice(KycRequest.status, list(RequestStatus)),
        "reason": by_text(KycRequest.reason),
        "redirectUrl": by_text(KycRequest.redirect_url),
        "matchLevel": by_number(KycRequest.match_level),
        "revision": by_number(KycRequest.revision),
        "expirationTime": by_time(KycRequest.expires_at),
        "createdTime": by_time(KycRequest.created_at),
        "updatedTime": by_time(KycRequest.updated_at),
    },
    sorts={"createdTime": KycRequest.created_at, "updatedTime": KycRequest.updated_at},
)

_KYC_DOCUMENTS = _Listing(
    model=KycDocument,
    organization_id=KycDocument.organization_id,
    key=KycDocument.id,
    fields={
        "id": by_name(KycDocument),
        "requestId": by_id(KycDocument.kyc_request_id),
        "customerId": by_id(KycDocument.customer_id),
        "status": by_choice(KycDocument.status, list(DocumentStatus)),
        "documentType": by_choice(KycDocument.type, list(DocumentType)),
        "documentSubtype": by_choice(KycDocument.subtype, list(DocumentSubtype)),
        "tags": by_member(KycDocument.tags),
        "rejectionReason.type": by_text(KycDocument.rejection_type),
        "reason": by_text(KycDocument.reason),
        "matchLevel": by_number(KycDocument.match_level),
        "revision": by_number(KycDocument.revision),
        "reviewerId": by_id(KycDocument.reviewer_id),
        "reviewStartTime": by_time(KycDocument.review_started_at),
        "reviewTime": by_time(KycDocument.reviewed_at),
        "processedTime": by_time(KycDocument.processed_at),
        "createdTime": by_time(KycDocument.created_at),
        "updatedTime": by_time(KycDocument.updated_at),
    },
    sorts={"createdTime": KycDocument.created_at, "updatedTime": KycDocument.updated_at},
)

_CUSTOMERS = _Listing(
    model=Customer,
    organization_id=Customer.organization_id,
    key=Customer.id,
    fields={
        "id": by_id(Customer.id),
        "primaryAddress.firstName": by_text(Customer.first_name),
        "primaryAddress.lastName": by_text(Customer.last_name),
        "primaryAddress.city": by_text(Customer.city),
        "primaryAddress.country": by_text(Customer.country),
        "hasFulfilledKyc": by_flag(Customer.has_fulfilled_kyc),
        "revision": by_number(Customer.revision),
        "createdTime": by_time(Customer.created_at),
        "updatedTime": by_time(Customer.updated_at),
    },
    sorts={"createdTime": Customer.created_at, "updatedTime": Customer.updated_at},
)

_FILES = _Listing(
    model=File,
    organization_id=File.organization_id,
    key=File.id,
    fields={
        "id": by_id(File.id),
        "name": by_text(File.name),
        "mime": by_choice(File.media_type, list(MediaType)),
        "sourceType": by_text(File.source_type),
        "tags": by_member(File.tags),
        "size": by_number(File.size_bytes),
        "createdTime": by_time(File.created_at),
        "updatedTime": by_time(File.updated_at),
    },
    sorts={"createdTime": File.created_at, "updatedTime": File.updated_at},
)

_WEBHOOKS = _Listing(
    model=WebhookEndpoint,
    organization_id=WebhookEndpoint.organization_id,
    key=WebhookEndpoint.id,
    fields={
        "id": by_name(WebhookEndpoint),
        "url": by_text(WebhookEndpoint.url),
        "status": by_choice(WebhookEndpoint.status, list(EndpointStatus)),
        "createdTime": by_time(WebhookEndpoint.created_at),
        "updatedTime": by_time(WebhookEndpoint.updated_at),
    },
    sorts={"createdTime": WebhookEndpoint.created_at, "updatedTime": WebhookEndpoint.updated_at},
)

_WEBHOOK_DELIVERIES = _Listing(
    model=WebhookDelivery,
    organization_id=WebhookDelivery.organization_id,
    key=WebhookDelivery.id,
    fields={
        "id": by_id(WebhookDelivery.id),
        "webhookId": by_name(WebhookEndpoint, WebhookDelivery.endpoint_id),
        "eventId": by_id(WebhookDelivery.event_id),
        "eventType": by_choice(WebhookDelivery.event_type, list(EventType)),
        "entityId": by_id(WebhookDelivery.entity_id),
        "deliveryStatus": by_choice(WebhookDelivery.status, list(DeliveryStatus)),
        "status": by_number(WebhookDelivery.last_status_code),
        "error": by_text(WebhookDelivery.last_error),
        "attempt": by_number(WebhookDelivery.attempts),
        "sentTime": by_time(WebhookDelivery.last_attempt_at),
        "nextAttemptTime": by_time(WebhookDelivery.next_attempt_at),
        "createdTime": by_time(WebhookDelivery.created_at),
        "updatedTime": by_time(WebhookDelivery.updated_at),
    },
    sorts={"createdTime": WebhookDelivery.created_at, "updatedTime": WebhookDelivery.updated_at},
)

_CREDENTIALS = _Listing(
    model=WebhookCredential,
    organization_id=WebhookCredential.organization_id,
    key=WebhookCredential.id,
    fields={
        "id": by_id(WebhookCredential.id),
        "host": by_text(WebhookCredential.host),
        "status": by_choice(WebhookCredential.status, list(CredentialStatus)),
        "createdTime": by_time(WebhookCredential.created_at),
        "updatedTime": by_time(WebhookCredential.updated_at),
    },
    sorts={
        "createdTime": WebhookCredential.created_at,
        "updatedTime": WebhookCredential.updated_at,
    },
)
