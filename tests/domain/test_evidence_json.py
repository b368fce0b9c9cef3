"""Evidence there and back: a report from its JSON is the report."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.checks import Judged
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.evidence_json import from_json, report_from_json
from tests.support.reports import ERIKA, bill, passport, with_selfie

_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=6),
    int: st.integers(-(10**6), 10**6),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for any value of a field's type, however deep."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return st.none() | anything(next(each for each in inner if each is not NoneType))
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(anything(inner[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything, inner))
    if origin is Mapping:
        return st.dictionaries(st.text(max_size=4), anything(inner[1]), max_size=2)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return st.builds(kind, **{each.name: anything(hints[each.name]) for each in fields(kind)})
    return st.sampled_from(kind) if issubclass(kind, Enum) else _PLAIN[kind]


@settings(max_examples=60, deadline=None)
@given(report=anything(AnalysisReport))
def test_any_report_survives_the_way_there_and_back(report: AnalysisReport) -> None:
    assert report_from_json(json.loads(json.dumps(report.as_json()))) == report
    assert report_from_json(report.as_json()) == report


@pytest.mark.parametrize("report", [passport(), bill(), with_selfie(0.4), AnalysisReport(())])
def test_reports_of_papers_survive(report: AnalysisReport) -> None:
    assert report_from_json(json.loads(json.dumps(report.as_json()))) == report


def test_a_field_that_older_evidence_lacks_takes_its_default() -> None:
    data: dict[str, Any] = passport().as_json()
    del data["face_distance"], data["findings"]
    assert report_from_json(data) == passport()


def test_a_person_is_read_with_the_day_of_birth() -> None:
    data = json.loads(json.dumps({**vars(ERIKA), "date_of_birth": "1990-02-13"}))
    assert from_json(ExpectedPerson, data) == ERIKA


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"files": None}, "AnalysisReport.files is no list"),
        ({"files": [{"tag": "front"}]}, "AnalysisReport.files.0 has no sha256"),
        ({"side": "left"}, "AnalysisReport.side is no FileTag"),
        ({"is_identity_document": 1}, "is no bool"),
        ({"face_distance": "0.4"}, "is no float"),
        ({"face_distance": True}, "is no float"),
        ({"fields": []}, "AnalysisReport.fields is no object"),
        ({"mrz": []}, "AnalysisReport.mrz is no object"),
        ({"timings": {"ocr": None}}, "AnalysisReport.timings.ocr is no float"),
        ({"aura": 1}, "not known: aura"),
    ],
)
def test_what_cannot_be_is_refused_by_its_place(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        report_from_json({**passport().as_json(), **change})


def test_another_kind_of_value_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Judged\.document_type is no DocumentType"):
        from_json(Judged, {"document_type": 1})
    with pytest.raises(ValueError, match="AnalysisReport is no object"):
        report_from_json([])
