"""Frames of a moving head made from one photograph, and of the tricks that pretend to be one.

The photograph's face mesh is turned in three dimensions and the picture is warped after it by a
thin-plate spline; lids are drawn over the eyes the same way. What the mesh does not cover (hair,
neck, room) stays where it is. This moves a face as a head does, nose before cheeks; it draws no
new ear or shadow, so turns much beyond 30 degrees look wrong.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.faces import find_faces
from app.analysis.mesh import fit_mesh
from app.domain.liveness import Challenge
from app.specimens import load_photo

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]

#: Long side in pixels of a frame, as the portal's script sends it.
_SIDE = 480
#: Degrees a head turns at most; the mesh sees about two thirds of it in a warped picture.
_TURN = 32.0
#: Side in pixels of the cells in which a warp is computed.
_CELL = 8
_EYES = (
    # Outer corner, upper lid, inner corner, lower lid back again; and the fold above the lid.
    (
        (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
        (247, 30, 29, 27, 28, 56, 190),
    ),
    (
        (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
        (467, 260, 259, 257, 258, 286, 414),
    ),
)


@dataclass(frozen=True)
class Pose:
    """How a frame differs from the photograph: degrees to the picture's right, lids shut (0-1),
    and how much nearer the face is."""

    yaw: float = 0.0
    shut: float = 0.0
    zoom: float = 1.0


class Head:
    """One photograph that can be moved."""

    def __init__(self, name: str) -> None:
        photo = np.asarray(load_photo(name))
        box = find_faces(photo)[0].box
        self.picture = _around(photo, box)
        self.mesh = fit_mesh(self.picture, find_faces(self.picture)[0]).points

    def frame(self, pose: Pose) -> Picture:
        """Return the picture in a pose, without noise."""
        moved = self._turned(pose.yaw)
        turned = self.picture
        if pose.yaw:
            turned = _warp(self.picture, self.mesh[:, :2], moved)
        if pose.shut:
            turned = _shut(turned, moved)
        return _zoomed(turned, self.mesh[:, :2].mean(axis=0), pose.zoom)

    def _turned(self, yaw: float) -> Points:
        """Return where the mesh's points lie after turning about the middle of the head."""
        edges = self.mesh[[234, 454]]
        middle = edges.mean(axis=0)
        across, depth = self.mesh[:, 0] - middle[0], self.mesh[:, 2] - middle[2]
        angle = np.radians(yaw)
        # Depth grows away from the camera, so a nose (negative) goes to the right for yaw > 0.
        x = across * np.cos(angle) - depth * np.sin(angle)
        return np.stack([middle[0] + x, self.mesh[:, 1]], axis=1)


@cache
def head(name: str) -> Head:
    """Return a photograph that can be moved, made once."""
    return Head(name)


def poses(challenge: Challenge, frames: int = 9) -> list[Pose]:
    """Return how somebody follows a challenge."""
    way = np.sin(np.linspace(0, np.pi, frames))
    if challenge is Challenge.BLINK:
        return [Pose(shut=float(share**6 > 0.5)) for share in way]
    if challenge is Challenge.MOVE_CLOSER:
        return [Pose(zoom=1 + 0.45 * step / (frames - 1)) for step in range(frames)]
    aim = _TURN if challenge is Challenge.TURN_LEFT else -_TURN
    return [Pose(yaw=float(aim * share)) for share in way]


def film(
    name: str, challenges: Iterable[Challenge], *, seed: int = 0, frames: int = 9
) -> list[list[bytes]]:
    """Return the frames of an honest session, step by step, as JPEGs."""
    return [
        shoot([head(name).frame(pose) for pose in poses(challenge, frames)], seed=seed + at)
        for at, challenge in enumerate(challenges)
    ]


def shoot(pictures: Sequence[Picture], *, seed: int = 0) -> list[bytes]:
    """Return pictures as a camera sends them: a little noise, then JPEG."""
    random = np.random.default_rng(seed)
    return [_jpeg(picture + random.normal(0, 2.0, picture.shape)) for picture in pictures]


def waved(name: str, challenge: Challenge, *, frames: int = 9, tilt: float = 45.0) -> list[Picture]:
    """Return a printed photograph, turned about its middle the way a challenge asks."""
    picture = head(name).picture
    aim = 1 if challenge is Challenge.TURN_LEFT else -1
    way = np.sin(np.linspace(0, np.pi, frames))
    return [_tilted(picture, float(aim * tilt * share)) for share in way]


def shifted(pose: Pose, yaw: float) -> Pose:
    """Return a pose turned further."""
    return replace(pose, yaw=pose.yaw + yaw)


