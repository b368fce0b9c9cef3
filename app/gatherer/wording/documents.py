"""Names of documents and their sides, and what each side's page asks for."""

from dataclasses import dataclass

from app.domain.documents import DocumentSubtype, DocumentType, FileTag, sides_needed, takes_pdf

_S = DocumentSubtype

#: What the merchant asks for, as a heading of one document.
TYPE_NAMES: dict[DocumentType, str] = {
    DocumentType.IDENTITY_PROOF: "Proof of identity",
    DocumentType.ADDRESS_PROOF: "Proof of address",
    DocumentType.FUNDS_PROOF: "Proof of funds",
    DocumentType.PURCHASE_PROOF: "Proof of purchase",
    DocumentType.CREDIT_FILE_PROOF: "Credit file",
}

#: A sentence that says what each of them is good for.
TYPE_PURPOSES: dict[DocumentType, str] = {
    DocumentType.IDENTITY_PROOF: "Shows who you are.",
    DocumentType.ADDRESS_PROOF: "Shows your name and where you live.",
    DocumentType.FUNDS_PROOF: "Shows where your money comes from.",
    DocumentType.PURCHASE_PROOF: "Shows that the card or account you pay with is yours.",
    DocumentType.CREDIT_FILE_PROOF: "Asked for by the merchant from a credit bureau.",
}

#: The noun alone, as it follows "your" and stands in lists.
SUBTYPE_NOUNS: dict[DocumentSubtype, str] = {
    _S.PASSPORT: "passport",
    _S.ID_CARD: "identity card",
    _S.DRIVER_LICENSE: "driving licence",
    _S.BIRTH_CERTIFICATE: "birth certificate",
    _S.UTILITY_BILL: "utility bill",
    _S.RENTAL_RECEIPT: "rent receipt",
    _S.LEASE_AGREEMENT: "lease agreement",
    _S.COPY_CREDIT_CARD: "payment card",
    _S.CREDIT_CARD_STATEMENT: "card statement",
    _S.BANK_STATEMENT: "bank statement",
    _S.INHERITANCE_DOCUMENTATION: "inheritance papers",
    _S.TAX_RETURN: "tax return",
    _S.SALARY_SLIP: "payslip",
    _S.SALE_OF_ASSETS: "papers of a sale",
    _S.PUBLIC_HEALTH_CARD: "health card",
    _S.PROOF_OF_AGE_CARD: "proof of age card",
    _S.REVERSE_OF_ID: "identity card",
    _S.PUBLIC_SERVICE: "letter from a public office",
    _S.EWALLET_HOLDER_DETAILS: "e-wallet account details",
    _S.EWALLET_TRANSACTION_STATEMENT: "e-wallet statement",
    _S.MARRIAGE_CERTIFICATE: "marriage certificate",
    _S.FIREARMS_LICENSE: "firearms licence",
    _S.INSURANCE_LETTER: "insurance letter",
    _S.INCOME_STATEMENT: "income statement",
    _S.DEBTORS_LETTER: "letter from a creditor",
    _S.OTHER: "document",
}

#: Where the name in a list of choices says more than the noun.
_CHOICES: dict[DocumentSubtype, str] = {
    _S.REVERSE_OF_ID: "Identity card, back only",
    _S.UTILITY_BILL: "Utility bill (power, gas, water, phone)",
    _S.OTHER: "Another document",
}

_SIDES: dict[FileTag, str] = {
    FileTag.FRONT: "Front",
    FileTag.BACK: "Back",
    FileTag.PAGES: "Pages",
    FileTag.FACE_PROOF: "Selfie",
}

#: How a side is spoken of once it is there: "Front received".
SIDE_NAMES = _SIDES

_TIPS: dict[FileTag, tuple[str, ...]] = {
    FileTag.FRONT: ("Lay it flat on a dark surface", "Show all four corners", "Avoid reflections"),
    FileTag.BACK: ("Turn it over", "Show all four corners", "Avoid reflections"),
    FileTag.PAGES: ("Show the whole page", "Make every line readable", "Keep it straight"),
    FileTag.FACE_PROOF: (
        "Face the light",
        "Take off hats and dark glasses; a head covering worn for faith is fine",
        "Look straight at the camera",
    ),
}


@dataclass(frozen=True)
class SideWording:
    """What one capture page says."""

    heading: str
    lead: str
    tips: tuple[str, ...]
    formats: str
    nothing_picked: str


def choice_name(subtype: DocumentSubtype) -> str:
    """Return how a subtype is called in a list of choices."""
    return _CHOICES.get(subtype) or _capital(SUBTYPE_NOUNS[subtype])


def noun_of(subtype: DocumentSubtype | None) -> str:
    """Return the noun that follows "your"."""
    return "document" if subtype is None else SUBTYPE_NOUNS[subtype]


def sides_of(subtype: DocumentSubtype) -> str:
    """Return the sides a choice needs, as its hint in the list."""
    sides = sides_needed(subtype)
    if subtype is _S.PASSPORT:
        return "Page with your photo"
    if sides == (FileTag.FRONT, FileTag.BACK):
        return "Front and back"
    if sides == (FileTag.BACK,):
        return "Back"
    return "Photos of the pages, or a PDF"


def side_wording(
    subtype: DocumentSubtype, tag: FileTag, *, limit: int, age_limit: int | None = None
) -> SideWording:
    """Return the words of the page that asks for one side.

    `limit` is how many files it takes, `age_limit` how many days old a letter may be.
    """
    heading = _heading(subtype, tag)
    return SideWording(
        heading=heading,
        lead=_lead(tag, limit, age_limit),
        tips=_TIPS[tag],
        formats=(
            "JPG, PNG, HEIC, WebP or PDF, up to 12 MB each"
            if takes_pdf(tag)
            else "JPG, PNG, HEIC or WebP, up to 12 MB"
        ),
        nothing_picked=_nothing_picked(heading, subtype, tag),
    )


def file_name_of(subtype: DocumentSubtype | None, tag: FileTag, position: int = 0) -> str:
    """Return how one gathered file is called: "Front of your identity card"."""
    if tag is FileTag.FACE_PROOF:
        return "Your selfie"
    if tag is FileTag.PAGES:
        return f"Page {position + 1} of your {noun_of(subtype)}"
    if subtype is _S.PASSPORT:
        return "Photo page of your passport"
    return f"{_SIDES[tag]} of your {noun_of(subtype)}"


def _heading(subtype: DocumentSubtype, tag: FileTag) -> str:
    noun = noun_of(subtype)
    if tag is FileTag.FACE_PROOF:
        return "Take a selfie"
    if tag is FileTag.PAGES:
        return f"Add your {noun}"
    if subtype is _S.PASSPORT:
        return "Take a photo of the photo page of your passport"
    return f"Take a photo of the {_SIDES[tag].lower()} of your {noun}"


def _lead(tag: FileTag, limit: int, age_limit: int | None) -> str:
    if tag is FileTag.FACE_PROOF:
        return "We compare it with the photo on your document."
    if tag is FileTag.PAGES:
        files = f"Send up to {limit} photos, or PDF files with up to 20 pages."
        return f"{files} Use one from the last {age_limit} days." if age_limit else files
    return ""


def _nothing_picked(heading: str, subtype: DocumentSubtype, tag: FileTag) -> str:
    if tag is FileTag.FACE_PROOF:
        return "Take or choose a photo of yourself"
    if tag is FileTag.PAGES:
        return f"Take a photo of your {noun_of(subtype)}, or choose a file"
    return heading.replace("Take a photo", "Take or choose a photo", 1)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
