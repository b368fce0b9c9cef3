"""What of a page counts as printed, and what as its machine-readable zone."""

import numpy as np

from app.analysis.reading.ocr import OcrLine
from app.analysis.reading.page import Page


def line(text: str, left: int, top: int) -> OcrLine:
    """Return a line of 16 pixels a character."""
    right, bottom = left + 16 * len(text), top + 30
    return OcrLine(text, 0.99, ((left, top), (right, top), (right, bottom), (left, bottom)))


def printed(*lines: OcrLine) -> list[str]:
    """Return the printed texts of a page of these lines."""
    return [item.text for item in Page(np.zeros((9, 9, 3), np.uint8), lines).printed]


def test_two_dates_side_by_side_are_no_zone() -> None:
    dates = [line("21 CZE/JUN 2023", 460, 540), line("20 CZE/JUN 2033", 820, 540)]
    assert printed(*dates) == ["21 CZE/JUN 2023", "20 CZE/JUN 2033"]


def test_rows_of_a_zone_are_not_printed_even_when_broken() -> None:
    zone = [
        line("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<", 60, 700),
        line("L898902C36UTO7408122F", 60, 760),
        line("1204159<<<<<<<<<<<<<<06", 420, 760),
    ]
    assert printed(line("ERIKSSON", 460, 200), *zone) == ["ERIKSSON"]


def test_row_of_a_zone_without_filler_is_not_printed() -> None:
    assert printed(line("L898902C36UTO7408122F1204159ZE18422", 60, 760)) == []
