"""Where a face is before the camera, from one small picture, while the customer gets ready."""

from dataclasses import dataclass

import cv2
import numpy as np

from app.analysis import centerface
from app.analysis.liveness.frames import clean_frames
from app.analysis.liveness.measure import decode

_SIDE = 320
#: True faces scored 0.77 and more (see `faces`); a cue on a face that is none does no harm.
_SURE = 0.5


@dataclass(frozen=True)
class FacePlace:
    """The surest face of a picture: how far its middle lies right of and below the picture's.

    `dx` is a share of the picture's width, `dy` and `size` (the face's height) of its height; all
    are 0 without a face. `light` is the grey level of the lightest twentieth, of the face if there
    is one.
    """

    face: bool
    dx: float
    dy: float
    size: float
    light: int


def find_face(jpeg: bytes) -> FacePlace:
    """Return where the face of a small JPEG is; nothing is kept.

    Raises the UnreadableFile family, ModelMissing, and ServiceUnavailable when no child is free.
    """
    (clean,) = clean_frames([jpeg])
    image = decode(clean)
    height, width = image.shape[:2]
    found = centerface.detect(image, side=_SIDE, threshold=_SURE)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if not found:
        return FacePlace(False, 0.0, 0.0, 0.0, round(float(np.percentile(grey, 95))))
    left, top, right, bottom = (float(edge) for edge in found[0].box)
    rows = slice(max(0, round(top)), max(1, round(bottom)))
    part = grey[rows, max(0, round(left)) : max(1, round(right))]
    return FacePlace(
        face=True,
        dx=round((left + right) / 2 / width - 0.5, 3),
        dy=round((top + bottom) / 2 / height - 0.5, 3),
        size=round((bottom - top) / height, 3),
        light=round(float(np.percentile(part if part.size else grey, 95))),
    )
