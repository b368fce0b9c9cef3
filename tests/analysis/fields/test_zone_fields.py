"""Tests of the fields of a machine-readable zone."""

from dataclasses import replace
from datetime import date

from app.analysis.fields.zone_fields import read_zone
from app.analysis.mrz.parse import parse
from app.analysis.mrz.zone import Zone
from app.domain.evidence import Source
from tests.analysis.mrz.zones import Holder, td1, td3

TODAY = date(2026, 11, 23)


def zone_of(rows: tuple[str, ...]) -> Zone:
    """Parse rows that are known to hold a zone."""
    zone = parse([(row,) for row in rows])
    assert zone is not None
    return zone


def test_every_field_of_a_passport_is_read() -> None:
    holder = Holder(last_name="VAN<DYK", expiry="310415", sex="<")
    fields = read_zone(zone_of(td3(holder)), confidence=0.97, today=TODAY)
    assert {key: reading.value for key, reading in fields.items()} == {
        "lastName": "VAN DYK",
        "firstName": "ANNA MARIA",
        "dateOfBirth": "1974-08-12",
        "expirationDate": "2031-04-15",
        "documentNumber": "L898902C3",
        "nationality": "UTO",
        "issuanceCountry": "UTO",
        "sex": "X",
    }
    assert {reading.source for reading in fields.values()} == {Source.MRZ}
    assert {reading.confidence for reading in fields.values()} == {0.97}


def test_germany_gets_the_code_of_the_standard() -> None:
    fields = read_zone(zone_of(td1(Holder(country="D"))), confidence=1, today=TODAY)
    assert (fields["nationality"].value, fields["nationality"].raw) == ("DEU", "D<<")


def test_day_that_does_not_exist_is_left_out() -> None:
    fields = read_zone(zone_of(td3(Holder(birth="740231"))), confidence=1, today=TODAY)
    assert "dateOfBirth" not in fields


def test_french_card_keeps_its_names_apart() -> None:
    rows = (
        "IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<",
        "8806923102858CORINNE<<<<<<<6512068F6",
    )
    fields = read_zone(zone_of(rows), confidence=1, today=TODAY)
    assert (fields["lastName"].value, fields["firstName"].value) == ("BERTHIER", "CORINNE")
    assert fields["documentNumber"].value == "880692310285"
    assert "expirationDate" not in fields


def test_name_that_print_spells_with_another_letter_is_unsure() -> None:
    zone = zone_of(td3(Holder(last_name="ERIKSSDN")))
    contradicted = read_zone(zone, confidence=0.95, today=TODAY, printed=["ERIKSSON", "ANNA"])
    unmentioned = read_zone(zone, confidence=0.95, today=TODAY, printed=["UTOPIA", "PASSPORT"])
    assert contradicted["lastName"].confidence == 0.6
    assert unmentioned["lastName"].confidence == 0.95


def test_number_that_nobody_vouches_for_is_unsure() -> None:
    zone = replace(zone_of(td3(Holder())), number_certain=False)
    assert read_zone(zone, confidence=0.95, today=TODAY)["documentNumber"].confidence == 0.6


def test_mended_number_is_told() -> None:
    zone = replace(zone_of(td3(Holder())), number_repaired=True)
    fields = read_zone(zone, confidence=0.95, today=TODAY)
    assert fields["documentNumber"].repaired
    assert not fields["lastName"].repaired
