"""Tests of reading the text of a licence's barcode, on payloads of persons that do not exist."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.fields.aamva import Card, read_card
from app.domain.documents import DocumentSubtype
from app.domain.evidence import Source
from app.specimens import draw_person
from app.specimens.papers.aamva import aamva_text

ELEMENTS = {
    "DAQ": "T64235789",
    "DCS": "SAMPLE",
    "DDE": "N",
    "DAC": "MICHAEL",
    "DDF": "N",
    "DAD": "JOHN",
    "DDG": "N",
    "DBD": "06062019",
    "DBB": "06061986",
    "DBA": "12102029",
    "DBC": "1",
    "DAG": "2300 WEST BROAD STREET",
    "DAI": "RICHMOND",
    "DAJ": "VA",
    "DAK": "232690000",
    "DCG": "USA",
}
READ = {
    "documentNumber": "T64235789",
    "lastName": "SAMPLE",
    "firstName": "MICHAEL JOHN",
    "issueDate": "2019-06-06",
    "dateOfBirth": "1986-06-06",
    "expirationDate": "2029-12-10",
    "sex": "M",
    "line1": "2300 WEST BROAD STREET",
    "city": "RICHMOND",
    "region": "VA",
    "postalCode": "23269",
    "issuanceCountry": "USA",
    "issuanceRegion": "VA",
}


def payload(
    changed: Mapping[str, str | None] | None = None,
    *,
    header: str = "@\n\x1e\rANSI 6360001001",
    kind: str = "DL",
    more: str = "ZVZVA01\r",
) -> str:
    """Return a barcode's text with some elements changed, or left out where None."""
    elements = {**ELEMENTS, **(changed or {})}
    lines = "\n".join(f"{name}{value}" for name, value in elements.items() if value is not None)
    entries = f"02{kind}00410278ZV03190008"
    return f"{header}{entries}{kind}{lines}\n\r{more}"


def values(text: str) -> dict[str, str]:
    """Return what a text gives, by field."""
    card = read_card(text)
    assert card is not None
    return {key: reading.value for key, reading in card.fields.items()}


def test_american_licence_is_read_in_full() -> None:
    card = read_card(payload())
    assert isinstance(card, Card)
    assert card.subtype is DocumentSubtype.DRIVER_LICENSE
    assert values(payload()) == READ
    assert {reading.source for reading in card.fields.values()} == {Source.BARCODE}
    assert {reading.confidence for reading in card.fields.values()} == {1.0}


def test_identity_card_is_told_from_a_licence() -> None:
    card = read_card(payload(kind="ID"))
    assert card is not None
    assert card.subtype is DocumentSubtype.ID_CARD


def test_canadian_licence_puts_the_year_first() -> None:
    days = {"DBB": "19860704", "DBA": "20291210", "DBD": "20190606"}
    place = {"DCG": "CAN", "DAJ": "ON", "DAK": "M5V 2T6   "}
    read = values(payload({**days, **place}, header="@\n\x1e\rANSI 6360120801"))
    assert (read["dateOfBirth"], read["expirationDate"]) == ("1986-07-04", "2029-12-10")
    assert (read["issuanceCountry"], read["issuanceRegion"]) == ("CAN", "ON")
    assert read["postalCode"] == "M5V2T6"


@pytest.mark.parametrize("version", ["02", "03", "04", "05", "06", "07", "08", "09", "10", "11"])
def test_every_later_version_is_read(version: str) -> None:
    assert values(payload(header=f"@\n\x1e\rANSI 636000{version}00")) == READ


def test_first_version_holds_the_whole_name_and_no_country() -> None:
    days = {"DBB": "19860606", "DBA": "20291210", "DBD": "20190606"}
    names = {"DCS": None, "DAC": None, "DAD": None, "DAA": "SAMPLE,MICHAEL,JOHN,JR", "DCG": None}
    assert values(payload({**days, **names}, header="@\n\x1e\rAAMVA63600001")) == READ


def test_first_version_may_divide_the_name() -> None:
    names = {"DCS": None, "DAB": "SAMPLE"}
    assert values(payload(names, header="@\n\x1e\rANSI 63600001")) == READ


