"""Selfies are looked at closely: eyes open, eyes to be seen, face this way."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from app.analysis.faces import crop, find_faces
from app.analysis.mesh import fit_mesh
from app.analysis.selfies import look_at_selfie
from app.specimens import PHOTOS, load_photo
from tests.support.moving_faces import Pose, head

Picture = NDArray[np.uint8]
#: Photographs with no room around the face.
CLOSELY_CUT = {"p5_a", "p5_b"}


def with_glasses(name: str, tint: float) -> Picture:
    """Return a person in glasses that keep back a share of the light."""
    picture = head(name).picture
    glasses = picture.copy()
    points = fit_mesh(picture, find_faces(picture)[0]).points
    for outer, inner in ((33, 133), (362, 263)):
        middle = points[[outer, inner], :2].mean(axis=0)
        wide = float(np.linalg.norm(points[inner, :2] - points[outer, :2]))
        centre = (round(middle[0]), round(middle[1] + 0.15 * wide))
        cv2.ellipse(glasses, (centre, (1.9 * wide, 1.5 * wide), 0), (20, 20, 22), -1)
    return np.asarray(picture * (1 - tint) + glasses * tint, np.uint8)


@pytest.mark.parametrize("name", sorted(set(PHOTOS) - CLOSELY_CUT))
def test_open_eyes_of_a_person_are_fine(name: str) -> None:
    evidence, face = look_at_selfie(np.asarray(load_photo(name)))
    assert face is not None
    assert (evidence.problem, evidence.doubt) == (None, None)
    assert evidence.lids is not None
    assert evidence.lids > 0.12
    assert evidence.eye_shade is not None
    assert evidence.eye_shade > 0.8


@pytest.mark.parametrize("name", ["p1_a", "p3_a"])
def test_closed_eyes_are_noticed(name: str) -> None:
    evidence, _ = look_at_selfie(head(name).frame(Pose(shut=1)))
    assert "closed-eyes" in {evidence.problem, evidence.doubt}


@pytest.mark.parametrize(
    ("tint", "problem", "doubt"),
    [(1.0, "eyes-covered", None), (0.68, None, "eyes-covered"), (0.2, None, None)],
)
def test_dark_glasses_are_refused_and_tinted_ones_left_to_a_person(
    tint: float, problem: str | None, doubt: str | None
) -> None:
    evidence, _ = look_at_selfie(with_glasses("p3_a", tint))
    assert (evidence.problem, evidence.doubt) == (problem, doubt)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_selfie_that_lies_on_its_side_is_measured_upright(turns: int) -> None:
    turned = np.ascontiguousarray(np.rot90(head("p3_a").picture, turns))
    evidence, _ = look_at_selfie(turned)
    assert (evidence.problem, evidence.doubt) == (None, None)
    assert evidence.yaw is not None
    assert abs(evidence.yaw) < 5


def test_selfie_that_is_refused_anyway_is_not_measured() -> None:
    evidence, _ = look_at_selfie(np.full((480, 640, 3), 9, np.uint8))
    assert (evidence.problem, evidence.lids) == ("too-dark", None)


@pytest.mark.parametrize("turns", [0, 1])
def test_crop_shows_the_face_upright_and_small(turns: int) -> None:
    picture = np.ascontiguousarray(np.rot90(head("p3_a").picture, turns))
    jpeg = crop(picture, find_faces(picture)[0])
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert pixels is not None
    assert max(pixels.shape) <= 300
    (face,) = find_faces(np.asarray(pixels[..., ::-1], np.uint8).copy())
    assert face.quarter_turns == 0
    assert len(jpeg) < 60_000
