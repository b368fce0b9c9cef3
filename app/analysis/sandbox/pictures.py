"""Decode one photo: JPEG, PNG, WebP or HEIC. Runs in the child.

Each type is opened by its own class and not by `Image.open`, which tries every format it knows. A
file that holds several frames (an animation, the extra pictures of some telephones) is its first.
"""

import io
import math
from contextlib import suppress
from typing import TypedDict

import pi_heif
from PIL import Image, ImageFile, TiffImagePlugin
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from .heads import check_scans, webp_size
from .metadata import harmless_exif, picture_programs
from .refused import Refused

#: The WebP library holds a picture four times over (16 bytes a pixel): more does not fit the walls.
MAX_WEBP_PIXELS = 25_000_000
JPEG_QUALITY = 90
THUMBNAIL_BYTES = 20_000

# The reduction before the fine filter leaves at least this many times the wanted side. Low, because
# it bounds memory; the filter after it keeps letters crisp. A JPEG halves itself by whole waves and
# not by averages, which is as crisp: it may come out just as long as wanted.
_REDUCING_GAP = 1.1
_BAND = 256
_ORIENTATION_TAG, _SOFTWARE_TAG = 0x0112, 0x0131
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = frozenset({5, 6, 7, 8})

#: Loaded now, since no file can be opened later: the library loads its writers and its reader of
#: metadata only when it needs them.
Image.preinit()
_READS_METADATA = TiffImagePlugin.ImageFileDirectory_v2

Facts = dict[str, object]


class Limits(TypedDict):
    """What a picture may cost: pixels in all, pixels along a side, scans of a JPEG."""

    pixels: int
    side: int
    scans: int


def inspect(data: bytes, *, media_type: str, limits: Limits) -> tuple[Facts, list[bytes]]:
    """Decode the whole picture once, so that a file cut short is known at once; return its size.

    Raises Refused, and whatever the decoder raises.
    """
    picture = open_picture(data, media_type, limits)
    width, height = picture.size
    # An eighth of the size costs a JPEG its arithmetic and memory, not the reading of every byte.
    picture.draft(None, (1, 1))
    picture.load()
    if _orientation(picture) in _LYING:
        width, height = height, width
    exif = harmless_exif(picture)
    return {"width": width, "height": height, "pages": 1, "exif": exif}, []


def prepare(
    data: bytes, *, media_type: str, limits: Limits, max_side: int
) -> tuple[Facts, list[bytes]]:
    """Return the picture upright, in colour on white, at most `max_side` long, as a clean JPEG.

    Raises Refused, and whatever the decoder raises.
    """
    picture = open_picture(data, media_type, limits)
    width, height = picture.size
    page = _upright(picture, max_side)
    if _orientation(picture) in _LYING:
        width, height = height, width
    facts: Facts = {
        "width": width,
        "height": height,
        "page_count": 1,
        "software": _software(picture),
        "pages": [{"width": page.width, "height": page.height, "lines": []}],
        "programs": picture_programs(picture, data),
    }
    # A draft has made `picture` smaller than the file says, and its blocks are none of the file's.
    is_shrunk = max(width, height) > max_side
    luma, described = ([], {}) if is_shrunk else _luma(picture)
    return {**facts, **described}, [as_jpeg(page), *luma]


def thumbnail(
    data: bytes, *, media_type: str, limits: Limits, side: int
) -> tuple[Facts, list[bytes]]:
    """Return a JPEG of at most `side` pixels and THUMBNAIL_BYTES; raises as `prepare`."""
    picture = _upright(open_picture(data, media_type, limits), side)
    return {}, [as_small_jpeg(picture)]


def view(
    data: bytes, *, media_type: str, limits: Limits, side: int, turn: int
) -> tuple[Facts, list[bytes]]:
    """Return the picture as a clean JPEG for a person, turned by quarters; raises as `prepare`."""
    picture = _upright(open_picture(data, media_type, limits), side)
    return {}, [as_jpeg(turned(picture, turn))]


def turned(picture: Image.Image, quarters: int) -> Image.Image:
    """Return the picture turned clockwise by quarters."""
    turns = (None, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180)
    turn = (*turns, Image.Transpose.ROTATE_90)[quarters % 4]
    return picture if turn is None else picture.transpose(turn)


def as_jpeg(picture: Image.Image, quality: int = JPEG_QUALITY) -> bytes:
    """Return the pixels and nothing else as JPEG; comments and profiles are left behind."""
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def as_small_jpeg(picture: Image.Image) -> bytes:
    """Return the best JPEG of at most THUMBNAIL_BYTES, or the smallest of our qualities."""
    qualities = (80, 65, 50, 35, 20)
    tries = (as_jpeg(picture, quality) for quality in qualities)
    smallest = b""
    for smallest in tries:
        if len(smallest) <= THUMBNAIL_BYTES:
            break
    return smallest


