"""The selfie: a match accepts, a fault asks again, and no distance ever rejects."""

from dataclasses import replace

import pytest

from app.domain.checks import Judged
from app.domain.evidence import AnalysisReport
from app.domain.liveness import LivenessEvidence
from app.domain.rejections import Advice, RejectionType
from app.domain.scoring import Outcome, Verdict
from tests.support.reports import PASSPORT, failed_checks, judged, passport, with_selfie

ACCEPTED, REJECTED, PENDING = Outcome
SELFIE = replace(PASSPORT, face_proof_required=True)
LIVE = replace(SELFIE, face_liveness_required=True)
HELD = LivenessEvidence("kyc_liv_1", "succeeded", selfie_distance=0.2, portrait_distance=0.4)


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(
    ("distance", "outcome", "reason"),
    [
        (0.30, ACCEPTED, None),
        (0.50, ACCEPTED, None),
        (0.51, PENDING, "face_not_certain"),
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
    ("problem", "reason"),
    [
        ("turned-away", "face_turned_away"),
        ("eyes-covered", "eyes_covered"),
        ("closed-eyes", "closed_eyes"),
    ],
)
def test_look_that_not_everybody_can_mend_refuses_once(problem: str, reason: str) -> None:
    report = with_selfie(0.3, problem)
    assert judged(report, SELFIE).outcome is REJECTED
    again = judged(report, replace(SELFIE, asked_for_look=True))
    assert again.outcome is PENDING
    assert failed_checks(again)["hasMatchingFaceProof"] == reason


def test_selfie_in_the_dark_is_refused_each_time() -> None:
    again = replace(SELFIE, asked_for_look=True)
    assert judged(with_selfie(0.3, "too-dark"), again).outcome is REJECTED


@pytest.mark.parametrize(
    ("problem", "advice"),
    [
        ("no-face", Advice.NO_FACE),
        ("several-faces", Advice.SEVERAL_FACES),
        ("too-small", Advice.FACE_TOO_SMALL),
        ("too-dark", Advice.FACE_TOO_DARK),
        ("cut-off", Advice.FACE_CUT_OFF),
        ("turned-away", Advice.FACE_TURNED_AWAY),
        ("eyes-covered", Advice.EYES_COVERED),
        ("closed-eyes", Advice.CLOSED_EYES),
    ],
)
def test_selfie_that_cannot_be_used_is_asked_for_again(problem: str, advice: Advice) -> None:
    rejection = judged(with_selfie(None, problem), SELFIE).rejection
    assert rejection is not None
    assert (rejection.type, rejection.advice) == (RejectionType.DOCUMENT_UNREADABLE, advice)


@pytest.mark.parametrize(
    ("doubt", "reason"),
    [
        ("turned-away", "face_turned_away"),
        ("eyes-covered", "eyes_covered"),
        ("closed-eyes", "closed_eyes"),
        ("not-measured", "face_not_measured"),
    ],
)
def test_matching_selfie_in_doubt_goes_to_a_person(doubt: str, reason: str) -> None:
    report = with_selfie(0.3)
    assert report.selfie is not None
    doubtful = replace(report, selfie=replace(report.selfie, doubt=doubt))
    verdict = judged(doubtful, SELFIE)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)["hasMatchingFaceProof"] == reason


def with_liveness(evidence: LivenessEvidence | None) -> AnalysisReport:
    return replace(with_selfie(0.3), liveness=evidence)


def completed(verdict: Verdict) -> object:
    data = verdict.parsed_data["data"]
    assert isinstance(data, dict)
    return data["hasCompletedFaceLiveness"]


def test_liveness_that_held_accepts_and_is_told() -> None:
    verdict = judged(with_liveness(HELD), LIVE)
    assert verdict.outcome is ACCEPTED
    assert completed(verdict) is True


@pytest.mark.parametrize(
    "evidence",
    [
        None,
        LivenessEvidence(None, None),
        replace(HELD, status="failed", doubts=("no-depth",)),
        replace(HELD, status="abandoned"),
        replace(HELD, status="pending"),
        replace(HELD, selfie_distance=0.51),
        replace(HELD, portrait_distance=0.51),
        replace(HELD, selfie_distance=None),
        replace(HELD, portrait_distance=float("nan")),
    ],
)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_liveness_in_doubt_goes_to_a_person_and_never_rejects(
    evidence: LivenessEvidence | None, level: int
) -> None:
    verdict = judged(with_liveness(evidence), LIVE, level=level)
    assert verdict.outcome is PENDING
    assert verdict.rejection is None
    assert failed_checks(verdict)["hasMatchingFaceProof"] == "liveness_not_shown"
    assert completed(verdict) is False


@pytest.mark.parametrize("asked", [PASSPORT, SELFIE])
def test_liveness_is_not_told_unless_required(asked: Judged) -> None:
    verdict = judged(with_liveness(HELD), asked)
    assert verdict.outcome is ACCEPTED
    assert completed(verdict) is None
