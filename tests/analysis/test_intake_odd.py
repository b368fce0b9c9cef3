"""Odd but good files come out upright, in true colours, on white, and stripped of everything."""

import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.analysis.intake import PreparedPage, inspect, prepare, thumbnail
from app.domain.documents import FileTag, MediaType
from tests.odd_files import HEIGHT, WIDTH, drawing, odd_files, odd_grey_files, saved, turned
from tests.pdf_writer import BILL_LINES, filled_form_pdf, pdf

COLOUR = odd_files()
GREY = odd_grey_files()


def pixels(jpeg: bytes) -> NDArray[np.uint8]:
    """Return a JPEG's pixels as H x W x 3."""
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def spots(page: PreparedPage) -> list[list[int]]:
    """Return the mean colours of the red corner, the blue corner, the white and the bar."""
    picture = pixels(page.jpeg)
    places = [(40, 60), (280, 420), (40, 300), (160, 240)]
    return [
        picture[y - 8 : y + 8, x - 8 : x + 8].mean(axis=(0, 1)).round().astype(int).tolist()
        for y, x in places
    ]


def noise(width: int, height: int, kind: str = "JPEG") -> bytes:
    """Return a picture of coarse coloured noise, which no encoder can make small."""
    grains = np.random.default_rng(7).integers(0, 256, (height // 4, width // 4, 3), np.uint8)
    return saved(Image.fromarray(grains).resize((width, height)), kind)


@pytest.mark.parametrize("name", COLOUR)
def test_odd_picture_comes_out_upright_and_in_colour(name: str) -> None:
    prepared = prepare(COLOUR[name])
    page = prepared.pages[0]
    assert (prepared.width, prepared.height) == (WIDTH, HEIGHT) == (page.width, page.height)
    expected = [[220, 30, 30], [30, 30, 220], [255, 255, 255], [20, 20, 20]]
    assert np.allclose(spots(page), expected, atol=12)


@pytest.mark.parametrize("name", GREY)
def test_odd_grey_picture_keeps_its_tones(name: str) -> None:
    red, _, white, bar = spots(prepare(GREY[name]).pages[0])
    corner = 0 if name == "one bit" else 87
    tones = [[corner] * 3, [255] * 3, [0 if name == "one bit" else 20] * 3]
    assert np.allclose([red, white, bar], tones, atol=6)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_every_type_is_turned_upright(orientation: int, kind: str) -> None:
    page = prepare(turned(orientation, kind)).pages[0]
    assert np.allclose(spots(page)[0], [220, 30, 30], atol=16)
    assert np.allclose(spots(page)[1], [30, 30, 220], atol=16)


@pytest.mark.parametrize(
    ("page", "size"),
    [
        (b"/Rotate 90", (2000, 1413)),
        (b"/Rotate 180", (1413, 2000)),
        (b"/CropBox [100 100 400 300]", (833, 556)),
    ],
)
def test_a_pdf_page_is_drawn_as_readers_show_it(page: bytes, size: tuple[int, int]) -> None:
    prepared = prepare(pdf(page=page)).pages[0]
    assert (prepared.width, prepared.height) == size


@pytest.mark.parametrize("orientation", range(1, 9))
def test_inspection_tells_the_upright_size(orientation: int) -> None:
    inspected = inspect(turned(orientation), FileTag.FRONT)
    assert (inspected.width, inspected.height) == (WIDTH, HEIGHT)


def test_second_picture_of_a_phone_pair_is_left_out() -> None:
    inspected = inspect(COLOUR["mpo"], FileTag.FRONT)
    assert (inspected.media_type, inspected.pages) == (MediaType.JPEG, 1)


def test_damaged_metadata_does_not_spoil_a_picture() -> None:
    data = saved(drawing(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 40)
    assert prepare(data).software is None


def test_a_picture_is_stripped_of_everything_but_pixels() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of phones"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    profile = b"profile".ljust(200)
    data = saved(drawing(), "JPEG", exif=exif, comment=b"hello", icc_profile=profile, dpi=(72, 72))
    clean = Image.open(io.BytesIO(prepare(data).pages[0].jpeg))
    assert not clean.getexif()
    assert set(clean.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("data", "software"),
    [
        (turned(1), "Paint Shop 9"),
        (turned(1, "PNG"), "Paint Shop 9"),
        (saved(drawing(), "PNG"), None),
        (pdf(), "Bill Maker 3 / Letter Library 1.2"),
    ],
)
def test_software_is_told_when_the_file_says_it(data: bytes, software: str | None) -> None:
    assert prepare(data).software == software


def test_software_of_a_stranger_is_one_short_plain_line() -> None:
    exif = Image.Exif()
    exif[0x0131] = "Edi\x07tor\n" + "x" * 500
    software = prepare(saved(drawing(), "JPEG", exif=exif)).software
    assert software is not None
    assert software.startswith("Editor x")
    assert len(software) == 100


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_large_picture_is_shrunk_to_the_side_asked_for(kind: str) -> None:
    prepared = prepare(noise(2400, 1200, kind), max_side=1000)
    page = prepared.pages[0]
    assert (prepared.width, prepared.height) == (2400, 1200)
    assert (page.width, page.height) == (1000, 500)
    assert pixels(page.jpeg).shape == (500, 1000, 3)


def test_small_picture_is_not_blown_up() -> None:
    page = prepare(saved(drawing(60, 40), "PNG")).pages[0]
    assert (page.width, page.height) == (60, 40)


@pytest.mark.parametrize("data", [noise(2000, 2000), noise(300, 300, "PNG"), pdf()])
def test_thumbnail_is_small_in_pixels_and_bytes(data: bytes) -> None:
    small = thumbnail(data)
    assert max(pixels(small).shape) <= 320
    assert len(small) <= 20_000


def test_pdf_pages_become_pictures_with_their_text() -> None:
    prepared = prepare(pdf(pages=5))
    assert (prepared.page_count, len(prepared.pages)) == (5, 3)
    assert (prepared.pages[0].width, prepared.pages[0].height) == (1413, 2000)
    assert prepared.pages[2].text_lines == BILL_LINES
    assert pixels(prepared.pages[0].jpeg).min() < 60


def test_pdf_page_is_drawn_no_finer_than_200_dots_an_inch() -> None:
    prepared = prepare(pdf(media_box="0 0 144 72"))
    assert (prepared.width, prepared.height) == (400, 200)


def test_what_was_typed_into_a_form_is_drawn() -> None:
    page = pixels(prepare(filled_form_pdf()).pages[0].jpeg)
    assert page[220, 700].max() < 40
    assert page[1000, 700].min() > 240


def test_scrap_of_text_is_no_text_layer() -> None:
    assert prepare(pdf(lines=("Page 1 of 1",))).pages[0].text_lines == ()


def test_flood_of_text_is_cut() -> None:
    lines = prepare(pdf(lines=("word " * 200,) * 31)).pages[0].text_lines
    assert lines
    assert max(map(len, lines)) <= 300
