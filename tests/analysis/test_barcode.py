"""Tests of reading barcodes from drawn and photographed cards."""

import time
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageFilter

from app.analysis.barcode import read_barcodes
from app.specimens import draw_american_licence_back, draw_person, photograph
from app.specimens.papers.aamva import aamva_text, draw_pdf417
from app.specimens.photograph import Condition

PERSON = draw_person(4, today=date(2026, 11, 23))
TEXT = aamva_text(PERSON)


def pixels(image: Image.Image) -> np.ndarray:
    """Return a picture as the analysis sees it."""
    return np.asarray(image.convert("RGB"), np.uint8)


def photo(condition: Condition, seed: int) -> np.ndarray:
    """Return a photograph of the back of the person's licence."""
    back = draw_american_licence_back(PERSON, seed=seed).image
    return pixels(Image.open(BytesIO(photograph(back, seed, condition))))


def test_drawn_barcode_gives_its_text_to_the_letter() -> None:
    assert read_barcodes(pixels(draw_pdf417(TEXT))) == (TEXT,)


@pytest.mark.parametrize("condition", ["good", "tilt", "noise"])
@pytest.mark.parametrize("seed", [1, 2])
def test_photographed_barcode_is_read(condition: Condition, seed: int) -> None:
    assert read_barcodes(photo(condition, seed), budget_seconds=60) == (TEXT,)


@pytest.mark.parametrize("degrees", [5, -9, 90, 180, 187, 270])
def test_turned_barcode_is_read(degrees: float) -> None:
    card = draw_american_licence_back(PERSON, seed=1).image
    turned = card.rotate(degrees, expand=True, fillcolor=(90, 80, 70))
    assert read_barcodes(pixels(turned), budget_seconds=60) == (TEXT,)


def test_slope_of_the_text_leads_straight_to_the_barcode() -> None:
    card = draw_american_licence_back(PERSON, seed=1).image
    turned = card.rotate(-14, expand=True, fillcolor=(90, 80, 70))
    assert read_barcodes(pixels(turned), tilt_degrees=14, is_thorough=False) == (TEXT,)


def test_blurred_barcode_is_read() -> None:
    card = draw_american_licence_back(PERSON, seed=1).image.filter(ImageFilter.GaussianBlur(2))
    assert read_barcodes(pixels(card), budget_seconds=60) == (TEXT,)


def test_barcode_that_lost_a_corner_gives_its_text_or_nothing() -> None:
    code = draw_pdf417(TEXT)
    code.paste(255, (code.width // 3, 0, code.width // 2, code.height // 2))
    assert read_barcodes(pixels(code)) in {(TEXT,), ()}


@pytest.mark.parametrize("seed", [3, 5])
def test_barcode_under_glare_gives_its_text_or_nothing(seed: int) -> None:
    person = draw_person(seed, today=date(2026, 11, 23))
    back = draw_american_licence_back(person, seed=seed).image
    taken = pixels(Image.open(BytesIO(photograph(back, seed, "glare"))))
    assert read_barcodes(taken) in {(aamva_text(person),), ()}


def test_half_a_barcode_gives_nothing() -> None:
    code = draw_pdf417(TEXT)
    half = code.crop((0, 0, code.width // 2, code.height))
    assert read_barcodes(pixels(half)) == ()


def test_picture_without_a_barcode_ends_within_the_time_given() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 1400, 3)).astype(np.uint8)
    started = time.monotonic()
    assert read_barcodes(noise, budget_seconds=0.2) == ()
    assert time.monotonic() - started < 5
