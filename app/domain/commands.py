"""Frozen inputs of the services, shared by the HTML and the JSON door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from app.domain.attempts import DEFAULT_MAX_ATTEMPTS
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.statuses import MatchLevel


@dataclass(frozen=True)
class Address:
    """A customer's primary address in the reference's shape; empty text where unknown."""

    first_name: str = ""
    last_name: str = ""
    address: str = ""
    address2: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    postal_code: str = ""
    date_of_birth: date | None = None
    emails: tuple[MappingProxyType[str, Any], ...] = ()
    phone_numbers: tuple[MappingProxyType[str, Any], ...] = ()


@dataclass(frozen=True)
class PutCustomer:
    """Create or replace a customer; without `customer_id` a new id is drawn."""

    address: Address
    customer_id: str | None = None


@dataclass(frozen=True)
class RequestDocument:
    """One line of a KYC request."""

    type: DocumentType
    subtypes: tuple[DocumentSubtype, ...] | None = None
    max_attempts: int = DEFAULT_MAX_ATTEMPTS
    face_proof_required: bool = False
    face_liveness_required: bool = False


@dataclass(frozen=True)
class CreateKycRequest:
    """Ask a customer for documents; `expires_at` None means an hour from now.

    `locale` is the language of the customer's pages, a tag of BCP 47; None leaves it to the
    browser.
    """

    customer_id: str
    documents: tuple[RequestDocument, ...]
    redirect_url: str | None = None
    reason: str | None = None
    match_level: MatchLevel = MatchLevel.STRICT
    expires_at: datetime | None = None
    locale: str | None = None


@dataclass(frozen=True)
class ChangeRequestDocument:
    """Add a line to a KYC request, or change one: `values` are the fields that are named."""

    type: DocumentType
    values: Mapping[str, Any]


@dataclass(frozen=True)
class ChangeKycRequest:
    """Change an open KYC request: `values` are the fields that are named, beside its lines."""

    values: Mapping[str, Any]
    documents: tuple[ChangeRequestDocument, ...] = ()


@dataclass(frozen=True)
class StoreFile:
    """One file of a document that the customer is still gathering; `upload_key` makes a repeated
    sending harmless, `session_id` is the gatherer session that sends it."""

    document_type: DocumentType
    tag: FileTag
    data: bytes = field(repr=False)
    upload_key: str
    position: int = 0
    source_type: str = "upload"
    session_id: str | None = None


@dataclass(frozen=True)
class UploadFile:
    """A file that a document may use later; without a name it has one of ours."""

    data: bytes = field(repr=False)
    name: str | None = None
    description: str | None = None
    source_type: str | None = "upload"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubmitDocument:
    """Send the gathered files of one requested document; `submission_id` makes a double click
    harmless."""

    document_type: DocumentType
    subtype: DocumentSubtype
    submission_id: str


@dataclass(frozen=True)
class PostDocument:
    """Submit a document by files that are kept already, for a request or for none.

    `reason` and `match_level` are the request's where they are None.
    """

    customer_id: str
    document_type: DocumentType
    file_ids: tuple[str, ...]
    subtype: DocumentSubtype | None = None
    kyc_request_id: str | None = None
    notes: str | None = None
    reason: str | None = None
    match_level: MatchLevel | None = None


@dataclass(frozen=True)
class WebhookHeader:
    """A header of the merchant's own; an inactive one is kept and not sent."""

    name: str
    value: str
    status: str = "active"


@dataclass(frozen=True)
class PostWebhook:
    """Listen to events at `url`; no `events` means all of them, `filter` narrows them further.

    `body` is a text with placeholders in place of the default payload.
    """

    url: str
    events: tuple[str, ...] = ()
    status: str = "active"
    method: str = "POST"
    headers: tuple[WebhookHeader, ...] = ()
    filter: str | None = None
    credential_id: str | None = None
    body: str | None = None
    chaos: bool = False


@dataclass(frozen=True)
class PostCredential:
    """How we prove ourselves to the receivers on `host`: `none`, `basic` or `digest`."""

    host: str
    auth_type: str = "none"
    username: str = ""
    password: str = field(default="", repr=False)
    status: str = "active"
