"""Tests of the counting: bounds, verdicts for others, tables, and the page's generated section."""

import math
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FieldReading, MrzReading, Source, TextLine
from app.domain.rejections import RejectionType
from app.domain.scoring import Outcome
from app.specimens import Person, invent_person
from scripts.accuracy_bounds import Rate
from scripts.accuracy_page import BEGIN, END, with_section, write_section
from scripts.accuracy_reading import Measured, measure_reading
from scripts.accuracy_sets import Case
from scripts.accuracy_tables import Table, mistakes_of, tables_of
from scripts.accuracy_verdicts import JudgedFor, judge_for_all

TODAY = date(2026, 11, 23)
ACCEPTED, PENDING, REJECTED = Outcome.ACCEPTED, Outcome.PENDING, Outcome.REJECTED


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    # Bounds as tables of Clopper and Pearson's intervals give them.
    [
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (9, 10, 0.5550, 0.9975),
        (3, 100, 0.0062, 0.0852),
    ],
)
def test_bounds_are_those_of_the_tables(hits: int, cases: int, low: float, high: float) -> None:
    assert Rate(hits, cases).bounds == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize("cases", [30, 100, 1000])
def test_nothing_seen_follows_the_rule_of_three(cases: int) -> None:
    low, high = Rate(0, cases).bounds
    assert low == 0
    assert math.isclose(high, 3 / cases, rel_tol=0.06)
    assert Rate(cases, cases).bounds == pytest.approx((1 - high, 1.0))


def test_rate_is_told_with_its_bounds() -> None:
    assert str(Rate(0, 60)) == "0 of 60 (under 4.9 %)"
    assert str(Rate(60, 60)) == "60 of 60 (over 95.1 %)"
    assert str(Rate(1, 10)) == "1 of 10 (0 to 45 %)"
    assert str(Rate(0, 0)) == "-"
    assert Rate.of([True, False, True]) == (2, 3)


def test_rate_of_nothing_has_no_bounds() -> None:
    with pytest.raises(ValueError, match="no cases"):
        _ = Rate(0, 0).bounds


def letter(holder: Person) -> tuple[Case, AnalysisReport]:
    """Return a bill of a person and a perfect reading of it."""
    home = holder.address
    texts = [
        holder.full_name,
        home.line1,
        f"{home.postal_code} {home.city}",
        "ELECTRICITY BILL",
        "Date of issue: 2026-11-03",
        "Total amount due 12.50",
    ]
    case = Case(
        "bill", "drawn", "utility-bill", "good", DocumentType.ADDRESS_PROOF, (), holder=holder
    )
    lines = tuple(TextLine(text, 0.99, FileTag.PAGES) for text in texts)
    read = {"date": FieldReading("2026-11-03", "2026-11-03", Source.PRINTED, 0.99)}
    return case, AnalysisReport(files=(), lines=lines, fields=read)


def test_letter_is_judged_for_holder_relative_and_stranger() -> None:
    case, report = letter(invent_person(2, today=TODAY))
    verdicts = {verdict.person: verdict for verdict in judge_for_all(case, report, TODAY)}
    assert set(verdicts) == {"holder", "relative", "stranger"}
    assert not verdicts["relative"].is_accepted
    assert not verdicts["stranger"].is_accepted
    assert [verdict.address for verdict in verdicts.values()] == [True, True, True]


def test_bad_paper_is_judged_for_its_holder_alone() -> None:
    case, report = letter(invent_person(2, today=TODAY))
    old = replace(case, fault="old-letter")
    assert [verdict.person for verdict in judge_for_all(old, report, TODAY)] == ["holder"]
    assert judge_for_all(replace(case, holder=None), report, TODAY) == ()


