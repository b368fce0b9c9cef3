"""Tests of real recognition of drawn text."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.analysis.reading.ocr import _engine, read_lines

FONT = ImageFont.load_default(size=40)


def drawn(*texts: str, ink: int = 0, paper: int = 255) -> NDArray[np.uint8]:
    """Return a sheet with each text on a line of its own."""
    sheet = Image.new("RGB", (900, 80 * len(texts) + 80), (paper, paper, paper))
    for row, text in enumerate(texts):
        ImageDraw.Draw(sheet).text((60, 50 + 80 * row), text, (ink, ink, ink), font=FONT)
    return np.asarray(sheet, np.uint8)


def test_lines_are_read_with_their_places() -> None:
    lines = read_lines(drawn("Harbour Road 12", "10245 Zenith"))
    assert [line.text for line in lines] == ["Harbour Road 12", "10245 Zenith"]
    first = lines[0]
    assert first.confidence > 0.9
    assert first.box[0][0] == pytest.approx(60, abs=15)
    assert first.centre[1] == pytest.approx(74, abs=15)
    assert first.width > 5 * first.height
    assert first.angle == pytest.approx(0, abs=0.03)


def test_text_in_the_dark_is_read() -> None:
    lines = read_lines(drawn("Harbour Road 12", "10245 Zenith", ink=4, paper=30))
    assert [line.text for line in lines] == ["Harbour Road 12", "10245 Zenith"]


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_empty_sheet_has_no_lines(grey: int) -> None:
    assert read_lines(np.full((400, 600, 3), grey, np.uint8)) == []


def test_idle_threads_of_the_reader_sleep() -> None:
    reader = _engine()
    reader(np.full((64, 256, 3), 255, np.uint8))
    for part in (reader.text_det, reader.text_rec):
        options = part.session.session.get_session_options()
        assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
        assert options.intra_op_num_threads == 2
