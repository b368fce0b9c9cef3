"""Tests of the papers that were not asked for: each is sent as a customer would send it."""

import argparse
from collections import Counter
from dataclasses import replace
from datetime import date

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.domain.rejections import RejectionType
from app.domain.scoring import Outcome
from app.specimens import KINDS, OTHER_KINDS
from scripts.accuracy_kinds import WRONG_PAPERS, kind_cases
from scripts.accuracy_reading import measure_reading
from scripts.accuracy_sets import Case
from scripts.accuracy_tables import tables_of
from scripts.accuracy_verdicts import JudgedFor

TODAY = date(2026, 11, 23)
CARD = Case(
    name="card",
    source="drawn",
    kind="id-card",
    condition="good",
    document_type=DocumentType.IDENTITY_PROOF,
    files=((FileTag.FRONT, b"front"), (FileTag.BACK, b"back")),
    subtype=DocumentSubtype.ID_CARD,
)
LETTER = replace(
    CARD,
    document_type=DocumentType.ADDRESS_PROOF,
    files=((FileTag.PAGES, b"page"),),
    subtype=DocumentSubtype.UTILITY_BILL,
)


def test_every_kind_is_planned_once_and_in_every_way_it_can_be_wrong() -> None:
    planned = list(kind_cases(argparse.Namespace(seed=31, people=1), TODAY))
    drawn = [kind for kind in (*KINDS, *OTHER_KINDS) if kind.draw]
    cards = [k for k in drawn if k.sides == 2 and k.document_type is DocumentType.IDENTITY_PROOF]
    identity = [kind for kind in KINDS if kind.document_type is DocumentType.IDENTITY_PROOF]
    assert len(planned) == len(OTHER_KINDS) + len(drawn) + 2 * len(cards) + len(identity)
    first = Counter(case.fault for case in (plan() for plan in planned[:6]))
    assert first == Counter(["other-proof", "other-paper"] * 2 + ["front-twice", "back-twice"])


def test_card_is_sent_as_a_letter_where_no_card_is_taken() -> None:
    case = WRONG_PAPERS["other-proof"](CARD)
    assert (case.document_type, case.files) == (
        DocumentType.ADDRESS_PROOF,
        ((FileTag.PAGES, b"front"),),
    )
    assert case.permitted is not None
    assert DocumentSubtype.ID_CARD not in case.permitted
    assert DocumentSubtype.UTILITY_BILL in case.permitted


def test_letter_is_sent_as_a_card() -> None:
    case = WRONG_PAPERS["other-proof"](LETTER)
    assert case.document_type is DocumentType.IDENTITY_PROOF
    assert (case.files, case.permitted) == (((FileTag.FRONT, b"page"),), None)


def test_one_side_is_sent_for_both() -> None:
    tags = FileTag.FRONT, FileTag.BACK
    assert WRONG_PAPERS["front-twice"](CARD).files == tuple((tag, b"front") for tag in tags)
    assert WRONG_PAPERS["back-twice"](CARD).files == tuple((tag, b"back") for tag in tags)


def test_tables_tell_which_papers_were_named_and_who_was_told() -> None:
    blank = AnalysisReport(files=())
    named = measure_reading(CARD, replace(blank, document_subtype=DocumentSubtype.ID_CARD), 1.0, ())
    other = measure_reading(CARD, replace(blank, document_subtype=DocumentSubtype.PASSPORT), 1.0)
    told = JudgedFor(
        "holder", Outcome.REJECTED, RejectionType.DOCUMENT_INVALID, advice="wrong-side"
    )
    unheard = replace(told, advice="blurry")
    wrong = replace(CARD, fault="back-twice")
    measured = [
        *(named, other, measure_reading(CARD, blank, 1.0)),
        *(measure_reading(wrong, blank, 1.0, (verdict,)) for verdict in (told, unheard)),
    ]
    tables = {table.title: table.rows for table in tables_of(measured)}
    assert tables["Which paper it is"] == (("id-card", "3", "1 of 3 (1 to 91 %)", "1", "1"),)
    (row,) = tables["Wrong papers and sides"]
    assert row[:2] == ("back-twice", "2")
    assert row[3].startswith("1 of 2")
    assert "Papers that must not be accepted" not in tables
