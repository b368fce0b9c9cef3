"""What holds for every paper, every match level and every setting."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import (
    AnalysisReport,
    ExpectedPerson,
    FaceEvidence,
    Finding,
    Source,
    TextLine,
)
from app.domain.rejections import Advice
from app.domain.scoring import Judged, Outcome
from app.domain.scoring_settings import ScoringSettings, settings_for
from tests.support.reports import (
    BILL,
    BILL_LINES,
    ERIKA,
    PASSPORT,
    TODAY,
    bill,
    file,
    judged,
    passport,
    reading,
    zone,
)

ACCEPTED, REJECTED, PENDING = Outcome
LEVELS = st.sampled_from([1, 2, 3])
NAMES = st.sampled_from(["ERIKA", "ERIK", "ERICA", "LINDQVIST", "LINDQUIST", "BERG", "JO", "ÅSA"])
DAYS = st.dates(date(1850, 1, 1), date(2060, 1, 1)).map(date.isoformat)
VALUES = {
    "firstName": NAMES,
    "lastName": NAMES,
    "dateOfBirth": st.just("1990-02-13") | DAYS,
    "expirationDate": st.just("2031-06-30") | DAYS,
    "issueDate": st.just("2021-06-30") | DAYS,
    "nationality": st.just("UTO"),
    "issuanceCountry": st.sampled_from(["UTO", "DEU", "D"]),
    "documentNumber": st.just("K1"),
    "date": st.just("2026-11-01") | DAYS,
    "phone": st.just("1"),
}


@st.composite
def readings(draw: st.DrawFn) -> dict[str, object]:
    """Draw any set of fields, from anywhere on the paper, read well or badly."""
    keys = draw(st.sets(st.sampled_from(sorted(VALUES))))
    return {
        key: reading(
            draw(VALUES[key]),
            draw(st.sampled_from(list(Source))),
            draw(st.sampled_from([0.3, 0.79, 0.8, 0.97])),
        )
        for key in sorted(keys)
    }


@st.composite
def reports(draw: st.DrawFn) -> AnalysisReport:
    """Draw any report."""
    faults = st.none() | st.sampled_from(list(Advice)[:5])
    tags = st.sampled_from([FileTag.FRONT, FileTag.BACK, FileTag.PAGES])
    digits = st.none() | st.sampled_from(["number", "birth", "expiry", "composite"])
    return AnalysisReport(
        files=tuple(
            file(draw(tags), draw(faults), draw(faults)) for _ in range(draw(st.integers(0, 2)))
        ),
        lines=tuple(
            TextLine(text, draw(st.sampled_from([0.5, 0.97])), FileTag.PAGES)
            for text in draw(st.lists(st.sampled_from(BILL_LINES), max_size=12))
        ),
        fields=draw(readings()),
        mrz=draw(st.none() | st.builds(zone, wrong=digits, number_certain=st.booleans())),
        document_subtype=draw(st.none() | st.sampled_from(list(DocumentSubtype))),
        is_identity_document=draw(st.booleans()),
        side=draw(st.none() | tags),
        portrait=draw(st.none() | st.just(FaceEvidence(FileTag.FRONT, 1, 150, 0.9))),
        face_distance=draw(st.none() | st.floats(0, 2)),
        findings=tuple(
            Finding(code, "")
            for code in draw(st.lists(st.sampled_from(["edited", "screen", "published-online"])))
        ),
        failures=tuple(draw(st.lists(st.just("ocr"), max_size=1))),
    )


@st.composite
def documents(draw: st.DrawFn) -> Judged:
    """Draw any document the gatherer takes."""
    type_ = draw(st.sampled_from([key for key, value in SUBTYPES.items() if value]))
    subtypes = st.sampled_from(SUBTYPES[type_])
    permitted = draw(st.none() | st.lists(subtypes, min_size=1, unique=True).map(tuple))
    return Judged(type_, draw(st.none() | subtypes), permitted, draw(st.booleans()))


@st.composite
def any_settings(draw: st.DrawFn) -> ScoringSettings:
    """Draw an organization's settings."""
    weight = st.integers(0, 100)
    chosen = settings_for(draw(LEVELS))
    parts = {}
    for name in ("identity", "address"):
        part = getattr(chosen, name)
        low, high = sorted((draw(weight), draw(weight)))
        weights = {key: draw(weight) for key in part.weights}
        parts[name] = replace(part, weights=weights, reject_below=low, accept_above=high)
    return replace(chosen, **parts)


