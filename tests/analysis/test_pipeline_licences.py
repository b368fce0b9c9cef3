"""Tests of the whole analysis on drawn driving licences, up to the verdict."""

import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport, ExpectedPerson, Source
from app.domain.scoring import Judged, Outcome, judge
from app.domain.scoring_settings import settings_for
from app.specimens import (
    Person,
    draw_american_licence_back,
    draw_american_licence_front,
    draw_european_licence_front,
    draw_person,
    load_portrait,
    photograph,
)

TODAY = date(2026, 11, 23)
PERSON = draw_person(0, today=TODAY)


def run(*sides: tuple[FileTag, bytes]) -> AnalysisReport:
    """Analyse the sides of a licence."""
    files = [SubmittedFile(tag, data) for tag, data in sides]
    return analyse(
        files, document_type=DocumentType.IDENTITY_PROOF, today=TODAY, budget_seconds=300
    )


def verdict_of(report: AnalysisReport, person: Person) -> Outcome:
    """Judge a licence as one of the person, at the strict level."""
    expected = ExpectedPerson(person.first_name, person.last_name, person.birth_date)
    what = Judged(DocumentType.IDENTITY_PROOF, DocumentSubtype.DRIVER_LICENSE)
    return judge(report, what, expected=expected, settings=settings_for(2), today=TODAY).outcome


@pytest.fixture(scope="module")
def portrait() -> Image.Image:
    return load_portrait("p1_a")


def front_of(person: Person, portrait: Image.Image) -> tuple[FileTag, bytes]:
    """Return a photograph of the front of an American licence."""
    return FileTag.FRONT, photograph(draw_american_licence_front(person, portrait).image, 3)


def back_of(person: Person) -> tuple[FileTag, bytes]:
    """Return a photograph of its back."""
    return FileTag.BACK, photograph(draw_american_licence_back(person).image, 3)


def test_european_licence_is_read_by_its_numbers_and_accepted(portrait: Image.Image) -> None:
    paper = draw_european_licence_front(PERSON, portrait, seed=1)
    report = run((FileTag.FRONT, photograph(paper.image, 1, "tilt")))
    read = {key: reading.value for key, reading in report.fields.items()}
    assert read == {
        **paper.truth.fields,
        "firstName": PERSON.first_name.upper(),
        "lastName": PERSON.last_name.upper(),
    }
    assert report.document_subtype is DocumentSubtype.DRIVER_LICENSE
    assert (report.findings, report.failures) == ((), ())
    assert verdict_of(report, PERSON) is Outcome.ACCEPTED


def test_american_licence_is_read_from_its_barcode_and_accepted(portrait: Image.Image) -> None:
    report = run(front_of(PERSON, portrait), back_of(PERSON))
    assert report.fields["documentNumber"].source is Source.BARCODE
    assert report.fields["documentNumber"].value == PERSON.document_number
    assert report.fields["expirationDate"].value == PERSON.expiry_date.isoformat()
    assert report.document_subtype is DocumentSubtype.DRIVER_LICENSE
    assert (report.findings, report.failures) == ((), ())
    assert verdict_of(report, PERSON) is Outcome.ACCEPTED


def test_back_with_another_birth_than_the_front_goes_to_a_person(portrait: Image.Image) -> None:
    older = replace(PERSON, birth_date=date(1971, 3, 19))
    report = run(front_of(PERSON, portrait), back_of(older))
    assert [finding.code for finding in report.findings] == ["barcode-differs"]
    assert report.findings[0].detail.startswith("dateOfBirth: 1971-03-19 in the barcode")
    for person in (PERSON, older):
        assert verdict_of(report, person) is Outcome.PENDING


def test_back_alone_is_a_back() -> None:
    tag, data = back_of(PERSON)
    turned = Image.open(io.BytesIO(data)).rotate(180)
    jpeg = io.BytesIO()
    turned.save(jpeg, "JPEG", quality=85)
    report = run((tag, jpeg.getvalue()))
    assert report.side is FileTag.BACK
    assert report.fields["lastName"].value == PERSON.last_name.upper()
    assert report.is_identity_document
