"""More files of the wrong type, more bombs, more polyglots: what `hostile_files` does not have."""

import gzip
import io
import struct
import tarfile
import zlib

from PIL import Image

from tests.hostile_files import MARK, packed, png
from tests.odd_files import drawing, saved
from tests.pdf_writer import pdf, zeros

#: Beginnings of types that we do not take, by name.
_STARTS = {
    "psd": b"8BPS\0\x01" + bytes(6) + b"\0\x03\0\0\0\x40\0\0\0\x40\0\x08\0\x03",
    "ico": b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0",
    "elf": b"\x7fELF\x02\x01\x01",
    "java class": b"\xca\xfe\xba\xbe\0\0\0\x34",
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "jpeg xl": b"\xff\x0a\xfa\x1f",
    "seven zip": b"7z\xbc\xaf\x27\x1c\0\x04",
    "rar": b"Rar!\x1a\x07\x01\0",
    "mp3": b"ID3\x04\0\0\0\0\0\0",
    "ogg": b"OggS\0\x02",
    "matroska": b"\x1a\x45\xdf\xa3",
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "rich text": b"{\\rtf1\\ansi ",
    "email": b"From: a@b.example\r\nContent-Type: multipart/mixed\r\n\r\n",
    "xml entities": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    "shell": b"#!/bin/sh\ncurl http://192.0.2.1\n",
    "json": b'{"type": "passport"}',
    "utf-16": "\ufeffpassport".encode("utf-16"),
    "windows metafile": b"\xd7\xcd\xc6\x9a\0\0",
    "font": b"\0\x01\0\0\0\x0c",
    "flash": b"FWS\x09",
    "sqlite": b"SQLite format 3\0",
    "zeros": b"\0\0\0\0",
    "gif in riff": b"RIFF\0\0\0\0GIF89a",
    "png without its first byte": b"PNG\r\n\x1a\n",
    "jpeg of one marker": b"\xff\xd8",
    "pdf in capitals": b"%pdf-1.7\n",
    "camera raw": b"II*\0\x10\0\0\0CR\x02\0",
    "mime html": b"MIME-Version: 1.0\nContent-Type: text/html\n\n",
}

_DRAWS_ITSELF = (
    b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /Im 5 0 R >> >> "
    b"/Length 6 >>\nstream\n/Im Do\nendstream"
)


