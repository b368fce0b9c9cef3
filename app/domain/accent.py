"""An organization's accent colour, made readable on the portal's grounds.

A brand colour is chosen for a logo, not for text. Its hue is kept and its lightness moved, as
little as needed, until text in it and text on it hold 4.5:1 (WCAG 2.2, 1.4.3), on every ground of
the light and of the dark scheme.
"""

import colorsys
import re
from dataclasses import dataclass
from typing import Final

#: The ratio that text needs.
READABLE: Final = 4.5

#: The grounds text in the accent stands on, as in `static/css/tokens.css`.
LIGHT_GROUNDS: Final = ("#ffffff", "#eef1f6")
DARK_GROUNDS: Final = ("#161d29", "#0c111a")

_BLACK, _WHITE = "#000000", "#ffffff"
_STEPS = 200
#: How far the colour under the pointer is from the colour at rest, and how much of the accent the
#: soft ground behind a chosen thing holds.
_STRONGER = 0.06
_SOFT = {"light": 0.1, "dark": 0.22}

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class Shades:
    """The accent in one scheme: text and buttons, the same under the pointer, text on it, tint."""

    accent: str
    strong: str
    ink: str
    soft: str


@dataclass(frozen=True)
class Palette:
    """The accent in both schemes."""

    light: Shades
    dark: Shades


def read_colour(text: str) -> str:
    """Return `#rrggbb` for `#rgb` or `#rrggbb`, any case; raises ValueError."""
    found = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text, re.ASCII)
    if found is None:
        raise ValueError("must be a colour such as #0a7 or #00aa77")
    digits = found[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def palette_of(accent: str) -> Palette:
    """Return the shades of an accent, given as `#rrggbb`."""
    return Palette(
        light=_shades(accent, LIGHT_GROUNDS, scheme="light"),
        dark=_shades(accent, DARK_GROUNDS, scheme="dark"),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(_parse(one)), _luminance(_parse(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _shades(accent: str, grounds: tuple[str, ...], *, scheme: str) -> Shades:
    away = -1 if scheme == "light" else 1
    readable = _readable(accent, grounds, away)
    strong = _moved(readable, away * _STRONGER)
    # One ink for both, so that the text of a button does not change colour under the pointer.
    ink = max(
        (_BLACK, _WHITE), key=lambda each: min(contrast(each, readable), contrast(each, strong))
    )
    soft = _mixed(readable, grounds[0], _SOFT[scheme])
    return Shades(readable, strong, ink, soft)


def _readable(accent: str, grounds: tuple[str, ...], away: int) -> str:
    """Return the nearest lightness, away from the grounds, at which the accent can be read."""
    tries = (_moved(accent, away * step / _STEPS) for step in range(_STEPS + 1))
    return next(each for each in tries if all(contrast(each, it) >= READABLE for it in grounds))


def _moved(colour: str, by: float) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parse(colour))
    return _write(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation))


def _mixed(colour: str, ground: str, share: float) -> str:
    red, green, blue = (
        share * one + (1 - share) * other
        for one, other in zip(_parse(colour), _parse(ground), strict=True)
    )
    return _write((red, green, blue))


def _parse(colour: str) -> Colour:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _write(colour: Colour) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
