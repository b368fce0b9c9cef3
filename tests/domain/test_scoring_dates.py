"""Tests of dates in a judgement: out of date when sent or since, days that may be two, ages."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.evidence import AnalysisReport, FieldReading, Finding, Source
from app.domain.rejections import RejectionType
from app.domain.scoring import Judged, Outcome, Verdict, judge
from app.domain.scoring_settings import LocationAge, MinimumAge, settings_for
from tests.support.reports import ERIKA, PASSPORT, TODAY, failed_checks, judged, passport, reading

LICENCE = Judged(DocumentType.IDENTITY_PROOF, DocumentSubtype.DRIVER_LICENSE)


def sent(report: AnalysisReport, on: date) -> Verdict:
    """Judge a passport that was sent on some day before."""
    settings = settings_for(2)
    return judge(report, PASSPORT, expected=ERIKA, settings=settings, today=TODAY, received_on=on)


def licence(**fields: FieldReading) -> AnalysisReport:
    """Return Erika's driving licence, read from print, with some of its fields changed."""
    printed = {
        key: reading(value.value, Source.PRINTED)
        for key, value in passport().fields.items()
        if key != "nationality"
    }
    return replace(
        passport(),
        fields={**printed, **fields},
        mrz=None,
        document_subtype=DocumentSubtype.DRIVER_LICENSE,
    )


def either(value: str, alternative: str) -> FieldReading:
    """Return a day in numbers whose order nobody knows."""
    return FieldReading(value, value, Source.PRINTED, 0.97, alternative=alternative)


def rejected_for(verdict: Verdict) -> RejectionType | None:
    """Return why a document was rejected."""
    return verdict.rejection.type if verdict.rejection else None


@pytest.mark.parametrize(
    ("last_day", "sent_days_ago", "type_"),
    [
        (TODAY - timedelta(days=1), 0, RejectionType.DOCUMENT_EXPIRED),
        (TODAY - timedelta(days=1), 1, RejectionType.DOCUMENT_WAS_VALID_BUT_EXPIRED),
        (TODAY - timedelta(days=1), 3, RejectionType.DOCUMENT_WAS_VALID_BUT_EXPIRED),
        (TODAY - timedelta(days=4), 3, RejectionType.DOCUMENT_EXPIRED),
        (TODAY, 3, None),
    ],
)
def test_paper_that_ran_out_since_it_was_sent_is_told_apart(
    last_day: date, sent_days_ago: int, type_: RejectionType | None
) -> None:
    report = passport(expirationDate=last_day.isoformat())
    verdict = sent(report, TODAY - timedelta(days=sent_days_ago))
    assert rejected_for(verdict) == type_
    assert (verdict.outcome is Outcome.ACCEPTED) is (type_ is None)


def test_paper_counts_as_sent_today_when_nothing_else_is_known() -> None:
    assert rejected_for(judged(passport(expirationDate="2026-11-22"))) == "document-expired"


def test_message_names_the_last_day() -> None:
    verdict = sent(passport(expirationDate="2026-11-22"), date(2026, 11, 20))
    assert verdict.rejection is not None
    assert verdict.rejection.message == "Document was valid when sent, expired on 2026-11-22"


def test_day_that_may_be_before_or_after_today_goes_to_a_person() -> None:
    report = licence(expirationDate=either("2026-12-11", "2026-11-12"))
    verdict = judged(report, LICENCE)
    assert verdict.outcome is Outcome.PENDING
    assert failed_checks(verdict) == {"expirationDate": "not_certain"}


def test_day_that_is_past_either_way_is_past() -> None:
    verdict = judged(licence(expirationDate=either("2025-03-04", "2025-04-03")), LICENCE)
    assert rejected_for(verdict) == "document-expired"


def test_day_that_is_to_come_either_way_passes() -> None:
    verdict = judged(licence(expirationDate=either("2031-03-04", "2031-04-03")), LICENCE)
    assert verdict.outcome is Outcome.ACCEPTED