def more_wrong_types() -> dict[str, bytes]:
    """Return files of types that we do not take."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("passport.jpg"))
    picture = drawing(64, 48)
    whole = {kind.lower(): saved(picture, kind) for kind in ("PPM", "TGA", "PCX", "ICO", "AVIF")}
    return {
        **{name: start + bytes(400) for name, start in _STARTS.items()},
        **{f"whole {name}": data for name, data in whole.items()},
        "tar": out.getvalue(),
        "gzip": gzip.compress(saved(picture, "JPEG")),
        "gif and zip": saved(picture, "GIF") + packed(MARK),
        "zip before jpeg": packed(MARK) + saved(picture, "JPEG"),
        "html before png": MARK + saved(picture, "PNG"),
        "bitmap and script": b"BM/*" + bytes(60) + b"*/=1;" + MARK,
    }


def gif_named_jpeg() -> bytes:
    """Return a GIF, to be sent under the name and type of a JPEG."""
    return saved(drawing(64, 48), "GIF")


def more_bombs() -> dict[str, bytes]:
    """Return files that claim or unfold to more than we take; every one must be refused."""
    jpeg = bytearray(saved(drawing(64, 48), "JPEG"))
    frame = jpeg.index(b"\xff\xc0") + 5
    jpeg[frame : frame + 4] = struct.pack(">HH", 65_500, 65_500)
    strip = png(1, 8)[:16] + struct.pack(">II", 2_000_000_000, 1) + png(1, 8)[24:]
    thrice = zlib.compress(zlib.compress(zeros(900 << 20), 9), 9)
    filters = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return {
        "jpeg that claims 4 gigapixels": bytes(jpeg),
        "png that claims two billion columns": strip,
        "png of 12,001 rows": png(1, 12_001, rows=10),
        "png of 50.1 megapixels": png(10_001, 5_010, rows=5),
        "content deflated thrice": pdf(content=thrice, filters=filters),
        "page of 201 inches": pdf(media_box="0 0 14500 600"),
    }


def strains() -> dict[str, bytes]:
    """Return files that are odd inside, deep or many; taken or refused, but quickly and safely."""
    jpeg, small = saved(drawing(64, 48), "JPEG"), drawing(32, 32)
    deep = b"[" * 50_000 + b"]" * 50_000
    marks = b"".join(b"\xff\xe1\x00\x08Exif\0\0" for _ in range(20_000))
    chunks = [(b"tEXt", b"k\0v")] * 20_000
    loop = struct.pack(">2sHIH", b"MM", 42, 8, 1) + struct.pack(">HHII", 0x8769, 4, 1, 8) + bytes(4)
    frames = [small.copy() for _ in range(150)]
    return {
        "pdf nested 50,000 deep": pdf(objects=(deep,), catalog=b"/Names 5 0 R"),
        "pdf of brackets": pdf(content=b"[" * 500_000),
        "pdf of saved states": pdf(content=b"q " * 500_000),
        "pdf that draws itself": pdf(
            content=b"/Im Do",
            objects=(_DRAWS_ITSELF,),
        ),
        "pdf whose parent is its child": pdf().replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]"),
        "pdf of 20,000 objects": pdf(objects=tuple(b"<< /A 1 >>" for _ in range(20_000))),
        "pdf of wrong offsets": pdf().replace(b"0000000", b"9999999"),
        "pdf with a script in each page": pdf(page=b"/AA << /O << /S /JavaScript /JS (1) >> >>"),
        "pdf that launches a program": pdf(catalog=b"/OpenAction << /S /Launch /F (/bin/sh) >>"),
        "pdf that fetches": pdf(catalog=b"/OpenAction << /S /URI /URI (http://192.0.2.1/) >>"),
        "pdf with a file inside": pdf(objects=(MARK,), catalog=b"/AF [5 0 R]"),
        "page of endless height": pdf(media_box="0 0 600 99999999999"),
        "jpeg of 20,000 segments": jpeg[:2] + marks + jpeg[2:],
        "jpeg whose metadata loops": jpeg[:2]
        + b"\xff\xe1"
        + struct.pack(">H", len(loop) + 8)
        + b"Exif\0\0"
        + loop
        + jpeg[2:],
        "jpeg twice": jpeg + jpeg,
        "png of 20,000 texts": png(8, 8, *chunks, rows=8),
        "webp of 150 frames": saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "png of 150 frames": saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "black 12 megapixels": saved(Image.new("L", (4000, 3000)), "PNG"),
        "one pixel": saved(Image.new("RGB", (1, 1)), "PNG"),
        "one pixel wide": saved(Image.new("RGB", (1, 9000)), "JPEG"),
    }


def more_polyglots() -> dict[str, bytes]:
    """Return good pictures or PDFs with something active in, before or after them."""
    picture = drawing()
    jpeg, whole = saved(picture, "JPEG"), saved(picture, "PNG")
    return {
        "jpeg and pdf": jpeg + pdf() + MARK,
        "jpeg and php": jpeg + b"<?php /* payload */ " + MARK,
        "jpeg with script in its profile": saved(picture, "JPEG", icc_profile=MARK * 20),
        "jpeg and program": jpeg + b"MZ" + bytes(100) + MARK,
        "png and html": whole + MARK,
        "png and pdf": whole + pdf() + MARK,
        "png with script in its profile": saved(picture, "PNG", icc_profile=MARK * 20),
        "png with xmp": png(
            64, 64, (b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x>" + MARK + b"</x>"), rows=64
        ),
        "webp and zip": saved(picture, "WEBP") + packed(MARK),
        "webp with xmp": saved(picture, "WEBP", xmp=MARK),
        "pdf and jpeg": pdf() + jpeg + MARK,
        "pdf with script in its title": pdf(objects=(b"<< /Title (" + MARK + b") >>",)),
        "pdf with script in an attachment": pdf(objects=(MARK,), catalog=b"/Names 5 0 R"),
    }
