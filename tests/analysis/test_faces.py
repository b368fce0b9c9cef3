"""Faces are found in photographs and drawn papers, judged, and told apart.

Photographs are named after the person and a letter: three of five persons stand in two or more. The
bounds for distances are the product's: up to 0.50 is a match, beyond 0.65 is none.
"""

import io
from collections import Counter
from datetime import date
from itertools import combinations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.analysis.faces import (
    Face,
    compare,
    distance,
    embed,
    find_faces,
    portrait_evidence,
    selfie_evidence,
)
from app.domain.documents import FileTag
from app.domain.evidence import FaceEvidence
from app.specimens import (
    PHOTOS,
    Condition,
    draw_bill,
    draw_id_card_front,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

Picture = NDArray[np.uint8]
TODAY = date(2026, 11, 23)
MATCH, NO_MATCH = 0.50, 0.65
#: Photographs with no room around the face.
CLOSELY_CUT = {"p5_a", "p5_b"}


@pytest.fixture(scope="module")
def photos() -> dict[str, Picture]:
    """All photographs as RGB pixels."""
    return {name: np.asarray(load_photo(name)) for name in PHOTOS}


@pytest.fixture(scope="module")
def embeddings(photos: dict[str, Picture]) -> dict[str, NDArray[np.float64]]:
    """The embedding of each photograph's face."""
    return {name: embed(photo, find_faces(photo)[0]) for name, photo in photos.items()}


def portrait_of(picture: Picture, tag: FileTag) -> tuple[FaceEvidence, Face | None]:
    """Return what is seen of the portrait in a picture of a document."""
    return portrait_evidence(picture, tag, find_faces(picture))


def taken(image: Image.Image, seed: int = 0, condition: Condition = "good") -> Picture:
    """Return the pixels of a paper as photographed."""
    return np.asarray(Image.open(io.BytesIO(photograph(image, seed, condition))))


def passport_with(name: str, seed: int = 0, condition: Condition = "good") -> Picture:
    """Return a photographed passport with this portrait."""
    person = draw_person(seed, today=TODAY)
    return taken(draw_passport(person, load_portrait(name), seed=seed).image, seed, condition)


def beside(left: Picture, right: Picture, *, share: float = 1.0) -> Picture:
    """Return two pictures side by side, the right one at a share of the left one's height."""
    height = left.shape[0]
    low = round(height * share)
    small = cv2.resize(right, (round(right.shape[1] * low / right.shape[0]), low))
    padded = np.full((height, small.shape[1], 3), 128, np.uint8)
    padded[:low] = small
    return np.concatenate([left, padded], axis=1)


def sized(picture: Picture, face_height: int) -> Picture:
    """Return a picture scaled so that its face has this height in pixels."""
    scale = face_height / find_faces(picture)[0].height
    return scaled(picture, scale)


def scaled(picture: Picture, scale: float) -> Picture:
    """Return a picture made smaller or larger."""
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    return resized(picture, size)


def resized(picture: Picture, size: tuple[int, int], how: int = cv2.INTER_AREA) -> Picture:
    """Return a picture at a width and height."""
    return np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)


@pytest.mark.parametrize("name", PHOTOS)
def test_one_face_is_found_in_a_photograph(photos: dict[str, Picture], name: str) -> None:
    (face,) = find_faces(photos[name])
    left, top, right, bottom = face.box
    assert face.confidence > 0.8
    assert face.landmarks is not None
    assert face.landmarks.shape == (5, 2)
    inside = (face.landmarks > (left, top)) & (face.landmarks < (right, bottom))
    assert inside.all()
    eyes, mouth = face.landmarks[:2], face.landmarks[3:]
    assert eyes[0, 0] < eyes[1, 0]
    assert eyes[:, 1].max() < mouth[:, 1].min()


def test_one_person_is_told_from_others(embeddings: dict[str, NDArray[np.float64]]) -> None:
    for one, other in combinations(PHOTOS, 2):
        apart = distance(embeddings[one], embeddings[other])
        if one[:2] == other[:2]:
            assert apart < MATCH, (one, other)
        else:
            assert apart > NO_MATCH, (one, other)


@pytest.mark.parametrize("condition", ["good", "tilt", "noise", "glare"])
@pytest.mark.parametrize("name", ["p1_b", "p4_b", "p5_c"])
def test_portrait_of_a_passport_matches_its_holder_only(
    embeddings: dict[str, NDArray[np.float64]], name: str, condition: Condition
) -> None:
    document = passport_with(name, 3, condition)
    evidence, portrait = portrait_of(document, FileTag.FRONT)
    assert portrait is not None
    assert (evidence.tag, evidence.count, evidence.problem) == (FileTag.FRONT, 1, None)
    assert evidence.height == portrait.height >= 170
    seen = embed(document, portrait)
    others = {other: distance(seen, embeddings[other]) for other in PHOTOS if other != name}
    assert max(apart for other, apart in others.items() if other[:2] == name[:2]) < MATCH
    assert min(apart for other, apart in others.items() if other[:2] != name[:2]) > NO_MATCH


def test_three_persons_stand_in_two_photographs_or_more() -> None:
    counts = Counter(name[:2] for name in PHOTOS)
    assert sum(count >= 2 for count in counts.values()) >= 3


def test_comparison_is_the_distance_of_both_faces(photos: dict[str, Picture]) -> None:
    document = passport_with("p1_a")
    portrait, selfie = find_faces(document)[0], find_faces(photos["p1_c"])[0]
    apart = compare(document, portrait, photos["p1_c"], selfie)
    back = compare(photos["p1_c"], selfie, document, portrait)
    assert apart == pytest.approx(back)
    assert 0.1 < apart < MATCH
    assert compare(document, portrait, document, portrait) == 0


