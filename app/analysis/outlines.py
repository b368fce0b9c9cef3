"""Where papers lie in a picture: areas with four straight edges that stand out from the table."""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Point = tuple[float, float]

#: Papers are looked for at this many pixels on the longest side.
_SIDE: Final = 500
#: The rim of the picture that shows the table, as a share of the shorter side.
_RIM: Final = 0.03
#: How far a colour must lie from the table's (CIE Lab, 0-255 a channel), at least and in terms of
#: how much the rim itself varies; a rim that varies more than `_RESTLESS` is no plain table.
_APART, _SPREADS, _RESTLESS = 16.0, 4.0, 18.0
#: A paper's least share of the picture, and of the rectangle around it, which a photograph from
#: aside leaves a little unfilled.
_LEAST_AREA, _LEAST_FILL = 0.05, 0.84
#: The shorter side as a share of the longer: a strip is the arm of a chair or a pen.
_LEAST_SHAPE: Final = 0.3
#: Nearer than this share of the picture's longest side two areas are pages of one open booklet.
_FOLD: Final = 0.025


@dataclass(frozen=True)
class Outline:
    """One paper: its four corners in pixels of the picture, and its area as a share of it."""

    corners: tuple[Point, ...]
    area: float

    def holds(self, point: Point) -> bool:
        """Tell whether a point (x, y) lies on the paper."""
        contour = np.array(self.corners, np.float32)
        return cv2.pointPolygonTest(contour, (float(point[0]), float(point[1])), False) >= 0


def find_outlines(image: Image) -> list[Outline]:
    """Return the papers on a plain table in an RGB picture (H x W x 3), largest first.

    Areas that a fold's width divides are one paper, as the pages of an open passport are. None are
    found where the rim of the picture is no plain table, as on a scan with writing at its edge.
    """
    scale = _SIDE / max(image.shape[:2])
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    mask = _off_table(cv2.GaussianBlur(small, (0, 0), 1.2))
    if mask is None:
        return []
    fold = max(3, round(_FOLD * _SIDE)) | 1
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((fold, fold), np.uint8))
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = [_outline(contour, mask.size, scale) for contour in contours]
    return sorted((one for one in found if one), key=lambda one: one.area, reverse=True)


def _off_table(small: cv2.typing.MatLike) -> cv2.typing.MatLike | None:
    """Return where the picture is not of the table's colour, None if there is no plain table.

    The table's colour may change evenly from edge to edge, as light falls in from one side.
    """
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    rim = np.ones((height, width), bool)
    edge = max(2, round(_RIM * min(height, width)))
    rim[edge:-edge, edge:-edge] = False
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    plane = np.stack([x / width, y / height, np.ones_like(x)], axis=-1)
    fitted, *_ = np.linalg.lstsq(plane[rim], lab[rim], rcond=None)
    away = np.linalg.norm(lab - plane @ fitted, axis=2)
    spread = float(np.percentile(away[rim], 90))
    if spread > _RESTLESS:
        return None
    return np.asarray(away > max(_APART, _SPREADS * spread / 2), np.uint8)


def _outline(contour: cv2.typing.MatLike, size: int, scale: float) -> Outline | None:
    """Return the paper that a contour is the edge of, None for other shapes."""
    hull = cv2.convexHull(contour)
    area = cv2.contourArea(hull)
    rectangle = cv2.minAreaRect(hull)
    shorter, longer = sorted(rectangle[1])
    if area < _LEAST_AREA * size or shorter < _LEAST_SHAPE * longer:
        return None
    # A thing with notches, such as a hand, fills its hull badly; writing is inside and does not.
    if area < _LEAST_FILL * shorter * longer or cv2.contourArea(contour) < _LEAST_FILL * area:
        return None
    corners = tuple((float(x) / scale, float(y) / scale) for x, y in cv2.boxPoints(rectangle))
    return Outline(corners, area / size)
