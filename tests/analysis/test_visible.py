"""Tests of holding a PDF's text layer against its picture."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from app.analysis.intake import TextBox, prepare
from app.analysis.sides import decoded
from app.analysis.visible import PageText, page_text
from app.domain.documents import FileTag
from app.domain.evidence import Source
from app.specimens.canvas import REGULAR, load_font
from tests.analysis.pages import line
from tests.pdf_writer import pdf

LAYER = (
    "ZENITH POWER & LIGHT",
    "Account holder: Erika Lindqvist",
    "48 Rue des Tilleuls",
    "Invoice date: 02/10/2026",
    "Total amount due EUR 71.06",
)


def texts(layer: tuple[str, ...], *seen: str) -> list[tuple[str, Source]]:
    """Return the lines that count and where each was read."""
    page = page_text(layer, [line(text) for text in seen], FileTag.PAGES)
    return [(item.text, item.source) for item in page.lines]


def test_layer_that_the_picture_confirms_is_taken_letter_by_letter() -> None:
    seen = ("ZENITHPOWER&LIGHT", "Account holder: Erika Lindqvlst", *LAYER[2:])
    page = page_text(LAYER, [line(text) for text in seen], FileTag.PAGES)
    assert [item.text for item in page.lines] == list(LAYER)
    assert {item.source for item in page.lines} == {Source.TEXT_LAYER}
    assert {item.confidence for item in page.lines} == {1.0}
    assert page.finding is None


def test_name_that_nobody_can_see_does_not_count() -> None:
    seen = (LAYER[0], "Account holder: Max Mustermann", *LAYER[2:])
    found = texts(LAYER, *seen)
    assert ("Account holder: Max Mustermann", Source.PRINTED) in found
    assert (LAYER[1], Source.TEXT_LAYER) not in found


def test_picture_of_another_letter_is_found() -> None:
    page = page_text(LAYER, [line("HOLIDAY GREETINGS"), line("from the sea")], FileTag.PAGES)
    assert page.finding is not None
    assert page.finding.code == "hidden-text"
    assert [item.text for item in page.lines] == ["HOLIDAY GREETINGS", "from the sea"]


def test_text_in_a_picture_beside_the_layer_counts_as_well() -> None:
    assert texts(LAYER, *LAYER, "Stamp: PAID")[-1] == ("Stamp: PAID", Source.PRINTED)


def test_short_layer_is_left_out() -> None:
    assert texts(("Page 1 of 2",), "Page 1 of 2", "ZENITH") == [
        ("Page 1 of 2", Source.PRINTED),
        ("ZENITH", Source.PRINTED),
    ]


def test_photo_is_read_as_it_is() -> None:
    page = page_text((), [line("ZENITH", confidence=0.8)], FileTag.FRONT)
    assert [(item.text, item.confidence, item.tag) for item in page.lines] == [
        ("ZENITH", 0.8, FileTag.FRONT)
    ]


PLACE = (0.1, 0.5, 0.6, 0.53)


def with_line(said: str, drawn: str, *, place: tuple[float, ...] = PLACE) -> PageText:
    """Return the text of a page whose layer has one line more than was read.

    The line is said to stand at a place, where the picture shows what is `drawn`.
    """
    picture = Image.new("RGB", (1000, 1400), "white")
    font = load_font(REGULAR, 26)
    ImageDraw.Draw(picture).text((105, 704), drawn, font=font, fill=(20, 20, 20))
    boxes = [TextBox(said, *place)]
    seen = [line(text) for text in LAYER]
    image = np.asarray(picture, np.uint8)
    return page_text((*LAYER, said), seen, FileTag.PAGES, image=image, boxes=boxes)


def test_line_without_ink_at_its_place_is_found() -> None:
    page = with_line("Karl Berg, 14 Beacon Road", "")
    assert page.finding is not None
    assert page.finding.code == "hidden-text"
    assert "Karl Berg, 14 Beacon Road" not in [item.text for item in page.lines]


@pytest.mark.parametrize(
    ("said", "drawn"),
    [("Karl Berg", "Erika Lindqvist"), ("14 Beacon Road", "12 Beacon Road")],
)
def test_single_line_that_reads_otherwise_is_found(said: str, drawn: str) -> None:
    page = with_line(said, drawn)
    assert page.finding is not None
    assert said not in [item.text for item in page.lines]


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("Karl Berg, 14 Beacon Road", "Karl Berg, 14 Beacon Road"),
        ("#MARK0017", ""),
        ("- 17 -", ""),
    ],
)
def test_line_that_was_overlooked_or_tells_nothing_proves_nothing(said: str, drawn: str) -> None:
    assert with_line(said, drawn).finding is None


@pytest.mark.parametrize(
    "place", [(1.1, 0.5, 1.4, 0.53), (0.1, -0.2, 0.6, -0.1), (0.1, 1.2, 0.6, 1.3)]
)
def test_line_beside_the_page_is_found(place: tuple[float, ...]) -> None:
    assert with_line("Karl Berg, 14 Beacon Road", "", place=place).finding is not None


def test_house_number_that_the_picture_shows_otherwise_is_not_believed() -> None:
    found = texts(LAYER, *LAYER[:2], "84 Rue des Tilleuls", *LAYER[3:])
    assert ("84 Rue des Tilleuls", Source.PRINTED) in found
    assert (LAYER[2], Source.TEXT_LAYER) not in found


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_places_of_lines_are_where_they_are_drawn(rotation: int) -> None:
    prepared = prepare(pdf(page=b"/Rotate %d" % rotation)).pages[0]
    image = decoded(prepared.jpeg)
    height, width = image.shape[:2]
    assert [box.text for box in prepared.text_boxes] == list(prepared.text_lines)
    for box in prepared.text_boxes:
        rows = slice(int(box.top * height), int(box.bottom * height) + 1)
        part = image[rows, int(box.left * width) : int(box.right * width) + 1]
        assert part.min() < 100


def test_line_drawn_beside_the_page_has_its_place_there() -> None:
    content = b"BT /F 14 Tf 72 760 Td (%b) Tj 700 0 Td (Karl Berg) Tj ET" % (b"Water " * 12)
    prepared = prepare(pdf(content=content)).pages[0]
    outside = [box for box in prepared.text_boxes if "Karl" in box.text]
    assert outside
    assert max(box.right for box in outside) > 1


ROW = TextBox("Water supply, 14 cubic metres 85.83", 0.1, 0.5, 0.9, 0.53)


@pytest.mark.parametrize(("amount", "is_exact"), [("85.83", True), ("58.83", False)])
def test_row_of_a_table_is_seen_in_its_parts(amount: str, is_exact: bool) -> None:
    size = (1000, 1400)
    parts = [line("Water supply, 14 cubic metres", 110, 705), line(amount, 800, 705)]
    seen = [*(line(text) for text in LAYER), *parts]
    page = page_text((*LAYER, ROW.text), seen, FileTag.PAGES, boxes=[ROW], size=size)
    exact = [item.text for item in page.lines if item.source is Source.TEXT_LAYER]
    assert (ROW.text in exact) is is_exact
