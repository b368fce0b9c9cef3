"""Faults of pictures are named, and good pictures are left alone: white, dark, tilted or sparse."""

import functools
import io
from collections.abc import Callable
from datetime import date

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.analysis.quality import is_blank, measure
from app.domain.evidence import QualityProblem
from app.specimens.papers.bill import draw_bill
from app.specimens.papers.cards import draw_id_card_back
from app.specimens.people import draw_person
from app.specimens.photograph import Condition, photograph

Pixels = NDArray[np.uint8]

_TODAY = date(2026, 11, 23)
_PERSON = draw_person(3, today=_TODAY)
_PAPERS = {
    "card": draw_id_card_back(_PERSON, seed=3).image,
    "bill": draw_bill(_PERSON, issued=_TODAY, seed=3).image,
}
_TOO_SMALL, _TOO_DARK = QualityProblem.TOO_SMALL, QualityProblem.TOO_DARK
_BLURRY, _GLARE, _CUT_OFF = QualityProblem.BLURRY, QualityProblem.GLARE, QualityProblem.CUT_OFF


@functools.cache
def taken(paper: str, condition: Condition, seed: int) -> bytes:
    """Return a photo of a drawn paper; taken once, since several tests look at it."""
    return photograph(_PAPERS[paper], seed, condition)


def shot(paper: str, condition: Condition = "good", seed: int = 1) -> Pixels:
    """Return a photo of a drawn paper as pixels of the caller's own."""
    photo = Image.open(io.BytesIO(taken(paper, condition, seed)))
    return clipped(np.array(photo.convert("RGB")))


def scan(paper: str) -> Pixels:
    """Return a drawn paper as a flat scan, filling the picture."""
    return np.array(_PAPERS[paper].convert("RGB"))


def clipped(values: cv2.typing.MatLike) -> Pixels:
    """Return values as pixels."""
    return np.asarray(np.clip(values, 0, 255), np.uint8)


def shrunk(image: Pixels, width: int, height: int) -> Pixels:
    """Return the picture at a smaller size."""
    return clipped(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA))


def sheet(lines: int) -> Pixels:
    """Return a white page of A4 with some lines of text at its top."""
    page = np.full((1754, 1240, 3), 250, np.uint8)
    for line in range(lines):
        where = (100, 200 + 60 * line)
        cv2.putText(page, "Utopia Water Works, bill 12", where, 0, 1.2, (30, 30, 30), 2)
    return page


@pytest.mark.parametrize("paper", _PAPERS)
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("condition", "problem", "warning"),
    [
        ("good", None, None),
        ("tilt", None, None),
        ("noise", None, None),
        ("blur", _BLURRY, _BLURRY),
        ("dark", _TOO_DARK, _TOO_DARK),
        ("glare", _GLARE, _GLARE),
        ("cut", None, _CUT_OFF),
    ],
)
def test_a_photo_is_told_its_fault(
    paper: str,
    seed: int,
    condition: Condition,
    problem: QualityProblem | None,
    warning: QualityProblem | None,
) -> None:
    quality = measure(shot(paper, condition, seed), document=True)
    assert (quality.problem, quality.warning) == (problem, warning)


@pytest.mark.parametrize("paper", _PAPERS)
def test_a_flat_scan_has_no_fault(paper: str) -> None:
    quality = measure(scan(paper), document=True)
    assert (quality.problem, quality.warning, quality.cut_off) == (None, None, False)


@pytest.mark.parametrize("gain", [1.06, 1.1, 1.2, 1.4])
@pytest.mark.parametrize("paper", _PAPERS)
def test_overexposed_paper_is_no_glare(paper: str, gain: float) -> None:
    quality = measure(clipped(shot(paper) * gain), document=True)
    assert (quality.glare, quality.problem, quality.warning) == (0, None, None)


def test_white_boxes_on_paper_are_no_glare() -> None:
    picture = shot("card")
    cv2.rectangle(picture, (500, 300), (700, 420), (255, 255, 255), -1)
    assert measure(picture, document=True).glare == 0


def test_a_small_reflection_only_warns() -> None:
    picture = shot("card").astype(np.float64)
    y, x = np.mgrid[: picture.shape[0], : picture.shape[1]]
    distance = np.hypot(x - 0.5 * x.max(), y - 0.5 * y.max()) / (0.055 * x.max())
    quality = measure(clipped(picture + 300 * np.exp(-(distance**4))[..., None]), document=True)
    assert 0.005 < quality.glare < 0.02
    assert (quality.problem, quality.warning) == (None, _GLARE)