@pytest.mark.parametrize("name", ["p1_a", "p2_a", "p3_a"])
def test_ghost_portrait_is_no_second_person(name: str) -> None:
    card = draw_id_card_front(draw_person(1, today=TODAY), load_portrait(name), seed=1)
    pixels = np.asarray(card.image)
    evidence, portrait = portrait_of(pixels, FileTag.FRONT)
    assert len(find_faces(pixels)) == 2
    assert (evidence.count, evidence.problem) == (1, None)
    assert portrait is not None
    assert card.truth.portrait_box is not None
    left, _, right, _ = card.truth.portrait_box
    assert left < portrait.box[0] < portrait.box[2] < right


def test_passport_held_beside_another_head_shows_several_faces(photos: dict[str, Picture]) -> None:
    picture = beside(photos["p2_a"], passport_with("p3_a"), share=0.3)
    evidence, _ = portrait_of(picture, FileTag.FRONT)
    assert (evidence.count, evidence.problem) == (2, "several-faces")


def test_paper_without_a_portrait_has_no_face() -> None:
    bill = draw_bill(draw_person(0, today=TODAY), issued=TODAY).image
    evidence, face = portrait_of(taken(bill), FileTag.PAGES)
    assert face is None
    assert (evidence.count, evidence.height, evidence.problem) == (0, 0, "no-face")


@pytest.mark.parametrize("name", sorted(set(PHOTOS) - CLOSELY_CUT))
def test_selfie_of_one_person_is_fine(photos: dict[str, Picture], name: str) -> None:
    evidence, face = selfie_evidence(photos[name])
    assert face is not None
    assert (evidence.tag, evidence.count, evidence.problem) == (FileTag.FACE_PROOF, 1, None)
    assert evidence.height == face.height > 100


@pytest.mark.parametrize("name", sorted(CLOSELY_CUT))
def test_selfie_that_reaches_its_edge_is_cut_off(photos: dict[str, Picture], name: str) -> None:
    evidence, _ = selfie_evidence(photos[name])
    assert (evidence.count, evidence.problem) == (1, "cut-off")


def test_selfie_of_two_persons_is_refused(photos: dict[str, Picture]) -> None:
    both = beside(photos["p1_a"], photos["p2_a"], share=0.9)
    evidence, _ = selfie_evidence(both)
    assert (evidence.count, evidence.problem) == (2, "several-faces")


def test_passer_by_far_off_does_not_count(photos: dict[str, Picture]) -> None:
    picture = beside(photos["p1_b"], photos["p2_a"], share=0.3)
    evidence, _ = selfie_evidence(picture)
    assert len(find_faces(picture)) == 2
    assert (evidence.count, evidence.problem) == (1, None)


@pytest.mark.parametrize(("height", "problem"), [(70, "too-small"), (120, None)])
def test_selfie_needs_a_face_of_some_height(
    photos: dict[str, Picture], height: int, problem: str | None
) -> None:
    evidence, _ = selfie_evidence(sized(photos["p1_a"], height))
    assert evidence.problem == problem


@pytest.mark.parametrize(("height", "problem"), [(36, "too-small"), (70, None)])
def test_portrait_needs_a_face_of_some_height(height: int, problem: str | None) -> None:
    evidence, _ = portrait_of(sized(passport_with("p1_a"), height), FileTag.FRONT)
    assert evidence.problem == problem


@pytest.mark.parametrize("light", [0.04, 0.15])
def test_selfie_in_the_dark_is_refused(photos: dict[str, Picture], light: float) -> None:
    evidence, _ = selfie_evidence((photos["p1_c"] * light).astype(np.uint8))
    assert evidence.problem == "too-dark"


def test_black_picture_is_dark_rather_than_empty() -> None:
    evidence, face = selfie_evidence(np.full((480, 640, 3), 9, np.uint8))
    assert face is None
    assert evidence.problem == "too-dark"


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_face_that_leaves_the_picture_is_cut_off(photos: dict[str, Picture], side: str) -> None:
    photo = photos["p1_a"]
    left, top, right, bottom = find_faces(photo)[0].box
    across, down = (left + right) // 2, (top + bottom) // 2
    kept = {
        "left": photo[:, across:],
        "right": photo[:, :across],
        "top": photo[top + (bottom - top) // 4 :],
        "bottom": photo[: down + (bottom - top) // 4],
    }[side]
    evidence, _ = selfie_evidence(np.ascontiguousarray(kept))
    assert evidence.problem == "cut-off"


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_picture_gives_the_same_face(
    photos: dict[str, Picture], embeddings: dict[str, NDArray[np.float64]], turns: int
) -> None:
    turned = np.ascontiguousarray(np.rot90(photos["p3_a"], turns))
    (face,) = find_faces(turned)
    assert (face.quarter_turns + turns) % 4 == 0
    assert distance(embed(turned, face), embeddings["p3_a"]) < 0.2


def test_coarse_raster_is_seen_by_the_second_detector(
    photos: dict[str, Picture], embeddings: dict[str, NDArray[np.float64]]
) -> None:
    smooth = sized(photos["p1_b"], 170)
    height, width = smooth.shape[:2]
    coarse = resized(resized(smooth, (width // 8, height // 8)), (width, height), cv2.INTER_NEAREST)
    (face,), (sharp,) = find_faces(coarse), find_faces(smooth)
    assert face.landmarks is None
    assert np.abs(np.subtract(face.box, sharp.box)).max() < 0.25 * sharp.height
    seen = embed(coarse, face)
    assert min(PHOTOS, key=lambda name: distance(seen, embeddings[name])).startswith("p1")


def test_face_without_landmarks_counts_as_upright() -> None:
    face = Face((10, 20, 110, 160), None, 0.9)
    assert (face.quarter_turns, face.height) == (0, 140)
