"""Tests of the country that issued a paper."""

import pytest

from app.analysis.issuer import countries_named, with_issuer
from app.domain.documents import DocumentSubtype
from app.domain.evidence import FieldReading, Source

READING = FieldReading("SWE", "SWE", Source.PRINTED, 0.95)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("BUNDESREPUBLIK DEUTSCHLAND", "DEU"),
        ("RÉPUBLIQUE FRANÇAISE", "FRA"),
        ("REPUBLIQUEFRANCAISE", "FRA"),
        ("RZECZPOSPOLITA POLSKA", "POL"),
        ("REINO DE ESPAÑA", "ESP"),
        ("KONINKRIJK DER NEDERLANDEN", "NLD"),
        ("República Portuguesa", "PRT"),
        ("Repubblica Italiana", "ITA"),
        ("CALIFORNIA DRIVER LICENSE", "USA"),
        ("4c. DVLA", "GBR"),
    ],
)
def test_official_names_and_offices_tell_the_issuer(text: str, country: str) -> None:
    assert list(countries_named([text, "ANNA"])) == [country]


@pytest.mark.parametrize(
    "text", ["Place of birth: Germany", "FRANCE", "FÜHRERSCHEIN", "Polska", "Virginia Woolf"]
)
def test_what_may_stand_for_a_birthplace_tells_nothing(text: str) -> None:
    assert countries_named([text]) == {}


def test_two_countries_leave_it_open() -> None:
    texts = ["BUNDESREPUBLIK DEUTSCHLAND", "RÉPUBLIQUE FRANÇAISE"]
    assert "issuanceCountry" not in with_issuer({}, DocumentSubtype.ID_CARD, texts)


def test_zone_is_not_overruled_by_print() -> None:
    fields = {"issuanceCountry": READING}
    assert with_issuer(fields, DocumentSubtype.PASSPORT, ["REPUBBLICA ITALIANA"]) == fields


def test_passport_is_its_nationals_and_a_card_need_not_be() -> None:
    fields = {"nationality": READING}
    assert with_issuer(fields, DocumentSubtype.PASSPORT, [])["issuanceCountry"].value == "SWE"
    assert "issuanceCountry" not in with_issuer(fields, DocumentSubtype.ID_CARD, [])
