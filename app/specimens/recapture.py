"""What a paper looks like at second hand: on a monitor, printed in colour, out of a copier.

Each takes a drawing (RGB) and returns one of about the same size, to be photographed like a paper.
The patterns are made the way the devices make them, stripe by stripe and dot by dot, so that moiré
arises by itself when a camera's own grid meets them.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps

Pixels = NDArray[np.float32]

#: Screen rulings of cyan, magenta, yellow and black in degrees, as presses set them.
_ANGLES = (15.0, 75.0, 0.0, 45.0)
#: Distance of the dots of a print, in pixels of the drawing (about 110 lines an inch).
_DOT = 2.3
_BLACK = 3
#: Parts of a pixel at which dots of a print and stripes of a monitor are drawn.
_FINE, _STRIPES = 2, 3


def show_on_screen(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return the drawing on a monitor: stripes of red, green and blue, dark gaps, a cold cast."""
    width, height = image.size
    # A monitor shows a card with fewer pixels than the drawing has.
    pitch = rng.uniform(1.15, 1.45)
    shown = image.resize((round(width / pitch), round(height / pitch)), Image.Resampling.LANCZOS)
    lit = np.asarray(shown, np.float32).repeat(_STRIPES, axis=0).repeat(_STRIPES, axis=1)
    stripes = np.where(np.arange(lit.shape[1])[:, None] % _STRIPES == np.arange(3), 1.0, 0.3)
    gaps = np.where(np.arange(lit.shape[0]) % _STRIPES == _STRIPES - 1, 0.55, 1.0)
    lit *= (stripes[None] * gaps[:, None, None]).astype(np.float32)
    # No pixel of a monitor is black, and white is bluish.
    lit = (lit * 2.3 + 14) * np.array((0.92, 0.99, 1.08), np.float32)
    glowing = Image.fromarray(np.clip(lit, 0, 250).astype(np.uint8))
    # A lens leaves a little of the stripes, and the camera's grid, being near theirs, beats.
    seen = glowing.filter(ImageFilter.GaussianBlur(1.0))
    return seen.resize((width, height), Image.Resampling.NEAREST)


def print_in_colour(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return the drawing printed: four inks in dots, out of register, paler than the original."""
    width, height = image.size
    inks = _separate(np.asarray(image, np.float32) / np.float32(255))
    paper = np.ones((height, width, 3), np.float32)
    for index, (angle, ink) in enumerate(zip(_ANGLES, inks, strict=True)):
        share = _dots(ink, np.radians(angle), rng.uniform(-0.5, 0.5, 2))
        for channel in range(3) if index == _BLACK else (index,):
            paper[..., channel] *= 1 - share * (0.96 if index == _BLACK else 0.85)
    # Ink on plain paper is neither black nor is the paper white.
    toned = 28 + paper * 217
    return Image.fromarray(np.clip(toned, 0, 255).astype(np.uint8))


def _separate(rgb: Pixels) -> tuple[Pixels, ...]:
    """Return how much cyan, magenta, yellow and black each pixel takes (0-1)."""
    black = 1 - rgb.max(axis=2)
    left = np.maximum(1 - black, 1e-3)
    coloured = [(1 - rgb[..., channel] - black) / left for channel in range(3)]
    return (*coloured, black)


def _dots(ink: Pixels, angle: float, shift: NDArray[np.float64]) -> Pixels:
    """Return which share of each pixel dots of one ink cover (0-1), `shift` pixels off."""
    height, width = ink.shape
    turns = 2 * np.pi / _DOT * np.exp(1j * angle)
    x = np.exp(1j * (np.arange(width * _FINE) / _FINE + shift[0])[None, :] * turns.real)
    y = np.exp(1j * (np.arange(height * _FINE) / _FINE + shift[1])[:, None] * turns.imag)
    u = np.exp(-1j * (np.arange(width * _FINE) / _FINE + shift[0])[None, :] * turns.imag)
    v = np.exp(1j * (np.arange(height * _FINE) / _FINE + shift[1])[:, None] * turns.real)
    # The real part of a product of two waves is the cosine of the sum of their angles.
    across = (y.real * x.real - y.imag * x.imag) + (v.real * u.real - v.imag * u.imag)
    threshold = (0.5 + 0.25 * across).astype(np.float32)
    wanted = ink.repeat(_FINE, axis=0).repeat(_FINE, axis=1)
    dots = (wanted > threshold).astype(np.float32)
    share: Pixels = dots.reshape(height, _FINE, width, _FINE).mean(axis=(1, 3))
    return share


def photocopy(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Return the drawing out of a copier: grey, hard, pale tones gone, specks and a streak."""
    grey = np.asarray(ImageOps.grayscale(image), np.float32)
    # A copier's curve turns pale paper white and closes the shadows.
    hard = 255 / (1 + np.exp(-(grey - 128) / 26))
    hard += rng.normal(0, 9, hard.shape).astype(np.float32) * (hard < 235)
    specks = rng.random(hard.shape) < 0.0004
    hard[specks] = rng.uniform(40, 140, int(specks.sum()))
    column = int(rng.integers(hard.shape[1] // 5, 4 * hard.shape[1] // 5))
    hard[:, column : column + 2] -= 38
    toned = 26 + np.clip(hard, 0, 255) * 0.87
    return Image.fromarray(toned.astype(np.uint8)).convert("RGB")