def test_birth_on_record_settles_which_day_is_meant() -> None:
    expected = replace(ERIKA, date_of_birth=date(1990, 7, 4))
    report = licence(dateOfBirth=either("1990-07-04", "1990-04-07"))
    assert judged(report, LICENCE, expected=expected).outcome is Outcome.ACCEPTED


def test_birth_in_the_other_order_is_not_held_against_anybody() -> None:
    expected = replace(ERIKA, date_of_birth=date(1990, 4, 7))
    report = licence(dateOfBirth=either("1990-07-04", "1990-04-07"))
    verdict = judged(report, LICENCE, expected=expected)
    assert verdict.outcome is Outcome.PENDING
    assert failed_checks(verdict) == {"dateOfBirth": "not_certain"}


def test_age_that_depends_on_the_order_goes_to_a_person() -> None:
    expected = replace(ERIKA, date_of_birth=None)
    report = licence(dateOfBirth=either("2008-12-05", "2008-05-12"))
    verdict = judged(report, LICENCE, expected=expected)
    assert verdict.outcome is Outcome.PENDING
    assert failed_checks(verdict)["hasMinimalAge"] == "not_certain"


def test_day_of_issue_that_may_lie_after_today_is_not_certain() -> None:
    verdict = judged(licence(issueDate=either("2026-12-10", "2026-10-12")), LICENCE)
    assert failed_checks(verdict) == {"issueDate": "not_certain"}


@pytest.mark.parametrize("code", ["printed-differs", "barcode-differs"])
@pytest.mark.parametrize("level", [1, 2, 3])
def test_paper_that_says_two_things_goes_to_a_person(code: str, level: int) -> None:
    finding = Finding(code, "dateOfBirth: 1990-02-13 in the barcode, 1999-02-13 printed")
    for report in (licence(), licence(expirationDate=reading("2020-01-01", Source.PRINTED))):
        verdict = judged(replace(report, findings=(finding,)), LICENCE, level=level)
        assert verdict.outcome is Outcome.PENDING
        assert failed_checks(verdict)["isTampered"] == code


def test_contradiction_goes_to_a_person_whatever_signs_weigh() -> None:
    finding = Finding("barcode-differs", "sex: M in the barcode, F printed")
    settings = settings_for(2)
    settings = replace(
        settings,
        identity=replace(
            settings.identity, weights=dict.fromkeys(settings.identity.weights, 0), reject_below=0
        ),
    )
    verdict = judged(replace(licence(), findings=(finding,)), LICENCE, settings=settings)
    assert (verdict.score, verdict.outcome) == (100, Outcome.PENDING)


@pytest.mark.parametrize("region", ["NY", "New York", "US-NY"])
def test_state_of_the_address_decides_the_age(region: str) -> None:
    settings = settings_for(2)
    ages = MinimumAge(18, (LocationAge("US", 21), LocationAge("US", 40, "New York")))
    settings = replace(settings, identity=replace(settings.identity, minimum_age=ages))
    person = replace(ERIKA, country="US", region=region)
    verdict = judged(passport(), expected=person, settings=settings)
    assert rejected_for(verdict) == "underage-person"
    elsewhere = replace(person, region="Texas")
    assert judged(passport(), expected=elsewhere, settings=settings).outcome is Outcome.ACCEPTED


def test_number_from_a_barcode_holds_without_a_zone() -> None:
    report = licence(documentNumber=reading("T64235789", Source.BARCODE, 1.0))
    report = replace(
        report, fields={**report.fields, "issuanceRegion": reading("VA", Source.BARCODE, 1.0)}
    )
    verdict = judged(report, LICENCE)
    data = verdict.document_matches["data"]
    assert isinstance(data, dict)
    assert (data["documentNumber"], data["sex"], data["issuanceRegion"]) == (
        "T64235789",
        None,
        "VA",
    )
