"""Tests of reading whole drawn papers, whichever way up they lie."""

from datetime import date
from io import BytesIO

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.analysis.reading.page import Page, read_page, turns_to_try
from app.specimens import (
    Paper,
    draw_bill,
    draw_id_card_back,
    draw_passport,
    draw_person,
    photograph,
)
from tests.analysis.pages import line, tall_line

Picture = NDArray[np.uint8]
TODAY = date(2026, 11, 23)
PORTRAIT = Image.new("RGB", (350, 450), (150, 140, 130))


@pytest.fixture(scope="module")
def passport() -> Paper:
    """A passport without traps."""
    return draw_passport(draw_person(7, today=TODAY), PORTRAIT, seed=7)


@pytest.fixture(scope="module")
def card() -> Paper:
    """The back of a card without traps."""
    return draw_id_card_back(draw_person(4, today=TODAY), seed=4)


def taken(paper: Paper, condition: str = "good") -> Picture:
    """Return a paper as a phone takes it."""
    jpeg = photograph(paper.image, 3, condition)  # type: ignore[arg-type]
    return np.asarray(Image.open(BytesIO(jpeg)).convert("RGB"), np.uint8)


def rows_of(page: Page) -> tuple[str, ...]:
    """Return the rows of a page's zone."""
    assert page.zone is not None
    return page.zone.rows


@pytest.mark.parametrize("condition", ["good", "tilt", "dark", "glare", "noise"])
def test_zone_of_a_passport_is_read(passport: Paper, condition: str) -> None:
    page = read_page(taken(passport, condition), seeks_zone=True)
    assert rows_of(page) == passport.truth.mrz
    assert page.zone_confidence > 0.8
    assert page.turns == 0


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_page_is_turned_upright(card: Paper, turns: int) -> None:
    upright = taken(card)
    page = read_page(np.rot90(upright, -turns), seeks_zone=True)
    assert rows_of(page) == card.truth.mrz
    assert page.turns == turns
    assert np.array_equal(page.image, upright)


def test_letter_is_turned_upright_without_a_zone() -> None:
    bill = draw_bill(draw_person(0, today=TODAY), issued=TODAY)
    page = read_page(np.rot90(np.asarray(bill.image), 1), seeks_zone=False)
    assert page.turns == 3
    assert page.zone is None
    assert "Erika Lindqvist" in {item.text for item in page.lines}


def test_small_picture_is_looked_at_closer(passport: Paper) -> None:
    scale = 420 / passport.image.width
    small = cv2.resize(taken(passport), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    page = read_page(np.asarray(small, np.uint8), seeks_zone=True)
    assert rows_of(page) == passport.truth.mrz


def test_rows_of_the_zone_are_not_printed_text(passport: Paper) -> None:
    page = read_page(taken(passport), seeks_zone=True)
    printed = [item.text for item in page.printed]
    assert draw_person(7, today=TODAY).document_number in printed
    assert not any("<<" in text for text in printed)


def test_paper_without_a_zone_gets_none() -> None:
    bill = draw_bill(draw_person(0, today=TODAY), issued=TODAY)
    assert read_page(np.asarray(bill.image), seeks_zone=True).zone is None


def test_empty_picture_is_an_empty_page() -> None:
    page = read_page(np.full((300, 400, 3), 200, np.uint8), seeks_zone=True)
    assert (page.lines, page.zone, page.turns) == ((), None, 0)


def test_sure_tall_words_need_one_turn_first() -> None:
    words = [tall_line("PASSPORT"), tall_line("UTOPIA")]
    assert turns_to_try(words, has_zone=False) == (1, 3)


def test_unsure_tall_words_need_three_turns_first() -> None:
    words = [tall_line("LAOdSSVd", confidence=0.5), tall_line("VIdOLN", confidence=0.6)]
    assert turns_to_try(words, has_zone=False) == (3, 1)


def test_unsure_wide_words_may_stand_on_their_head() -> None:
    words = [line("LAOdSSVd", confidence=0.5), line("VIdOLN", confidence=0.6)]
    assert turns_to_try(words, has_zone=False) == (2,)
    assert turns_to_try(words, has_zone=True) == ()


def test_sure_wide_words_are_upright() -> None:
    assert turns_to_try([line("PASSPORT"), line("UTOPIA")], has_zone=False) == ()
    assert turns_to_try([], has_zone=False) == ()
