"""`parsedData` and `documentMatches` of an identity proof: what was read, and what of it holds."""

from dataclasses import replace

import pytest

from app.domain.checks import Why
from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport
from app.domain.rejections import RejectionType
from app.domain.scoring import Judged
from tests.support.reports import BILL, PASSPORT, bill, judged, passport, with_selfie, zone


def test_data_of_the_wire_holds_what_was_read_and_what_matched() -> None:
    verdict = judged(passport(lastName="BERG", expirationDate="2020-01-01", issueDate="2015-01-01"))
    read, matched = verdict.parsed_data["data"], verdict.document_matches["data"]
    assert (read["lastName"], matched["lastName"]) == ("BERG", None)
    assert (read["firstName"], matched["firstName"]) == ("ERIKA", "ERIKA")
    assert (read["expirationDate"], matched["expirationDate"]) == ("2020-01-01T00:00:00Z", None)
    assert (read["expiryDate"], matched["expiryDate"]) == ("2020-01-01T00:00:00Z", None)
    assert matched["issueDate"] == "2015-01-01T00:00:00Z"
    assert (matched["issuanceCountry"], matched["documentNumber"]) == ("DE", "K2346794")
    assert (matched["hasMinimalAge"], matched["mrzChecksumValid"]) == (True, True)
    assert (read["isTampered"], read["isPhotocopy"], read["isPublishedOnline"]) == (
        False,
        False,
        None,
    )
    assert verdict.parsed_data["score"] == verdict.document_matches["score"] == verdict.score
    assert verdict.parsed_data["version"] == "2.0"
    assert verdict.parsed_data["checkList"] == [check.as_json() for check in verdict.checks]


def test_number_that_had_to_be_guessed_is_read_but_does_not_match() -> None:
    verdict = judged(replace(passport(), mrz=zone(number_certain=False)))
    assert verdict.parsed_data["data"]["documentNumber"] == "K2346794"
    assert verdict.document_matches["data"]["documentNumber"] is None


@pytest.mark.parametrize(
    ("distance", "required", "says"),
    [
        (0.3, True, True),
        (0.6, True, None),
        (0.9, True, False),
        (0.9, False, None),
        (None, True, None),
    ],
)
def test_data_tells_whether_the_face_matches(
    distance: float | None, required: bool, says: bool | None
) -> None:
    what = replace(PASSPORT, face_proof_required=required)
    data = judged(with_selfie(distance), what).parsed_data["data"]
    assert data["hasMatchingFaceProof"] is says


@pytest.mark.parametrize(
    ("birth", "says"), [("1990-02-13", True), ("2012-02-13", False), (None, None)]
)
def test_data_tells_whether_the_holder_is_old_enough(birth: str | None, says: bool | None) -> None:
    assert judged(passport(dateOfBirth=birth)).parsed_data["data"]["hasMinimalAge"] is says


def test_data_without_a_paper_is_all_null() -> None:
    what = Judged(DocumentType.IDENTITY_PROOF)
    data = judged(AnalysisReport(files=(), failures=("ocr",)), what).parsed_data["data"]
    assert {value for value in data.values() if not isinstance(value, bool)} == {None}
    assert data["mrzChecksumValid"] is None


#: The reference's keys, in its order.
_IDENTITY = """containsImage isIdentityDocument isPublishedOnline matchingImages firstName lastName
dateOfBirth expirationDate issueDate hasMinimalAge nationality issuanceCountry issuanceRegion
documentNumber sex mrzChecksumValid documentSubtype hasMatchingFaceProof isTampered
isDigitallyTampered isPhotocopy hasCompletedFaceLiveness expiryDate"""
_ADDRESS = """firstName lastName line1 city region postalCode wordCount uniqueWords date phone
documentSubtype isTampered"""


@pytest.mark.parametrize(
    ("report", "what", "keys"),
    [
        (passport(), PASSPORT, _IDENTITY),
        (bill(), BILL, _ADDRESS),
        (bill(), Judged(DocumentType.FUNDS_PROOF), "firstName lastName documentSubtype"),
        (
            bill(),
            Judged(DocumentType.PURCHASE_PROOF),
            "firstName lastName paymentInstrumentId documentSubtype",
        ),
    ],
)
def test_shapes_are_the_references(report: AnalysisReport, what: Judged, keys: str) -> None:
    verdict = judged(report, what)
    for account in (verdict.parsed_data, verdict.document_matches):
        assert list(account) == ["version", "score", "checkList", "data"]
        assert list(account["data"]) == keys.split()  # type: ignore[call-overload]
        assert {tuple(item) for item in account["checkList"]} == {  # type: ignore[attr-defined]
            ("name", "failed", "score", "reason")
        }


def test_each_check_tells_its_points_and_why() -> None:
    verdict = judged(passport(expirationDate="2020-01-01", issueDate=None, nationality=None))
    found = {check.name.value: check for check in verdict.checks}
    assert {name: (item.score, item.reason) for name, item in found.items() if item.failed} == {
        "expirationDate": (60, Why.EXPIRED),
        "issueDate": (10, Why.NOT_READ),
        "nationality": (5, Why.NOT_READ),
    }
    assert {(item.score, item.reason) for item in found.values() if not item.failed} == {(0, None)}
    assert verdict.score == 100 - 60 - 10 - 5


#: The reference's closed list.
_REJECTIONS = """document-unreadable document-expired document-was-valid-but-expired
document-not-matching document-duplicate document-invalid document-not-open underage-person
third-party-or-mismatch expiration-date-missing issue-date-missing subtype-missing dob-mismatch
name-mismatch name-and-dob-mismatch critical-info-missing old-address-on-id tampered-document
other"""


def test_rejections_are_the_references_closed_list() -> None:
    assert list(RejectionType) == _REJECTIONS.split()
