"""What a file says of itself before anything is decoded; plain byte reading, no library."""

import re
import struct

from .refused import Refused

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_NEXT_MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
_WITHOUT_LENGTH = frozenset({0x01, 0xD8})


def check_scans(data: bytes, most: int) -> None:
    """Refuse a JPEG with more than `most` scans in its first image.

    Markers are walked segment by segment, since the same two bytes occur by chance in metadata, in
    a second picture, or in the film that some telephones append.
    """
    scans = 0
    found = _NEXT_MARKER.search(data, 2)
    while found and found[1][0] != _END_OF_IMAGE:
        position = found.end()
        scans += found[1][0] == _START_OF_SCAN
        if scans > most:
            raise Refused("DamagedFile", "scans")
        if found[1][0] not in _WITHOUT_LENGTH:
            position += int.from_bytes(data[position : position + 2], "big")
        found = _NEXT_MARKER.search(data, position)


def webp_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a WebP as its first chunk says (RFC 9649).

    Needed because the library reserves the whole canvas as soon as it opens the file.
    """
    kind = data[12:16]
    if kind == b"VP8X":
        return _three(data[24:27]) + 1, _three(data[27:30]) + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack("<I", data[21:25])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    raise Refused("DamagedFile", "webp")


def _three(data: bytes) -> int:
    """Return a 24-bit little-endian number."""
    return int.from_bytes(data.ljust(3, b"\0"), "little")
