"""Tests of joining boxes into rows, on straight and on tilted pages."""

import pytest

from app.analysis.reading.rows import join_rows, mean_confidence, reading_order, tilt
from tests.analysis.pages import line


@pytest.mark.parametrize("angle", [0, 9, -9])
def test_boxes_of_one_row_are_joined_from_left_to_right(angle: float) -> None:
    lines = [
        line("right", 500, 0, tilt=angle),
        line("left", 0, 2, tilt=angle),
        line("below", 0, 40, tilt=angle),
        line("a long line that tells how the page lies", 0, 80, tilt=angle),
    ]
    rows = [[placed.text for placed in row] for row in join_rows(lines)]
    assert rows[:2] == [["left", "right"], ["below"]]


def test_boxes_over_one_another_are_two_rows() -> None:
    rows = join_rows([line("upper", 0, 0), line("lower", 0, 8)])
    assert len(rows) == 2


def test_large_type_joins_no_row_of_small_type() -> None:
    rows = join_rows([line("HEADING", 0, 0, height=60), line("small", 400, 20)])
    assert len(rows) == 2


def test_reading_order_is_row_by_row() -> None:
    lines = [line("d", 300, 40), line("b", 300, 0), line("c", 0, 40), line("a", 0, 0)]
    assert [item.text for item in reading_order(lines)] == ["a", "b", "c", "d"]


def test_tilt_is_that_of_the_long_lines() -> None:
    lines = [line("one two three four", 0, 30 * row, tilt=5) for row in range(4)]
    assert tilt([*lines, line("x", 0, 200, tilt=-40)]) == pytest.approx(0.0873, abs=0.001)
    assert tilt([]) == 0


def test_long_lines_weigh_more_in_the_mean_confidence() -> None:
    lines = [line("a" * 9, confidence=1.0), line("b", confidence=0.5)]
    assert mean_confidence(lines) == pytest.approx(0.95)
    assert mean_confidence([]) == 0
