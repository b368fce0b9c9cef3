"""Tests of telling which paper it is."""

import pytest

from app.analysis.classify import is_identity_paper, subtype_of
from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.evidence import FieldReading, Source
from tests.analysis.mrz.zones import Holder, td1, td2, td3, visa

_S = DocumentSubtype
IDENTITY, ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF
READING = FieldReading("x", "x", Source.PRINTED, 0.9)
PERSONAL = {"dateOfBirth": READING, "documentNumber": READING}


def zone_of(rows: tuple[str, ...]) -> Zone:
    """Parse rows that are known to hold a zone."""
    zone = parse([(row,) for row in rows])
    assert zone is not None
    return zone


def identity(*texts: str, zone: Zone | None = None) -> DocumentSubtype | None:
    """Return the subtype of a paper sent as identity proof."""
    return subtype_of(IDENTITY, zone, texts, has_portrait=False)


def address(*texts: str, has_portrait: bool = False) -> DocumentSubtype | None:
    """Return the subtype of a paper sent as address proof."""
    return subtype_of(ADDRESS, None, texts, has_portrait=has_portrait)


@pytest.mark.parametrize(
    ("rows", "subtype"),
    [
        (td3(Holder()), _S.PASSPORT),
        (td1(Holder()), _S.ID_CARD),
        (td2(Holder(), "AC"), _S.ID_CARD),
        (visa(Holder(), 44), None),
    ],
)
def test_zone_tells_the_paper(rows: tuple[str, ...], subtype: DocumentSubtype | None) -> None:
    assert identity("VISA", "Number of passport", zone=zone_of(rows)) is subtype


@pytest.mark.parametrize(
    ("heading", "subtype"),
    [
        ("UTOPIA PASSPORT / PASSEPORT", _S.PASSPORT),
        ("REISEPASS", _S.PASSPORT),
        ("IDENTITY CARD", _S.ID_CARD),
        ("CARTE NATIONALE D'IDENTITÉ", _S.ID_CARD),
        ("DOWÓD OSOBISTY", _S.ID_CARD),
        ("Documento Nacional de Identidad", _S.ID_CARD),
        ("FÜHRERSCHEIN", _S.DRIVER_LICENSE),
        ("PATENTE DI GUIDA", _S.DRIVER_LICENSE),
        ("RIJBEWIJS", _S.DRIVER_LICENSE),
        ("Birth Certificate", _S.BIRTH_CERTIFICATE),
        ("Carta de Condução", _S.DRIVER_LICENSE),
    ],
)
def test_heading_tells_an_identity_paper(heading: str, subtype: DocumentSubtype) -> None:
    assert identity(heading, "ERIKSSON", "ANNA") is subtype


@pytest.mark.parametrize(
    ("texts", "subtype"),
    [
        (("ELECTRICITY BILL", "Meter reading 18 204 kWh"), _S.UTILITY_BILL),
        (("Facture n° 562", "Abonnements, forfaits et options", "Téléphone"), _S.UTILITY_BILL),
        (("Stromrechnung", "Zählerstand 4711"), _S.UTILITY_BILL),
        (("BANK STATEMENT", "Opening balance", "IBAN"), _S.BANK_STATEMENT),
        (("Relevé de compte", "Solde créditeur", "Banque"), _S.BANK_STATEMENT),
        (("Kontoauszug", "Neuer Kontostand"), _S.BANK_STATEMENT),
        (("Avis d'imposition", "Impôt sur le revenu"), _S.TAX_RETURN),
        (("Mietvertrag", "Vermieter", "Mieter"), _S.LEASE_AGREEMENT),
        (("Bulletin de paie", "Employeur"), _S.SALARY_SLIP),
        (("Invoice INV/2026/03", "Office Chair", "Bank Account", "Tax 15%"), None),
        (("To whom it may concern",), None),
        ((), None),
    ],
)
def test_words_tell_a_letter(texts: tuple[str, ...], subtype: DocumentSubtype | None) -> None:
    assert address(*texts) is subtype


def test_bill_sent_as_identity_proof_is_told_to_be_one() -> None:
    assert identity("ELECTRICITY BILL", "Standing charge", "Tariff") is _S.UTILITY_BILL


def test_letter_that_mentions_a_passport_is_none() -> None:
    assert address("Please bring your passport") is None
    assert address("PASSPORT", has_portrait=True) is _S.PASSPORT


def test_zone_of_a_card_or_passport_proves_an_identity_paper() -> None:
    zone = zone_of(td3(Holder()))
    assert is_identity_paper(_S.PASSPORT, zone, {}, has_portrait=False)
    assert not is_identity_paper(None, zone_of(visa(Holder(), 36)), PERSONAL, has_portrait=True)


@pytest.mark.parametrize(
    ("subtype", "fields", "has_portrait", "is_identity"),
    [
        (_S.PASSPORT, {}, True, True),
        (_S.PASSPORT, PERSONAL, False, True),
        (_S.PASSPORT, {}, False, False),
        (None, PERSONAL, True, True),
        (None, {}, True, False),
        (None, PERSONAL, False, False),
        (_S.UTILITY_BILL, PERSONAL, True, False),
    ],
)
def test_without_a_zone_several_signs_must_meet(
    subtype: DocumentSubtype | None,
    fields: dict[str, FieldReading],
    has_portrait: bool,
    is_identity: bool,
) -> None:
    assert is_identity_paper(subtype, None, fields, has_portrait=has_portrait) is is_identity
