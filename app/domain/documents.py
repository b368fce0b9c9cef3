"""Document types, their subtypes, the sides each subtype needs, and the kinds of file we take.

The reference publishes one flat list of subtypes and no mapping to types; the mapping here is ours
and documented in the API reference.
"""

from collections.abc import Collection
from enum import StrEnum


class DocumentType(StrEnum):
    """What a merchant may ask a customer for; the values are those of the wire."""

    IDENTITY_PROOF = "identity-proof"
    ADDRESS_PROOF = "address-proof"
    FUNDS_PROOF = "funds-proof"
    PURCHASE_PROOF = "purchase-proof"
    CREDIT_FILE_PROOF = "credit-file-proof"


class DocumentSubtype(StrEnum):
    """Which paper it is; the values are those of the wire."""

    PASSPORT = "passport"
    ID_CARD = "id-card"
    DRIVER_LICENSE = "driver-license"
    BIRTH_CERTIFICATE = "birth-certificate"
    UTILITY_BILL = "utility-bill"
    RENTAL_RECEIPT = "rental-receipt"
    LEASE_AGREEMENT = "lease-agreement"
    COPY_CREDIT_CARD = "copy-credit-card"
    CREDIT_CARD_STATEMENT = "credit-card-statement"
    BANK_STATEMENT = "bank-statement"
    INHERITANCE_DOCUMENTATION = "inheritance-documentation"
    TAX_RETURN = "tax-return"
    SALARY_SLIP = "salary-slip"
    SALE_OF_ASSETS = "sale-of-assets"
    PUBLIC_HEALTH_CARD = "public-health-card"
    PROOF_OF_AGE_CARD = "proof-of-age-card"
    REVERSE_OF_ID = "reverse-of-id"
    PUBLIC_SERVICE = "public-service"
    EWALLET_HOLDER_DETAILS = "ewallet-holder-details"
    EWALLET_TRANSACTION_STATEMENT = "ewallet-transaction-statement"
    MARRIAGE_CERTIFICATE = "marriage-certificate"
    FIREARMS_LICENSE = "firearms-license"
    INSURANCE_LETTER = "insurance-letter"
    INCOME_STATEMENT = "income-statement"
    DEBTORS_LETTER = "debtors-letter"
    OTHER = "other"


class FileTag(StrEnum):
    """What one stored file shows; `id-front`, `id-back` and `face-proof` are tags of the wire."""

    FRONT = "id-front"
    BACK = "id-back"
    PAGES = "pages"
    FACE_PROOF = "face-proof"


#: The wire's tag on every file that belongs to KYC.
KYC_TAG = "kyc"


def file_tag_of(tags: Collection[str]) -> FileTag:
    """Return what a file shows by its tags on the wire; without a side's tag it is a page."""
    sides = (FileTag.FRONT, FileTag.BACK, FileTag.FACE_PROOF)
    return next((side for side in sides if side.value in tags), FileTag.PAGES)


_S = DocumentSubtype

SUBTYPES: dict[DocumentType, tuple[DocumentSubtype, ...]] = {
    DocumentType.IDENTITY_PROOF: (
        _S.PASSPORT,
        _S.ID_CARD,
        _S.DRIVER_LICENSE,
        _S.BIRTH_CERTIFICATE,
        _S.PUBLIC_HEALTH_CARD,
        _S.PROOF_OF_AGE_CARD,
        _S.REVERSE_OF_ID,
        _S.MARRIAGE_CERTIFICATE,
        _S.FIREARMS_LICENSE,
        _S.OTHER,
    ),
    DocumentType.ADDRESS_PROOF: (
        _S.UTILITY_BILL,
        _S.RENTAL_RECEIPT,
        _S.LEASE_AGREEMENT,
        _S.BANK_STATEMENT,
        _S.CREDIT_CARD_STATEMENT,
        _S.PUBLIC_SERVICE,
        _S.TAX_RETURN,
        _S.INSURANCE_LETTER,
        _S.ID_CARD,
        _S.DRIVER_LICENSE,
        _S.DEBTORS_LETTER,
        _S.OTHER,
    ),
    DocumentType.FUNDS_PROOF: (
        _S.BANK_STATEMENT,
        _S.INHERITANCE_DOCUMENTATION,
        _S.TAX_RETURN,
        _S.SALARY_SLIP,
        _S.SALE_OF_ASSETS,
        _S.INCOME_STATEMENT,
        _S.INSURANCE_LETTER,
        _S.EWALLET_TRANSACTION_STATEMENT,
        _S.OTHER,
    ),
    DocumentType.PURCHASE_PROOF: (
        _S.COPY_CREDIT_CARD,
        _S.CREDIT_CARD_STATEMENT,
        _S.BANK_STATEMENT,
        _S.EWALLET_HOLDER_DETAILS,
        _S.EWALLET_TRANSACTION_STATEMENT,
        _S.OTHER,
    ),
    DocumentType.CREDIT_FILE_PROOF: (),
}

#: Types whose documents the machine may accept or reject; the others wait for a person.
JUDGED_TYPES = frozenset({DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF})

#: Types the customer is asked for in the gatherer, in the order of the journey.
GATHERED_TYPES = (
    DocumentType.IDENTITY_PROOF,
    DocumentType.ADDRESS_PROOF,
    DocumentType.FUNDS_PROOF,
    DocumentType.PURCHASE_PROOF,
)

_TWO_SIDED = frozenset(
    {
        _S.ID_CARD,
        _S.DRIVER_LICENSE,
        _S.PUBLIC_HEALTH_CARD,
        _S.PROOF_OF_AGE_CARD,
        _S.FIREARMS_LICENSE,
        _S.COPY_CREDIT_CARD,
    }
)
_FRONT_ONLY = frozenset({_S.PASSPORT})


def permitted_subtypes(
    document_type: DocumentType, requested: tuple[DocumentSubtype, ...] | None
) -> tuple[DocumentSubtype, ...]:
    """Return what the customer may choose from: the requested ones, or all of the type's."""
    return requested or SUBTYPES[document_type]


def sides_needed(subtype: DocumentSubtype) -> tuple[FileTag, ...]:
    """Return the files a paper of this subtype needs, in the order they are asked for.

    Cards have two sides, a passport is its photo page, `reverse-of-id` is a back alone, and any
    other paper is a set of pages.
    """
    if subtype in _TWO_SIDED:
        return (FileTag.FRONT, FileTag.BACK)
    if subtype in _FRONT_ONLY:
        return (FileTag.FRONT,)
    if subtype is DocumentSubtype.REVERSE_OF_ID:
        return (FileTag.BACK,)
    return (FileTag.PAGES,)


def files_needed(subtype: DocumentSubtype, *, face_proof: bool) -> tuple[FileTag, ...]:
    """Return every file one KYC document needs: its sides, and the selfie when one is required."""
    sides = sides_needed(subtype)
    return (*sides, FileTag.FACE_PROOF) if face_proof else sides


# --- What we take as a file (`MAX_…_BYTES` in bytes, sides in pixels) ---

MAX_FILE_BYTES = 12 * 1024 * 1024
MAX_PDF_PAGES = 20
MAX_PIXELS = 50_000_000
MAX_SIDE_PIXELS = 12_000
MAX_FILES_PER_DOCUMENT = 3


class MediaType(StrEnum):
    """The media types a customer may send."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"


def takes_pdf(tag: FileTag) -> bool:
    """Tell whether a PDF is welcome: for pages yes; a card, passport or face needs a photo."""
    return tag is FileTag.PAGES
