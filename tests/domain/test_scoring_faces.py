"""The selfie: a match accepts, a fault asks again, and no distance ever rejects."""

from dataclasses import replace

import pytest

from app.domain.rejections import Advice, RejectionType
from app.domain.scoring import Outcome
from tests.support.reports import PASSPORT, failed_checks, judged, passport, with_selfie

ACCEPTED, REJECTED, PENDING = Outcome
SELFIE = replace(PASSPORT, face_proof_required=True)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(
    ("distance", "outcome", "reason"),
    [
        (0.30, ACCEPTED, None),
        (0.55, ACCEPTED, None),
        (0.56, PENDING, "face_not_certain"),
        (0.65, PENDING, "face_not_certain"),
        (0.66, PENDING, "face_differs"),
        (2.0, PENDING, "face_differs"),
        (float("nan"), PENDING, "face_not_certain"),
        (None, PENDING, "face_not_compared"),
    ],
)
def test_face_distance_accepts_or_asks_a_person(
    distance: float | None, outcome: Outcome, reason: str | None, level: int
) -> None:
    verdict = judged(with_selfie(distance), SELFIE, level=level)
    assert verdict.outcome is outcome
    assert failed_checks(verdict).get("hasMatchingFaceProof") == reason


def test_face_is_not_looked_at_unless_required() -> None:
    verdict = judged(with_selfie(2.0))
    assert verdict.outcome is ACCEPTED
    assert "hasMatchingFaceProof" not in {check.name for check in verdict.checks}


def test_required_selfie_that_was_not_analysed_goes_to_a_person() -> None:
    assert judged(passport(), SELFIE).outcome is PENDING
    assert judged(with_selfie(0.3, "upside-down"), SELFIE).outcome is ACCEPTED


@pytest.mark.parametrize(
    ("problem", "advice"),
    [
        ("no-face", Advice.NO_FACE),
        ("several-faces", Advice.SEVERAL_FACES),
        ("too-small", Advice.FACE_TOO_SMALL),
        ("too-dark", Advice.FACE_TOO_DARK),
        ("cut-off", Advice.FACE_CUT_OFF),
    ],
)
def test_selfie_that_cannot_be_used_is_asked_for_again(problem: str, advice: Advice) -> None:
    rejection = judged(with_selfie(None, problem), SELFIE).rejection
    assert rejection is not None
    assert (rejection.type, rejection.advice) == (RejectionType.DOCUMENT_UNREADABLE, advice)
