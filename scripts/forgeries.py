"""Simulated copies and forgeries of drawn papers, for measuring how many are noticed.

Every attack is seeded and ends in what a customer would send: the bytes of a JPEG or of a PDF. They
are simulations: real screens, printers and forgers differ, so a rate measured on them is an order
of magnitude.
"""

import io

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from app.specimens import photograph
from app.specimens.canvas import FONTS, REGULAR

Pixels = NDArray[np.float32]
Box = tuple[int, int, int, int]

_GAMMA = 2.2
#: Samples taken across each pixel of the camera, in both directions.
_SAMPLES = 3


def copier_print(image: Image.Image, seed: int) -> bytes:
    """Return a photograph of a grey copy: contrast raised, toner uneven, lamp slightly coloured."""
    rng = np.random.default_rng(seed)
    grey = np.asarray(image.convert("L"), np.float32)
    grey = np.clip((grey - 128) * rng.uniform(1.1, 1.5) + 138, 12, 238)
    streaks = rng.normal(0, 2.5, (1, grey.shape[1])) + rng.normal(0, 4, grey.shape)
    paper = np.clip(grey + streaks, 0, 245)[..., None]
    lamp = np.array([1.0, rng.uniform(0.93, 1.0), rng.uniform(0.82, 1.0)], np.float32)
    return photograph(_image(paper * lamp), seed)


def screen_photograph(
    image: Image.Image, seed: int, *, pitch: tuple[float, float] = (1.6, 3.2)
) -> bytes:
    """Return a photograph of the paper shown on a screen.

    Each pixel of the screen is three stripes (red, green, blue) with dark gaps; `pitch` pixels of
    the camera fall on one, turned by up to 4 degrees, so that the grid itself or its moire is seen.
    """
    rng = np.random.default_rng(seed)
    light = (np.asarray(image, np.float32) / 255) ** _GAMMA
    across_one, turn = rng.uniform(*pitch), np.radians(rng.uniform(-4, 4))
    gap, scale = rng.uniform(0.12, 0.25), rng.uniform(1.0, 1.3)
    height, width = (round(side * scale) for side in light.shape[:2])
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    seen = np.zeros((height, width, 3), np.float32)
    for step in np.ndindex(_SAMPLES, _SAMPLES):
        dx, dy = ((np.array(step) + 0.5) / _SAMPLES - 0.5).tolist()
        across, down = _turned(x + dx, y + dy, turn)
        shown = cv2.remap(
            light,
            ((np.floor(across / across_one) + 0.5) * across_one / scale).astype(np.float32),
            ((np.floor(down / across_one) + 0.5) * across_one / scale).astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        seen += shown * _stripes(across / across_one % 1, down / across_one % 1, gap)
    seen = cv2.GaussianBlur(seen / seen.max(), (0, 0), float(rng.uniform(0.4, 0.7)))
    glow = 0.02 + 0.96 * seen
    taken = 255 * glow ** (1 / _GAMMA) + rng.normal(0, 2.5, seen.shape)
    return as_jpeg(_image(taken), int(rng.integers(80, 93)))


def _turned(x: Pixels, y: Pixels, angle: float) -> tuple[Pixels, Pixels]:
    cosine, sine = float(np.cos(angle)), float(np.sin(angle))
    return cosine * x + sine * y, cosine * y - sine * x


def _stripes(across: Pixels, down: Pixels, gap: float) -> Pixels:
    """Return how bright red, green and blue are at a place within a pixel of the screen (0-1)."""
    lit = (down > gap).astype(np.float32)
    stripes = [
        ((across >= third / 3) & (across < (third + 1 - gap) / 3)).astype(np.float32)
        for third in range(3)
    ]
    return np.stack(stripes, axis=-1) * lit[..., None]


def halftone_print(image: Image.Image, seed: int) -> bytes:
    """Return a photograph of a colour print made of dots, 2.6 to 5 pixels of the camera apart."""
    rng = np.random.default_rng(seed)
    period, fine = rng.uniform(2.6, 5.0), 3
    large = image.resize((image.width * fine, image.height * fine), Image.Resampling.BICUBIC)
    ink = 255 - np.asarray(large, np.float32)
    y, x = np.mgrid[0 : large.height, 0 : large.width].astype(np.float32)
    printed = np.empty_like(ink)
    for channel, angle in enumerate((15, 75, 45)):
        across, down = _turned(x, y, float(np.radians(angle)))
        wave = 2 * np.pi / (period * fine)
        screen = (np.cos(across * wave) + np.cos(down * wave)) / 4 + 0.5
        printed[..., channel] = 245 - 215 * (ink[..., channel] / 255 > screen)
    small = cv2.resize(printed, image.size, interpolation=cv2.INTER_AREA)
    grain = cv2.GaussianBlur(rng.normal(0, 6, small.shape[:2]).astype(np.float32), (0, 0), 1.2)
    return photograph(_image(small + grain[..., None]), seed)


def spliced(jpeg: bytes, box: Box, other: Image.Image, quality: int) -> bytes:
    """Return the photograph with another picture pasted into a box and saved again."""
    taken = Image.open(io.BytesIO(jpeg)).convert("RGB")
    part = other.convert("RGB").resize((box[2] - box[0], box[3] - box[1]), Image.Resampling.LANCZOS)
    taken.paste(part, box[:2])
    return as_jpeg(taken, quality)


def renamed(jpeg: bytes, box: Box, name: str, quality: int) -> bytes:
    """Return the photograph with a box painted over in its own colour and a name written on it."""
    taken = Image.open(io.BytesIO(jpeg)).convert("RGB")
    around = np.asarray(taken.crop(box)).reshape(-1, 3)
    light = around[around.sum(axis=1) >= np.percentile(around.sum(axis=1), 60)]
    red, green, blue = (int(value) for value in np.median(light, axis=0))
    brush = ImageDraw.Draw(taken)
    brush.rectangle(box, fill=(red, green, blue))
    font = ImageFont.truetype(str(FONTS / REGULAR), int((box[3] - box[1]) * 0.7))
    brush.text((box[0] + 4, box[1]), name, font=font, fill=(30, 30, 34))
    return as_jpeg(taken, quality)


def edited_pdf(pdf: bytes, old: bytes, new: bytes) -> bytes:
    """Return a PDF whose text `old` was replaced by an update appended to the file.

    The page's content is object 6, as in our own drawn bills.
    """
    begin = pdf.index(b"6 0 obj")
    start = pdf.index(b"stream\n", begin) + len(b"stream\n")
    content = pdf[start : pdf.index(b"\nendstream", start)].replace(old, new)
    offset, before = len(pdf), pdf.rindex(b"startxref\n") + len(b"startxref\n")
    table_at = pdf[before:].split()[0]
    update = b"6 0 obj\n<< /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(content), content)
    return (
        pdf
        + update
        + b"xref\n6 1\n%010d 00000 n \n" % offset
        + b"trailer\n<< /Size 7 /Root 1 0 R /Prev %b >>\n" % table_at
        + b"startxref\n%d\n%%%%EOF\n" % (offset + len(update))
    )


def as_jpeg(image: Image.Image, quality: int) -> bytes:
    """Return the picture as JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _image(pixels: NDArray[np.float32] | NDArray[np.float64]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
