"""`parsedData` and `documentMatches` of an identity proof: what was read, and what of it holds."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport
from app.domain.scoring import Judged
from tests.support.reports import PASSPORT, judged, passport, with_selfie, zone


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
