"""Signs of copying and editing: each feeds its check, and none refuses a document."""

from dataclasses import replace

import pytest

from app.domain.evidence import Finding
from app.domain.judgement.sign_checks import SIGNS
from app.domain.scoring import Outcome
from app.domain.scoring_settings import CheckName
from tests.support.reports import BILL, bill, failed_checks, judged, passport

LEVELS = (1, 2, 3)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("code", SIGNS)
def test_one_sign_leads_to_a_person_at_worst(code: str, level: int) -> None:
    verdict = judged(replace(passport(), findings=(Finding(code, "seen"),)), level=level)
    may_pass = SIGNS[code] is CheckName.IS_PHOTOCOPY and level == 3
    assert verdict.outcome is (Outcome.ACCEPTED if may_pass else Outcome.PENDING)
    assert failed_checks(verdict) == {SIGNS[code].value: code}


@pytest.mark.parametrize("level", LEVELS)
def test_all_signs_together_lead_to_a_person(level: int) -> None:
    findings = tuple(Finding(code, "seen") for code in SIGNS)
    verdict = judged(replace(passport(), findings=findings), level=level)
    assert verdict.outcome is Outcome.PENDING
    assert set(failed_checks(verdict)) == {"isTampered", "isPhotocopy"}


@pytest.mark.parametrize("level", LEVELS)
def test_letter_that_is_a_copy_passes_and_an_edited_one_waits(level: int) -> None:
    copy = judged(replace(bill(), findings=(Finding("grey-copy", "x"),)), BILL, level=level)
    edited = judged(replace(bill(), findings=(Finding("pdf-changed", "x"),)), BILL, level=level)
    assert (copy.outcome, edited.outcome) == (Outcome.ACCEPTED, Outcome.PENDING)
