"""Tests of the signs of editing and copying."""

from datetime import date

import numpy as np
import pytest
from PIL import Image

from app.analysis.signs import copy_sign, editing_sign
from app.specimens import draw_id_card_front, draw_person

CARD = draw_id_card_front(
    draw_person(0, today=date(2026, 11, 23)), Image.new("RGB", (350, 450), (150, 140, 130))
).image


@pytest.mark.parametrize("software", ["Adobe Photoshop CC 2017 (Macintosh)", "GIMP 2.10"])
def test_program_for_drawing_is_a_sign(software: str) -> None:
    sign = editing_sign(software)
    assert sign is not None
    assert (sign.code, sign.detail) == ("edited-with", software)


@pytest.mark.parametrize("software", [None, "", "17.5.1", "Apple Photos", "ZENITH billing 4"])
def test_other_programs_are_no_sign(software: str | None) -> None:
    assert editing_sign(software) is None


def test_grey_card_is_a_copy() -> None:
    sign = copy_sign(np.asarray(CARD.convert("L").convert("RGB"), np.uint8))
    assert sign is not None
    assert sign.code == "grey-copy"


def test_coloured_card_is_none() -> None:
    assert copy_sign(np.asarray(CARD, np.uint8)) is None


def test_card_in_the_dark_is_not_taken_for_a_copy() -> None:
    assert copy_sign((np.asarray(CARD) * 0.1).astype(np.uint8)) is None
