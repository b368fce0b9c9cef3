"""Files meant to do harm, or cut short, or of the wrong kind; made anew by each test run."""

import functools
import io
import random
import struct
import zipfile
import zlib

from PIL import Image

from tests.heic_writer import heic
from tests.odd_files import drawing, saved
from tests.pdf_writer import active_pdf, bomb_pdf, pdf, picture_bomb_pdf

MARK = b"<script>alert('mark-7f3a')</script>"


def wrong_types() -> dict[str, bytes]:
    """Return files of types that we do not take, whatever they are called."""
    picture = drawing()
    mp4 = struct.pack(">I", 24) + b"ftypisom" + bytes(4) + b"isommp42" + bytes(1000)
    return {
        "gif": saved(picture, "GIF"),
        "bmp": saved(picture, "BMP"),
        "tiff": saved(picture, "TIFF"),
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><rect width="9" height="9"/></svg>',
        "html": b"<!doctype html><title>x</title>" + MARK,
        "zip": packed(b"inside"),
        "exe": b"MZ" + bytes(500),
        "mp4": mp4,
        "avif": mp4.replace(b"isom", b"avif"),
        "avif in heif": mp4.replace(b"isom", b"mif1").replace(b"mp42", b"avif"),
        "text": b"Dear sir, here is my passport.",
        "wave": b"RIFF" + struct.pack("<I", 500) + b"WAVE" + bytes(500),
        "one byte": b"\xff",
        "html before pdf": MARK + b"\n" + pdf(),
    }


def packed(content: bytes) -> bytes:
    """Return a ZIP archive that holds the content as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("payload.html", content)
    return out.getvalue()


def good_files() -> dict[str, bytes]:
    """Return one good file of each type we take."""
    picture = drawing()
    return {
        "jpeg": saved(picture, "JPEG"),
        "progressive jpeg": saved(picture, "JPEG", progressive=True),
        "png": saved(picture, "PNG"),
        "webp": saved(picture, "WEBP"),
        "lossless webp": saved(picture, "WEBP", lossless=True),
        "heic": heic(picture),
        "pdf": pdf(),
    }


def truncated() -> dict[str, bytes]:
    """Return each good file cut short at several points."""
    cuts = {}
    for name, data in good_files().items():
        for percent in (15, 50, 90, 97):
            cuts[f"{name} cut at {percent} %"] = data[: len(data) * percent // 100]
    return cuts


def mutated(count: int, seed: int) -> dict[str, bytes]:
    """Return good files with a few bytes changed at random, always the same ones for a seed."""
    dice = random.Random(seed)  # noqa: S311  Repeatable on purpose.
    names = list(good_files().items())
    files = {}
    for number in range(count):
        name, data = names[number % len(names)]
        changed = bytearray(data)
        for _ in range(dice.choice((1, 3, 20))):
            # Most of the damage goes where the structure is: into the first bytes.
            end = len(changed) if dice.random() < 0.3 else min(len(changed), 600)
            changed[dice.randrange(end)] = dice.randrange(256)
        files[f"{name} {number}"] = bytes(changed)
    return files


def png(width: int, height: int, *extra: tuple[bytes, bytes], rows: int = 0) -> bytes:
    """Return an RGB PNG that claims this size, holds `rows` black rows, and has `extra` chunks."""
    row = bytes(1 + width * 3)
    packer = zlib.compressobj(9)
    pixels = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), *extra, (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    """Return one PNG chunk."""
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def tiny_webp(width: int, height: int) -> bytes:
    """Return 40 bytes of lossless WebP that claim this size and are all one colour."""
    head = struct.pack("<I", (width - 1) | (height - 1) << 14)
    body = b"\x2f" + head + bytes.fromhex("0720a20010fd0100000000000000")
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def canvas_webp() -> bytes:
    """Return a WebP whose canvas is small and whose picture inside is huge."""
    inside = tiny_webp(12_000, 12_000)[12:]
    canvas = b"VP8X" + struct.pack("<I", 10) + bytes(4) + b"\x63\0\0\x63\0\0"
    body = b"WEBP" + canvas + inside
    return b"RIFF" + struct.pack("<I", len(body)) + body


def many_scans(scans: int, side: int = 7000) -> bytes:
    """Return a progressive JPEG of `side` x `side` whose last scan is there `scans` times."""
    data = saved(Image.new("L", (side, side)), "JPEG", progressive=True)
    start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:start] + data[start:end] * scans + data[end:]


@functools.cache
def too_large() -> dict[str, tuple[bytes, str]]:
    """Return files that are more than we take, each with the limit that it breaks."""
    wide = Image.new("L", (13_000, 40))
    return {
        "88 megapixel png": (png(11_000, 8_000, rows=8_000), "pixels"),
        "huge png of no rows": (png(60_000, 60_000), "pixels"),
        "tiny webp": (tiny_webp(12_000, 12_000), "pixels"),
        "webp of 36 megapixels": (tiny_webp(6_000, 6_000), "pixels"),
        "wide strip": (saved(wide, "PNG"), "pixels"),
        "wide strip jpeg": (saved(wide, "JPEG"), "pixels"),
        "heic of 50.3 megapixels": (heic(drawing(512, 512), grid=(16, 12)), "pixels"),
        "21-page pdf": (pdf(pages=21), "pages"),
        "20,000-page pdf": (pdf(pages=20_000), "pages"),
    }


@functools.cache
def bombs() -> dict[str, bytes]:
    """Return files within the limits of their headers that cost too much, or lie about them."""
    flood = zlib.compress(bytes(100 << 20), 9)
    return {
        "1,500 scans": many_scans(1_500),
        "zTXt": png(8, 8, (b"zTXt", b"Comment\0\0" + flood), rows=8),
        "iTXt": png(8, 8, (b"iTXt", b"Comment\0\1\0\0\0" + flood), rows=8),
        "iCCP": png(8, 8, (b"iCCP", b"x\0\0" + flood), rows=8),
        "webp in a small canvas": canvas_webp(),
        "heic of 62,500 tiles": heic(drawing(32, 32), grid=(250, 250)),
        "content pdf": bomb_pdf(unpacked_bytes=600 << 20),
        "picture pdf": picture_bomb_pdf(10_000),
        "huge page pdf": pdf(media_box="0 0 1000000 1000000"),
        "thread of a page pdf": pdf(media_box="0 0 1 100000"),
        "pdf of no pages": pdf(pages=0),
        "png of no pixels": png(0, 10),
        "page of no size pdf": pdf(media_box="0 0 0 0"),
    }


def polyglots() -> dict[str, bytes]:
    """Return files that are a good picture or PDF and something active besides."""
    picture = drawing()
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    jpeg, archive = saved(picture, "JPEG"), packed(MARK)
    return {
        "jpeg and zip": jpeg + archive,
        "jpeg and html": jpeg + MARK,
        "jpeg with comment": saved(picture, "JPEG", comment=MARK),
        "jpeg with exif": saved(picture, "JPEG", exif=exif),
        "jpeg with pdf": saved(picture, "JPEG", comment=pdf() + MARK),
        "png with text": png(64, 64, (b"tEXt", b"Comment\0" + MARK), rows=64),
        "png and zip": saved(picture, "PNG") + archive,
        "webp with exif": saved(picture, "WEBP", exif=exif),
        "webp and html": saved(picture, "WEBP") + MARK,
        "heic and html": heic(picture) + MARK,
        "active pdf": active_pdf(MARK),
        "pdf and html": pdf() + MARK,
        "pdf and zip": pdf() + archive,
    }
