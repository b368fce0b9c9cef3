"""Every accent an organization can choose is readable in both schemes."""

import colorsys
from pathlib import Path

import pytest

from app.domain.accent import (
    DARK_GROUNDS,
    LIGHT_GROUNDS,
    READABLE,
    Shades,
    contrast,
    palette_of,
    read_colour,
)

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"

#: All corners and greys of the cube, and every hue at several strengths.
CUBE = [f"#{r:02x}{g:02x}{b:02x}" for r in range(0, 256, 51) for g in range(0, 256, 51)
        for b in range(0, 256, 51)]  # fmt: skip
WHEEL = [
    "#" + "".join(f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue / 36, light, 1))
    for hue in range(36)
    for light in (0.05, 0.3, 0.5, 0.7, 0.95)
]


def assert_readable(shades: Shades, grounds: tuple[str, ...]) -> None:
    for ground in grounds:
        assert contrast(shades.accent, ground) >= READABLE
        assert contrast(shades.strong, ground) >= READABLE
    assert shades.ink in {"#000000", "#ffffff"}
    assert contrast(shades.ink, shades.accent) >= READABLE
    assert contrast(shades.ink, shades.strong) >= READABLE


def test_every_accent_is_readable() -> None:
    for accent in (*CUBE, *WHEEL):
        palette = palette_of(accent)
        assert_readable(palette.light, LIGHT_GROUNDS)
        assert_readable(palette.dark, DARK_GROUNDS)


def test_text_stays_readable_on_the_soft_ground() -> None:
    for accent in (*CUBE, *WHEEL):
        palette = palette_of(accent)
        assert contrast("#141c2b", palette.light.soft) >= READABLE
        assert contrast("#eef2f8", palette.dark.soft) >= READABLE


def test_readable_accent_is_kept_as_it_is() -> None:
    assert palette_of("#1f4bd1").light.accent == "#1f4bd1"
    assert palette_of("#8fb2ff").dark.accent == "#8fb2ff"


def test_hue_is_kept() -> None:
    light = palette_of("#ffcc00").light.accent
    hues = [
        colorsys.rgb_to_hls(*(int(each[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]
        for each in ("#ffcc00", light)
    ]
    assert hues[0] == pytest.approx(hues[1], abs=0.01)


def test_grounds_are_those_of_the_style_sheet() -> None:
    light, dark = TOKENS.read_text().split("@media", maxsplit=1)
    assert "--paper: #fff;" in light
    assert f"--ground: {LIGHT_GROUNDS[1]};" in light
    assert f"--paper: {DARK_GROUNDS[0]};" in dark
    assert f"--ground: {DARK_GROUNDS[1]};" in dark


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize(("text", "colour"), [("#0a7", "#00aa77"), ("#00AA77", "#00aa77")])
def test_short_and_long_forms_are_read(text: str, colour: str) -> None:
    assert read_colour(text) == colour


@pytest.mark.parametrize("text", ["", "0a7", "#0a", "#12345", "red", "#00aa77 ", "#00aa7g", "#٠٠٠"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError, match="must be a colour"):
        read_colour(text)
