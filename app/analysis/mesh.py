"""Where every part of a face lies: a mesh of 468 points, its pose, and how open the eyes are.

Models of Google's MediaPipe (Apache-2.0): the face mesh after Kartynnik et al., "Real-time Facial
Surface Geometry from Monocular Video on Mobile GPUs" (2019), and the iris model after Ablavatski et
al., "Real-time Pupil Tracking from Monocular Video for Digital Puppetry" (2020). The mesh alone
cannot see a blink, it draws the same eye open and closed; the iris model can.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import atan2, degrees
from threading import Lock

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from app.analysis.faces import Face
from app.analysis.model_files import model_path

Image = NDArray[np.uint8]
Points = NDArray[np.float64]

#: Corners of the eyes in the mesh: outer and inner, of the eye on the left of the picture first.
_EYES = ((33, 133), (362, 263))
_FOREHEAD, _CHIN, _LEFT_EDGE, _RIGHT_EDGE = 10, 152, 234, 454
#: The iris model's outline of an eye: its two corners, then the lids from corner to corner.
_CORNERS, _LOWER_LID, _UPPER_LID = (0, 8), slice(1, 8), slice(9, 16)
_MESH_SIDE, _EYE_SIDE = 192, 64
#: How much larger than face and eye the squares are that the models were trained on.
_MESH_ROOM, _EYE_ROOM = 1.5, 2.3
#: The models' objects may be used by one thread at a time.
_lock = Lock()


@dataclass(frozen=True, eq=False)
class Mesh:
    """A face of an upright picture: 468 x 3 points in pixels, depth growing away from the camera.

    `presence` is the model's belief that there is a face (0-1). Angles are degrees: `yaw` above 0
    is a head turned to the right of the picture, `pitch` above 0 one that looks down, `roll` above
    0 one that leans clockwise.
    """

    points: Points
    presence: float

    @property
    def yaw(self) -> float:
        """Return how far the head is turned aside."""
        across, _, depth = self._between(_EYES[0][0], _EYES[1][1])
        return degrees(atan2(depth, across))

    @property
    def pitch(self) -> float:
        """Return how far the head looks down."""
        _, down, depth = self._between(_FOREHEAD, _CHIN)
        return degrees(atan2(depth, down))

    @property
    def roll(self) -> float:
        """Return how far the head leans to its side."""
        across, down, _ = self._between(_EYES[0][0], _EYES[1][1])
        return degrees(atan2(down, across))

    @property
    def width(self) -> float:
        """Return the width of the face from ear to ear in pixels, also of one turned aside."""
        return float(np.linalg.norm(self._between(_LEFT_EDGE, _RIGHT_EDGE)))

    def _between(self, one: int, other: int) -> Points:
        return np.asarray(self.points[other] - self.points[one], np.float64)


def fit_mesh(image: Image, face: Face) -> Mesh:
    """Return the mesh of a face in an RGB picture that is upright; raises ModelMissing (4 ms)."""
    left, top, right, bottom = face.box
    middle = ((left + right) / 2, (top + bottom) / 2)
    roll = 0.0
    if face.landmarks is not None:
        across, down = face.landmarks[1] - face.landmarks[0]
        roll = atan2(down, across)
    side = _MESH_ROOM * max(right - left, 0.85 * (bottom - top))
    mesh = _run_mesh(image, middle, side, roll)
    # A second look, placed by the first: a box reaches up to the hair, which the model never saw.
    low, high = mesh.points[:, :2].min(axis=0), mesh.points[:, :2].max(axis=0)
    middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
    side = _MESH_ROOM * float(max(high - low))
    return _run_mesh(image, middle, side, np.radians(mesh.roll))


def lid_openings(image: Image, mesh: Mesh) -> tuple[float, float]:
    """Return how open both eyes are, the one on the left of the picture first; raises ModelMissing.

    The mean distance of the lids as a share of the eye's width: open eyes lie at 0.15 to 0.45,
    closed ones below 0.1, crossing lids below 0 (4 ms).
    """
    return (
        _opening(image, mesh, _EYES[0], mirrored=False),
        _opening(image, mesh, _EYES[1], mirrored=True),
    )


def _run_mesh(image: Image, middle: tuple[float, float], side: float, roll: float) -> Mesh:
    crop, back = _square(image, middle, side, roll, _MESH_SIDE)
    flat, presence = _call("face_landmark.tflite", crop)
    points = flat.reshape(-1, 3).astype(np.float64)
    placed = np.empty_like(points)
    placed[:, :2] = points[:, :2] @ back[:, :2].T + back[:, 2]
    placed[:, 2] = points[:, 2] * side / _MESH_SIDE
    return Mesh(placed, float(1 / (1 + np.exp(-presence.item()))))


def _opening(image: Image, mesh: Mesh, corners: tuple[int, int], *, mirrored: bool) -> float:
    one, other = (mesh.points[corner, :2] for corner in corners)
    across, down = other - one
    middle = (float(one[0] + other[0]) / 2, float(one[1] + other[1]) / 2)
    side = _EYE_ROOM * float(np.hypot(across, down))
    crop, _ = _square(image, middle, side, atan2(down, across), _EYE_SIDE)
    outline, _ = _call("iris_landmark.tflite", crop[:, ::-1] if mirrored else crop)
    points = outline.reshape(-1, 3)[:, :2].astype(np.float64)
    width = float(np.linalg.norm(points[_CORNERS[1]] - points[_CORNERS[0]]))
    lids = points[_LOWER_LID, 1] - points[_UPPER_LID, 1]
    return float(lids.mean()) / max(width, 1e-6)


def _square(
    image: Image, middle: tuple[float, float], side: float, roll: float, pixels: int
) -> tuple[Image, Points]:
    """Cut an upright square of `pixels` out of a picture; return it, and the way back (2 x 3)."""
    cos, sin = np.cos(roll) * side / pixels, np.sin(roll) * side / pixels
    half = pixels / 2
    back = np.array(
        [
            [cos, -sin, middle[0] - half * cos + half * sin],
            [sin, cos, middle[1] - half * sin - half * cos],
        ]
    )
    flags = (cv2.INTER_AREA if side > pixels else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(image, back, (pixels, pixels), flags=flags)
    return np.asarray(crop, np.uint8), back


def _call(name: str, crop: Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Run a model on an RGB square; return both of its outputs, the larger first."""
    picture = (np.ascontiguousarray(crop)[None] / 255).astype(np.float32)
    with _lock:
        model, entry, exits = _model(name)
        model.set_tensor(entry, picture)
        model.invoke()
        outputs = [np.asarray(model.get_tensor(place), np.float32) for place in exits]
    first, second = sorted(outputs, key=np.size, reverse=True)
    return first, second


@lru_cache(maxsize=2)
def _model(name: str) -> tuple[Interpreter, int, list[int]]:
    """Load a model, once a process (about 10 ms)."""
    model = Interpreter(model_path=str(model_path(name)), num_threads=1)
    model.allocate_tensors()
    places = [int(detail["index"]) for detail in model.get_output_details()]
    return model, int(model.get_input_details()[0]["index"]), places
