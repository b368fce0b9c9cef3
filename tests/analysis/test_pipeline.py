"""Tests of the whole analysis on drawn papers and photographs, with nothing in it replaced."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport, Source
from app.domain.names import NameMatch, find_name
from app.specimens import (
    draw_bill,
    draw_bill_pdf,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

TODAY = date(2026, 11, 23)
ISSUED = date(2026, 11, 3)
IDENTITY, ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF


def run(
    document_type: DocumentType, *files: tuple[FileTag, bytes], budget_seconds: float = 120
) -> AnalysisReport:
    """Analyse some files."""
    submitted = [SubmittedFile(tag, data) for tag, data in files]
    return analyse(
        submitted, document_type=document_type, today=TODAY, budget_seconds=budget_seconds
    )


def values(report: AnalysisReport) -> dict[str, str]:
    """Return what was read, by field."""
    return {key: reading.value for key, reading in report.fields.items()}


@pytest.fixture(scope="module")
def passport() -> tuple[bytes, dict[str, str], tuple[str, ...]]:
    """A photographed passport of p1, its fields and its zone."""
    paper = draw_passport(draw_person(2, today=TODAY), load_portrait("p1_a"), seed=2)
    # The zone has neither apostrophe nor accent, and it comes before print.
    fields = {**paper.truth.fields, "firstName": "SEAN PATRICK", "lastName": "OHOLLARAN"}
    return photograph(paper.image, 2), fields, paper.truth.mrz


def selfie(name: str) -> tuple[FileTag, bytes]:
    """Return a photograph as the selfie."""
    return FileTag.FACE_PROOF, photograph(load_photo(name), 1)


def test_passport_is_read_and_matched_with_its_holder(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    jpeg, fields, mrz = passport
    report = run(IDENTITY, (FileTag.FRONT, jpeg), selfie("p1_b"))
    assert values(report) == fields
    assert report.mrz is not None
    assert report.mrz.lines == mrz
    assert report.mrz.is_valid
    assert report.mrz.number_certain
    assert report.document_subtype is DocumentSubtype.PASSPORT
    assert report.is_identity_document
    assert report.side is FileTag.FRONT
    assert report.face_distance is not None
    assert report.face_distance < 0.50
    assert (report.findings, report.failures) == ((), ())


def test_report_tells_files_times_and_versions(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    jpeg, _, _ = passport
    report = run(IDENTITY, (FileTag.FRONT, jpeg))
    (file,) = report.files
    assert file.sha256 == hashlib.sha256(jpeg).hexdigest()
    assert (file.tag, file.media_type, file.pages) == (FileTag.FRONT, "image/jpeg", 1)
    assert file.quality is not None
    assert file.quality.problem is None
    assert {"prepare:id-front", "text:id-front", "portrait:id-front"} <= report.timings.keys()
    assert report.versions["rapidocr"]
    assert json.loads(json.dumps(report.as_json()))["mrz"]["format"] == "TD3"


def test_names_in_the_zone_are_not_taken_for_printed_ones(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    report = run(IDENTITY, (FileTag.FRONT, passport[0]))
    assert not any("<" in line.text for line in report.lines)


def test_another_persons_selfie_lies_far_off(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    report = run(IDENTITY, (FileTag.FRONT, passport[0]), selfie("p2_a"))
    assert report.face_distance is not None
    assert report.face_distance > 0.65


def test_both_sides_of_a_card_make_one_report() -> None:
    person = draw_person(7, today=TODAY)
    front = draw_id_card_front(person, load_portrait("p2_a"), seed=7)
    back = draw_id_card_back(person, seed=7)
    report = run(
        IDENTITY,
        (FileTag.FRONT, photograph(front.image, 7)),
        (FileTag.BACK, photograph(back.image, 8)),
        selfie("p2_a"),
    )
    assert report.mrz is not None
    assert (report.mrz.tag, report.mrz.lines) == (FileTag.BACK, back.truth.mrz)
    assert report.fields["issueDate"].source is Source.PRINTED
    assert report.fields["issueDate"].value == person.issue_date.isoformat()
    assert report.portrait is not None
    assert report.portrait.tag is FileTag.FRONT
    assert report.document_subtype is DocumentSubtype.ID_CARD
    assert report.face_distance is not None


def test_back_of_a_card_sent_alone_is_a_back() -> None:
    back = draw_id_card_back(draw_person(7, today=TODAY), seed=7)
    report = run(IDENTITY, (FileTag.FRONT, photograph(back.image, 7)))
    assert report.side is FileTag.BACK
    assert report.portrait is not None
    assert report.portrait.count == 0


def test_number_full_of_look_alikes_is_never_vouched_for_wrongly() -> None:
    person = draw_person(6, today=TODAY)
    assert person.trap == "look-alike-number"
    paper = draw_passport(person, load_portrait("p1_a"), seed=6)
    report = run(IDENTITY, (FileTag.FRONT, photograph(paper.image, 6)))
    assert report.mrz is not None
    is_right = values(report)["documentNumber"] == person.document_number
    assert is_right or not (report.mrz.is_valid and report.mrz.number_certain)


@pytest.mark.parametrize("condition", ["good", "tilt"])
def test_photographed_bill_is_read(condition: str) -> None:
    person = draw_person(0, today=TODAY)
    image = draw_bill(person, issued=ISSUED, seed=0).image
    jpeg = photograph(image, 0, condition)  # type: ignore[arg-type]
    report = run(ADDRESS, (FileTag.PAGES, jpeg))
    assert report.document_subtype is DocumentSubtype.UTILITY_BILL
    assert not report.is_identity_document
    assert report.fields["date"].value == ISSUED.isoformat()
    assert "phone" in report.fields
    found = find_name(person.first_name, person.last_name, report.lines)
    assert (found.first, found.last) == (NameMatch.MATCH, NameMatch.MATCH)
    assert (report.portrait, report.mrz, report.failures) == (None, None, ())


def test_bill_as_pdf_is_read_from_its_text_layer() -> None:
    person = draw_person(0, today=TODAY)
    document, _ = draw_bill_pdf(person, issued=ISSUED, seed=0)
    report = run(ADDRESS, (FileTag.PAGES, document))
    assert report.fields["date"].value == ISSUED.isoformat()
    assert report.fields["date"].source is Source.TEXT_LAYER
    assert report.document_subtype is DocumentSubtype.UTILITY_BILL
    assert report.findings == ()


def test_photo_of_a_face_is_no_identity_document() -> None:
    report = run(IDENTITY, (FileTag.FRONT, photograph(load_photo("p1_a"), 1)))
    assert not report.is_identity_document
    assert report.document_subtype is None
    assert report.fields == {}


def test_file_nobody_can_read_is_a_failure_and_the_rest_goes_on(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    report = run(IDENTITY, (FileTag.FRONT, passport[0]), (FileTag.FACE_PROOF, b"no picture"))
    assert report.failures == ("prepare:face-proof:UnsupportedFileType",)
    assert report.mrz is not None
    assert [file.tag for file in report.files] == [FileTag.FRONT, FileTag.FACE_PROOF]


def test_spent_budget_is_a_failure_of_each_step(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]],
) -> None:
    report = run(IDENTITY, (FileTag.FRONT, passport[0]), budget_seconds=0)
    assert report.failures
    assert all(failure.endswith(":out-of-time") for failure in report.failures)
    assert (report.lines, report.mrz, report.fields) == ((), None, {})


def test_missing_face_models_leave_the_text(
    passport: tuple[bytes, dict[str, str], tuple[str, ...]], tmp_path: Path
) -> None:
    picture = tmp_path / "passport.jpg"
    picture.write_bytes(passport[0])
    # A process of its own, because this one has loaded the models already.
    told = subprocess.run(
        [sys.executable, "-c", _ANALYSE_ONE, str(picture)],
        env={**os.environ, "MODELS_DIR": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    assert json.loads(told.stdout.splitlines()[-1]) == [
        True,
        ["portrait:id-front:crashed", "scene:crashed"],
    ]


_ANALYSE_ONE = """
import json, sys
from datetime import date
from pathlib import Path
from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentType, FileTag
file = SubmittedFile(FileTag.FRONT, Path(sys.argv[1]).read_bytes())
day = date(2026, 11, 23)
report = analyse([file], document_type=DocumentType.IDENTITY_PROOF, today=day)
print(json.dumps([report.mrz.is_valid, report.failures]))
"""
