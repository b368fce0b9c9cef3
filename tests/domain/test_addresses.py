"""Addresses: numbers must be equal, words nearly so, and the addressee's block is the one."""

from dataclasses import replace

import pytest

from app.domain.addresses import FoundAddress, PartMatch, find_address
from app.domain.documents import FileTag
from app.domain.evidence import ExpectedPerson, TextLine

MATCH, PARTIAL, MISMATCH, NOT_FOUND, NOT_ON_RECORD = PartMatch
HOME = ExpectedPerson(
    first_name="Erika",
    last_name="Lindqvist",
    address_lines=("12 Harbour Road",),
    city="Zenith",
    region="Northshore",
    postal_code="10245",
)


def lines(*texts: str, confidence: float = 0.97) -> list[TextLine]:
    return [TextLine(text, confidence, FileTag.PAGES) for text in texts]


def street(record: str | tuple[str, ...], *texts: str, confidence: float = 0.97) -> PartMatch:
    """Return how a street on record agrees with the lines of a paper."""
    parts = (record,) if isinstance(record, str) else record
    home = replace(HOME, address_lines=parts)
    return find_address(home, lines(*texts, confidence=confidence)).line1


@pytest.mark.parametrize(
    ("record", "read"),
    [
        ("221 Baker Street", "221 BAKER ST."),
        ("12 Harbour Road", "12 Harbour Rd"),
        ("12 Harbour Road", "No. 12 Harbour Road"),
        ("7 Orchard Lane", "07 ORCHARD LN"),
        ("Hauptstraße 5", "Hauptstr. 5"),
        ("Haupt Straße 5", "HAUPTSTRASSE 5"),
        ("Königsallee 3", "Koenigsallee 3"),
        ("35 rue du logiciel libre", "35 R. du Logiciel Libre"),
        ("48 Avenue des Tilleuls", "48 AV DES TILLEULS"),
        ("12 rue Ste Catherine", "12 RUE STE CATHERINE"),
        ("12 Harbour Road 3 B", "12 Harbour Road 3B"),
        ("5 E Main Street", "5 E Main St"),
        ("Apt 3B, 5 Elm Ave", "5 Elm Avenue, Flat 3 B"),
        ("5 Elm Ave Apt 16", "5 Elm Avenue, Apartment 16"),
        ("Rose Cottage", "ROSE COTTAGE"),
        ("12 Harbour Road", "12 Harbour Road Date of issue: 15/09/2026"),
        ("12 Harbour Road", "Date of issue: 15 September 2026 12 Harbour Road"),
        ("12 Harbour Road", "12 Harbour Road 10245 Zenith"),
        ("1 Long Name Of A Street In Town By Sea", "1 Long Name Of A Street In Town By"),
    ],
)
def test_same_street_is_found_however_it_is_written(record: str, read: str) -> None:
    assert street(record, read) is MATCH


@pytest.mark.parametrize(
    ("record", "read"),
    [
        ("12 Harbour Road", "14 Harbour Road"),
        ("12 Harbour Road", "12 A Harbour Road"),
        ("12 Harbour Road", "12-14 Harbour Road"),
        ("2 Harbour Road", "Flat 12, 2 Harbour Road"),
        ("12 Harbour Road", "12 Harbour Road Flat 7"),
        ("12 Harbour Road", "12 Harbour Road 5"),
        ("Flat 3, 12 Harbour Road", "Flat 4, 12 Harbour Road"),
    ],
)
def test_another_number_is_a_mismatch(record: str, read: str) -> None:
    assert street(record, read) is MISMATCH


@pytest.mark.parametrize(
    "read", ["12 Harbour Lane", "12 Beacon Road", "Harbour", "12", "", "10245 Zenith"]
)
def test_another_street_is_not_found(read: str) -> None:
    assert street("12 Harbour Road", read) is NOT_FOUND


def test_misread_letter_passes_only_when_the_reader_was_unsure() -> None:
    assert street("12 Harbour Road", "12 Harbeur Road") is NOT_FOUND
    assert street("12 Harbour Road", "12 Harbeur Road", confidence=0.6) is MATCH


def test_pieces_are_found_on_lines_of_their_own() -> None:
    record = ("221 Baker Street", "Flat 3B")
    assert street(record, "Flat 3B", "Invoice date: 15/09/2026", "221 Baker Street") is MATCH
    assert street("Flat 3B, 221 Baker Street", "221 Baker Street", "Apt 3 B") is MATCH
    assert street("221 Baker Street By The Park", "221 Baker Street", "By The Park") is MATCH


