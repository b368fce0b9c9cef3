"""Draw short films for a browser's fake camera (Motion JPEG), for tests and for trying by hand.

    .venv/bin/python -m scripts.camera_clips FOLDER

A Chromium started with --use-fake-device-for-media-stream and
--use-file-for-fake-video-capture=FOLDER/passport.mjpeg then films that.
"""

import argparse
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image, ImageOps

from app.specimens import draw_passport, draw_person, load_photo, load_portrait, photograph

_FRAMES = 10
_WIDE, _SMALL = (1280, 720), (640, 480)
_WALL = "#dfe3ea"


def passport() -> Image.Image:
    """Return what a camera sees that is held over a passport on a table."""
    person = draw_person(7, today=date(2026, 1, 1))
    paper = draw_passport(person, load_portrait("p1_a"))
    with Image.open(io.BytesIO(photograph(paper.image, 7))) as taken:
        return ImageOps.pad(taken.convert("RGB"), _WIDE, color="#46434a")


def selfie() -> Image.Image:
    """Return a face in the middle of the picture."""
    return ImageOps.pad(load_photo("p1_b").convert("RGB"), _SMALL, color=_WALL)


def selfie_aside() -> Image.Image:
    """Return the same face at the left edge of the picture, the side on the customer's right."""
    return ImageOps.pad(
        load_photo("p1_b").convert("RGB"), _SMALL, color=_WALL, centering=(0.0, 0.5)
    )


CLIPS: dict[str, Callable[[], Image.Image]] = {
    "passport": passport,
    "selfie": selfie,
    "selfie-aside": selfie_aside,
}


def write_clip(name: str, folder: Path) -> Path:
    """Draw a clip of `CLIPS` into a folder and return its path."""
    frame = io.BytesIO()
    CLIPS[name]().save(frame, "JPEG", quality=92)
    path = folder / f"{name}.mjpeg"
    path.write_bytes(frame.getvalue() * _FRAMES)
    return path


def main() -> None:
    """Draw every clip."""
    parser = argparse.ArgumentParser(prog="scripts.camera_clips", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in CLIPS:
        print(write_clip(name, folder))


if __name__ == "__main__":
    main()
