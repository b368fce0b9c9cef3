"""The bodies of a reviewer's verbs: why a document is rejected, and what is seen instead."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from app.api.bodies.fields import Body, Text, one_of
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import InvalidField, InvalidFields
from app.domain.rejections import RejectionType
from app.domain.wire_times import parse_day, parse_time

_NAMES = frozenset({"firstName", "lastName", "documentSubtype"})

#: What may be said of each type. What only we can know (ages, check digits, liveness) may not.
FIELDS: Mapping[DocumentType, frozenset[str]] = {
    DocumentType.IDENTITY_PROOF: _NAMES
    | {"containsImage", "isIdentityDocument", "isPublishedOnline", "dateOfBirth", "expirationDate"}
    | {"issueDate", "nationality", "issuanceCountry", "issuanceRegion", "documentNumber", "sex"}
    | {"hasMatchingFaceProof", "isTampered", "isDigitallyTampered", "isPhotocopy", "expiryDate"},
    DocumentType.ADDRESS_PROOF: _NAMES
    | {"line1", "city", "region", "postalCode", "wordCount", "uniqueWords", "date", "phone"}
    | {"isTampered"},
    DocumentType.FUNDS_PROOF: _NAMES,
    DocumentType.PURCHASE_PROOF: _NAMES | {"paymentInstrumentId"},
}


def _read_day(value: Any) -> Any:
    """Read a day or a time as the wire writes days: a time at midnight UTC."""
    if value is None:
        return None
    if not isinstance(value, str):
        raise ValueError("must be text with a date, such as 2031-06-30")
    day = parse_day(value) if len(value) <= len("2031-06-30") else parse_time(value).date()
    return f"{day.isoformat()}T00:00:00Z"


def _read_type(value: Any) -> Any:
    kind = one_of(DocumentType)(value)
    if kind not in FIELDS:
        raise ValueError(f"must be one of {', '.join(FIELDS)}")
    return kind


Day = Annotated[
    str | None,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": ["string", "null"], "format": "date-time"}),
]
Subtype = Annotated[
    DocumentSubtype | None,
    BeforeValidator(lambda value: None if value is None else one_of(DocumentSubtype)(value)),
]
Count = Annotated[int, Field(ge=0, le=1_000_000)]


class KycDocumentRejectionBody(Body):
    """Why a document is rejected."""

    type: Annotated[RejectionType, BeforeValidator(one_of(RejectionType))]
    message: Text | None = Field(
        default=None, description="A sentence for you; the customer is told by `type`."
    )


class KycDocumentMatchesBody(Body):
    """What a reviewer saw, in the place of what was matched; what is left out stays."""

    ignored: ClassVar[frozenset[str]] = frozenset(
        {"hasMinimalAge", "mrzChecksumValid", "matchingImages", "hasCompletedFaceLiveness"}
    )

    type: Annotated[
        DocumentType,
        BeforeValidator(_read_type),
        WithJsonSchema({"type": "string", "enum": [item.value for item in FIELDS]}),
    ] = Field(description="The document's own type; other fields must belong to it.")
    first_name: Text | None = None
    last_name: Text | None = None
    document_subtype: Subtype = None
    contains_image: bool | None = None
    is_identity_document: bool | None = None
    is_published_online: bool | None = None
    date_of_birth: Day = None
    expiration_date: Day = None
    expiry_date: Day = Field(default=None, description="Deprecated: use expirationDate.")
    issue_date: Day = None
    nationality: Annotated[Text, Field(max_length=3)] | None = None
    issuance_country: Annotated[Text, Field(max_length=2)] | None = None
    issuance_region: Text | None = None
    document_number: Text | None = None
    sex: Literal["M", "F", "X"] | None = None
    has_matching_face_proof: bool | None = None
    is_tampered: bool | None = None
    is_digitally_tampered: bool | None = None
    is_photocopy: bool | None = None
    line1: Text | None = None
    city: Text | None = None
    region: Text | None = None
    postal_code: Text | None = None
    word_count: Count | None = None
    unique_words: Count | None = None
    date: Day = None
    phone: Text | None = None
    payment_instrument_id: Text | None = None

    def values(self) -> dict[str, Any]:
        """Return what was given, by the wire's names; raises InvalidFields for another type's."""
        given = self.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"type"})
        foreign = sorted(set(given) - FIELDS[self.type])
        if foreign:
            message = f"is not a field of {self.type.value}"
            raise InvalidFields([InvalidField(name, message) for name in foreign])
        if not given:
            raise InvalidFields([InvalidField("type", "name at least one value beside it")])
        if "expirationDate" in given or "expiryDate" in given:
            # Two names of one date: the newer one decides.
            day = given.get("expirationDate", given.get("expiryDate"))
            given["expirationDate"] = given["expiryDate"] = day
        return given
