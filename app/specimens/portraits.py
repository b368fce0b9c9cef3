"""The photographs that drawn papers and tests use: public portraits, fetched, never committed.

Names are `<person>_<photo>` as in `portraits.json` and `portraits-test.json`: p1 and p5 have three
photographs, p4 two, p2 and p3 one each. Those of p4 and p5 are fetched for tests only.
"""

import os
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps


class PortraitMissing(Exception):
    """A photograph has not been fetched; carries its path."""

    def __init__(self, path: Path) -> None:
        """Say which file is missing and what brings it."""
        super().__init__(
            f"{path} is not there: run `make bootstrap`, which fetches it,"
            " or `make bootstrap-test` for a photograph that only tests use."
        )
        self.path = path


class _Photo(NamedTuple):
    """A file and the face in it from brow to chin: left, top and side in pixels.

    `frame` (left, top, right, bottom) bounds the photograph where the file shows more than that.
    """

    file: str
    left: int
    top: int
    side: int
    frame: tuple[int, int, int, int] | None = None


_PHOTOS = {
    "p1_a": _Photo("p1_a.jpg", 373, 156, 246),
    "p1_b": _Photo("p1_b.jpg", 163, 301, 311),
    "p1_c": _Photo("p1_c.jpg", 635, 280, 294),
    "p2_a": _Photo("p2_a.jpg", 428, 209, 332),
    "p3_a": _Photo("p3_a.png", 181, 79, 92),
    "p4_a": _Photo("p4_a.jpg", 1050, 225, 230, (860, 60, 1440, 760)),
    "p4_b": _Photo("p4_b.jpg", 1450, 240, 200, (1230, 60, 1870, 760)),
    "p5_a": _Photo("p5_a.jpg", 41, 58, 86, (1, 26, 168, 193)),
    "p5_b": _Photo("p5_b.jpg", 43, 166, 74, (13, 142, 154, 282)),
    "p5_c": _Photo("p5_c.jpg", 47, 365, 78, (8, 346, 158, 497)),
}
#: A photograph cut out smaller than this (pixels high) is enlarged to what a camera would give.
_LEAST_HEIGHT = 640

PHOTOS = tuple(_PHOTOS)


def load_photo(name: str, folder: Path | None = None) -> Image.Image:
    """Return a photograph of one person (RGB), which also serves as a selfie.

    The folder is PORTRAITS_DIR, by default `.portraits` beside the application. Raises
    PortraitMissing when the file is not there and KeyError for an unknown name.
    """
    photo = _PHOTOS[name]
    picture = _open(photo, folder)
    return _enlarged(picture.crop(photo.frame)) if photo.frame else picture


def load_portrait(name: str, folder: Path | None = None) -> Image.Image:
    """Return head and shoulders in the 35:45 shape of a passport portrait (RGB).

    Raises as `load_photo` does.
    """
    photo = _PHOTOS[name]
    picture = _open(photo, folder)
    left, top, right, bottom = photo.frame or (0, 0, *picture.size)
    # From brow to chin is a little less than half of a portrait that follows ICAO's 70 to 80 %.
    height = min(2.1 * photo.side, bottom - top)
    half = height * 35 / 45 / 2
    middle = min(max(photo.left + photo.side / 2, left + half), right - half)
    upper = min(max(top, photo.top - 0.65 * photo.side), bottom - height)
    box = (round(middle - half), round(upper), round(middle + half), round(upper + height))
    return picture.crop(box)


def _open(photo: _Photo, folder: Path | None) -> Image.Image:
    path = (folder or _default_folder()) / photo.file
    if not path.is_file():
        raise PortraitMissing(path)
    with Image.open(path) as picture:
        return ImageOps.exif_transpose(picture).convert("RGB")


def _enlarged(photo: Image.Image) -> Image.Image:
    if photo.height >= _LEAST_HEIGHT:
        return photo
    width = round(photo.width * _LEAST_HEIGHT / photo.height)
    return photo.resize((width, _LEAST_HEIGHT), Image.Resampling.LANCZOS)


def _default_folder() -> Path:
    """Return where the photographs belong; the environment decides."""
    beside = Path(__file__).resolve().parents[2] / ".portraits"
    return Path(os.environ.get("PORTRAITS_DIR") or beside)
