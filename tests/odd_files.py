"""Good pictures of odd kinds: every one must be taken, turned upright and stripped.

The drawing is a red corner (top left), a blue corner (bottom right) and a dark bar across white, so
that turning, mirroring and wrong colours show.
"""

import io
import struct
import zlib

import numpy as np
from PIL import Image, ImageDraw
from PIL.Image import Transpose

from tests.heic_writer import heic

WIDTH, HEIGHT = 480, 320
_ORIENTATION, _SOFTWARE = 0x0112, 0x0131

# How a picture that is to be seen upright is stored under each EXIF orientation.
_STORED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def drawing(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """Return the drawing in RGB."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 4, height // 4), fill=(220, 30, 30))
    pen.rectangle((width * 3 // 4, height * 3 // 4, width, height), fill=(30, 30, 220))
    pen.rectangle((0, height * 7 // 16, width, height * 9 // 16), fill=(20, 20, 20))
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return the picture as a file of this kind."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def turned(orientation: int, kind: str = "JPEG") -> bytes:
    """Return the drawing stored turned, with the EXIF orientation that sets it upright."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif[_SOFTWARE] = "Paint Shop 9"
    transpose = _STORED[orientation]
    picture = drawing() if transpose is None else drawing().transpose(transpose)
    return saved(picture, kind, exif=exif)


def clear_layer(mode: str) -> Image.Image:
    """Return the drawing in `mode` with its white made transparent over hidden black."""
    picture = drawing().convert("RGBA")
    pixels = np.array(picture)
    white = (pixels[:, :, :3] == 255).all(axis=2)
    pixels[white] = (0, 0, 0, 0)
    return Image.fromarray(pixels).convert(mode)


def _palette_with_transparency() -> bytes:
    """Return a PNG with a palette whose white is transparent."""
    picture = drawing().quantize(8)
    return saved(picture, "PNG", transparency=picture.getpixel((WIDTH // 2, 10)))


def _sixteen_bits() -> bytes:
    """Return a grey PNG of 16 bits a pixel."""
    grey = np.asarray(drawing().convert("L")).astype(np.uint16) * 257
    return saved(Image.fromarray(grey), "PNG")


def _animated(kind: str) -> bytes:
    """Return an animation whose first frame is the drawing and whose second is black."""
    black = Image.new("RGB", (WIDTH, HEIGHT))
    return saved(drawing(), kind, save_all=True, append_images=[black], duration=100)


def _phone_pair() -> bytes:
    """Return two pictures in one file (MPO), as telephones save a photo with its depth or gain."""
    return saved(drawing(), "MPO", save_all=True, append_images=[drawing(WIDTH // 2, HEIGHT // 2)])


def interlaced_png(picture: Image.Image) -> bytes:
    """Return an RGB picture as PNG in the seven passes of Adam7, which the library cannot write."""
    pixels = np.asarray(picture.convert("RGB"))
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2)]
    rows = b""
    for x, y, across, down in [*passes, (0, 1, 1, 2)]:
        part = pixels[y::down, x::across]
        rows += b"".join(b"\0" + row.tobytes() for row in part if part.shape[1])
    height, width = pixels.shape[:2]
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 1)
    out = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")):
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        out += struct.pack(">I", len(body)) + kind + body + checksum
    return out


def odd_files() -> dict[str, bytes]:
    """Return the odd pictures in colour, by what is odd about them."""
    picture = drawing()
    return {
        **{f"turned {number}": turned(number) for number in _STORED},
        "turned png": turned(6, "PNG"),
        "turned webp": turned(8, "WEBP"),
        "heic": heic(picture),
        "heic turned": heic(picture.transpose(Transpose.ROTATE_270), quarter_turns=1),
        "progressive": saved(picture, "JPEG", progressive=True, subsampling=0),
        "cmyk": saved(picture.convert("CMYK"), "JPEG"),
        "film appended": saved(picture, "JPEG") + b"\xff\xda\x00" * 500,
        "mpo": _phone_pair(),
        "interlaced": interlaced_png(picture),
        "palette": saved(picture.quantize(8), "PNG"),
        "palette with transparency": _palette_with_transparency(),
        "transparent": saved(clear_layer("RGBA"), "PNG"),
        "transparent webp": saved(clear_layer("RGBA"), "WEBP", lossless=True),
        "animated png": _animated("PNG"),
        "animated webp": _animated("WEBP"),
    }


def odd_grey_files() -> dict[str, bytes]:
    """Return the odd pictures without colour."""
    grey = drawing().convert("L")
    return {
        "grey": saved(grey, "JPEG"),
        "sixteen bits": _sixteen_bits(),
        "one bit": saved(grey.convert("1", dither=Image.Dither.NONE), "PNG"),
        "grey with alpha": saved(clear_layer("LA"), "PNG"),
    }