@settings(deadline=None, max_examples=120)
@given(report=reports(), what=documents(), rules=any_settings())
def test_a_verdict_keeps_its_promises(
    report: AnalysisReport, what: Judged, rules: ScoringSettings
) -> None:
    verdict = judged(report, what, settings=rules)
    assert verdict == judged(report, what, settings=rules)
    assert verdict.score == max(0, 100 - sum(check.score for check in verdict.checks))
    assert all(check.failed or (check.score, check.reason) == (0, None) for check in verdict.checks)
    assert all(check.reason for check in verdict.checks if check.failed)
    assert (verdict.rejection is not None) is (verdict.outcome is REJECTED)
    if verdict.rejection:
        assert 0 < len(verdict.rejection.message) <= 255
        assert verdict.rejection.advice is None or Advice(verdict.rejection.advice)
    doubtful = report.mrz and not (report.mrz.is_valid and report.mrz.number_certain)
    left_to_a_person = what.document_type in {
        DocumentType.FUNDS_PROOF,
        DocumentType.PURCHASE_PROOF,
    }
    if report.failures or left_to_a_person:
        assert verdict.outcome is PENDING
    elif doubtful:
        assert verdict.outcome is not ACCEPTED
    read, matched = verdict.parsed_data["data"], verdict.document_matches["data"]
    assert list(read) == list(matched)
    assert all(matched[key] in (None, read[key]) for key in read)
    assert json.loads(json.dumps(verdict.document_matches)) == verdict.document_matches
    assert json.loads(json.dumps(verdict.parsed_data)) == verdict.parsed_data


@settings(deadline=None, max_examples=60)
@given(report=reports(), what=documents())
def test_report_with_a_failure_is_never_decided(report: AnalysisReport, what: Judged) -> None:
    broken = replace(report, failures=("faces",))
    assert judged(broken, what).outcome is PENDING


@settings(deadline=None, max_examples=60)
@given(
    first=st.text(st.characters(categories=["Lu"]), min_size=1, max_size=12),
    last=st.text(st.characters(categories=["Lu"]), min_size=1, max_size=12),
    level=LEVELS,
    confidence=st.floats(0, 1),
)
def test_another_person_is_never_accepted(
    first: str, last: str, level: int, confidence: float
) -> None:
    stranger = ExpectedPerson(f"{first}Q", f"{last}Q", ERIKA.date_of_birth)
    report = passport()
    names = {
        key: replace(report.fields[key], confidence=confidence) for key in ("firstName", "lastName")
    }
    report = replace(report, fields={**report.fields, **names})
    assert judged(report, expected=stranger, level=level).outcome is not ACCEPTED
    lines = tuple(TextLine(text, confidence, FileTag.PAGES) for text in BILL_LINES)
    at_home = replace(ERIKA, first_name=stranger.first_name, last_name=stranger.last_name)
    letter = judged(replace(bill(), lines=lines), BILL, expected=at_home, level=level)
    assert letter.outcome is not ACCEPTED


@settings(deadline=None, max_examples=60)
@given(days=st.integers(1, 20_000), level=LEVELS, required=st.booleans())
def test_expired_paper_is_always_refused(days: int, level: int, required: bool) -> None:
    report = passport(expirationDate=(TODAY - timedelta(days=days)).isoformat())
    what = replace(PASSPORT, face_proof_required=required)
    assert judged(report, what, level=level).outcome is REJECTED
    uncertain = replace(report, mrz=zone(wrong="expiry"))
    assert judged(uncertain, what, level=level).outcome is PENDING


@settings(deadline=None, max_examples=60)
@given(days=st.integers(0, 6573), level=LEVELS, is_known=st.booleans())
def test_minor_is_always_refused(days: int, level: int, is_known: bool) -> None:
    birth = TODAY - timedelta(days=days)
    expected = replace(ERIKA, date_of_birth=birth if is_known else None)
    report = passport(dateOfBirth=birth.isoformat())
    assert judged(report, expected=expected, level=level).outcome is REJECTED


@settings(deadline=None, max_examples=60)
@given(birth=st.dates(date(1920, 1, 1), date(2008, 1, 1)), level=LEVELS)
def test_other_date_of_birth_is_never_accepted(birth: date, level: int) -> None:
    outcome = judged(passport(dateOfBirth=birth.isoformat()), level=level).outcome
    assert (outcome is ACCEPTED) is (birth == ERIKA.date_of_birth)


@settings(deadline=None, max_examples=60)
@given(
    wrong=st.sampled_from(["number", "birth", "expiry", "optional", "composite"]),
    rules=any_settings(),
)
def test_wrong_check_digit_is_never_accepted(wrong: str, rules: ScoringSettings) -> None:
    report = replace(passport(), mrz=zone(wrong=wrong))
    assert judged(report, settings=rules).outcome is not ACCEPTED


@settings(deadline=None, max_examples=60)
@given(distance=st.floats(0, 4), rules=any_settings())
def test_face_alone_never_rejects(distance: float, rules: ScoringSettings) -> None:
    selfie = FaceEvidence(FileTag.FACE_PROOF, 1, 400, 0.95)
    report = replace(passport(), selfie=selfie, face_distance=distance)
    outcome = judged(report, replace(PASSPORT, face_proof_required=True), settings=rules).outcome
    assert outcome is not REJECTED
    assert outcome is not ACCEPTED or distance <= rules.identity.face_match
