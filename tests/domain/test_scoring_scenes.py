"""Wrong papers, sides and scenes: each told in its own way, and only beyond doubt."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FaceEvidence
from app.domain.rejections import Advice, RejectionType
from app.domain.scene import Scene
from app.domain.scoring import Judged, Outcome
from tests.support.reports import BILL, PASSPORT, bill, failed_checks, file, judged, passport, zone

T = RejectionType
_S = DocumentSubtype
FRONT, BACK, PAGES = FileTag.FRONT, FileTag.BACK, FileTag.PAGES
CARD = Judged(DocumentType.IDENTITY_PROOF, _S.ID_CARD)
LICENCE = Judged(DocumentType.IDENTITY_PROOF, _S.DRIVER_LICENSE, (_S.DRIVER_LICENSE,))
FUNDS = Judged(DocumentType.FUNDS_PROOF, _S.BANK_STATEMENT)


def told(report: AnalysisReport, what: Judged) -> tuple[RejectionType, str | None] | None:
    """Return type and advice of the rejection, None if there was none."""
    rejection = judged(report, what).rejection
    return (rejection.type, rejection.advice) if rejection else None


def empty(tag: FileTag, **scene: bool) -> AnalysisReport:
    """Return the report of a picture in which nothing was read."""
    return AnalysisReport(files=(file(tag),), scenes=(Scene(tag, **scene),))


def card(front: Scene, back: Scene) -> AnalysisReport:
    """Return the report of Erika's card, everything on it right but for what the scenes tell."""
    return replace(
        passport(),
        files=(file(FRONT), file(BACK)),
        document_subtype=_S.ID_CARD,
        mrz=None,
        scenes=(front, back),
    )


@pytest.mark.parametrize(("what", "tag"), [(PASSPORT, FRONT), (CARD, FRONT), (BILL, PAGES)])
def test_selfie_and_empty_table_are_told_apart(what: Judged, tag: FileTag) -> None:
    face = FaceEvidence(tag, 1, 400, 0.95)
    selfie = replace(empty(tag, is_selfie=True), portrait=face)
    assert told(selfie, what) == (T.DOCUMENT_INVALID, Advice.SELFIE_SENT)
    blank = empty(tag, is_blank=True)
    assert told(blank, what) == (T.DOCUMENT_UNREADABLE, Advice.BLANK_PAGE)


def test_selfie_beside_a_side_that_shows_a_paper_is_no_ground() -> None:
    scenes = (Scene(FRONT, is_selfie=True), Scene(BACK, side=BACK))
    verdict = judged(card(*scenes), CARD)
    assert Advice.SELFIE_SENT not in {told(card(*scenes), CARD)}
    assert verdict.outcome is not Outcome.REJECTED


def test_two_papers_are_rejected_when_certain_and_a_persons_when_not() -> None:
    several = Scene(FRONT, side=FRONT, papers=2, papers_certain=True)
    certain = replace(passport(), scenes=(several,))
    assert told(certain, PASSPORT) == (T.DOCUMENT_NOT_MATCHING, Advice.SEVERAL_DOCUMENTS)
    likely = replace(passport(), scenes=(replace(several, papers_certain=False),))
    verdict = judged(likely)
    assert verdict.outcome is Outcome.PENDING
    assert failed_checks(verdict)["documentSubtype"] == "several_documents"


def test_two_letters_in_one_picture_bar_acceptance() -> None:
    report = replace(bill(), scenes=(Scene(PAGES, papers=2, papers_certain=True),))
    assert judged(bill(), BILL).outcome is Outcome.ACCEPTED
    assert judged(report, BILL, level=3).outcome is Outcome.PENDING


def test_front_twice_and_back_twice_are_the_same_side() -> None:
    fronts = card(Scene(FRONT, side=FRONT), Scene(BACK, side=FRONT, repeats=FRONT))
    assert told(fronts, CARD) == (T.DOCUMENT_NOT_MATCHING, Advice.SAME_SIDE)
    backs = replace(
        card(Scene(FRONT, side=BACK), Scene(BACK, side=BACK, repeats=FRONT)),
        portrait=None,
        side=None,
    )
    assert told(backs, CARD) == (T.DOCUMENT_NOT_MATCHING, Advice.SAME_SIDE)


def test_backs_alone_are_the_wrong_side_and_swapped_sides_do_no_harm() -> None:
    backs = replace(card(Scene(FRONT, side=BACK), Scene(BACK, side=BACK)), portrait=None)
    assert told(replace(backs, side=None), CARD) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_SIDE)
    swapped = card(Scene(FRONT, side=BACK), Scene(BACK, side=FRONT))
    assert told(swapped, CARD) is None
    unclear = replace(card(Scene(FRONT, side=BACK), Scene(BACK)), portrait=None, side=None)
    assert told(unclear, CARD) is None


def test_front_in_place_of_a_back_alone_is_the_wrong_side() -> None:
    what = Judged(DocumentType.IDENTITY_PROOF, _S.REVERSE_OF_ID)
    report = replace(
        passport(),
        files=(file(BACK),),
        document_subtype=_S.ID_CARD,
        side=FRONT,
        scenes=(Scene(BACK, side=FRONT),),
    )
    assert told(report, what) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_SIDE)


def test_article_of_a_paper_suits_its_name() -> None:
    report = replace(passport(), document_subtype=_S.ID_CARD)
    rejection = judged(report, LICENCE).rejection
    assert rejection is not None
    assert rejection.message == "Document is an id-card; requested: driver-license"


def test_passport_where_only_a_licence_is_taken_is_named() -> None:
    rejection = judged(passport(), LICENCE).rejection
    assert rejection is not None
    assert (rejection.type, rejection.advice) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_DOCUMENT)
    assert rejection.message == "Document is a passport; requested: driver-license"


def test_identity_document_in_place_of_a_bill_is_told() -> None:
    report = replace(passport(), files=(file(PAGES),))
    assert told(report, BILL) == (T.DOCUMENT_NOT_MATCHING, Advice.IDENTITY_SENT)


@pytest.mark.parametrize(
    ("report", "what"),
    [
        (replace(passport(), mrz=None), LICENCE),
        (replace(passport(), mrz=None, files=(file(PAGES),)), BILL),
    ],
)
def test_paper_that_may_be_another_is_a_persons(report: AnalysisReport, what: Judged) -> None:
    sure = judged(report, what)
    doubtful = judged(replace(report, subtype_certain=False), what)
    assert sure.outcome is Outcome.REJECTED
    assert doubtful.rejection is None or doubtful.rejection.advice not in {
        Advice.LETTER_SENT,
        Advice.IDENTITY_SENT,
        Advice.WRONG_DOCUMENT,
    }


def test_letter_that_may_be_another_is_only_no_identity_document() -> None:
    report = replace(bill(), files=(file(FRONT),), subtype_certain=False)
    assert told(report, CARD) == (T.DOCUMENT_INVALID, Advice.WRONG_DOCUMENT)


def test_scenes_are_reported_where_a_person_decides_anyway() -> None:
    report = replace(empty(PAGES, is_blank=True))
    verdict = judged(report, FUNDS)
    assert verdict.outcome is Outcome.PENDING
    assert failed_checks(verdict)["documentSubtype"] == "blank_page"


def test_honest_scenes_change_nothing() -> None:
    report = replace(passport(), scenes=(Scene(FRONT, side=FRONT, subtype=_S.PASSPORT),))
    assert judged(report) == judged(passport())
    assert judged(report).outcome is Outcome.ACCEPTED
    assert zone().is_valid
