"""The check hasMatchingFaceProof: does the selfie show the holder of the paper?"""

from app.domain.checks import Case, Result, Why, failed, unsettled
from app.domain.scoring_settings import CheckName

# What is wrong with a selfie can be mended by taking another, so it rejects at once.
_PROBLEMS = {
    "no-face": Why.NO_FACE,
    "several-faces": Why.SEVERAL_FACES,
    "too-small": Why.FACE_TOO_SMALL,
    "too-dark": Why.FACE_TOO_DARK,
    "cut-off": Why.FACE_CUT_OFF,
}


def face_check(case: Case) -> Result | None:
    """Compare selfie and portrait where the merchant asked for a selfie, else None.

    A distance, however far, never rejects: faces age and cameras differ, and the model is less sure
    of some people than of others. Anything but a match bars acceptance.
    """
    if not case.judged.face_proof_required:
        return None
    name, settings, selfie = (
        CheckName.HAS_MATCHING_FACE_PROOF,
        case.settings.identity,
        case.report.selfie,
    )
    problem = _PROBLEMS.get(selfie.problem or "") if selfie is not None else None
    if problem is not None:
        return failed(name, problem)
    distance = case.report.face_distance
    if selfie is None or distance is None:
        return unsettled(name, Why.FACE_NOT_COMPARED, needs_person=True)
    if distance <= settings.face_match:
        return Result(name)
    is_far = distance > settings.face_review
    return unsettled(name, Why.FACE_DIFFERS if is_far else Why.FACE_NOT_CERTAIN, needs_person=True)