def open_picture(data: bytes, media_type: str, limits: Limits) -> ImageFile.ImageFile:
    """Open the picture without decoding it; refuse by its header what is too large or costly."""
    file = io.BytesIO(data)
    if media_type == "image/webp":
        _check_size(*webp_size(data), min(limits["pixels"], MAX_WEBP_PIXELS), limits["side"])
        picture: ImageFile.ImageFile = WebPImageFile(file)
    elif media_type == "image/jpeg":
        check_scans(data, limits["scans"])
        picture = JpegImageFile(file)
    elif media_type == "image/png":
        picture = PngImageFile(file)
    else:
        picture = _open_heic(file)
    _check_size(*picture.size, limits["pixels"], limits["side"])
    return picture


def _open_heic(file: io.BytesIO) -> ImageFile.ImageFile:
    """Open a HEIC, its main picture alone."""
    pi_heif.options.THUMBNAILS = False
    pi_heif.options.DEPTH_IMAGES = False
    pi_heif.options.AUX_IMAGES = False
    pi_heif.options.DECODE_THREADS = 1
    picture: ImageFile.ImageFile = pi_heif.HeifImageFile(file)
    return picture


def _check_size(width: int, height: int, max_pixels: int, max_side: int) -> None:
    """Refuse a picture with too many pixels or too long a side."""
    if max(width, height) > max_side or width * height > max_pixels:
        raise Refused("FileTooLarge", "pixels")


def _upright(picture: ImageFile.ImageFile, max_side: int) -> Image.Image:
    """Return the picture in RGB on white, shrunk to `max_side`, turned as its metadata says."""
    # A JPEG is asked for both its sides, or the shorter one decides by how much it is halved.
    share = max_side / max(picture.size)
    width, height = (max(1, math.ceil(length * share)) for length in picture.size)
    picture.draft(None, (width, height))
    picture.load()
    orientation = _orientation(picture)
    page = _flat(picture)
    page.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=_REDUCING_GAP)
    page = page.convert("RGB")
    turn = _UPRIGHT.get(orientation)
    return page if turn is None else page.transpose(turn)


def _luma(picture: ImageFile.ImageFile) -> tuple[list[bytes], Facts]:
    """Return the brightness of a JPEG as decoded, upright, and how it was rounded.

    Only of a page that keeps the JPEG's own pixels: shrinking mixes its blocks of 8, by which a
    pasted part is told. What is left of a block at the right and lower edge is cut off.
    """
    steps = getattr(picture, "quantization", {}).get(0)
    if steps is None or min(steps) < 1:
        return [], {}
    width, height = (side // 8 * 8 for side in picture.size)
    if not width or not height:
        return [], {}
    grey = picture.convert("L").crop((0, 0, width, height))
    turn = _UPRIGHT.get(_orientation(picture))
    turned = grey if turn is None else grey.transpose(turn)
    described = {"width": turned.width, "height": turned.height, "steps": list(steps)}
    return [turned.tobytes()], {"luma": described}


def _flat(picture: Image.Image) -> Image.Image:
    """Return a picture whose pixels can be averaged: no palette, no 16 bits, no transparency."""
    if picture.has_transparency_data:
        return _on_white(picture)
    if picture.mode.startswith("I"):
        return picture.point(lambda value: value * (1 / 256)).convert("L")
    return picture.convert("RGB") if picture.mode in {"P", "1"} else picture


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the picture in RGB, laid on white, band by band: two whole copies would not fit."""
    page = Image.new("RGB", picture.size, "white")
    for top in range(0, picture.height, _BAND):
        lower = min(top + _BAND, picture.height)
        band = picture.crop((0, top, picture.width, lower)).convert("RGBA")
        page.paste(band, (0, top), band)
    return page


def _orientation(picture: ImageFile.ImageFile) -> int:
    """Return the EXIF orientation, 1 to 8; damaged metadata does not spoil a good picture."""
    with suppress(Exception):
        return int(picture.getexif().get(_ORIENTATION_TAG, 1))
    return 1


def _software(picture: ImageFile.ImageFile) -> str:
    """Return the program that last saved the picture, as EXIF or a PNG text says; or nothing."""
    with suppress(Exception):
        return str(picture.getexif().get(_SOFTWARE_TAG) or picture.info.get("Software") or "")
    return ""
