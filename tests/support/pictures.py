"""Small pictures that differ, for tests that care about bytes and not about papers."""

from io import BytesIO

from PIL import Image


def jpeg(seed: int = 0, *, width: int = 640, height: int = 400) -> bytes:
    """Return a JPEG of a plain colour that `seed` picks; other seeds give other bytes."""
    colour = (seed * 37 % 256, seed * 91 % 256, seed * 151 % 256)
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG", quality=85)
    return out.getvalue()
