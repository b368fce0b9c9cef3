"""The check hasMatchingFaceProof: does the selfie show the holder of the paper?"""

from app.domain.checks import Case, Result, Why, failed, unsettled
from app.domain.scoring_settings import CheckName
from app.domain.statuses import LivenessStatus

# What is wrong with a selfie can be mended by taking another, so it rejects at once; what not
# everybody can mend rejects once.
_PROBLEMS = {
    "no-face": Why.NO_FACE,
    "several-faces": Why.SEVERAL_FACES,
    "too-small": Why.FACE_TOO_SMALL,
    "too-dark": Why.FACE_TOO_DARK,
    "cut-off": Why.FACE_CUT_OFF,
    "turned-away": Why.FACE_TURNED_AWAY,
    "eyes-covered": Why.EYES_COVERED,
    "closed-eyes": Why.CLOSED_EYES,
}
_LOOKS = frozenset({Why.FACE_TURNED_AWAY, Why.EYES_COVERED, Why.CLOSED_EYES})
_DOUBTS = {**_PROBLEMS, "not-measured": Why.FACE_NOT_MEASURED}


def face_check(case: Case) -> Result | None:
    """Compare selfie and portrait where the merchant asked for a selfie, else None.

    A distance, however far, never rejects: faces age and cameras differ, and the model is less sure
    of some people than of others. Anything but a match bars acceptance, and so does a selfie in
    doubt, or liveness that was asked for and not shown.
    """
    if not case.judged.face_proof_required:
        return None
    name, selfie = CheckName.HAS_MATCHING_FACE_PROOF, case.report.selfie
    problem = _PROBLEMS.get(selfie.problem or "") if selfie is not None else None
    if problem in _LOOKS and case.judged.asked_for_look:
        return unsettled(name, problem, needs_person=True)
    if problem is not None:
        return failed(name, problem)
    why = _why_not_matching(case) or _why_in_doubt(case)
    return Result(name) if why is None else unsettled(name, why, needs_person=True)


def has_completed_liveness(case: Case) -> bool | None:
    """Tell whether the liveness session held, and showed the person of selfie and portrait.

    None where liveness was not asked for.
    """
    if not case.judged.face_liveness_required:
        return None
    seen = case.report.liveness
    if seen is None or seen.status != LivenessStatus.SUCCEEDED:
        return False
    limit = case.settings.identity.face_match
    distances = (seen.selfie_distance, seen.portrait_distance)
    return all(distance is not None and distance <= limit for distance in distances)


def _why_not_matching(case: Case) -> Why | None:
    """Return why the selfie is not surely the holder of the paper."""
    distance, settings = case.report.face_distance, case.settings.identity
    if case.report.selfie is None or distance is None:
        return Why.FACE_NOT_COMPARED
    if distance <= settings.face_match:
        return None
    return Why.FACE_DIFFERS if distance > settings.face_review else Why.FACE_NOT_CERTAIN


def _why_in_doubt(case: Case) -> Why | None:
    """Return what else a person must look at before the selfie counts."""
    selfie = case.report.selfie
    if selfie is not None and selfie.doubt is not None:
        return _DOUBTS.get(selfie.doubt, Why.FACE_NOT_MEASURED)
    return Why.LIVENESS_NOT_SHOWN if has_completed_liveness(case) is False else None
