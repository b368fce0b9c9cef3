"""Which paper it is: by its machine-readable zone, else by the words on it."""

from collections.abc import Iterable, Mapping
from typing import Final

from app.analysis.fields.labels import plain
from app.analysis.keywords import STRONG, WEAK
from app.analysis.mrz.zone import Zone
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.evidence import FieldReading

_S = DocumentSubtype

#: What the first letter of a zone says (Doc 9303 parts 4 to 7). A visa is no identity document.
_BY_LETTER: Final = {"P": _S.PASSPORT, "I": _S.ID_CARD, "A": _S.ID_CARD, "C": _S.ID_CARD}

#: Papers that say who somebody is, most telling first: a card names itself once, in its heading,
#: and is not outvoted by the many words of its small print.
IDENTITY_PAPERS: Final = (
    _S.DRIVER_LICENSE,
    _S.PASSPORT,
    _S.ID_CARD,
    _S.BIRTH_CERTIFICATE,
    _S.MARRIAGE_CERTIFICATE,
    _S.PUBLIC_HEALTH_CARD,
    _S.FIREARMS_LICENSE,
)

#: What identity papers hold and letters do not.
_PERSONAL: Final = ("dateOfBirth", "documentNumber", "expirationDate", "nationality")

_STRONG_WORTH, _WEAK_WORTH = 2, 1

#: One phrase that names the paper and one more word, or several common words.
_LEAST_WORTH: Final = 3


def subtype_of_identity(zone: Zone | None, texts: Iterable[str]) -> DocumentSubtype | None:
    """Return which identity paper it is, None if that cannot be told.

    A zone settles it: also that it is none, when the zone is a visa's.
    """
    if zone is not None:
        return _BY_LETTER.get(zone.text("type")[:1])
    worth = _worth(texts, IDENTITY_PAPERS)
    best = max(worth, key=lambda subtype: worth[subtype], default=None)
    return best if best is not None and worth[best] >= _STRONG_WORTH else None


def subtype_of_letter(texts: Iterable[str]) -> DocumentSubtype | None:
    """Return which bill, statement or other letter it is, None if that cannot be told."""
    papers = [subtype for subtype in STRONG if subtype not in IDENTITY_PAPERS]
    worth = _worth(texts, papers)
    best = max(worth, key=lambda subtype: worth[subtype], default=None)
    return best if best is not None and worth[best] >= _LEAST_WORTH else None


def subtype_of(
    document_type: DocumentType, zone: Zone | None, texts: Iterable[str], *, has_portrait: bool
) -> DocumentSubtype | None:
    """Return which paper it is, looking first for what the customer was asked for.

    A card may prove an address, and a bill sent as an identity proof is told to be one. A letter
    that mentions a passport is no passport: outside an identity proof a paper without zone is a
    card only if it shows a portrait.
    """
    lines = list(texts)
    if document_type is DocumentType.IDENTITY_PROOF:
        return subtype_of_identity(zone, lines) or subtype_of_letter(lines)
    if zone is not None or has_portrait:
        return subtype_of_identity(zone, lines) or subtype_of_letter(lines)
    return subtype_of_letter(lines)


def is_identity_paper(
    subtype: DocumentSubtype | None,
    zone: Zone | None,
    fields: Mapping[str, FieldReading],
    *,
    has_portrait: bool,
) -> bool:
    """Tell whether this is an identity document, whichever it may be.

    A zone of a passport or card proves it; so does the paper's own name with a portrait or two
    personal fields, or a portrait with two personal fields beside it.
    """
    if zone is not None:
        return subtype in IDENTITY_PAPERS
    personal = sum(key in fields for key in _PERSONAL) >= 2
    if subtype in IDENTITY_PAPERS:
        return has_portrait or personal
    return subtype is None and has_portrait and personal


def _worth(texts: Iterable[str], papers: Iterable[DocumentSubtype]) -> dict[DocumentSubtype, int]:
    """Return for each paper with any of its phrases what the phrases found are worth together."""
    text = f" {' | '.join(plain(line) for line in texts)} "
    worth = {
        subtype: _STRONG_WORTH * _count(text, STRONG.get(subtype, ()))
        + _WEAK_WORTH * _count(text, WEAK.get(subtype, ()))
        for subtype in papers
    }
    return {subtype: value for subtype, value in worth.items() if value}


def _count(text: str, phrases: Iterable[str]) -> int:
    """Count the phrases that are in the text, with or without the s of a plural."""
    return sum(f" {phrase} " in text or f" {phrase}s " in text for phrase in phrases)
