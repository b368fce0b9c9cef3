"""From the frames of a liveness session to measurements; what they mean is decided in the domain.

Frames are clean JPEGs as `frames.clean_frames` gives them. A frame costs about 50 ms, one whose
face is compared another 80 ms.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis import faces
from app.analysis.mesh import Mesh, fit_mesh, lid_openings
from app.domain.errors import DamagedFile
from app.domain.liveness import FrameEvidence

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

#: Corners of eyes and mouth lie nearly in one plane; the tip of the nose stands out of it.
_PLANE, _NOSE, _EYES = (33, 133, 362, 263, 61, 291), 1, (33, 263)
#: A face lower than this share of the largest one is somebody far off.
_BYSTANDER = 0.25
#: Frames of one challenge whose face is compared, spread over it; the most turned one is added.
_COMPARED = 3
#: Longer side in pixels at which a frame is searched: whoever answers a challenge is near.
_SEARCH_SIDES = (320,)
_SMALL = (96, 72)


@dataclass(frozen=True, eq=False)
class _Look:
    """One frame: its picture, a small grey one, how many faces, the main face and its mesh."""

    image: Image
    grey: NDArray[np.float32]
    digest: str
    count: int
    face: faces.Face | None
    mesh: Mesh | None


@dataclass(frozen=True, eq=False)
class SessionMeasures:
    """Every frame's evidence, step by step, and the place (step, frame) of the first face."""

    steps: tuple[tuple[FrameEvidence, ...], ...]
    reference: tuple[int, int] | None


def measure_frames(steps: Sequence[Sequence[bytes]]) -> SessionMeasures:
    """Return what the frames of each step show; raises DamagedFile and ModelMissing.

    Faces are compared with the first one of the session, which is its reference.
    """
    looks = [[_look(jpeg) for jpeg in step] for step in steps]
    flat = [look for step in looks for look in step]
    first = next((look for look in flat if look.mesh is not None), None)
    if first is None or first.face is None or first.mesh is None:
        seen = tuple(tuple(FrameEvidence(look.count) for look in step) for step in looks)
        return SessionMeasures(seen, None)
    reference = faces.embed(first.image, first.face, mirror=False)
    compared = {id(look) for step in looks for look in _to_compare(step)}
    known: dict[str, int] = {}
    evidence: list[tuple[FrameEvidence, ...]] = []
    before: _Look | None = None
    place = 0
    for step in looks:
        found = []
        for look in step:
            away = _distance(look, reference) if id(look) in compared else None
            repeats = known.setdefault(look.digest, place)
            change = 255.0 if before is None else float(np.abs(look.grey - before.grey).mean())
            found.append(
                _evidence(look, first.mesh, change, None if repeats == place else repeats, away)
            )
            before, place = look, place + 1
        evidence.append(tuple(found))
    at = next(
        (s, f) for s, step in enumerate(looks) for f, look in enumerate(step) if look is first
    )
    return SessionMeasures(tuple(evidence), at)


def decode(jpeg: bytes) -> Image:
    """Return a clean JPEG as RGB pixels; raises DamagedFile."""
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise DamagedFile("frame")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)


def distance_to(reference: bytes, image: Image, face: faces.Face) -> float | None:
    """Return how far the face of a reference frame lies from a face of an RGB picture.

    None when the frame shows no face. Raises DamagedFile and ModelMissing.
    """
    frame = decode(reference)
    found = faces.find_faces(frame)
    return round(faces.compare(frame, found[0], image, face), 4) if found else None


def depth_between(one: Mesh, other: Mesh) -> float:
    """Return how far the nose of the second mesh lies from where a flat face would have it.

    The corners of eyes and mouth tell how a plane was moved (an affine map, since a face is small
    beside its distance); the tip of the nose does not follow them when the head is a head. The
    unit is the distance of the outer corners of the eyes.
    """
    plane = np.hstack([one.points[_PLANE, :2], np.ones((len(_PLANE), 1))])
    moved, *_ = np.linalg.lstsq(plane, other.points[_PLANE, :2], rcond=None)
    expected = np.append(one.points[_NOSE, :2], 1.0) @ moved
    eyes = other.points[_EYES[1], :2] - other.points[_EYES[0], :2]
    return float(np.linalg.norm(other.points[_NOSE, :2] - expected) / np.linalg.norm(eyes))


def _look(jpeg: bytes) -> _Look:
    image = decode(jpeg)
    grey = cv2.cvtColor(cv2.resize(image, _SMALL, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    digest = hashlib.sha256(image.tobytes()).hexdigest()
    found = faces.find_faces(image, sides=_SEARCH_SIDES, second=False)
    count = sum(face.height >= _BYSTANDER * found[0].height for face in found)
    upright = bool(found) and found[0].landmarks is not None and found[0].quarter_turns == 0
    face = found[0] if upright else None
    mesh = fit_mesh(image, face) if face is not None else None
    return _Look(image, np.asarray(grey, np.float32), digest, count, face, mesh)


def _evidence(
    look: _Look, first: Mesh, change: float, repeats: int | None, away: float | None
) -> FrameEvidence:
    if look.mesh is None:
        # One face that was not measured, because it lies on its side, is as good as none.
        return FrameEvidence(look.count if look.count > 1 else 0, change=change, repeats=repeats)
    lids = lid_openings(look.image, look.mesh)
    return FrameEvidence(
        faces=look.count,
        width=round(look.mesh.width, 1),
        yaw=round(look.mesh.yaw, 1),
        pitch=round(look.mesh.pitch, 1),
        lids=round(sum(lids) / 2, 3),
        change=round(change, 3),
        repeats=repeats,
        depth=round(depth_between(first, look.mesh), 3),
        distance=away,
    )


def _to_compare(step: Sequence[_Look]) -> list[_Look]:
    """Return the frames of a step whose face is compared."""
    seen = [look for look in step if look.mesh is not None]
    if len(seen) <= _COMPARED:
        return seen
    places = np.linspace(0, len(seen) - 1, _COMPARED).round().astype(int)
    most = max(seen, key=lambda look: abs(look.mesh.yaw) if look.mesh else 0.0)
    return [*(seen[place] for place in places), most]


def _distance(look: _Look, reference: Points) -> float | None:
    if look.face is None:
        return None
    seen = faces.embed(look.image, look.face, mirror=False)
    return round(faces.distance(seen, reference), 4)
