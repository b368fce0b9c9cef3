"""What the storefront answers to customers, as schemas."""

from typing import Any

from pydantic import Field

from app.api.contract.answers import (
    Answer,
    Id,
    Link,
    RejectionReason,
    RequestedDocument,
    Time,
)
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.liveness import Challenge
from app.domain.statuses import DocumentStatus, LivenessStatus, RequestStatus


class StorefrontMatches(Answer):
    """What of a document matched; unmatched names and addresses are empty."""

    version: str
    data: dict[str, Any]


class StorefrontDocument(Answer):
    """A document as its customer sees it."""

    id: Id
    file_ids: list[str]
    document_type: DocumentType
    document_subtype: DocumentSubtype | None
    status: DocumentStatus
    rejection_reason: RejectionReason | None
    request_id: Id | None
    document_matches: StorefrontMatches | None
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")


class StorefrontEmbedded(Answer):
    """What was asked for with `expand`."""

    documents: list[StorefrontDocument] | None = None


class StorefrontRequest(Answer):
    """A KYC request as its customer sees it."""

    id: Id
    documents: list[RequestedDocument]
    status: RequestStatus
    redirect_url: str | None
    expiration_time: Time
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")
    embedded: StorefrontEmbedded = Field(alias="_embedded")


class LivenessSession(Answer):
    """A liveness session."""

    id: Id
    customer_id: Id
    kyc_request_id: Id
    session_id: str | None = Field(description="Always null: no outside service is asked.")
    reference_image: str | None = Field(description="Always null.")
    status: LivenessStatus
    step: int = Field(ge=1, description="Which challenge is open, of `steps`.")
    steps: int = Field(ge=1)
    challenge: Challenge | None = Field(description="What the customer is to do now.")
    nonce: str | None = Field(description="What the answer to the challenge must bring, once.")
    created_time: Time
    updated_time: Time
    links: list[Link] = Field(alias="_links")
