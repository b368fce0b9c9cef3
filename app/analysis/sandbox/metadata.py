"""Which programs a picture's or a PDF's metadata names. Runs in the child.

EXIF names the last program, XMP (ISO 16684-1) also those before it, PNG has texts of its own.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from PIL import ImageFile

_SOFTWARE, _PROCESSING, _EXIF, _COMMENT = 0x0131, 0x000B, 0x8769, 0x9286
_PNG_TEXTS = ("Software", "Creation Tool", "Comment", "Description")
_XMP_KEYS = (b"CreatorTool", b"softwareAgent", b"pdf:Producer")
_XMP_VALUE = re.compile(rb"=[\"']([^\"'<]{1,100})|>([^<]{1,100})<")
#: IPTC's digital source types of generated pictures, in XMP and in the manifests of C2PA.
_GENERATED = (b"compositeWithTrainedAlgorithmicMedia", b"trainedAlgorithmicMedia")
_MOST_PROGRAMS = 20

#: Fields that tell of the camera and the picture; place, owner, comments and serial numbers of
#: cameras are never taken along.
_HARMLESS = {
    0x010F: "Make",
    0x0110: "Model",
    0x0112: "Orientation",
    0x011A: "XResolution",
    0x011B: "YResolution",
    0x0131: "Software",
    0x0132: "DateTime",
}
_HARMLESS_OF_CAMERA = {
    0x829A: "ExposureTime",
    0x829D: "FNumber",
    0x8827: "ISOSpeedRatings",
    0x9003: "DateTimeOriginal",
    0x9209: "Flash",
    0x920A: "FocalLength",
}


def harmless_exif(picture: ImageFile.ImageFile) -> dict[str, str]:
    """Return what EXIF tells of camera and picture, as text; damaged metadata tells nothing."""
    found: dict[str, str] = {}
    with suppress(Exception):
        exif = picture.getexif()
        found |= _named(exif, _HARMLESS)
        found |= _named(exif.get_ifd(_EXIF), _HARMLESS_OF_CAMERA)
    return found


def _named(fields: Mapping[int, object], names: Mapping[int, str]) -> dict[str, str]:
    return {name: str(fields[tag])[:100] for tag, name in names.items() if tag in fields}


def picture_programs(picture: ImageFile.ImageFile, data: bytes) -> list[str]:
    """Return what the metadata of an opened picture names; damaged metadata names nothing."""
    names: list[str] = []
    with suppress(Exception):
        exif = picture.getexif()
        names += [str(exif.get(tag) or "") for tag in (_SOFTWARE, _PROCESSING)]
        names.append(_comment(exif.get_ifd(_EXIF).get(_COMMENT)))
    names += [str(picture.info.get(key) or "")[:100] for key in _PNG_TEXTS]
    return _distinct([*names, *xmp_programs(data)])


def xmp_programs(data: bytes) -> list[str]:
    """Return the programs that uncompressed XMP in a file names, and a generated picture's mark."""
    tools = [tool for key in _XMP_KEYS for tool in _values(data, key)]
    return _distinct([*tools, *(mark.decode() for mark in _GENERATED if mark in data)])


def _values(data: bytes, key: bytes) -> Iterator[str]:
    """Yield the first values of a key, be it an attribute or an element.

    Searching for plain bytes is ten times as fast as for a pattern, and files are large.
    """
    at = -len(key)
    for _ in range(_MOST_PROGRAMS):
        at = data.find(key, at + len(key))
        if at < 0:
            return
        value = _XMP_VALUE.match(data, at + len(key))
        if value is not None:
            yield (value[1] or value[2]).decode("utf-8", "replace")


def _comment(value: object) -> str:
    """Return EXIF's comment of the user without the eight bytes that name its encoding."""
    return value[8:].decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _distinct(names: list[str]) -> list[str]:
    return list(dict.fromkeys(name.strip("\0 ") for name in names if name.strip("\0 ")))[
        :_MOST_PROGRAMS
    ]
