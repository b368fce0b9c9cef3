"""Tests of the measurement of accuracy: it runs, and it tells good readings from bad ones."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FieldReading, MrzReading, Source, TextLine
from scripts.accuracy import main
from scripts.accuracy_faces import measure_faces
from scripts.accuracy_reading import measure_reading
from scripts.accuracy_sets import Case, sample_cases

MRZ = ("P<UTOERIKSSON<<ANNA", "L898902C36UTO")
CASE = Case(
    name="passport",
    source="drawn",
    kind="passport",
    condition="good",
    document_type=DocumentType.IDENTITY_PROOF,
    files=(),
    mrz=MRZ,
    number="L898902C3",
    fields={"lastName": "Müller", "documentNumber": "L898902C3", "sex": "F"},
    says_all=True,
)
READ = MrzReading("TD3", MRZ, MRZ, {"number": True}, number_certain=True, tag=FileTag.FRONT)


def read(value: str) -> FieldReading:
    """Return a field of a zone."""
    return FieldReading(value, value, Source.MRZ, 0.98)


GOOD = AnalysisReport(
    files=(),
    mrz=READ,
    fields={
        "lastName": read("MUELLER"),
        "documentNumber": read("L898902C3"),
        "sex": read("F"),
    },
)


def test_right_reading_counts_in_any_spelling_of_a_name() -> None:
    outcome = measure_reading(CASE, GOOD, 1.0)
    assert (outcome.zone, outcome.number, len(outcome.right)) == ("exact", "right", 3)
    assert (outcome.wrong, outcome.unread, outcome.invented) == ((), (), ())


def test_wrong_unread_and_invented_fields_are_told_apart() -> None:
    fields = {"lastName": read("MILLER"), "documentNumber": read("L898902C3"), "date": read("x")}
    outcome = measure_reading(CASE, replace(GOOD, fields=fields), 1.0)
    assert outcome.wrong == ("lastName=MILLER",)
    assert outcome.unread == ("sex",)
    assert outcome.invented == ("date=x",)


@pytest.mark.parametrize(("certain", "word"), [(True, "wrong"), (False, "in-doubt")])
def test_wrong_number_is_grave_only_when_it_is_vouched_for(certain: bool, word: str) -> None:
    mrz = replace(READ, number_certain=certain)
    report = replace(GOOD, mrz=mrz, fields={"documentNumber": read("L898902O3")})
    assert measure_reading(CASE, report, 1.0).number == word


def test_zone_where_none_is_printed_was_invented() -> None:
    assert measure_reading(replace(CASE, mrz=()), GOOD, 1.0).zone == "invented"


def test_wrong_digit_that_was_put_right_is_grave() -> None:
    case = replace(CASE, mrz=(MRZ[0], "L898902C37UTO"), fault="wrong-digit", fields={})
    mended = measure_reading(case, GOOD, 1.0)
    assert (mended.zone, mended.graves) == ("mended", ("wrong digit mended",))
    honest = replace(READ, lines=case.mrz, checks={"number": False})
    assert measure_reading(case, replace(GOOD, mrz=honest), 1.0).graves == ()


def test_words_count_as_often_as_they_are_printed() -> None:
    case = replace(CASE, mrz=(), number=None, fields={}, words=("rent", "rent", "due", "12"))
    lines = (TextLine("RENT, 12", 0.99, FileTag.PAGES), TextLine("Rest", 0.9, FileTag.PAGES))
    report = AnalysisReport(files=(), lines=lines)
    assert measure_reading(case, report, 1.0).words == (2, 4)


def test_addressee_is_looked_for_in_the_text() -> None:
    case = replace(CASE, mrz=(), number=None, fields={}, addressee=("Erika", "Lindqvist"))
    lines = (TextLine("Erika Lindqvist", 0.99, FileTag.PAGES),)
    blank = AnalysisReport(files=())
    assert measure_reading(case, replace(blank, lines=lines), 1.0).name is True
    assert measure_reading(case, blank, 1.0).name is False


def test_folder_of_specimens_is_read_by_its_manifest(tmp_path: Path) -> None:
    truths = [
        {"mrz_type": "TD3", "mrz": list(MRZ), "doc_number": "L898902C<"},
        {"name": "Lindqvist Erika", "address": "7 Orchard Lane"},
        {"person": "P1"},
        None,
    ]
    files = [{"file": f"{index}.jpg", "ground_truth": truth} for index, truth in enumerate(truths)]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}))
    for item in files:
        (tmp_path / str(item["file"])).write_bytes(b"jpeg")
    specimen, letter = sample_cases(tmp_path)
    assert (specimen.mrz, specimen.number) == (MRZ, "L898902C")
    assert letter.addressee == ("Erika", "Lindqvist")


def test_run_prints_its_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    figures = tmp_path / "figures.json"
    options = ["--people", "1", "--seed", "31", "--conditions", "good", "--no-faces", "--no-faults"]
    options += ["--kinds", "passport", "utility-bill-pdf", "--samples", str(tmp_path)]
    options += ["--no-all-kinds"]
    assert main([*options, "--json", str(figures)]) == 0
    told = capsys.readouterr().out
    assert "Files: none" in told
    assert "[2 of 2, 0 min left]" in told
    assert "Reading of drawn papers, by kind" in told
    assert "Verdicts on sound papers, by condition" in told
    measured = json.loads(figures.read_text())["measured"]
    assert [item["zone"] for item in measured] == ["exact", "-"]
    assert [len(item["verdicts"]) for item in measured] == [3, 3]


def test_run_is_fresh_unless_a_seed_is_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = set()
    for _ in range(2):
        assert main(["--people", "0", "--no-faces", "--samples", str(tmp_path)]) == 0
        told.add(capsys.readouterr().out)
    assert len(told) == 2


def test_faces_of_two_photographs_are_paired(tmp_path: Path) -> None:
    figures = measure_faces(tmp_path, 1, photos=("p1_a", "p1_b", "p2_a"))
    assert [len(figures.same[kind]) for kind in ("photo and photo", "passport and photo")] == [1, 2]
    assert [len(pairs) for pairs in figures.different.values()] == [2, 4]
    assert "same   1 pairs" in "\n".join(figures.as_lines())
