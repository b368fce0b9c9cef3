"""Tests of holding print, zone and barcode of one paper against each other."""

import pytest

from app.analysis.fields.cross_check import barcode_differences, number_differences
from app.analysis.fields.gather import gather
from app.domain.evidence import FieldReading, Source
from tests.analysis.fields.test_gather import TODAY, mrz, printed

CARD = {
    "lastName": "SAMPLE",
    "firstName": "MICHAEL JOHN",
    "dateOfBirth": "1986-06-07",
    "expirationDate": "2029-12-10",
    "documentNumber": "T64235789",
    "sex": "M",
}


def coded(value: str, confidence: float = 1.0) -> FieldReading:
    """Return a value read from the barcode."""
    return FieldReading(value, value, Source.BARCODE, confidence)


BARCODE = {key: coded(value) for key, value in CARD.items()}


def differing(*texts: str, **fields: FieldReading) -> list[str]:
    """Return the fields whose print differs from the barcode."""
    found = barcode_differences(BARCODE, {}, [fields], texts)
    assert {finding.code for finding in found} <= {"barcode-differs"}
    return [finding.detail.split(":")[0] for finding in found]


def test_barcode_comes_before_print_and_behind_the_zone() -> None:
    fields = gather(
        {"dateOfBirth": mrz("1986-06-07")},
        [{"lastName": printed("SAMPEL"), "issueDate": printed("2019-06-06")}],
        [],
        today=TODAY,
        barcode=BARCODE,
    )
    assert fields["dateOfBirth"].source is Source.MRZ
    assert fields["lastName"].source is Source.BARCODE
    assert fields["issueDate"].source is Source.PRINTED


def test_paper_that_says_the_same_everywhere_has_no_finding() -> None:
    page = {key: printed(value) for key, value in CARD.items()}
    zone = {key: mrz(value) for key, value in CARD.items()}
    assert barcode_differences(BARCODE, zone, [page], list(CARD.values())) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("dateOfBirth", "1996-06-07"),
        ("expirationDate", "2029-12-19"),
        ("documentNumber", "T64235779"),
        ("lastName", "EXAMPLE"),
        ("firstName", "PETER"),
        ("sex", "F"),
    ],
)
def test_altered_field_is_found(key: str, value: str) -> None:
    assert differing(value, **{key: printed(value)}) == [key]
    assert differing(value, **{key: printed(value, 0.8)}) == []
    zone = {key: mrz(value)}
    assert len(barcode_differences(BARCODE, zone, [], [])) == 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("documentNumber", "T6423S789"),
        ("documentNumber", "T6423578901"),
        ("lastName", "SAMPIE"),
        ("lastName", "Sample"),
        ("firstName", "MICHAEL"),
        ("firstName", "MICHAEL JOHN PAUL"),
    ],
)
def test_what_a_reader_or_a_short_card_explains_is_no_finding(key: str, value: str) -> None:
    assert differing(value, **{key: printed(value)}) == []


def test_value_that_is_printed_elsewhere_is_no_finding() -> None:
    assert differing("06/07/1986", dateOfBirth=printed("2019-01-02")) == []
    assert differing("DLN T64 235 789", documentNumber=printed("99887766")) == []


def test_name_that_was_cut_off_in_the_barcode_is_no_finding() -> None:
    barcode = {"lastName": coded("WOLKENSTEINHOHENFEL", 0.6)}
    page = {"lastName": printed("WOLKENSTEIN-HOHENFELSING")}
    assert barcode_differences(barcode, {}, [page], []) == []


def test_other_reading_of_an_ambiguous_day_is_no_finding() -> None:
    day = FieldReading("1986-07-06", "06/07/1986", Source.PRINTED, 0.99, alternative="1986-06-07")
    assert differing(dateOfBirth=day) == []


def test_barcode_settles_the_order_of_all_days_of_a_page() -> None:
    page = {
        "dateOfBirth": FieldReading(
            "1986-07-06", "06/07/1986", Source.PRINTED, 0.99, False, "1986-06-07"
        ),
        "issueDate": FieldReading(
            "2019-03-02", "02/03/2019", Source.PRINTED, 0.99, False, "2019-02-03"
        ),
    }
    issue = gather({}, [page], [], today=TODAY, barcode=BARCODE)["issueDate"]
    assert (issue.value, issue.alternative) == ("2019-02-03", "")
    unsettled = gather({}, [page], [], today=TODAY)["issueDate"]
    assert (unsettled.value, unsettled.alternative) == ("2019-03-02", "2019-02-03")


def test_labelled_number_that_is_not_the_zones_is_found() -> None:
    zone = {"documentNumber": mrz("K2346794")}
    page = {"documentNumber": printed("K2346222")}
    assert len(number_differences(zone, [page], ["K2346222"])) == 1
    assert number_differences(zone, [page], ["K2346222", "No K 2346794"]) == []
    assert number_differences(zone, [{"documentNumber": printed("K23467942")}], []) == []
    assert number_differences({}, [page], []) == []
