"""Tests of the measurement of accuracy: it runs, and it tells good readings from bad ones."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport, FieldReading, MrzReading, Source, TextLine
from scripts.accuracy import judge_reading, main
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
    outcome = judge_reading(CASE, GOOD, 1.0)
    assert (outcome.zone, outcome.number, outcome.right) == ("exact", "right", 3)
    assert (outcome.wrong, outcome.unread, outcome.invented) == ((), (), ())


def test_wrong_unread_and_invented_fields_are_told_apart() -> None:
    fields = {"lastName": read("MILLER"), "documentNumber": read("L898902C3"), "date": read("x")}
    outcome = judge_reading(CASE, replace(GOOD, fields=fields), 1.0)
    assert outcome.wrong == ("lastName=MILLER",)
    assert outcome.unread == ("sex",)
    assert outcome.invented == ("date=x",)


@pytest.mark.parametrize(("certain", "word"), [(True, "wrong"), (False, "in-doubt")])
def test_wrong_number_is_grave_only_when_it_is_vouched_for(certain: bool, word: str) -> None:
    mrz = replace(READ, number_certain=certain)
    report = replace(GOOD, mrz=mrz, fields={"documentNumber": read("L898902O3")})
    assert judge_reading(CASE, report, 1.0).number == word


def test_zone_where_none_is_printed_was_invented() -> None:
    assert judge_reading(replace(CASE, mrz=()), GOOD, 1.0).zone == "invented"


def test_addressee_is_looked_for_in_the_text() -> None:
    case = replace(CASE, mrz=(), number=None, fields={}, addressee=("Erika", "Lindqvist"))
    lines = (TextLine("Erika Lindqvist", 0.99, FileTag.PAGES),)
    blank = AnalysisReport(files=())
    assert judge_reading(case, replace(blank, lines=lines), 1.0).name is True
    assert judge_reading(case, blank, 1.0).name is False


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
    options = ["--people", "1", "--seed", "7", "--conditions", "good"]
    assert main([*options, "--samples", str(tmp_path), "--json", str(figures)]) == 0
    told = capsys.readouterr().out
    assert "Set file: not used" in told
    assert "drawn, passport, good" in told
    assert "passport and photo" in told
    outcomes = json.loads(figures.read_text())["outcomes"]
    assert {item["zone"] for item in outcomes} == {"exact", "-"}
