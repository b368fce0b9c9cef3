"""Names of documents and their sides, and what each side's page asks for.

Names stand in a sentence only through a placeholder, in the form in which a dictionary has them:
languages that would bend them put them where they stay as they are.
"""

from dataclasses import dataclass

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _lp
from flask_babel.speaklater import LazyString

from app.domain.documents import (
    MAX_FILE_BYTES,
    MAX_PDF_PAGES,
    DocumentSubtype,
    DocumentType,
    FileTag,
    sides_needed,
    takes_pdf,
)
from app.languages.formats import capital, format_alternatives, format_megabytes, format_number

_S = DocumentSubtype

_MEGABYTES = MAX_FILE_BYTES // (1024 * 1024)

#: What the merchant asks for, as it stands in place of a placeholder.
TYPE_NOUNS: dict[DocumentType, str] = {
    # Translators: Kinds of proof, in dictionary form; shown alone and inside sentences.
    DocumentType.IDENTITY_PROOF: _l("proof of identity"),
    DocumentType.ADDRESS_PROOF: _l("proof of address"),
    DocumentType.FUNDS_PROOF: _l("proof of funds"),
    DocumentType.PURCHASE_PROOF: _l("proof of purchase"),
    # Translators: What a credit bureau keeps on a person; in dictionary form.
    DocumentType.CREDIT_FILE_PROOF: _l("credit file"),
}

#: The same as a heading of one document.
TYPE_NAMES: dict[DocumentType, str] = {
    kind: LazyString(capital, noun) for kind, noun in TYPE_NOUNS.items()
}

#: A sentence that says what each of them is good for.
TYPE_PURPOSES: dict[DocumentType, str] = {
    DocumentType.IDENTITY_PROOF: _l("Shows who you are."),
    DocumentType.ADDRESS_PROOF: _l("Shows your name and where you live."),
    DocumentType.FUNDS_PROOF: _l("Shows where your money comes from."),
    DocumentType.PURCHASE_PROOF: _l("Shows that the card or account you pay with is yours."),
    DocumentType.CREDIT_FILE_PROOF: _l("Asked for by the merchant from a credit bureau."),
}

#: The noun alone, as it follows "your" and stands in lists.
SUBTYPE_NOUNS: dict[DocumentSubtype, str] = {
    # Translators: Names of documents, in dictionary form, without an article. They stand alone, in
    # lists, and in place of %(document)s.
    _S.PASSPORT: _l("passport"),
    _S.ID_CARD: _l("identity card"),
    _S.DRIVER_LICENSE: _l("driving licence"),
    _S.BIRTH_CERTIFICATE: _l("birth certificate"),
    _S.UTILITY_BILL: _l("utility bill"),
    _S.RENTAL_RECEIPT: _l("rent receipt"),
    _S.LEASE_AGREEMENT: _l("lease agreement"),
    _S.COPY_CREDIT_CARD: _l("payment card"),
    _S.CREDIT_CARD_STATEMENT: _l("card statement"),
    _S.BANK_STATEMENT: _l("bank statement"),
    _S.INHERITANCE_DOCUMENTATION: _l("inheritance papers"),
    _S.TAX_RETURN: _l("tax return"),
    _S.SALARY_SLIP: _l("payslip"),
    # Translators: Papers that prove that something valuable, such as a house, was sold.
    _S.SALE_OF_ASSETS: _l("papers of a sale"),
    _S.PUBLIC_HEALTH_CARD: _l("health card"),
    _S.PROOF_OF_AGE_CARD: _l("proof of age card"),
    _S.REVERSE_OF_ID: _l("identity card"),
    _S.PUBLIC_SERVICE: _l("letter from a public office"),
    _S.EWALLET_HOLDER_DETAILS: _l("e-wallet account details"),
    _S.EWALLET_TRANSACTION_STATEMENT: _l("e-wallet statement"),
    _S.MARRIAGE_CERTIFICATE: _l("marriage certificate"),
    _S.FIREARMS_LICENSE: _l("firearms licence"),
    _S.INSURANCE_LETTER: _l("insurance letter"),
    _S.INCOME_STATEMENT: _l("income statement"),
    _S.DEBTORS_LETTER: _l("letter from a creditor"),
    # Translators: Stands for a document whose kind is not known; in dictionary form.
    _S.OTHER: _l("document"),
}

