"""The photographs that drawn papers and tests use: public portraits, fetched, never committed.

Names are `<person>_<photo>` as in `portraits.json`: p1 has three photographs, p2 and p3 one each.
"""

import os
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageOps


class PortraitMissing(Exception):
    """A photograph has not been fetched; carries its path."""

    def __init__(self, path: Path) -> None:
        """Say which file is missing and what brings it."""
        super().__init__(f"{path} is not there: run `make bootstrap`, which fetches it.")
        self.path = path


class _Photo(NamedTuple):
    """A file and the face in it from brow to chin: left, top and side in pixels."""

    file: str
    left: int
    top: int
    side: int


_PHOTOS = {
    "p1_a": _Photo("p1_a.jpg", 373, 156, 246),
    "p1_b": _Photo("p1_b.jpg", 163, 301, 311),
    "p1_c": _Photo("p1_c.jpg", 635, 280, 294),
    "p2_a": _Photo("p2_a.jpg", 428, 209, 332),
    "p3_a": _Photo("p3_a.png", 181, 79, 92),
}
PHOTOS = tuple(_PHOTOS)


def load_photo(name: str, folder: Path | None = None) -> Image.Image:
    """Return a photograph as taken (RGB), which also serves as a selfie.

    The folder is PORTRAITS_DIR, by default `.portraits` beside the application. Raises
    PortraitMissing when the file is not there and KeyError for an unknown name.
    """
    path = (folder or _default_folder()) / _PHOTOS[name].file
    if not path.is_file():
        raise PortraitMissing(path)
    with Image.open(path) as photo:
        return ImageOps.exif_transpose(photo).convert("RGB")


def load_portrait(name: str, folder: Path | None = None) -> Image.Image:
    """Return head and shoulders in the 35:45 shape of a passport portrait (RGB).

    Raises as `load_photo` does.
    """
    _, left, top, side = _PHOTOS[name]
    # From brow to chin is a little less than half of a portrait that follows ICAO's 70 to 80 %.
    height = 2.1 * side
    middle = left + side / 2
    upper = max(0.0, top - 0.65 * side)
    half = height * 35 / 45 / 2
    box = (round(middle - half), round(upper), round(middle + half), round(upper + height))
    return load_photo(name, folder).crop(box)


def _default_folder() -> Path:
    """Return where the photographs belong; the environment decides."""
    beside = Path(__file__).resolve().parents[2] / ".portraits"
    return Path(os.environ.get("PORTRAITS_DIR") or beside)
