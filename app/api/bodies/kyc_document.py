"""The body of a KYC document that a merchant's server submits."""

from typing import Annotated, ClassVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from app.api.bodies.fields import READ_ONLY, Body, Id, Text, one_of
from app.domain.commands import PostDocument
from app.domain.documents import (
    MAX_FILES_PER_DOCUMENT,
    SUBTYPES,
    DocumentSubtype,
    DocumentType,
)
from app.domain.statuses import MatchLevel


def _check_notes(text: str) -> str:
    if any(not (character.isprintable() or character in "\n\r\t") for character in text):
        raise ValueError("must not hold control characters")
    return text


Notes = Annotated[str, StringConstraints(max_length=4000), AfterValidator(_check_notes)]
Type = Annotated[DocumentType, BeforeValidator(one_of(DocumentType))]
Subtype = Annotated[DocumentSubtype, BeforeValidator(one_of(DocumentSubtype))]

#: Fields of the body, and what the command calls them.
_NAMES = {
    "document_subtype": "subtype",
    "request_id": "kyc_request_id",
    "notes": "notes",
    "reason": "reason",
    "match_level": "match_level",
}


class KycDocumentBody(Body):
    """A KYC document to submit, or to change before it is decided."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {
        "status", "rejectionReason", "processedTime", "reviewerId", "reviewerName",
        "reviewStartTime", "reviewTime", "tags", "documentMatches", "parsedData", "settings",
    }  # fmt: skip

    customer_id: Id = Field(description="Id of one of your customers.")
    document_type: Type
    file_ids: list[Id] = Field(
        min_length=1,
        max_length=MAX_FILES_PER_DOCUMENT,
        description=(
            "Files you uploaded. Those of an identity-proof carry the tag kyc and one of "
            "id-front, id-back, face-proof, each at most once."
        ),
    )
    document_subtype: Subtype | None = Field(
        default=None, description="Which paper it is; one of the type's, or null."
    )
    request_id: Id | None = Field(
        default=None, description="The KYC request it is for; it counts as an attempt there."
    )
    notes: Notes | None = Field(default=None, description="Notes of yours; customers never see it.")
    reason: Text | None = Field(default=None, description="The request's when missing.")
    match_level: int | None = Field(
        default=None, ge=1, le=3, description="The request's when missing, or 2."
    )

    @field_validator("document_subtype")
    @classmethod
    def _belongs_to_type(
        cls, subtype: DocumentSubtype | None, info: ValidationInfo
    ) -> DocumentSubtype | None:
        document_type = info.data.get("document_type")
        if subtype is None or document_type is None or subtype in SUBTYPES[document_type]:
            return subtype
        raise PydanticCustomError(
            "foreign_subtype",
            "is not a subtype of {type}, whose subtypes are: {expected}",
            {
                "type": document_type.value,
                "expected": ", ".join(SUBTYPES[document_type]) or "none",
            },
        )

    @property
    def named(self) -> frozenset[str]:
        """Return the fields that are there, by the command's names."""
        there = {_NAMES.get(name, name) for name in self.model_fields_set}
        # A document always has a level, so null asks for no change of it.
        return frozenset(there - ({"match_level"} if self.match_level is None else set()))

    def to_command(self) -> PostDocument:
        """Return the document that this body describes."""
        return PostDocument(
            customer_id=self.customer_id,
            document_type=self.document_type,
            file_ids=tuple(self.file_ids),
            subtype=self.document_subtype,
            kyc_request_id=self.request_id,
            notes=self.notes,
            reason=self.reason,
            match_level=None if self.match_level is None else MatchLevel(self.match_level),
        )