#: Where the name in a list of choices says more than the noun.
_CHOICES: dict[DocumentSubtype, str] = {
    _S.REVERSE_OF_ID: _l("Identity card, back only"),
    _S.UTILITY_BILL: _l("Utility bill (power, gas, water, phone)"),
}

_TIPS: dict[FileTag, tuple[str, ...]] = {
    FileTag.FRONT: (
        _l("Lay it flat on a dark surface"),
        _l("Show all four corners"),
        _l("Avoid reflections"),
    ),
    FileTag.BACK: (
        # Translators: The document; its front was photographed just before.
        _l("Turn it over"),
        _l("Show all four corners"),
        _l("Avoid reflections"),
    ),
    FileTag.PAGES: (
        _l("Show the whole page"),
        _l("Make every line readable"),
        # Translators: The page.
        _l("Keep it straight"),
    ),
    FileTag.FACE_PROOF: (
        _l("Face the light"),
        _l("Take off hats and dark glasses; a head covering worn for faith is fine"),
        _l("Look straight at the camera"),
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


def another_document() -> str:
    """Return the last of a list of documents that goes on."""
    # Translators: The last of a list: "passport, identity card or another document". Also a choice.
    return str(gettext("another document"))


def choice_name(subtype: DocumentSubtype) -> str:
    """Return how a subtype is called in a list of choices."""
    if subtype is _S.OTHER:
        return capital(another_document())
    return str(_CHOICES.get(subtype) or capital(noun_of(subtype)))


def noun_of(subtype: DocumentSubtype | None) -> str:
    """Return the noun that follows "your"."""
    return str(SUBTYPE_NOUNS[subtype or _S.OTHER])


#: The sides that a choice needs, as its hint in the list.
_HINTS: dict[tuple[FileTag, ...], str] = {
    (FileTag.FRONT,): _l("Page with your photo"),
    (FileTag.FRONT, FileTag.BACK): _l("Front and back"),
    # Translators: The back of a document.
    (FileTag.BACK,): _lp("side of a document", "Back"),
    (FileTag.PAGES,): _l("Photos of the pages, or a PDF"),
}


def sides_of(subtype: DocumentSubtype) -> str:
    """Return the sides a choice needs, as its hint in the list."""
    return str(_HINTS[sides_needed(subtype)])


def side_wording(
    subtype: DocumentSubtype, tag: FileTag, *, limit: int, age_limit: int | None = None
) -> SideWording:
    """Return the words of the page that asks for one side.

    `limit` is how many files it takes, `age_limit` how many days old a letter may be.
    """
    return SideWording(
        heading=_heading(subtype, tag),
        lead=_lead(tag, limit, age_limit),
        tips=_TIPS[tag],
        formats=_formats(tag),
        nothing_picked=_nothing_picked(subtype, tag),
    )


def kinds_of_file(tag: FileTag) -> str:
    """Return the kinds of file that a side takes: "JPG, PNG, HEIC or WebP"."""
    kinds = ["JPG", "PNG", "HEIC", "WebP"]
    return format_alternatives([*kinds, "PDF"] if takes_pdf(tag) else kinds)


def file_name_of(subtype: DocumentSubtype | None, tag: FileTag, position: int = 0) -> str:
    """Return how one gathered file is called: "Front of your identity card"."""
    document = noun_of(subtype)
    if tag is FileTag.FACE_PROOF:
        return str(gettext("Your selfie"))
    if tag is FileTag.PAGES:
        # Translators: %(document)s is a document's name in dictionary form; "Page 2: lease".
        text = gettext(
            "Page %(number)s of your %(document)s", number=position + 1, document=document
        )
        return str(text)
    if subtype is _S.PASSPORT:
        return str(gettext("Photo page of your passport"))
    if tag is FileTag.BACK:
        # Translators: %(document)s is a document's name in dictionary form; "Back: identity card".
        return str(gettext("Back of your %(document)s", document=document))
    # Translators: %(document)s is a document's name in dictionary form; "Front: identity card".
    return str(gettext("Front of your %(document)s", document=document))


def age_sentence(age_limit: int) -> str:
    """Return how old a letter may be."""
    # Translators: A letter, bill or statement.
    text = ngettext(
        "Use one from the last %(number)s day.",
        "Use one from the last %(number)s days.",
        age_limit,
        number=format_number(age_limit),
    )
    return str(text)


def paragraph(*sentences: str) -> str:
    """Return whole sentences, one after the other."""
    first, *others = (str(sentence) for sentence in sentences)
    for other in others:
        # Translators: Two whole sentences, one after the other. Leave out the space where the
        # language has none between sentences.
        first = gettext("%(first)s %(second)s", first=first, second=other)
    return first


def _heading(subtype: DocumentSubtype, tag: FileTag) -> str:
    document = noun_of(subtype)
    if tag is FileTag.FACE_PROOF:
        return str(gettext("Take a selfie"))
    if tag is FileTag.PAGES:
        # Translators: %(document)s is a document's name in dictionary form; "Add: bank statement".
        return str(gettext("Add your %(document)s", document=document))
    if subtype is _S.PASSPORT:
        return str(gettext("Take a photo of the photo page of your passport"))
    if tag is FileTag.BACK:
        # Translators: %(document)s is a document's name in dictionary form. Put it where it stays
        # so: "Take a photo of the back: identity card".
        return str(gettext("Take a photo of the back of your %(document)s", document=document))
    # Translators: %(document)s is a document's name in dictionary form. Put it where it stays so:
    # "Take a photo of the front: identity card".
    return str(gettext("Take a photo of the front of your %(document)s", document=document))


def _lead(tag: FileTag, limit: int, age_limit: int | None) -> str:
    if tag is FileTag.FACE_PROOF:
        return str(gettext("We compare it with the photo on your document."))
    if tag is not FileTag.PAGES:
        return ""
    files = ngettext(
        "Send %(num)d photo, or a PDF file with up to %(pages)s pages.",
        "Send up to %(num)d photos, or PDF files with up to %(pages)s pages.",
        limit,
        pages=MAX_PDF_PAGES,
    )
    return paragraph(files, age_sentence(age_limit)) if age_limit else str(files)


def _formats(tag: FileTag) -> str:
    kinds, size = kinds_of_file(tag), format_megabytes(_MEGABYTES)
    if takes_pdf(tag):
        # Translators: "JPG, PNG or PDF, up to 12 MB each": kinds of file and the largest size.
        return str(gettext("%(kinds)s, up to %(size)s each", kinds=kinds, size=size))
    # Translators: "JPG or PNG, up to 12 MB": kinds of file and the largest size.
    return str(gettext("%(kinds)s, up to %(size)s", kinds=kinds, size=size))


def _nothing_picked(subtype: DocumentSubtype, tag: FileTag) -> str:
    document = noun_of(subtype)
    if tag is FileTag.FACE_PROOF:
        return str(gettext("Take or choose a photo of yourself"))
    if tag is FileTag.PAGES:
        # Translators: %(document)s is a document's name in dictionary form.
        text = gettext("Take a photo of your %(document)s, or choose a file", document=document)
    elif subtype is _S.PASSPORT:
        text = gettext("Take or choose a photo of the photo page of your passport")
    elif tag is FileTag.BACK:
        # Translators: %(document)s is a document's name in dictionary form.
        text = gettext("Take or choose a photo of the back of your %(document)s", document=document)
    else:
        # Translators: %(document)s is a document's name in dictionary form.
        text = gettext(
            "Take or choose a photo of the front of your %(document)s", document=document
        )
    return str(text)
