"""Tests of telling an O from a 0 by its height, on drawn papers."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from app.analysis.mrz.number import settle_number
from app.analysis.reading.glyphs import number_by_height
from app.analysis.reading.page import Page, read_page
from app.specimens import draw_passport, draw_person, photograph
from app.specimens.people import Person

TODAY = date(2026, 11, 23)
PORTRAIT = Image.new("RGB", (350, 450), (150, 140, 130))
NOTHING = frozenset[str]()


def read(person: Person) -> Page:
    """Photograph and read the passport of a person."""
    jpeg = photograph(draw_passport(person, PORTRAIT, seed=6).image, 6)
    taken = Image.open(BytesIO(jpeg)).convert("RGB")
    return read_page(np.asarray(taken, np.uint8), seeks_zone=True)


@pytest.mark.parametrize("seed", [6, 11])
def test_number_full_of_look_alikes_is_read(seed: int) -> None:
    person = draw_person(seed, today=TODAY)
    assert person.trap == "look-alike-number"
    zone = read(person).zone
    assert zone is not None
    assert zone.number == person.document_number
    assert all(zone.checks.values())
    assert settle_number(zone, NOTHING).number_certain


def test_two_letters_that_weigh_as_much_as_two_zeros_are_doubted() -> None:
    person = replace(draw_person(6, today=TODAY), document_number="440OOS41G")
    zone = read(person).zone
    assert zone is not None
    settled = settle_number(zone, frozenset({zone.number}))
    assert settled.number == person.document_number or not settled.number_certain


def test_plain_number_stays_as_it_was_read() -> None:
    person = draw_person(7, today=TODAY)
    zone = read(person).zone
    assert zone is not None
    assert zone.number == person.document_number
    assert not zone.number_repaired
    assert not zone.number_doubted


def test_picture_without_glyphs_tells_nothing() -> None:
    page = read(draw_person(7, today=TODAY))
    assert page.zone is not None
    assert page.zone_image is not None
    blank = np.full_like(page.zone_image, 200)
    assert number_by_height(page.zone, blank, page.zone_lines) is None


def test_rows_read_in_pieces_tell_nothing() -> None:
    page = read(draw_person(7, today=TODAY))
    assert page.zone is not None
    assert page.zone_image is not None
    assert number_by_height(page.zone, page.zone_image, (None, None)) is None
