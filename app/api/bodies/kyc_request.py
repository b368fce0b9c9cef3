"""The body of a KYC request, and what can still be said of one that is wrong in places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.api.bodies.fields import READ_ONLY, Body, Id, Locale, Text, Time, Url, one_of
from app.domain.attempts import DEFAULT_MAX_ATTEMPTS, HIGHEST_MAX_ATTEMPTS
from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType
from app.domain.errors import InvalidField
from app.domain.statuses import MatchLevel

_Type = Annotated[DocumentType, BeforeValidator(one_of(DocumentType))]
_Subtype = Annotated[DocumentSubtype, BeforeValidator(one_of(DocumentSubtype))]


class RequestedDocumentBody(Body):
    """One document to ask the customer for."""

    type: _Type = Field(description="What to ask for. Each type at most once in a request.")
    subtypes: list[_Subtype | None] | None = Field(
        default=None,
        description=(
            "Which papers the customer may choose from; null, missing or empty means all of the "
            "type's. A null item is ignored. The table of subtypes is in docs/api.md."
        ),
    )
    max_attempts: int = Field(
        default=DEFAULT_MAX_ATTEMPTS,
        ge=0,
        le=HIGHEST_MAX_ATTEMPTS,
        description="How many documents the customer may send; 0 means any number.",
    )
    face_proof_required: bool = Field(
        default=False, description="Ask for a selfie too. Only with identity-proof."
    )
    face_liveness_required: bool = Field(
        default=False,
        description="Ask for a live selfie; implies faceProofRequired. Only with identity-proof.",
    )

    @field_validator("subtypes")
    @classmethod
    def _belong_to_type(
        cls, subtypes: list[DocumentSubtype | None] | None, info: ValidationInfo
    ) -> list[DocumentSubtype | None] | None:
        document_type = info.data.get("type")
        if document_type is None:
            return subtypes
        known = SUBTYPES[document_type]
        foreign = [at for at, item in enumerate(subtypes or ()) if item and item not in known]
        if foreign:
            expected = ", ".join(known) or "none: this type has no subtypes"
            raise PydanticCustomError(
                "foreign_subtype",
                "is not a subtype of {type}, whose subtypes are: {expected}",
                {"type": document_type.value, "expected": expected, "items": foreign},
            )
        return subtypes

    def to_command(self) -> RequestDocument:
        """Return the line that this object asks for."""
        named = dict.fromkeys(item for item in self.subtypes or () if item is not None)
        return RequestDocument(
            type=self.type,
            subtypes=tuple(named) or None,
            max_attempts=self.max_attempts,
            face_proof_required=self.face_proof_required,
            face_liveness_required=self.face_liveness_required,
        )


class KycRequestBody(Body):
    """A KYC request to create."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"status"}

    customer_id: Id = Field(description="Id of one of your customers.")
    documents: list[RequestedDocumentBody] = Field(
        min_length=1, description="Documents to request from the customer."
    )
    redirect_url: Url | None = Field(
        default=None,
        description=(
            "Where the customer is sent afterwards, with the query parameter `info`: back, "
            "token_expired, success, manual or partial. An https URL (http for this machine in "
            "the sandbox); without one the journey ends on a result page."
        ),
    )
    reason: Text | None = Field(default=None, description="Why you ask; the customer sees it.")
    match_level: int = Field(
        default=int(MatchLevel.STRICT),
        ge=1,
        le=3,
        description="1 = moderate (sale), 2 = strict (credit), 3 = basic.",
    )
    expiration_time: Time | None = Field(
        default=None, description="When the request expires; an hour from now when missing."
    )

    locale: Locale | None = Field(
        default=None,
        description=(
            "The language of the customer's pages, a tag of BCP 47 such as pt-BR. One that is not "
            "there gives way to the nearest, and null to the browser's languages. The customer "
            "can switch."
        ),
    )

    def to_command(self) -> CreateKycRequest:
        """Return the request that this body asks for."""
        return CreateKycRequest(
            customer_id=self.customer_id,
            documents=tuple(document.to_command() for document in self.documents),
            redirect_url=self.redirect_url,
            reason=self.reason,
            match_level=MatchLevel(self.match_level),
            expires_at=self.expiration_time,
            locale=self.locale,
        )


#: Stands for a required value that is itself wrong, so that the others can be looked at.
_STAND_INS: Mapping[str, Any] = {
    "customerId": "stand-in",
    "documents": [{"type": DocumentType.FUNDS_PROOF.value}],
}


@dataclass(frozen=True)
class Remainder:
    """A wrong body without its wrong parts, and where each part stood in it.

    What one part alone can tell (an unknown customer, a time in the past) is told together with
    the wrong shape of another, so that a developer corrects a body once.
    """

    body: dict[str, Any]
    positions: Sequence[int]
    wrong: frozenset[str]

    def concerns(self, field: InvalidField) -> InvalidField | None:
        """Return what was found here as it reads in the whole body, or None for a stand-in."""
        top, *rest = field.field.split(".")
        if top != "documents":
            return None if top in self.wrong else field
        if not self.positions:
            return None
        if not rest:
            return field
        place = [top, str(self.positions[int(rest[0])]), *rest[1:]]
        return InvalidField(".".join(place), field.message)


def without_wrong_parts(
    schema: type[Body], body: Mapping[str, Any], wrong_fields: Sequence[InvalidField]
) -> Remainder:
    """Return what is left of a JSON object when the fields that cannot be are taken out."""
    fields = schema.model_fields
    known = {field.alias or name for name, field in fields.items()}
    required = {field.alias or name for name, field in fields.items() if field.is_required()}
    places = [field.field.split(".") for field in wrong_fields]
    wrong = frozenset(place[0] for place in places if len(place) == 1 or place[0] != "documents")
    wrong_items = {place[1] for place in places if place[0] == "documents" and len(place) > 1}
    documents = body.get("documents")
    items = documents if isinstance(documents, list) and "documents" not in wrong else []
    positions = [at for at in range(len(items)) if str(at) not in wrong_items]
    kept = {
        name: value
        for name, value in body.items()
        if name in known and name not in wrong and name != "documents"
    }
    if positions:
        kept["documents"] = [items[at] for at in positions]
    stand_ins = {name: _STAND_INS[name] for name in required}
    return Remainder({**stand_ins, **kept}, positions, wrong)
