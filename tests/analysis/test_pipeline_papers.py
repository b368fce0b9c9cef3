"""Tests of the whole analysis on drawn papers of other kinds than passport, card and bill."""

from datetime import date

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.specimens import (
    draw_card,
    draw_letter,
    draw_passport,
    draw_person,
    load_portrait,
    photograph,
)

TODAY = date(2026, 11, 23)
FRONT, BACK, PAGES = FileTag.FRONT, FileTag.BACK, FileTag.PAGES
_S = DocumentSubtype


def run(document_type: DocumentType, *files: tuple[FileTag, bytes]) -> AnalysisReport:
    """Analyse some files."""
    submitted = [SubmittedFile(tag, data) for tag, data in files]
    return analyse(submitted, document_type=document_type, today=TODAY, budget_seconds=300)


def test_front_sent_twice_is_seen() -> None:
    person, portrait = draw_person(4, today=TODAY), load_portrait("p1_a")
    card = draw_card(_S.PROOF_OF_AGE_CARD, FRONT, person, portrait, language="en", seed=4).image
    report = run(
        DocumentType.IDENTITY_PROOF, (FRONT, photograph(card, 4)), (BACK, photograph(card, 5))
    )
    assert report.document_subtype is _S.PROOF_OF_AGE_CARD
    assert [scene.repeats for scene in report.scenes] == [None, FRONT]
    assert report.failures == ()


def test_payslip_in_german_is_told_and_is_one_honest_paper() -> None:
    person = draw_person(1, today=TODAY)
    letter = draw_letter(
        _S.SALARY_SLIP, person, language="de", layout="boxed", seed=1, issued=date(2026, 11, 3)
    )
    report = run(DocumentType.FUNDS_PROOF, (PAGES, photograph(letter.image, 1, "tilt")))
    assert (report.document_subtype, report.subtype_certain) == (_S.SALARY_SLIP, True)
    (scene,) = report.scenes
    assert (scene.papers, scene.is_blank, scene.is_selfie) == (1, False, False)


def test_passport_sent_as_a_letter_is_told_by_its_zone() -> None:
    passport = draw_passport(draw_person(2, today=TODAY), load_portrait("p1_a"), seed=2)
    report = run(DocumentType.ADDRESS_PROOF, (PAGES, photograph(passport.image, 2)))
    assert (report.document_subtype, report.subtype_certain) == (_S.PASSPORT, True)
    assert report.mrz is not None
