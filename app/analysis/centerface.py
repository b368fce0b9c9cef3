"""CenterFace: a small network that finds faces with five points each, down to about 12 pixels.

Model and decoding after Xu et al., "CenterFace: Joint Face Detection and Alignment Using Face as
Point" (2019), https://github.com/Star-Clouds/CenterFace.
"""

from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from app.analysis.model_files import model_path
from app.analysis.networks import open_network

Box = tuple[float, float, float, float]
Points = NDArray[np.float64]

_STRIDE = 4
_OVERLAP = 0.3
# The file declares an input of exactly 10 x 3 x 32 x 32 though the network takes any size. These
# are the declaration's bytes (ONNX TensorShapeProto), and the same with the three sizes left open.
_FIXED_SHAPE = bytes.fromhex("0a02080a 0a020803 0a020820 0a020820")
_OPEN_SHAPE = bytes.fromhex("0a021200 0a020803 0a021200 0a021200")


class Candidate(NamedTuple):
    """One face: left, top, right, bottom in pixels, five points (5 x 2), confidence (0-1).

    The points are both eyes, the tip of the nose, both corners of the mouth, the ones on the left
    of the picture first. A box may stick out of the picture when the face does.
    """

    box: Box
    points: Points
    confidence: float


@lru_cache(maxsize=1)
def _network() -> onnxruntime.InferenceSession:
    """Load the model, once a process (about 20 ms); a session may be run by several threads."""
    model = model_path("centerface.onnx").read_bytes()
    return open_network(model.replace(_FIXED_SHAPE, _OPEN_SHAPE))


def detect(image: NDArray[np.uint8], *, side: int, threshold: float) -> list[Candidate]:
    """Return the faces of an RGB picture, surest first, looked at with its longer side at `side`.

    Raises ModelMissing when the model has not been fetched.
    """
    height, width = image.shape[:2]
    scale = side / max(height, width)
    # The network halves its picture five times, so both sides must divide by 32.
    across, down = (max(32, round(length * scale / 32) * 32) for length in (width, height))
    blob = cv2.dnn.blobFromImage(image, 1.0, (across, down))
    maps = np.concatenate([out[0] for out in _network().run(None, {"input.1": blob})])
    rows, columns = np.nonzero(maps[0] > threshold)
    stretch = np.array([width / across, height / down])
    return _decode(maps[:, rows, columns].astype(np.float64), rows, columns, stretch, threshold)


def _decode(
    cells: Points,
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    stretch: Points,
    threshold: float,
) -> list[Candidate]:
    """Turn the cells that see a face into candidates and drop the doubles.

    A cell's 15 numbers: confidence, log height, log width, offset down, offset right, and five
    points as shares of the box, each down before right.
    """
    size = np.exp(cells[[2, 1]].T) * _STRIDE
    centre = (np.stack([columns, rows], axis=1) + cells[[4, 3]].T + 0.5) * _STRIDE
    corner = centre - size / 2
    shares = cells[5:].T.reshape(-1, 5, 2)[..., ::-1]
    points = (corner[:, None] + shares * size[:, None]) * stretch
    corner, size = corner * stretch, size * stretch
    boxes = np.concatenate([corner, size], axis=1)
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), cells[0].tolist(), threshold, _OVERLAP)
    return [
        Candidate((*corner[at], *(corner[at] + size[at])), points[at], float(cells[0, at]))
        for at in kept
    ]
