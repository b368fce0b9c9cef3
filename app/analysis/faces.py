"""Find faces in documents and selfies, and tell how far apart two faces are.

Faces are found by CenterFace, and by dlib's older detector where that sees none. A face becomes
128 numbers by dlib's recognition network; the distance between two of them says how alike they are.
What a distance means for the customer is decided in the domain, never here.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import cv2
import dlib
import numpy as np
from numpy.typing import NDArray

from app.analysis import centerface
from app.analysis.model_files import model_path
from app.domain.documents import FileTag
from app.domain.evidence import FaceEvidence

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

#: Longer side in pixels at which a picture is searched; the second only if the first finds none.
COARSE_SEARCH = 640
_SEARCH_SIDES = (COARSE_SEARCH, 1024)
#: True faces scored 0.77 and more on photographs and specimens, patterns taken for one up to 0.57.
_SURE = 0.6
#: A face lower than this share of the largest one is a passer-by too far off to matter.
_BYSTANDER = 0.25
#: Another face on a document is the ghost of its portrait up to this distance. Drawn ghosts lay
#: within 0.32, a printed one of 43 pixels at 0.62, other persons from 0.71 on.
_STRANGER = 0.68
#: Below these heights in pixels, from hairline to chin, distances grow until nobody matches.
_MIN_PORTRAIT, _MIN_SELFIE = 50, 90
#: Brightest twentieth of a face, 0-255. The brightest part and not the mean, because a dark skin
#: in good light has its highlights while any skin in bad light has none.
_DARK = 60
#: A face box this close to the edge, as a share of its size, belongs to a face that goes on.
_EDGE = 0.03


@dataclass(frozen=True, eq=False)
class Face:
    """One face: left, top, right, bottom in pixels, from hairline to chin, and five landmarks.

    Landmarks (5 x 2, x before y) are both eyes, nose, both corners of the mouth; None when only
    the second detector saw the face. The box may stick out of the picture by a few pixels.
    """

    box: tuple[int, int, int, int]
    landmarks: Points | None
    confidence: float

    @property
    def height(self) -> int:
        """Return the height from hairline to chin in pixels, however the face is turned."""
        left, top, right, bottom = self.box
        return right - left if self.quarter_turns % 2 else bottom - top

    @property
    def quarter_turns(self) -> int:
        """Return how many counter-clockwise quarter turns of the picture set the face upright."""
        if self.landmarks is None:
            return 0
        eyes, mouth = self.landmarks[:2].mean(axis=0), self.landmarks[3:].mean(axis=0)
        right, down = mouth - eyes
        return -round(float(np.arctan2(right, down)) / (np.pi / 2)) % 4


#: What faces were found to be, for as long as they are held: the portrait of a card is compared
#: with its ghost and with the selfie.
_embeddings: WeakKeyDictionary[Face, NDArray[np.float64]] = WeakKeyDictionary()


def find_faces(
    image: Image, *, sides: tuple[int, ...] = _SEARCH_SIDES, second: bool = True
) -> list[Face]:
    """Return the faces of an RGB picture, largest first.

    `sides` are the lengths in pixels of its longer side at which it is searched, in turn; the
    `second` detector looks where that finds none. Raises ModelMissing when the models have not
    been fetched.
    """
    for side in sides:
        found = centerface.detect(image, side=side, threshold=_SURE)
        if found:
            faces = [Face(_whole(one.box), one.points, one.confidence) for one in found]
            return _largest_first(faces)
    return _largest_first(_find_with_dlib(image)) if second else []


def embed(image: Image, face: Face, *, mirror: bool = True) -> NDArray[np.float64]:
    """Return the 128 numbers that stand for a face of an RGB picture.

    They are the mean of the face and its mirror image, which brings photographs of one person
    closer together and leaves different persons as far apart as they were. Without `mirror` they
    are the face's alone, in half the time (80 ms). Raises ModelMissing.
    """
    if mirror and face in _embeddings:
        return _embeddings[face]
    upright = np.ascontiguousarray(np.rot90(image, face.quarter_turns))
    place = _dlib_box(_turned_box(face, image))
    chip = dlib.get_face_chip(upright, _five_points()(upright, place), 150, 0.25)
    views = [chip, np.ascontiguousarray(chip[:, ::-1])] if mirror else [chip]
    seen = [_recogniser().compute_face_descriptor(view) for view in views]
    mean: NDArray[np.float64] = np.asarray(seen, np.float64).mean(axis=0)
    if mirror:
        _embeddings[face] = mean
    return mean


def distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return how far two embeddings lie apart: 0 is the same picture, strangers are near 0.8."""
    return float(np.linalg.norm(one - other))


def compare(
    document_image: Image, document_face: Face, selfie_image: Image, selfie_face: Face
) -> float:
    """Return the distance between the portrait of a document and the face of a selfie.

    Raises ModelMissing when the models have not been fetched.
    """
    return distance(embed(document_image, document_face), embed(selfie_image, selfie_face))


def crop(image: Image, face: Face, *, side: int = 300) -> bytes:
    """Return a face with some room around it, upright, as a JPEG of `side` pixels at most."""
    left, top, right, bottom = face.box
    room = round(0.25 * (bottom - top))
    height, width = image.shape[:2]
    rows = slice(max(0, top - room), min(height, bottom + room))
    columns = slice(max(0, left - room), min(width, right + room))
    cut = np.ascontiguousarray(np.rot90(image[rows, columns], face.quarter_turns))
    scale = min(1.0, side / max(cut.shape[:2]))
    small = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))
    return jpeg.tobytes()


