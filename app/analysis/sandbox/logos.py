"""Make a merchant's logo small and harmless. Runs in the child."""

import io

from PIL import Image

from .pictures import Facts, Limits, open_picture

_QUALITIES = (95, 85, 70, 50, 30)


def logo(
    data: bytes, *, media_type: str, limits: Limits, width: int, height: int, most_bytes: int
) -> tuple[Facts, list[bytes]]:
    """Return the logo as a WebP, transparent where it was, within a box of pixels and `most_bytes`.

    Raises Refused, and whatever the decoder raises.
    """
    picture = open_picture(data, media_type, limits)
    picture.draft(None, (width, height))
    picture.load()
    small: Image.Image = picture.convert("RGBA")
    small.thumbnail((width, height), Image.Resampling.LANCZOS)
    written = _write_small(small, most_bytes)
    while len(written) > most_bytes and min(small.size) > 1:
        small = small.resize((max(1, small.width * 3 // 4), max(1, small.height * 3 // 4)))
        written = _write_small(small, most_bytes)
    return {"width": small.width, "height": small.height}, [written]


def _write_small(picture: Image.Image, most_bytes: int) -> bytes:
    """Return the picture without loss where that is small enough, else as good as fits."""
    written = _write(picture, lossless=True)
    for quality in _QUALITIES:
        if len(written) <= most_bytes:
            break
        written = _write(picture, quality=quality)
    return written


def _write(picture: Image.Image, **options: bool | int) -> bytes:
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "WEBP", method=6, **options)
    return out.getvalue()
