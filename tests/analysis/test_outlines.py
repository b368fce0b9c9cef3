"""Tests of finding papers on a table."""

import cv2
import numpy as np
import pytest

from app.analysis.outlines import Image, find_outlines

Box = tuple[int, int, int, int]
TABLE, PAPER = (96, 74, 60), (238, 236, 228)


def scene(*papers: Box, light: float = 0.0) -> Image:
    """Return a table of 1200 x 900 pixels with papers on it, lit from one side."""
    picture = np.full((900, 1200, 3), TABLE, np.float32)
    for left, top, right, bottom in papers:
        picture[top:bottom, left:right] = PAPER
    picture *= 1 - light * np.linspace(0, 1, 1200)[None, :, None]
    noise = np.random.default_rng(1).normal(0, 3, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("light", [0.0, 0.3])
def test_papers_on_a_table_are_found_one_by_one(light: float) -> None:
    found = find_outlines(scene((80, 100, 560, 420), (640, 460, 1120, 800), light=light))
    assert len(found) == 2
    assert sum(outline.holds((300, 250)) for outline in found) == 1
    assert not any(outline.holds((600, 440)) for outline in found)


def test_pages_of_an_open_passport_are_one_paper() -> None:
    assert len(find_outlines(scene((200, 60, 900, 440), (200, 448, 900, 830)))) == 1


def test_frames_on_a_page_are_no_papers() -> None:
    page = np.full((1200, 900, 3), 246, np.uint8)
    cv2.rectangle(page, (80, 300), (820, 600), (90, 90, 90), 3)
    cv2.rectangle(page, (80, 700), (820, 1000), (90, 90, 90), 3)
    table = cv2.copyMakeBorder(page, 80, 80, 80, 80, cv2.BORDER_CONSTANT, value=TABLE)
    assert len(find_outlines(np.asarray(table, np.uint8))) == 1


def test_empty_table_and_restless_cloth_have_no_papers() -> None:
    cloth = np.random.default_rng(2).integers(0, 255, (900, 1200, 3), np.uint8)
    assert find_outlines(scene()) == []
    assert find_outlines(cv2.GaussianBlur(cloth, (0, 0), 3).astype(np.uint8) * 2) == []


def test_round_and_narrow_things_are_no_papers() -> None:
    table = scene((100, 100, 1100, 180))
    cv2.circle(table, (600, 550), 260, (230, 230, 230), -1)
    assert find_outlines(table) == []