def test_missing_piece_is_partial() -> None:
    assert street(("221 Baker Street", "Flat 3B"), "221 Baker Street", "London") is PARTIAL
    assert street("221 Baker Street, 10245", "221 Baker Street", "London 4711") is PARTIAL


@pytest.mark.parametrize("read", ["Harbour Road", "Harbour Road, Zenith", "of Harbour Road"])
def test_street_without_its_number_is_partial(read: str) -> None:
    assert street("12 Harbour Road", read) is PARTIAL


def test_other_flat_beside_a_matching_one_is_a_mismatch() -> None:
    record = ("221 Baker Street", "Rose Cottage 3")
    assert street(record, "221 Baker Street", "Rose Cottage 4") is MISMATCH


def test_other_flat_on_a_line_of_its_own_is_a_mismatch() -> None:
    assert street("221 Baker Street", "Flat 7", "221 Baker Street") is MISMATCH
    assert street("221 Baker Street", "Flat", "221 Baker Street") is MATCH


def test_parts_not_on_record_are_said_to_be_so() -> None:
    nobody = ExpectedPerson("Erika", "Lindqvist")
    found = find_address(nobody, lines("12 Harbour Road"))
    assert found == FoundAddress(NOT_ON_RECORD, NOT_ON_RECORD, NOT_ON_RECORD, NOT_ON_RECORD)


def test_whole_block_is_found_near_the_name() -> None:
    text = lines("Erika Lindqvist", "12 Harbour Road", "10245 Zenith", "Northshore")
    assert find_address(HOME, text, name_line=0) == FoundAddress(MATCH, MATCH, MATCH, MATCH)


def test_address_far_from_the_name_is_the_issuers() -> None:
    far = [*lines("Erika Lindqvist", *["..."] * 20), *lines("12 Harbour Road", "10245 Zenith")]
    assert find_address(HOME, far, name_line=0).line1 is PARTIAL
    assert find_address(HOME, far).line1 is MATCH


def test_occurrence_near_the_name_counts_when_there_are_two() -> None:
    text = lines("Flat 9", "12 Harbour Road", *["..."] * 20, "Erika Lindqvist", "12 Harbour Road")
    assert find_address(HOME, text, name_line=22).line1 is MATCH


def test_city_of_the_issuer_does_not_count() -> None:
    text = lines("Erika Lindqvist", "12 Harbour Road", "20736 Belleville", *["..."] * 20, "Zenith")
    found = find_address(HOME, text, name_line=0)
    assert (found.line1, found.city, found.postal_code) == (MATCH, NOT_FOUND, NOT_FOUND)


def test_place_is_looked_for_near_the_name_when_the_street_is_not_found() -> None:
    text = lines("Erika Lindqvist", "10245 Zenith", *["..."] * 20, "Northshore")
    found = find_address(HOME, text, name_line=0)
    assert found == FoundAddress(NOT_FOUND, MATCH, NOT_FOUND, MATCH)


@pytest.mark.parametrize(
    ("record", "read", "match"),
    [
        ("NW1 6XE", "London NW16XE", MATCH),
        ("NW16XE", "London NW1 6XE", MATCH),
        ("69100", "F-69100 Villeurbanne", MATCH),
        ("94538-1234", "Fremont CA 94538", MATCH),
        ("94538", "Fremont CA 94538-1234", MATCH),
        ("1012 AB", "1012AB Amsterdam", MATCH),
        ("10245", "10246 Zenith", NOT_FOUND),
        ("10245", "110245 Zenith", NOT_FOUND),
    ],
)
def test_postal_code_is_found_whatever_its_spaces(record: str, read: str, match: PartMatch) -> None:
    home = replace(HOME, postal_code=record)
    assert find_address(home, lines(read)).postal_code is match


@pytest.mark.parametrize(
    ("record", "read", "match"),
    [
        ("St. Louis", "SAINT LOUIS MO 63101", MATCH),
        ("Saint-Denis", "93200 ST DENIS", MATCH),
        ("New York", "New York, NY 10001", MATCH),
        ("Newtown", "New Town", MATCH),
        ("York", "Yorkshire", NOT_FOUND),
        ("Zürich", "8001 Zuerich", MATCH),
    ],
)
def test_city_is_found_in_its_spellings(record: str, read: str, match: PartMatch) -> None:
    assert find_address(replace(HOME, city=record), lines(read)).city is match
