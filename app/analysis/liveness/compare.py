"""Whether the person of a liveness session is the one of the selfie and of the document."""

from dataclasses import dataclass, replace

from app.analysis.faces import Face, Image
from app.analysis.liveness.measure import decode, distance_to
from app.analysis.liveness.spoof import spoof_score
from app.domain.liveness import LivenessEvidence


@dataclass(frozen=True)
class SessionSeen:
    """A liveness session that was settled: what is known of it, and its first frame (JPEG)."""

    evidence: LivenessEvidence
    reference: bytes | None = None


def compare_session(
    session: SessionSeen,
    selfie: tuple[Image | None, Face | None],
    portrait: tuple[Image | None, Face | None],
) -> LivenessEvidence:
    """Return the session's evidence with its distances to selfie and portrait (RGB pictures).

    Raises DamagedFile and ModelMissing.
    """
    if session.reference is None:
        return session.evidence
    return replace(
        session.evidence,
        selfie_distance=_away(session.reference, *selfie),
        portrait_distance=_away(session.reference, *portrait),
        spoof_score=spoof_score(decode(session.reference)),
    )


def _away(reference: bytes, image: Image | None, face: Face | None) -> float | None:
    if image is None or face is None:
        return None
    return distance_to(reference, image, face)