def _around(photo: Picture, box: tuple[int, int, int, int]) -> Picture:
    """Return head and shoulders, at the size of a frame; the picture is continued at its edges."""
    left, top, right, bottom = box
    size = round(1.05 * (bottom - top))
    across, down = (left + right) // 2, (top + bottom) // 2
    wide = cv2.copyMakeBorder(photo, size, size, size, size, cv2.BORDER_REPLICATE)
    cut = wide[down : down + 2 * size, across : across + 2 * size]
    return np.asarray(cv2.resize(cut, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.uint8)


def _warp(picture: Picture, before: Points, after: Points) -> Picture:
    """Move the points of a picture from `before` to `after`, and its edge nowhere."""
    middle, reach = before.mean(axis=0), np.ptp(before, axis=0)
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    ring = middle + np.stack([np.cos(angles), np.sin(angles)], axis=1) * reach * 0.85
    fixed = np.concatenate([ring, middle + (ring - middle) * 1.4])
    sources = np.concatenate([before[::2], fixed])
    targets = np.concatenate([after[::2], fixed])
    # Each node stands for the middle of a cell, as `resize` takes it.
    middles = np.arange(_CELL / 2 - 0.5, _SIDE, _CELL)
    grid = np.stack(np.meshgrid(middles, middles), axis=-1).reshape(-1, 2)
    inside = np.linalg.norm((grid - middle) / reach, axis=1) < 1.1
    shift = np.zeros_like(grid)
    shift[inside] = _spline(targets, sources - targets, grid[inside])
    cells = shift.reshape(len(middles), len(middles), 2).astype(np.float32)
    field = cv2.resize(cells, (_SIDE, _SIDE), interpolation=cv2.INTER_LINEAR)
    rows, columns = np.indices((_SIDE, _SIDE), np.float32)
    warped = cv2.remap(
        picture,
        columns + field[..., 0],
        rows + field[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    return np.asarray(warped, np.uint8)


def _spline(nodes: Points, values: Points, at: Points) -> Points:
    """Return a smooth surface through values at nodes (a thin-plate spline), at other points."""
    scale = float(_SIDE)
    count = len(nodes)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count] = _kernel(nodes / scale, nodes / scale) + 1e-5 * np.eye(count)
    system[:count, count:] = np.hstack([np.ones((count, 1)), nodes / scale])
    system[count:, :count] = system[:count, count:].T
    weights = np.linalg.solve(system, np.vstack([values, np.zeros((3, 2))]))
    terms = np.hstack([_kernel(at / scale, nodes / scale), np.ones((len(at), 1)), at / scale])
    return np.asarray(terms @ weights)


def _kernel(one: Points, other: Points) -> Points:
    squares = ((one[:, None] - other[None]) ** 2).sum(axis=-1)
    return np.asarray(squares * np.log(squares + 1e-12))


def _shut(picture: Picture, points: Points) -> Picture:
    """Draw lids over both eyes: skin of the fold above, and the lashes along the lower lid."""
    fine = cv2.resize(picture, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    for outline, fold in _EYES:
        eye = points[list(outline)] * 4
        skin = np.median([fine[int(y), int(x)] for x, y in points[list(fold)] * 4], axis=0)
        tall = float(np.ptp(eye[:, 1]))
        mask = np.zeros(fine.shape[:2], np.float32)
        cv2.fillPoly(mask, [eye.round().astype(np.int32)], 1.0)
        mask = cv2.dilate(mask, np.ones((int(0.5 * tall) | 1,) * 2))
        mask = cv2.GaussianBlur(mask, (0, 0), 0.12 * tall)[..., None]
        fine = (fine * (1 - mask) + skin * mask).astype(np.uint8)
        lashes = np.concatenate([eye[8:], eye[:1]]).round().astype(np.int32)
        dark = tuple(int(0.35 * tone) for tone in skin)
        cv2.polylines(fine, [lashes], False, dark, max(2, int(0.12 * tall)), cv2.LINE_AA)
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.uint8)


def _zoomed(picture: Picture, middle: Points, zoom: float) -> Picture:
    if zoom == 1.0:
        return picture
    matrix = np.array([[zoom, 0, middle[0] * (1 - zoom)], [0, zoom, middle[1] * (1 - zoom)]])
    return np.asarray(cv2.warpAffine(picture, matrix, (_SIDE, _SIDE)), np.uint8)


def _tilted(picture: Picture, degrees: float) -> Picture:
    """Return a flat picture turned about its upright middle line, seen from three widths away."""
    angle, half, away = np.radians(degrees), _SIDE / 2, 3.0 * _SIDE
    corners = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    depth = away - corners[:, 0] * np.sin(angle)
    seen = (
        np.stack([corners[:, 0] * np.cos(angle), corners[:, 1]], axis=1) * (away / depth)[:, None]
    )
    matrix = cv2.getPerspectiveTransform(
        (corners + half).astype(np.float32), (seen + half).astype(np.float32)
    )
    return np.asarray(
        cv2.warpPerspective(picture, matrix, (_SIDE, _SIDE), borderValue=(90, 90, 90)), np.uint8
    )


def _jpeg(picture: NDArray[np.floating]) -> bytes:
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 85]
    )
    assert done
    return data.tobytes()
