"""Tests of putting together what the pages of a paper say."""

from datetime import date

from app.analysis.fields.gather import contradictions, gather, read_printed
from app.domain.evidence import FieldReading, Source
from tests.analysis.pages import form

TODAY = date(2026, 11, 23)


def mrz(value: str) -> FieldReading:
    """Return a value read from the zone."""
    return FieldReading(value, value, Source.MRZ, 0.98)


def printed(value: str, confidence: float = 0.95) -> FieldReading:
    """Return a value read beside a label."""
    return FieldReading(value, value, Source.PRINTED, confidence)


def test_zone_comes_before_print() -> None:
    fields = gather(
        {"dateOfBirth": mrz("1990-02-13")},
        [{"dateOfBirth": printed("1990-02-18"), "issueDate": printed("2021-07-01")}],
        [],
        today=TODAY,
    )
    assert fields["dateOfBirth"].value == "1990-02-13"
    assert fields["issueDate"].value == "2021-07-01"


def test_surest_of_two_pages_counts() -> None:
    pages = [{"lastName": printed("L1", 0.5)}, {"lastName": printed("LI", 0.9)}]
    assert gather({}, pages, [], today=TODAY)["lastName"].value == "LI"


def test_name_that_a_label_gives_otherwise_is_unsure() -> None:
    zone = {"firstName": mrz("I"), "lastName": mrz("WEISSMUELLER")}
    page = {"firstName": printed("LI"), "lastName": printed("Weißmüller")}
    fields = gather(zone, [page], [], today=TODAY)
    assert fields["firstName"].confidence == 0.6
    assert fields["lastName"].confidence == 0.98


def test_day_of_issue_is_the_one_day_between_birth_and_expiry() -> None:
    zone = {"dateOfBirth": mrz("1972-03-30"), "expirationDate": mrz("2016-07-13")}
    texts = ["30 MAR/MAR 1972", "13 LIP/JUL 2006", "13 LIP/JUL 2016"]
    issue = gather(zone, [], texts, today=TODAY)["issueDate"]
    assert (issue.value, issue.confidence) == ("2006-07-13", 0.6)


def test_day_of_issue_is_not_guessed_between_two() -> None:
    zone = {"dateOfBirth": mrz("1972-03-30"), "expirationDate": mrz("2016-07-13")}
    texts = ["13 LIP/JUL 2006", "14 LIP/JUL 2006"]
    assert "issueDate" not in gather(zone, [], texts, today=TODAY)
    assert "issueDate" not in gather({}, [], texts[:1], today=TODAY)


def test_label_that_contradicts_the_zone_is_found() -> None:
    zone = {"dateOfBirth": mrz("1990-02-13")}
    page = {"dateOfBirth": printed("1986-05-02")}
    found = contradictions(zone, [page], ["02.05.1986", "30.06.2031"])
    assert [finding.code for finding in found] == ["printed-differs"]


def test_day_printed_in_another_order_is_no_contradiction() -> None:
    zone = {"dateOfBirth": mrz("1990-04-07")}
    page = {"dateOfBirth": printed("1990-07-04")}
    assert contradictions(zone, [page], ["04/07/1990"]) == []


def test_unsure_label_contradicts_nothing() -> None:
    zone = {"dateOfBirth": mrz("1990-02-13")}
    assert contradictions(zone, [{"dateOfBirth": printed("1996-02-13", 0.7)}], ["13.02.1996"]) == []


def test_numbers_of_a_licence_come_before_labels() -> None:
    lines = form(("1. LINDQVIST", "2. ERIKA"), ("3. 13.02.1990", "5. 12345678X"))
    fields = read_printed(lines, today=TODAY)
    assert fields["lastName"].value == "LINDQVIST"
