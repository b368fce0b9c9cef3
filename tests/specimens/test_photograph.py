"""Photographs are reproducible, each condition shows what it is named after, and good ones read."""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from app.specimens import (
    CONDITIONS,
    Condition,
    draw_bill,
    draw_id_card_back,
    draw_id_card_front,
    draw_passport,
    draw_person,
    photograph,
)

# What no reader can tell apart in OCR-B by shape alone; fields of letters or digits settle it.
LOOK_ALIKES = str.maketrans("OISB", "0158")


@pytest.fixture(scope="module")
def reader() -> RapidOCR:
    """The text reader the product uses."""
    return RapidOCR(params={"Global.use_cls": False, "Global.log_level": "critical"})


@pytest.fixture
def passport(portrait: Image.Image, today: date) -> Image.Image:
    """A passport page as drawn."""
    return draw_passport(draw_person(3, today=today), portrait, seed=3).image


def pixels_of(jpeg: bytes) -> NDArray[np.uint8]:
    """Return the grey pixels of a JPEG."""
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("L"))


def sharpness(pixels: NDArray[np.uint8]) -> float:
    """Return the variance of the Laplacian."""
    return float(cv2.Laplacian(pixels, cv2.CV_64F).var())


@pytest.mark.parametrize("condition", CONDITIONS)
def test_same_seed_takes_the_same_photograph(passport: Image.Image, condition: Condition) -> None:
    part = passport.crop((0, 0, 420, 300))
    first, second = photograph(part, 1, condition), photograph(part, 1, condition)
    assert first == second
    assert first != photograph(part, 2, condition)
    assert first.startswith(b"\xff\xd8\xff")


def test_blur_takes_the_edges_away(passport: Image.Image) -> None:
    good, blurred = (pixels_of(photograph(passport, 1, how)) for how in ("good", "blur"))
    assert sharpness(blurred) < sharpness(good) / 5


def test_dark_is_darker_than_any_reader_allows(passport: Image.Image) -> None:
    assert pixels_of(photograph(passport, 1, "dark")).mean() < 25


def test_glare_burns_a_hole_into_the_page(passport: Image.Image) -> None:
    good, glaring = (pixels_of(photograph(passport, 1, how)) for how in ("good", "glare"))
    assert (good > 250).mean() < 0.002
    assert (glaring > 250).mean() > 0.02


def test_cut_leaves_the_page_at_the_lower_right_edge(portrait: Image.Image) -> None:
    page = Image.new("RGB", (1250, 880), (0, 0, 255))
    taken = np.asarray(Image.open(io.BytesIO(photograph(page, 1, "cut"))))
    corners = [taken[y, x] for y, x in ((5, 5), (-5, -5))]
    is_page = [int(corner[2]) > 2 * int(corner[0]) for corner in corners]
    assert is_page == [False, True]


def test_noise_is_louder_than_in_a_good_photograph(passport: Image.Image) -> None:
    good, noisy = (pixels_of(photograph(passport, 1, how)) for how in ("good", "noise"))
    flat = (slice(5, 60), slice(5, 60))
    assert noisy[flat].std() > 3 * good[flat].std()


def test_copier_takes_the_colour_away(portrait: Image.Image) -> None:
    page = Image.new("RGB", (600, 400), (90, 160, 230))
    taken = np.asarray(Image.open(io.BytesIO(photograph(page, 1, "photocopy"))))
    middle = taken[150:250, 250:350].astype(int)
    assert np.abs(middle[..., 0] - middle[..., 2]).mean() < 6


def test_print_breaks_an_even_tone_into_dots(portrait: Image.Image) -> None:
    page = Image.new("RGB", (600, 400), (140, 150, 160))
    assert roughness(page, "print") > 4 * roughness(page, "good")


def test_screen_adds_a_cold_grid(portrait: Image.Image) -> None:
    page = Image.new("RGB", (600, 400), (160, 160, 160))
    assert roughness(page, "screen") > 1.5 * roughness(page, "good")
    red, _, blue = middle_of(page, "screen").mean(axis=(0, 1))
    assert blue > red + 5


def middle_of(page: Image.Image, condition: Condition) -> NDArray[np.uint8]:
    """Return the middle of a photograph of a page of 600 x 400 pixels."""
    return np.asarray(Image.open(io.BytesIO(photograph(page, 1, condition))))[180:280, 280:420]


def roughness(page: Image.Image, condition: Condition) -> float:
    """Return how much the middle of an even page varies."""
    return float(middle_of(page, condition).mean(axis=2).std())


def test_tilt_turns_the_page(portrait: Image.Image) -> None:
    page = Image.new("RGB", (1250, 880), (0, 0, 255))
    taken = np.asarray(Image.open(io.BytesIO(photograph(page, 1, "tilt"))))
    points = np.argwhere(taken[..., 2] > 2 * taken[..., 0].astype(int))
    angle = cv2.minAreaRect(points[:, ::-1].astype(np.float32))[2] % 90
    assert min(angle, 90 - angle) > 4


@pytest.mark.parametrize("condition", ["good", "tilt", "noise"])
def test_machine_readable_lines_can_be_read(
    reader: RapidOCR, portrait: Image.Image, today: date, condition: Condition
) -> None:
    person = draw_person(9, today=today)
    papers = [
        draw_passport(person, portrait, seed=9, layout="grid"),
        draw_id_card_back(person, seed=9),
    ]
    for image, truth in papers:
        read = read_texts(reader, photograph(image, 9, condition))
        assert [line for line in truth.mrz if line.translate(LOOK_ALIKES) not in read] == []


def test_printed_text_can_be_read(reader: RapidOCR, portrait: Image.Image, today: date) -> None:
    person = draw_person(0, today=today)
    papers = [
        draw_passport(person, portrait, seed=0),
        draw_id_card_front(person, portrait, seed=0),
        draw_bill(person, issued=today, seed=0, layout="window"),
    ]
    for image, truth in papers:
        read = "".join(read_texts(reader, photograph(image, 0)))
        said = [text.upper().replace(" ", "").translate(LOOK_ALIKES) for text in truth.text]
        missed = [text for text in said if text not in read]
        assert len(missed) <= len(said) // 10, missed


def read_texts(reader: RapidOCR, jpeg: bytes) -> list[str]:
    """Return what the reader sees, without spaces, in capitals, look-alikes made equal."""
    picture = np.asarray(Image.open(io.BytesIO(jpeg)))[..., ::-1]
    seen = reader(np.ascontiguousarray(picture))
    assert isinstance(seen, RapidOCROutput)
    texts = seen.txts or ()
    return [text.upper().replace(" ", "").translate(LOOK_ALIKES) for text in texts]
