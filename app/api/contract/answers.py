"""What the API answers, as schemas: for the OpenAPI document, and for tests that hold it to it.

The presenters make the answers; nothing is validated on the way out.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.events import EventType
from app.domain.rejections import RejectionType
from app.domain.scoring_settings import CheckName
from app.domain.statuses import DocumentStatus, EndpointStatus, RequestStatus

Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Id = Annotated[str, Field(max_length=50)]


class Answer(BaseModel):
    """An object in an answer: camelCase names, every field present, no others."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Link(Answer):
    """A related resource; `href` is absolute and resolves."""

    rel: str
    href: Annotated[str, Field(json_schema_extra={"format": "uri"})]


class Revisioned(Answer):
    """What every resource carries."""

    revision: int = Field(
        ge=1, description="Grows by one with each change. Of two copies the higher one is newer."
    )
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")


class Contact(Answer):
    """An e-mail address or telephone number."""

    label: str
    value: str
    primary: bool


class Address(Answer):
    """Who the customer is and where they live; null where not known."""

    first_name: str | None
    last_name: str | None
    address: str | None
    address2: str | None
    city: str | None
    region: str | None
    country: str | None
    postal_code: str | None
    dob: Annotated[str, Field(json_schema_extra={"format": "date"})] | None
    emails: list[Contact]
    phone_numbers: list[Contact]


class Customer(Revisioned):
    """A customer: the person papers are matched against."""

    id: Id
    primary_address: Address
    has_fulfilled_kyc: bool
    embedded: dict[str, Any] = Field(alias="_embedded")


class RequestedDocument(Answer):
    """One document that a KYC request asks for."""

    type: DocumentType
    subtypes: list[DocumentSubtype | None] | None
    max_attempts: int = Field(ge=0, le=100, description="0 means any number.")
    face_proof_required: bool
    face_liveness_required: bool


class File(Answer):
    """A file: a picture or a PDF."""

    id: Id
    name: str
    extension: str
    description: str | None
    source_type: str | None
    tags: list[str]
    mime: str
    size: int = Field(description="Bytes.")
    width: int
    height: int
    sha1: str | None
    sha256: str
    exif_data: dict[str, str] | None = Field(
        description="What the metadata tells of camera and picture; never place or owner."
    )
    is_public: bool = Field(description="Always false.")
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")


class DocumentEmbedded(Answer):
    """What was asked for with `expand`."""

    customer: Customer | None = None
    files: list[File] | None = Field(default=None, max_length=3)


class RejectionReason(Answer):
    """Why a document was rejected."""

    type: RejectionType
    message: Annotated[str, Field(max_length=255)] | None


class CheckItem(Answer):
    """One check of a document; one that failed took its score off."""

    name: str = Field(json_schema_extra={"enum": [*CheckName, "decision"]})
    failed: bool
    score: int = Field(ge=0, le=100, description="Points taken off.")
    reason: str | None = Field(description="Why it failed; the codes are in docs/judgement.md.")


class DocumentData(Answer):
    """What was read of a document or what of it holds, with the score and each check."""

    version: str
    score: int = Field(ge=0, le=100, description="Points left of 100.")
    check_list: list[CheckItem] | None
    data: dict[str, Any] = Field(description="By document type; null is what was not read.")


class KycDocument(Revisioned):
    """One document that a customer sent, with what was read and judged."""

    id: Id
    file_ids: list[str]
    document_type: DocumentType
    document_subtype: DocumentSubtype | None
    status: DocumentStatus
    rejection_reason: RejectionReason | None
    request_id: Id | None
    customer_id: Id
    reason: str | None
    match_level: int
    notes: str | None
    tags: list[str]
    reviewer_id: str | None
    reviewer_name: str | None
    review_start_time: Time | None
    review_time: Time | None
    processed_time: Time | None
    document_matches: DocumentData | None = Field(description="What holds; else null.")
    parsed_data: DocumentData | None = Field(description="What was read, whether or not it holds.")
    settings: dict[str, Any] | None = Field(description="The settings it was judged by.")
    embedded: DocumentEmbedded = Field(alias="_embedded")


class RequestEmbedded(Answer):
    """What was asked for with `expand`."""

    documents: list[KycDocument] | None = None


class KycRequest(Revisioned):
    """A KYC request."""

    id: Id
    customer_id: Id
    documents: list[RequestedDocument] = Field(min_length=1)
    status: RequestStatus
    redirect_url: str | None
    reason: str | None
    match_level: Literal[1, 2, 3]
    locale: str | None = Field(description="The language asked for; null where none was.")
    expiration_time: Time
    embedded: RequestEmbedded = Field(alias="_embedded")


class Header(Answer):
    """A header sent with each delivery."""

    name: str
    value: str
    status: EndpointStatus


class Webhook(Revisioned):
    """A webhook endpoint."""

    id: Id
    url: str
    method: str
    status: EndpointStatus
    events_filter: list[EventType]
    filter: str | None
    headers: list[Header]
    credential_hash: Id | None
    body: str | None = Field(description="The text with placeholders; null: the default payload.")
    chaos: bool
    previous_secret_expiration_time: Time | None = Field(
        description="Until when the signing secret before signs as well; null where there is none."
    )
    disabled_reason: str | None = Field(description="Why we stopped sending, if we did.")


class CreatedWebhook(Webhook):
    """A webhook endpoint just created, with the secret that is shown this once."""

    signing_secret: str | None = Field(
        default=None, description="`whsec_…`, for the Standard Webhooks signature."
    )


class InvalidFieldAnswer(Answer):
    """One value that cannot be."""

    field: str = Field(description="Dot notation with list index, such as documents.0.type.")
    message: str


class Problem(Answer):
    """A problem document (RFC 9457), sent as application/problem+json."""

    status: int
    type: str
    title: str
    detail: str
    instance: str
    invalid_fields: list[InvalidFieldAnswer] | None = Field(
        default=None, description="All invalid fields at once; with status 422."
    )
