"""An optional model that says whether a picture was taken of a person or of a picture.

None is shipped: what package registries hold has no value (measured), and the better ones do not
come from there. An operator may name the file of one in `SPOOF_MODEL`. Contract: ONNX; one
input, float32, 1 x 3 x H x W, RGB, values 0 to 1, the face with as much room again around it; one
output of 1 x N numbers of which the one at place 1 (or the only one) is, after softmax (sigmoid),
the belief that the face is real. What it says is evidence for a person and never judged.
"""

import os
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from app.analysis.faces import Image, find_faces
from app.analysis.networks import open_network


def spoof_score(image: Image) -> float | None:
    """Return the belief (0-1) that the face of an RGB picture is a picture; None without a model.

    Raises whatever the runtime raises when a file is named that is no such model.
    """
    path = os.environ.get("SPOOF_MODEL")
    found = find_faces(image) if path else []
    if not path or not found:
        return None
    network = _network(path)
    entry = network.get_inputs()[0]
    high, wide = (side if isinstance(side, int) else 80 for side in entry.shape[2:])
    left, top, right, bottom = found[0].box
    middle = ((left + right) / 2, (top + bottom) / 2)
    side = 2.0 * max(right - left, bottom - top)
    crop = cv2.getRectSubPix(
        cv2.copyMakeBorder(
            image, round(side), round(side), round(side), round(side), cv2.BORDER_REPLICATE
        ),
        (round(side), round(side)),
        (middle[0] + round(side), middle[1] + round(side)),
    )
    picture = cv2.resize(crop, (wide, high), interpolation=cv2.INTER_AREA)
    batch = (picture.astype(np.float32) / 255).transpose(2, 0, 1)[None]
    logits = np.asarray(network.run(None, {entry.name: batch})[0], np.float64).ravel()
    return round(1 - _real(logits), 4)


def _real(logits: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> float:
    if logits.size == 1:
        return float(1 / (1 + np.exp(-logits[0])))
    shares = np.exp(logits - logits.max())
    return float(shares[1] / shares.sum())


@lru_cache(maxsize=1)
def _network(path: str) -> onnxruntime.InferenceSession:
    return open_network(Path(path))