def measured(**changes: object) -> Measured:
    """Return a passport that was read without a mistake, but for the changes."""
    lines = ("P<UTO", "L898902C3")
    case = Case(
        "passport",
        "drawn",
        "passport",
        "good",
        DocumentType.IDENTITY_PROOF,
        (),
        mrz=lines,
        number="L898902C3",
        fields={"sex": "F"},
    )
    reading = FieldReading("F", "F", Source.MRZ, 0.99)
    number = replace(reading, value="L898902C3")
    report = AnalysisReport(
        files=(),
        fields={"sex": reading, "documentNumber": number},
        mrz=MrzReading("TD3", lines, lines, {"number": True}, True, FileTag.FRONT),
    )
    return replace(measure_reading(case, report, 1.0), **changes)  # type: ignore[arg-type]


def cells(tables: list[Table], title: str, row: str) -> dict[str, str]:
    """Return one row of one table by its headings."""
    table = next(table for table in tables if table.title == title)
    found = next(line for line in table.rows if line[0] == row)
    return dict(zip(table.head, found, strict=True))


def test_verdicts_are_counted_by_what_they_mean() -> None:
    outcomes = [
        JudgedFor("holder", ACCEPTED),
        JudgedFor("holder", PENDING),
        JudgedFor("holder", REJECTED, RejectionType.DOCUMENT_UNREADABLE),
        JudgedFor("holder", REJECTED, RejectionType.NAME_MISMATCH),
    ]
    items = [measured(verdicts=(one, JudgedFor("stranger", REJECTED))) for one in outcomes]
    row = cells(tables_of(items), "Verdicts on sound papers, by kind", "passport")
    assert row["accepted"] == row["left to a person"] == "1 of 4 (1 to 81 %)"
    assert row["better picture asked for"] == row["false reject"] == "1 of 4 (1 to 81 %)"
    assert row["false accept, for others"] == "0 of 4 (under 52.7 %)"


def test_bad_papers_have_a_table_of_their_own() -> None:
    expired = measured(fault="expired", verdicts=(JudgedFor("holder", ACCEPTED),))
    tables = tables_of([measured(), expired])
    assert cells(tables, "Papers that must not be accepted", "expired")["accepted"].startswith(
        "1 of"
    )
    assert cells(tables, "Reading of drawn papers, by kind", "passport")["papers"] == "1"
    assert expired.graves == ("accepted though expired",)


def test_accepting_anothers_paper_is_grave() -> None:
    taken = measured(verdicts=(JudgedFor("holder", ACCEPTED), JudgedFor("relative", ACCEPTED)))
    assert taken.graves == ("accepted for a relative",)
    assert measured(verdicts=(JudgedFor("holder", ACCEPTED),)).graves == ()


def test_copies_that_pass_are_counted() -> None:
    copies = [
        measured(condition="photocopy", verdicts=(JudgedFor("holder", outcome),))
        for outcome in (ACCEPTED, PENDING)
    ]
    row = cells(tables_of(copies), "Copies of identity papers, by condition", "photocopy")
    assert row["accepted"] == "1 of 2 (1 to 99 %)"


def test_mistakes_come_in_the_order_of_their_number() -> None:
    items = [measured(unread=("sex",)), measured(unread=("sex",), wrong=("lastName=X",))]
    assert mistakes_of(items) == [("sex unread, passport good", 2), ("lastName wrong, passport", 1)]


def test_tables_are_written_as_text_and_as_markdown() -> None:
    table = Table("Title", ("", "papers"), (("passport", "2"), ("all", "10")))
    assert list(table.as_text()) == [
        "Title",
        "            papers",
        "  passport  2",
        "  all       10",
    ]
    assert list(table.as_markdown()) == [
        "### Title",
        "",
        "|  | papers |",
        "|---|---|",
        "| passport | 2 |",
        "| all | 10 |",
    ]


def test_only_the_generated_section_of_a_page_is_rewritten(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"# Head\n\n{BEGIN}\nold\n{END}\n\nTail\n")
    write_section(page, ["new", "lines"])
    assert page.read_text() == f"# Head\n\n{BEGIN}\n\nnew\nlines\n\n{END}\n\nTail\n"


@pytest.mark.parametrize("text", ["", BEGIN, f"{END} {BEGIN}"])
def test_page_without_its_marks_is_left_alone(text: str) -> None:
    with pytest.raises(ValueError, match="no marks"):
        with_section(text, ["new"])