def test_given_names_of_the_third_version_stand_together() -> None:
    names = {"DAC": None, "DAD": None, "DCT": "MICHAEL,JOHN"}
    assert values(payload(names, header="@\n\x1e\rANSI 6360000300")) == READ


@pytest.mark.parametrize("middle", ["NONE", "", "unavl", None])
def test_holder_without_a_middle_name_has_none(middle: str | None) -> None:
    assert values(payload({"DAD": middle}))["firstName"] == "MICHAEL"


@pytest.mark.parametrize(
    ("sex", "read"), [("1", "M"), ("2", "F"), ("9", "X"), ("F", "F"), ("0", None), ("", None)]
)
def test_sex_is_a_number_in_the_standard(sex: str, read: str | None) -> None:
    assert values(payload({"DBC": sex})).get("sex") == read


@pytest.mark.parametrize(
    ("flags", "unsure"),
    [
        ({"DDE": "T"}, {"lastName"}),
        ({"DDF": "T"}, {"firstName"}),
        ({"DDG": "T"}, {"firstName"}),
        ({"DDE": "U", "DDF": "U"}, set()),
    ],
)
def test_name_that_was_cut_off_is_not_sure(flags: dict[str, str], unsure: set[str]) -> None:
    card = read_card(payload(flags))
    assert card is not None
    assert {key for key, reading in card.fields.items() if reading.confidence < 0.8} == unsure


@pytest.mark.parametrize(
    "digits", ["00000000", "99999999", "13322029", "unavl", "0606198", "", "02302020"]
)
def test_day_that_cannot_be_is_left_out(digits: str) -> None:
    assert "expirationDate" not in values(payload({"DBA": digits}))


@pytest.mark.parametrize("header", ["@\r\n\x1e\rANSI ", "@\n\x1c\rANSI ", "@\n\x1e\rAAMVA"])
def test_issuers_vary_in_the_separators(header: str) -> None:
    assert values(payload(header=f"{header}6360000801")) == READ


def test_unknown_issuer_gives_no_region() -> None:
    read = values(payload(header="@\n\x1e\rANSI 6369990801"))
    assert "issuanceRegion" not in read
    assert read["issuanceCountry"] == "USA"


@pytest.mark.parametrize("missing", ["DAQ", "DCS", "DBB"])
def test_text_without_what_is_mandatory_gives_nothing(missing: str) -> None:
    assert read_card(payload({missing: None})) is None


def test_text_that_contradicts_itself_gives_nothing() -> None:
    assert read_card(payload(more="DAQT64235780\n\r")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "ANSI 636000",
        "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 326J001A0025 100",
        "%VARICHMOND^SAMPLE$MICHAEL^2300 BROAD^?;636000T64235789=291219860606?",
        "https://example.com/4471",
        "@\n\x1e\rANSI 636000100102DL0041",
        "@\n\x1e\rANSI 63600010010XDLDAQT64235789\n\r",
        payload()[1:],
        payload().replace("\n", "").replace("\r", ""),
    ],
)
def test_foreign_text_gives_nothing(text: str) -> None:
    assert read_card(text) is None


@pytest.mark.parametrize("length", range(0, len(payload()), 3))
def test_text_cut_short_gives_nothing_wrong(length: int) -> None:
    card = read_card(payload()[:length])
    if card is not None:
        read = {key: reading.value for key, reading in card.fields.items()}
        assert read.items() <= {**READ, "firstName": read.get("firstName", "")}.items()
        assert READ["firstName"].startswith(read.get("firstName", ""))


@settings(max_examples=40)
@given(st.text(max_size=100))
def test_any_text_behind_a_header_is_borne(text: str) -> None:
    read_card(f"@\n\x1e\rANSI 636000100101DL00410278DL{text}")


@pytest.mark.parametrize("seed", range(12))
def test_drawn_barcode_says_what_its_person_is(seed: int) -> None:
    person = draw_person(seed, today=date(2026, 11, 23))
    read = values(aamva_text(person))
    assert read["lastName"] == person.last_name.upper()
    assert read["firstName"] == person.first_name.upper()
    assert read["dateOfBirth"] == person.birth_date.isoformat()
    assert read["expirationDate"] == person.expiry_date.isoformat()
    assert (read["sex"], read["issuanceCountry"]) == (person.sex, "UTO")
