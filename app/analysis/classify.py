"""Which paper it is: by its machine-readable zone, else by its words and its layout."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.analysis.cards import card_number, categories, is_numbered_licence
from app.analysis.keywords import Weight, hits_in, mentions
from app.analysis.mrz.zone import Zone
from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType
from app.domain.evidence import FieldReading

_S = DocumentSubtype

#: What the first letter of a zone says (Doc 9303 parts 4 to 7). A visa is no identity document.
_BY_LETTER: Final = {"P": _S.PASSPORT, "I": _S.ID_CARD, "A": _S.ID_CARD, "C": _S.ID_CARD}

#: Papers that say who somebody is, by the request's own list.
IDENTITY_PAPERS: Final = frozenset(SUBTYPES[DocumentType.IDENTITY_PROOF]) - {_S.OTHER}

#: Identity papers written on a sheet: like a letter they have neither zone nor portrait.
_SHEETS: Final = frozenset({_S.BIRTH_CERTIFICATE, _S.MARRIAGE_CERTIFICATE})

#: What identity papers hold and letters do not.
_PERSONAL: Final = ("dateOfBirth", "documentNumber", "expirationDate", "nationality")

#: What a phrase is worth: a title as heading and in a sentence, a telling word, a common one; and
#: how many of the latter two count, so that small print cannot outvote a heading.
_HEADING, _MENTION, _TELLING, _COMMON = 5, 2, 2, 1
_MOST_TELLING, _MOST_COMMON = 4, 3

#: A heading is enough to name a paper, or several words that stand for one.
_LEAST_WORTH: Final = 4
#: From here on, and this far ahead of any other paper, there is no doubt.
_SURE_WORTH, _SURE_LEAD = 6, 2

#: A card holds few lines; what is written on a page is no card.
_CARD_LINES: Final = 30
#: What a layout is worth that only one kind of card has.
_LAYOUT: Final = 5

_WALLETS: Final = frozenset({_S.EWALLET_HOLDER_DETAILS, _S.EWALLET_TRANSACTION_STATEMENT})
#: An account's page is an e-wallet's only if it says so: banks and shops head theirs alike.
_WALLET_WORDS: Final = tuple(
    """wallet|ewallet|e wallet|monedero|portefeuille electronique|portefeuille numerique
    |portefeuille
    |portafoglio elettronico|portafoglio digitale|digitale portemonnee|elektronische geldborse
    |portfel|portfel elektroniczny|carteira digital|carteira eletronica|e geld|electronic money
    |paypal|skrill|neteller|payz|ecopayz|muchbetter|jeton|mifinity|astropay|venmo|cash app|revolut
    |alipay|webmoney|payoneer|paysafecard|neosurf|perfect money|mercado pago|picpay|satispay|twint
    |vipps|mobilepay|lydia""".replace("\n", "")
    .replace("    ", "")
    .split("|")
)


@dataclass(frozen=True)
class Recognition:
    """Which paper it is, None if that cannot be told, and whether there is no doubt about it."""

    subtype: DocumentSubtype | None = None
    is_certain: bool = False


def recognise(
    document_type: DocumentType,
    zone: Zone | None,
    texts: Iterable[str],
    *,
    has_portrait: bool,
) -> Recognition:
    """Tell which paper some lines of text are of, by its zone first, then by words and layout.

    A zone settles it: also that it is none of ours, when the zone is a visa's. A card's heading is
    not outvoted by its small print. A letter that mentions a passport is no passport: outside an
    identity proof a paper without zone is a card only if it has a portrait or the size of a card.
    """
    if zone is not None:
        by_zone = _BY_LETTER.get(zone.text("type")[:1])
        return Recognition(by_zone, by_zone is not None)
    lines = list(texts)
    worth, headed = _worth(lines)
    may_be_card = has_portrait or len(lines) <= _CARD_LINES
    if document_type is not DocumentType.IDENTITY_PROOF and not may_be_card:
        worth = {key: value for key, value in worth.items() if key not in IDENTITY_PAPERS - _SHEETS}
    cards = {
        key: value for key, value in worth.items() if key in headed & (IDENTITY_PAPERS - _SHEETS)
    }
    if has_portrait and cards:
        # No letter shows a portrait, so the heading beside one leaves no doubt.
        return _best(cards, sure_worth=_HEADING)
    return _best(worth)


def subtype_of(
    document_type: DocumentType, zone: Zone | None, texts: Iterable[str], *, has_portrait: bool
) -> DocumentSubtype | None:
    """Return which paper it is, None if that cannot be told; see `recognise`."""
    return recognise(document_type, zone, texts, has_portrait=has_portrait).subtype


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


def _best(worth: Mapping[DocumentSubtype, int], *, sure_worth: int = _SURE_WORTH) -> Recognition:
    """Return the paper that is worth most, doubtful where another comes close."""
    ranked = sorted(worth, key=lambda subtype: worth[subtype], reverse=True)
    if not ranked or worth[ranked[0]] < _LEAST_WORTH:
        return Recognition()
    first = worth[ranked[0]]
    second = worth[ranked[1]] if len(ranked) > 1 else 0
    if first == second:
        return Recognition()
    return Recognition(ranked[0], first >= sure_worth and first - second >= _SURE_LEAD)


def _worth(lines: Sequence[str]) -> tuple[dict[DocumentSubtype, int], frozenset[DocumentSubtype]]:
    """Return what words and layout are worth for each paper, and which papers a heading names."""
    found: dict[DocumentSubtype, dict[Weight, set[str]]] = {}
    headed: set[DocumentSubtype] = set()
    for line in lines:
        for hit in hits_in(line):
            phrase = hit.phrase
            kinds = found.setdefault(phrase.subtype, {weight: set() for weight in Weight})
            kinds[phrase.weight].add(phrase.text)
            if hit.is_heading and phrase.weight is Weight.TITLE:
                headed.add(phrase.subtype)
    worth = {
        subtype: _HEADING * (subtype in headed)
        + _MENTION * (subtype not in headed and bool(kinds[Weight.TITLE]))
        + _TELLING * min(len(kinds[Weight.TELLING]), _MOST_TELLING)
        + _COMMON * min(len(kinds[Weight.COMMON]), _MOST_COMMON)
        for subtype, kinds in found.items()
    }
    if not mentions(lines, _WALLET_WORDS):
        worth = {subtype: value for subtype, value in worth.items() if subtype not in _WALLETS}
    return _with_layout(worth, lines), frozenset(headed)


def _with_layout(
    worth: dict[DocumentSubtype, int], lines: Sequence[str]
) -> dict[DocumentSubtype, int]:
    """Add what the layout of cards tells; on a page a payment card is only mentioned."""
    if len(lines) > _CARD_LINES:
        return {key: value for key, value in worth.items() if key is not _S.COPY_CREDIT_CARD}
    if card_number(lines) is not None:
        worth[_S.COPY_CREDIT_CARD] = worth.get(_S.COPY_CREDIT_CARD, 0) + _LAYOUT
    if is_numbered_licence(lines) or categories(lines):
        worth[_S.DRIVER_LICENSE] = worth.get(_S.DRIVER_LICENSE, 0) + _LAYOUT
    return worth
