"""Faces over the files of a document: portrait and selfie, the distance between them, liveness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from app.analysis import faces
from app.analysis.liveness.compare import SessionSeen, compare_session
from app.analysis.reading.ocr import Image
from app.analysis.selfies import look_at_selfie
from app.analysis.sides import CARD_SIDES, Side
from app.analysis.watch import Watch
from app.domain.documents import FileTag
from app.domain.evidence import FaceEvidence
from app.domain.liveness import LivenessEvidence


@dataclass(frozen=True)
class FacesSeen:
    """What was seen of portrait and selfie, and the distance between them.

    `crops` are the faces that were compared (JPEG), by the tag of their file, for the person who
    compares them by eye.
    """

    portrait: FaceEvidence | None = None
    selfie: FaceEvidence | None = None
    distance: float | None = None
    liveness: LivenessEvidence | None = None
    crops: Mapping[FileTag, bytes] = field(default_factory=dict)

    @property
    def has_portrait(self) -> bool:
        """Tell whether the document shows a face."""
        return self.portrait is not None and self.portrait.count > 0


class _Sighting(NamedTuple):
    """What a picture shows of a face."""

    image: Image | None = None
    evidence: FaceEvidence | None = None
    face: faces.Face | None = None


def look_for_faces(
    sides: Sequence[Side], watch: Watch, *, is_identity: bool, session: SessionSeen | None
) -> FacesSeen:
    """Find the portrait on whichever side has it, the face of the selfie, and compare them.

    `session` is the liveness session that belongs to the document, if one was asked for.
    """
    portrait, selfie = _Sighting(), _Sighting()
    for side in sides:
        image = side.upright
        if image is None:
            continue
        if side.tag is FileTag.FACE_PROOF:
            selfie = watch.step("selfie", partial(_sight_selfie, image), selfie)
        elif (is_identity or side.tag in CARD_SIDES) and portrait.face is None:
            name = f"portrait:{side.tag}"
            portrait = watch.step(name, partial(_sight_portrait, image, side), portrait)
    distance, crops = None, {}
    if portrait.face is not None and selfie.face is not None:
        distance = watch.step("compare", partial(_distance, portrait, selfie), None)
        crops = watch.step("crops", partial(_crops, portrait, selfie), {})
    liveness = None
    if session is not None:
        pairs = (selfie.image, selfie.face), (portrait.image, portrait.face)
        compared = partial(compare_session, session, *pairs)
        liveness = watch.step("liveness", compared, session.evidence)
    return FacesSeen(portrait.evidence, selfie.evidence, distance, liveness, crops)


def _sight_portrait(image: Image, side: Side) -> _Sighting:
    return _Sighting(image, *faces.portrait_evidence(image, side.tag, side.faces))


def _sight_selfie(image: Image) -> _Sighting:
    return _Sighting(image, *look_at_selfie(image))


def _distance(portrait: _Sighting, selfie: _Sighting) -> float | None:
    if portrait.face is None or selfie.face is None or portrait.image is None:
        return None
    if selfie.image is None:
        return None
    found = faces.compare(portrait.image, portrait.face, selfie.image, selfie.face)
    return round(found, 4)


def _crops(*sightings: _Sighting) -> dict[FileTag, bytes]:
    return {
        seen.evidence.tag: faces.crop(seen.image, seen.face)
        for seen in sightings
        if seen.image is not None and seen.face is not None and seen.evidence is not None
    }
