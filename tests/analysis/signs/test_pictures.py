"""Tests of the signs in pictures: copies, screens, prints, pasted parts, and fingerprints."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from app.analysis.intake import prepare
from app.analysis.reading.ocr import Image as Pixels
from app.analysis.signs.copies import copy_sign
from app.analysis.signs.fingerprint import fingerprint
from app.analysis.signs.grids import grid_sign
from app.analysis.signs.look import file_signs, picture_signs
from app.analysis.signs.places import place
from app.domain.documents import FileTag
from app.specimens import draw_id_card_front, draw_person, photograph
from scripts import forgeries

TODAY = date(2026, 11, 23)
PORTRAIT = Image.radial_gradient("L").convert("RGB").resize((350, 450))
CARD = draw_id_card_front(draw_person(0, today=TODAY), PORTRAIT).image
#: Enough of a card for the signs that look at its grain.
PART = CARD.crop((0, 0, 640, 400))


@pytest.fixture(scope="module")
def photo() -> bytes:
    """An honest photograph of a card."""
    return photograph(CARD, 3)


def pixels(data: bytes | Image.Image) -> Pixels:
    image = Image.open(io.BytesIO(data)) if isinstance(data, bytes) else data
    return np.asarray(image.convert("RGB"), np.uint8)


def differing_bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_honest_photograph_has_no_sign(photo: bytes) -> None:
    assert picture_signs(pixels(photo), FileTag.FRONT) == []
    assert file_signs(prepare(photo)) == []


def test_grey_print_is_a_copy_under_a_coloured_lamp() -> None:
    found = picture_signs(pixels(forgeries.copier_print(CARD, 3)), FileTag.FRONT)
    assert [sign.code for sign in found] == ["grey-copy"]
    assert "colour 0." in found[0].detail


def test_grey_back_is_no_copy() -> None:
    assert picture_signs(pixels(CARD.convert("L")), FileTag.BACK) == []


def test_card_in_the_dark_is_not_taken_for_a_copy() -> None:
    assert copy_sign((np.asarray(CARD) * 0.1).astype(np.uint8)) is None


def test_screen_is_known_by_its_pixels() -> None:
    sign = grid_sign(pixels(forgeries.screen_photograph(PART, 3)))
    assert sign is not None
    assert sign.code == "screen-recapture"
    assert "parts of the picture" in sign.detail


def test_print_is_known_by_its_dots() -> None:
    sign = grid_sign(pixels(forgeries.halftone_print(PART, 3)))
    assert sign is not None
    assert sign.code == "halftone-print"


def test_small_and_empty_pictures_show_no_grid() -> None:
    stripes = np.zeros((300, 500, 3), np.uint8)
    stripes[:, ::3] = 255
    assert grid_sign(stripes) is None
    assert grid_sign(np.full((900, 900, 3), 128, np.uint8)) is None


@pytest.mark.parametrize("orientation", [1, 6])
def test_pasted_portrait_is_seen_and_placed(photo: bytes, orientation: int) -> None:
    width, height = Image.open(io.BytesIO(photo)).size
    box = (round(width * 0.08), round(height * 0.35), round(width * 0.3), round(height * 0.75))
    noise = np.random.default_rng(5).normal(128, 60, (260, 200)).clip(0, 255)
    other = Image.fromarray(noise.astype(np.uint8)).convert("RGB")
    forged = forgeries.spliced(photo, box, other, 95)
    exif = Image.Exif()
    exif[0x0112] = orientation
    with_exif = forged[:2] + b"\xff\xe1" + (len(exif.tobytes()) + 2).to_bytes(2) + exif.tobytes()
    found = file_signs(prepare(with_exif + forged[2:]))
    assert [sign.code for sign in found] == ["pasted-part"]
    # Turned clockwise, what lay at the left is at the top.
    assert found[0].detail.startswith("middle left" if orientation == 1 else "upper centre")


@pytest.mark.parametrize("quality", [60, 85, 95])
def test_photograph_that_was_saved_twice_has_no_sign(photo: bytes, quality: int) -> None:
    again = forgeries.as_jpeg(Image.open(io.BytesIO(photo)), quality)
    assert file_signs(prepare(again)) == []


def test_picture_is_known_again_when_it_was_shrunk_and_saved(photo: bytes) -> None:
    again = Image.open(io.BytesIO(photo))
    again.thumbnail((640, 640))
    shrunk = fingerprint(pixels(forgeries.as_jpeg(again, 50)))
    assert differing_bits(fingerprint(pixels(photo)), shrunk) <= 6


def test_other_person_on_the_same_design_is_told_apart() -> None:
    other = draw_id_card_front(draw_person(1, today=TODAY), PORTRAIT.rotate(180)).image
    assert differing_bits(fingerprint(pixels(CARD)), fingerprint(pixels(other))) > 6


def test_empty_picture_has_no_fingerprint() -> None:
    assert fingerprint(np.full((300, 400, 3), 200, np.uint8)) == ""


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ((0, 0, 10, 10), "upper left"),
        ((40, 40, 60, 60), "middle"),
        ((80, 40, 99, 60), "middle right"),
    ],
)
def test_place_is_told_in_words(box: tuple[int, ...], words: str) -> None:
    assert place(box, (100, 100)) == words


def test_pixels_as_decoded_come_only_with_a_page_that_was_not_shrunk(photo: bytes) -> None:
    whole, shrunk = prepare(photo), prepare(photo, max_side=500)
    assert whole.luma is not None
    assert (whole.luma.width, whole.luma.height) == (whole.width // 8 * 8, whole.height // 8 * 8)
    assert shrunk.luma is None
