"""Decode the frames of a liveness challenge: small JPEGs, many in one order. Runs in the child."""

import io

from PIL.JpegImagePlugin import JpegImageFile

from .heads import check_scans
from .pictures import Facts, as_jpeg
from .refused import Refused

#: High, so that a second coding takes next to nothing away from what is measured.
_QUALITY = 95


def clean(data: bytes, *, sizes: list[int], max_side: int, scans: int) -> tuple[Facts, list[bytes]]:
    """Return each frame as a JPEG of its pixels alone; `data` holds them one after the other.

    Raises Refused, and whatever the decoder raises.
    """
    frames, start = [], 0
    for size in sizes:
        frames.append(_clean(data[start : start + size], max_side, scans))
        start += size
    return {}, frames


def _clean(data: bytes, max_side: int, scans: int) -> bytes:
    check_scans(data, scans)
    picture = JpegImageFile(io.BytesIO(data))
    if max(picture.size) > max_side:
        raise Refused("FileTooLarge", "pixels")
    picture.load()
    return as_jpeg(picture.convert("RGB"), _QUALITY)
