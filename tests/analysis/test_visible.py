"""Tests of holding a PDF's text layer against its picture."""

from app.analysis.visible import page_text
from app.domain.documents import FileTag
from app.domain.evidence import Source
from tests.analysis.pages import line

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
