"""Bodies of the storefront: what customers send by a token of their own."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from app.api.bodies.fields import READ_ONLY, Body, Id, Locale, one_of
from app.api.bodies.kyc_document import Subtype
from app.domain.commands import PostDocument
from app.domain.documents import MAX_FILES_PER_DOCUMENT, DocumentType

_IGNORED = READ_ONLY | {"status", "rejectionReason", "documentMatches"}


class StorefrontDocumentBody(Body):
    """A document that a customer submits."""

    ignored: ClassVar[frozenset[str]] = _IGNORED

    document_type: Annotated[DocumentType, BeforeValidator(one_of(DocumentType))]
    file_ids: list[Id] = Field(
        min_length=1, max_length=MAX_FILES_PER_DOCUMENT, description="Files the customer uploaded."
    )
    document_subtype: Subtype | None = Field(default=None, description="Which paper it is.")
    request_id: Id | None = Field(
        default=None,
        description="The KYC request it is for; the newest open one that asks for the type.",
    )

    def to_command(self, customer_id: str, kyc_request_id: str) -> PostDocument:
        """Return the document that this body describes."""
        return PostDocument(
            customer_id=customer_id,
            document_type=self.document_type,
            file_ids=tuple(self.file_ids),
            subtype=self.document_subtype,
            kyc_request_id=kyc_request_id,
        )


class StorefrontDocumentChangeBody(Body):
    """What a customer can change of a document that waits for a person."""

    ignored: ClassVar[frozenset[str]] = _IGNORED | {"documentType", "fileIds", "requestId"}

    document_subtype: Subtype = Field(description="Which paper it is.")


class BiometricConsentBody(Body):
    """What the customer said to the use of their face."""

    agrees: bool
    language: Locale = Field(default="en", description="The language of the words they read.")
    text_version: Annotated[str, StringConstraints(min_length=1, max_length=10)] = Field(
        default="own", description="Which words of yours these were; it is kept with the answer."
    )


class LivenessSessionBody(Body):
    """A liveness session to begin."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {
        "customerId", "sessionId", "status", "referenceImage",
    }  # fmt: skip

    kyc_request_id: Id
    can_turn: bool = Field(default=True, description="Whether the customer can turn their head.")
