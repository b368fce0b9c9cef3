"""The drawing table: fonts, patterned paper, text that always fits, portraits, MRZ lines."""

from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont, ImageOps

from app.specimens.truth import Box

FONTS = Path(__file__).parent / "fonts"
REGULAR = "DejaVuSans.ttf"
BOLD = "DejaVuSans-Bold.ttf"
MRZ = "OCRB.otf"

Colour = tuple[int, int, int]
BLACK: Colour = (20, 20, 24)
GREY: Colour = (92, 96, 110)
RED: Colour = (176, 28, 40)

#: The drawn portrait lets this much of the paper's pattern through, as printed ones do.
PATTERN_SHARE = 0.13


@lru_cache(maxsize=64)
def load_font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """Return one of our own fonts at a size in pixels."""
    return ImageFont.truetype(str(FONTS / name), size)


def patterned_paper(size: tuple[int, int], tint: Colour, seed: int) -> Image.Image:
    """Return paper of a tint covered with wavy lines, the sum of a few sines for each channel."""
    rng = np.random.default_rng(seed)
    width, height = size
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    layers = []
    for channel in tint:
        waves = np.zeros((height, width), np.float32)
        for _ in range(3):
            bend = np.sin(x / rng.uniform(60, 160) + rng.uniform(0, 6)) * rng.uniform(8, 30)
            waves += np.sin((y + bend) / rng.uniform(2.5, 6.0))
        layers.append(channel + 3.2 * waves)
    return Image.fromarray(np.clip(np.stack(layers, axis=-1), 0, 255).astype(np.uint8))


class Canvas:
    """One sheet being drawn on; remembers every text in the order it was written."""

    def __init__(self, paper: Image.Image) -> None:
        """Start on a copy of the paper."""
        self.paper = paper
        self.image = paper.copy()
        self.texts: list[str] = []
        self._draw = ImageDraw.Draw(self.image)

    def text(
        self, at: tuple[int, int], text: str, size: int, *, font: str = REGULAR, ink: Colour = BLACK
    ) -> None:
        """Write a text with its top left corner at a point, smaller if the sheet is too narrow."""
        room = self.image.width - at[0] - 20
        self._write(at, text, _fitting_font(font, size, text, room), ink)

    def field(self, at: tuple[int, int], label: str, value: str, *, room: int, size: int) -> None:
        """Write a small label and below it a bold value no wider than the room (pixels)."""
        self._write(at, label, _fitting_font(REGULAR, size * 0.58, label, room), GREY)
        below = (at[0], at[1] + round(size * 0.80))
        self._write(below, value, _fitting_font(BOLD, size, value, room), BLACK)

    def mrz(self, lines: tuple[str, ...], *, top: int, pitch: float, leading: int) -> None:
        """Write MRZ lines in OCR-B, centred, `pitch` pixels a character.

        The size follows from the pitch: a line that is too wide would run off the sheet and lose
        its check digit without anyone noticing.
        """
        font = load_font(MRZ, 100 * pitch / load_font(MRZ, 100).getlength("<"))
        left = round((self.image.width - pitch * len(lines[0])) / 2)
        for row, line in enumerate(lines):
            self._write((left, top + row * leading), line, font, BLACK)

    def bar(self, box: Box, colour: Colour) -> None:
        """Fill a rectangle."""
        self._draw.rectangle(box, fill=colour)

    def portrait(self, photo: Image.Image, box: Box, *, strength: float = 1.0) -> None:
        """Print a photo into a box, blended with the paper; a low strength makes a ghost."""
        size = (box[2] - box[0], box[3] - box[1])
        # A portrait photo has its head in the upper part, so less is cut there than below.
        fitted = ImageOps.fit(
            photo.convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3)
        )
        share = 1 - strength * (1 - PATTERN_SHARE)
        self.image.paste(Image.blend(fitted, self.paper.crop(box), share), box[:2])

    def _write(
        self, at: tuple[int, int], text: str, font: ImageFont.FreeTypeFont, ink: Colour
    ) -> None:
        """Put ink on the sheet."""
        self._draw.text(at, text, font=font, fill=ink)
        self.texts.append(text)


def _fitting_font(name: str, size: float, text: str, room: int) -> ImageFont.FreeTypeFont:
    """Return the font at the size asked for, or smaller so that the text fits the room."""
    wanted = load_font(name, size)
    length = wanted.getlength(text)
    return wanted if length <= room else load_font(name, size * room / length)