def are_strangers(image: Image, faces: list[Face]) -> bool:
    """Tell whether some faces of an RGB picture are surely not all one person's.

    Faces too small to be told apart do not count. Raises ModelMissing.
    """
    large = [face for face in faces if face.height >= _MIN_PORTRAIT]
    return _count_strangers(image, large) > 0


def portrait_evidence(
    image: Image, tag: FileTag, faces: list[Face]
) -> tuple[FaceEvidence, Face | None]:
    """Return what is seen of the portrait in an RGB picture of a document, and the largest face.

    `faces` are those that `find_faces` saw in it. Further ones count when they are another
    person's, as when a passport is held beside the holder's own head; a portrait repeated as a
    ghost does not. Raises ModelMissing.
    """
    count = len(faces[:1]) + _count_strangers(image, faces)
    return _evidence(image, tag, faces, count=count, min_height=_MIN_PORTRAIT)


def selfie_evidence(image: Image) -> tuple[FaceEvidence, Face | None]:
    """Return what is seen in a selfie (RGB), which must show exactly one person, and the face.

    Raises ModelMissing when the models have not been fetched.
    """
    faces = find_faces(image)
    count = sum(face.height >= _BYSTANDER * faces[0].height for face in faces)
    return _evidence(image, FileTag.FACE_PROOF, faces, count=count, min_height=_MIN_SELFIE)


def _count_strangers(image: Image, faces: list[Face]) -> int:
    """Count the faces after the first that are large enough to be told apart from it, and are."""
    others = [face for face in faces[1:] if face.height >= _MIN_PORTRAIT]
    if not others:
        return 0
    main = embed(image, faces[0])
    return sum(distance(main, embed(image, face)) > _STRANGER for face in others)


def _evidence(
    image: Image, tag: FileTag, faces: list[Face], *, count: int, min_height: int
) -> tuple[FaceEvidence, Face | None]:
    """Return the evidence of faces, largest first, of which `count` are different persons."""
    if not faces:
        unseen = "too-dark" if _is_dark(image) else "no-face"
        return FaceEvidence(tag, count=0, height=0, confidence=0.0, problem=unseen), None
    main = faces[0]
    problem = "several-faces" if count > 1 else _problem(image, main, min_height)
    confidence = round(main.confidence, 3)
    return FaceEvidence(tag, count, main.height, confidence, problem), main


def _problem(image: Image, face: Face, min_height: int) -> str | None:
    """Return what keeps a face from being compared, or None."""
    left, top, right, bottom = face.box
    if face.height < min_height:
        return "too-small"
    if _is_dark(image[max(0, top) : bottom, max(0, left) : right]):
        return "too-dark"
    height, width = image.shape[:2]
    aside, above = _EDGE * (right - left), _EDGE * (bottom - top)
    is_inside = left >= aside and right <= width - aside
    return None if is_inside and top >= above and bottom <= height - above else "cut-off"


def _is_dark(image: Image) -> bool:
    """Tell whether even the brightest twentieth of an RGB picture is dark."""
    return bool(np.percentile(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), 95) < _DARK)


def _largest_first(faces: list[Face]) -> list[Face]:
    """Return faces by falling height."""
    return sorted(faces, key=lambda face: face.height, reverse=True)


def _whole(box: centerface.Box) -> tuple[int, int, int, int]:
    """Return a box in whole pixels."""
    left, top, right, bottom = box
    return round(left), round(top), round(right), round(bottom)


def _find_with_dlib(image: Image) -> list[Face]:
    """Return the faces that dlib's histogram detector sees (60 ms)."""
    scale = min(1.0, max(_SEARCH_SIDES) / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found, scores, _ = _hog_detector().run(small, 1)
    faces = []
    for place, score in zip(found, scores, strict=True):
        # dlib's square ends at brows and mouth; CenterFace's box, in proportion, is higher.
        side, top, bottom = place.width(), place.top(), place.bottom()
        edges = (place.left(), top - 0.29 * side, place.right(), bottom + 0.13 * side)
        box = tuple(round(edge / scale) for edge in edges)
        faces.append(Face((box[0], box[1], box[2], box[3]), None, min(1.0, float(score))))
    return faces


def _turned_box(face: Face, image: Image) -> tuple[int, int, int, int]:
    """Return a face's box after its picture was turned to set it upright."""
    left, top, right, bottom = face.box
    height, width = image.shape[:2]
    for _ in range(face.quarter_turns):
        left, top, right, bottom = top, width - right, bottom, width - left
        height, width = width, height
    return left, top, right, bottom


def _dlib_box(box: tuple[int, int, int, int]) -> dlib.rectangle:
    """Return the square, from brows to chin, that dlib's landmarks were trained on."""
    left, top, right, bottom = box
    half = (right - left + 0.71 * (bottom - top)) / 4
    across, down = (left + right) / 2, top + 0.555 * (bottom - top)
    edges = (across - half, down - half, across + half, down + half)
    return dlib.rectangle(*(round(edge) for edge in edges))


@lru_cache(maxsize=1)
def _hog_detector() -> Any:
    """Build the detector whose model lies inside dlib."""
    return dlib.get_frontal_face_detector()


@lru_cache(maxsize=1)
def _five_points() -> Any:
    """Load the model that places eye corners and nose, once a process (about 30 ms)."""
    return dlib.shape_predictor(str(model_path("shape_predictor_5_face_landmarks.dat")))


@lru_cache(maxsize=1)
def _recogniser() -> Any:
    """Load the recognition network, once a process (about 0.3 s)."""
    path = model_path("dlib_face_recognition_resnet_model_v1.dat")
    return dlib.face_recognition_model_v1(str(path))