@pytest.mark.parametrize(
    ("change", "problem", "warning"),
    [
        (lambda image: cv2.GaussianBlur(image, (0, 0), 1), None, None),
        (lambda image: cv2.GaussianBlur(image, (0, 0), 6), _BLURRY, _BLURRY),
        (lambda image: cv2.filter2D(image, -1, np.ones((1, 15)) / 15), None, _BLURRY),
        (lambda image: cv2.filter2D(image, -1, np.ones((15, 1)) / 15), None, _BLURRY),
        (lambda image: cv2.filter2D(image, -1, np.eye(21) / 21), None, _BLURRY),
        (lambda image: image * 0.4, None, None),
        (lambda image: image * 0.2, None, _TOO_DARK),
        (lambda image: image * 0.1, _TOO_DARK, _TOO_DARK),
    ],
)
def test_faults_grow_from_warning_to_problem(
    change: Callable[[Pixels], cv2.typing.MatLike],
    problem: QualityProblem | None,
    warning: QualityProblem | None,
) -> None:
    quality = measure(clipped(change(shot("bill"))), document=True)
    assert (quality.problem, quality.warning) == (problem, warning)


def test_noise_does_not_make_a_blurred_photo_sharp() -> None:
    blurred = cv2.GaussianBlur(shot("card"), (0, 0), 5)
    noise = np.random.default_rng(1).normal(0, 8, blurred.shape)
    assert measure(clipped(blurred + noise), document=True).warning is _BLURRY


def test_a_white_card_on_a_black_table_is_not_dark() -> None:
    picture = np.full((1500, 2000, 3), 4, np.uint8)
    picture[500:820, 700:1200] = shrunk(scan("card"), 500, 320)
    quality = measure(picture, document=True)
    assert quality.brightness < 45
    assert _TOO_DARK not in {quality.problem, quality.warning}


@pytest.mark.parametrize(
    ("side", "document", "problem", "warning"),
    [
        (349, True, _TOO_SMALL, _TOO_SMALL),
        (350, True, None, _TOO_SMALL),
        (599, True, None, _TOO_SMALL),
        (600, True, None, None),
        (199, False, _TOO_SMALL, None),
        (200, False, None, None),
    ],
)
def test_size_counts_along_the_longest_side(
    side: int, document: bool, problem: QualityProblem | None, warning: QualityProblem | None
) -> None:
    quality = measure(shrunk(scan("card"), side, side * 5 // 8), document=document)
    assert (quality.width, quality.height) == (side, side * 5 // 8)
    assert (quality.problem, quality.warning) == (problem, warning)


def test_a_face_is_not_asked_for_edges_or_glare() -> None:
    quality = measure(shot("card", "cut"), document=False)
    assert (quality.cut_off, quality.glare, quality.warning) == (False, 0, None)
    assert measure(shot("card", "glare"), document=False).problem is None


def test_the_worst_fault_is_told() -> None:
    dark_and_small = shrunk(clipped(shot("card", "cut") * 0.1), 300, 190)
    assert measure(dark_and_small, document=True).problem is _TOO_SMALL


@pytest.mark.parametrize("lines", [0, 1, 5, 20])
def test_a_sheet_with_little_on_it_is_not_blurry(lines: int) -> None:
    quality = measure(sheet(lines), document=True)
    assert (quality.problem, quality.warning) == (None, None)


def test_an_empty_page_is_blank() -> None:
    noise = np.random.default_rng(2).normal(0, 6, (1200, 1600, 3))
    table = np.full((1200, 1600, 3), 80.0)
    table[150:1050, 250:1350] = 225
    assert is_blank(sheet(0))
    assert is_blank(np.zeros((1200, 1600, 3), np.uint8))
    assert is_blank(clipped(np.full((1200, 1600, 3), 180.0) + noise))
    assert is_blank(clipped(np.full((1200, 1600, 3), 5.0) + noise / 3))
    assert is_blank(clipped(table + noise))


def test_a_page_number_alone_leaves_a_page_blank() -> None:
    page = sheet(0)
    cv2.putText(page, "7", (600, 1700), 0, 1, (0, 0, 0), 2)
    assert is_blank(page)


@pytest.mark.parametrize("paper", _PAPERS)
@pytest.mark.parametrize("condition", ["good", "dark", "blur", "cut", "tilt"])
def test_a_page_with_writing_is_not_blank(paper: str, condition: Condition) -> None:
    assert not is_blank(shot(paper, condition))


def test_a_few_lines_are_not_blank() -> None:
    assert not is_blank(sheet(5))


@pytest.mark.parametrize("shape", [(1, 1, 3), (3, 2000, 3), (2000, 1, 3), (39, 41, 3)])
def test_a_sliver_of_a_picture_is_measured(shape: tuple[int, int, int]) -> None:
    picture = np.full(shape, 128, np.uint8)
    assert measure(picture, document=True).width == shape[1]
    assert is_blank(picture)
