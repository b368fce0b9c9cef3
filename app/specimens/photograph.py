"""Turn a drawing into what a phone would have taken: table, perspective, light, noise, JPEG."""

import io
from collections.abc import Callable
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from app.specimens.recapture import photocopy, print_in_colour, show_on_screen

Condition = Literal[
    "good", "blur", "dark", "glare", "cut", "tilt", "noise", "screen", "print", "photocopy"
]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)

Pixels = NDArray[np.float32]
Corners = NDArray[np.float64]

_TABLES = ((104, 80, 64), (70, 74, 82), (58, 84, 78), (120, 96, 70), (48, 46, 52))
#: Table left around the page, and the farthest a corner moves, as shares of the page's size.
_MARGIN, _SHIFT = 0.08, 0.045
#: Blur in pixels; beyond 3 the MRZ stops being readable, so 7 is refused for certain.
_BLUR: dict[str, float] = {"blur": 7.0}
_NOISE: dict[str, float] = {"noise": 24.0, "dark": 1.5}
_JPEG: dict[str, int] = {"noise": 45}
#: What lies on the table in place of the paper itself.
_COPIES: dict[str, Callable[[Image.Image, np.random.Generator], Image.Image]] = {
    "screen": show_on_screen,
    "print": print_in_colour,
    "photocopy": photocopy,
}
COPIES = tuple(_COPIES)


def photograph(image: Image.Image, seed: int, condition: Condition = "good") -> bytes:
    """Return a JPEG of the drawing lying on a table, about 1.16 times its size.

    `good`, `tilt` (turned by 6 to 11 degrees) and `noise` can be read in full. `glare` burns a hole
    right of the middle and what lies there is lost; `cut` loses the right and lower edge; `blur`
    and `dark` are beyond what may be read. `screen`, `print` and `photocopy` show the paper at
    second hand: on a monitor, printed in colour, out of a grey copier.
    """
    rng = np.random.default_rng(seed)
    if condition in _COPIES:
        image = _COPIES[condition](image, rng)
    corners = _corners(image.size, rng, condition)
    scene = _lay_on_table(image, corners, rng, condition)
    scene = scene.filter(ImageFilter.GaussianBlur(_BLUR.get(condition, 0.6)))
    pixels = np.asarray(scene, np.float32) * _light(scene.size, rng)
    if condition == "glare":
        pixels += _glare(scene.size, corners, rng)
    if condition == "dark":
        pixels *= 0.09
    pixels += rng.normal(0, _NOISE.get(condition, 3.0), pixels.shape).astype(np.float32)
    taken = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    jpeg = io.BytesIO()
    taken.save(jpeg, "JPEG", quality=_JPEG.get(condition, 82))
    return jpeg.getvalue()


def _frame(size: tuple[int, int], condition: Condition) -> tuple[int, int]:
    """Return the size of the picture: a turned page needs more room around it."""
    margin = 0.2 if condition == "tilt" else _MARGIN
    return round(size[0] * (1 + 2 * margin)), round(size[1] * (1 + 2 * margin))


def _corners(size: tuple[int, int], rng: np.random.Generator, condition: Condition) -> Corners:
    """Return where the page's corners lie in the picture: clockwise from the top left, x and y."""
    page = np.array(size, np.float64)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    corners = (unit - 0.5) * page + rng.uniform(-_SHIFT, _SHIFT, (4, 2)) * page
    if condition == "tilt":
        angle = np.radians(rng.uniform(6, 11) * rng.choice([-1, 1]))
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        corners = corners @ turn
    if condition == "cut":
        corners += page * (0.24, 0.22)
    return corners + np.array(_frame(size, condition)) / 2


def _lay_on_table(
    image: Image.Image, corners: Corners, rng: np.random.Generator, condition: Condition
) -> Image.Image:
    """Return the page in perspective on a table of one colour."""
    width, height = image.size
    page = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    coefficients = _perspective(corners, page)
    frame = _frame(image.size, condition)
    table = Image.new("RGB", frame, _TABLES[int(rng.integers(len(_TABLES)))])
    how = (Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    # The mask is drawn one pixel smaller so that no black rim of the transform shows.
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (1, 1, width - 1, height - 1))
    table.paste(image.transform(frame, *how), (0, 0), mask.transform(frame, *how))
    return table


def _perspective(seen: Corners, drawn: Corners) -> list[float]:
    """Return the eight coefficients that lead from a point seen back to the point drawn."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, drawn, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    solved: list[float] = np.linalg.solve(np.array(rows), np.array(values)).tolist()
    return solved


def _light(size: tuple[int, int], rng: np.random.Generator) -> Pixels:
    """Return factors for each pixel: light that falls in from one side."""
    y, x = np.mgrid[-0.5 : 0.5 : size[1] * 1j, -0.5 : 0.5 : size[0] * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    # White paper must stay below what counts as burnt out, even where it is brightest.
    slope = 0.86 + 0.20 * (x * np.cos(angle) + y * np.sin(angle))
    light: Pixels = slope.astype(np.float32)[..., None]
    return light


def _glare(size: tuple[int, int], corners: Corners, rng: np.random.Generator) -> Pixels:
    """Return the light of a lamp's reflection, about 5 % of the page, right of its middle."""
    page = corners.max(axis=0) - corners.min(axis=0)
    centre = corners.min(axis=0) + page * (rng.uniform(0.56, 0.66), rng.uniform(0.40, 0.52))
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    distance = np.hypot((x - centre[0]) / (0.13 * page[0]), (y - centre[1]) / (0.15 * page[1]))
    light: Pixels = (300 * np.exp(-(distance**4))).astype(np.float32)[..., None]
    return light
