"""Write HEIC files without an encoder: every block of the picture is stored as raw samples.

No library that we run on can write HEVC, so the HEIC tests draw their own files. HEVC (ITU-T H.265)
lets a coding block carry plain samples (`pcm_flag`). With one such block per slice, the arithmetic
coder starts afresh for each block and only ever codes the same three decisions: one partition, PCM,
end of slice. Its output is then constant, and no coder is needed. The container is that of ISO/IEC
23008-12: one `hvc1` item, or a `grid` of items as telephones write it.
"""

import re
import struct

import numpy as np
from numpy.typing import NDArray
from PIL import Image

BLOCK = 32

# Nine bits each, worked through by hand from H.265 §9.3.4.4: part_mode = 2Nx2N and pcm_flag = 1
# give 100001101; end_of_slice_segment_flag = 1 with the stop bit gives 111111101.
_BEFORE_SAMPLES = b"\x86\x80"
_AFTER_SAMPLES = b"\xfe\x80"

_VPS, _SPS, _PPS, _IDR = 32, 33, 34, 19  # NAL unit types of H.265 table 7-1.


class _Bits:
    """A string of bits with the two codes that H.265 headers are written in."""

    def __init__(self) -> None:
        self._bits: list[str] = []

    def fixed(self, value: int, width: int) -> "_Bits":
        """Append `value` in `width` bits: u(n)."""
        if width:
            self._bits.append(format(value, f"0{width}b"))
        return self

    def golomb(self, *values: int) -> "_Bits":
        """Append each value as an exponential Golomb code: ue(v)."""
        for value in values:
            width = (value + 1).bit_length()
            self.fixed(0, width - 1).fixed(value + 1, width)
        return self

    def closed(self) -> bytes:
        """Return the bytes, ended by a 1 and filled up with 0."""
        text = "".join(self._bits) + "1"
        text += "0" * (-len(text) % 8)
        return int(text, 2).to_bytes(len(text) // 8, "big")


def _unit(kind: int, payload: bytes) -> bytes:
    """Wrap a payload as a NAL unit; a 3 keeps payload zeros from looking like a start code."""
    escaped = re.sub(rb"\x00\x00(?=[\x00-\x03])", b"\x00\x00\x03", payload)
    return bytes([kind << 1, 1]) + escaped


def _profile(bits: _Bits) -> _Bits:
    """Append profile_tier_level: Main profile, level 6.2, still frames."""
    return bits.fixed(1, 8).fixed(0x60000000, 32).fixed(0x9, 4).fixed(0, 44).fixed(186, 8)


def _video_parameters() -> bytes:
    """Return the video parameter set: one layer, one frame."""
    bits = _Bits().fixed(0, 4).fixed(0b11, 2).fixed(0, 9).fixed(1, 1).fixed(0xFFFF, 16)
    bits = _profile(bits).fixed(1, 1).golomb(0, 0, 0)
    return bits.fixed(0, 6).golomb(0).fixed(0, 2).closed()


def _sequence_parameters(width: int, height: int) -> bytes:
    """Return the sequence parameter set of a 4:2:0 picture made of PCM blocks of 32."""
    bits = _profile(_Bits().fixed(0, 7).fixed(1, 1))
    bits.golomb(0, 1, width, height).fixed(0, 1).golomb(0, 0, 0).fixed(1, 1).golomb(0, 0, 0)
    bits.golomb(2, 0, 0, 3, 0, 0).fixed(0, 3)  # Coding blocks of 32, transforms of 4 to 32.
    bits.fixed(1, 1).fixed(7, 4).fixed(7, 4).golomb(2, 0).fixed(1, 1)  # 8-bit samples, unfiltered.
    return bits.golomb(0).fixed(0, 5).closed()


def _picture_parameters() -> bytes:
    """Return the picture parameter set: nothing optional, deblocking off."""
    bits = _Bits().golomb(0, 0).fixed(0, 7).golomb(0, 0, 0).fixed(0, 3).golomb(0, 0).fixed(0, 6)
    return bits.fixed(0b0101, 4).fixed(0, 2).golomb(0).fixed(0, 2).closed()


def _video_range(samples: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return full-range YCbCr in the range that a stream without colour notes stands for."""
    scale, offset = np.array([219, 224, 224]) / 255, np.array([0, 128, 128])
    ranged: NDArray[np.float64] = (samples - offset) * scale + offset + [16, 0, 0]
    return ranged.round().astype(np.uint8)


def _slices(samples: NDArray[np.uint8]) -> bytes:
    """Return the picture (H x W x 3, YCbCr) as length-prefixed slices of one block each."""
    height, width = samples.shape[:2]
    across, count = width // BLOCK, width * height // BLOCK**2
    out = bytearray()
    for number in range(count):
        top, left = number // across * BLOCK, number % across * BLOCK
        block = samples[top : top + BLOCK, left : left + BLOCK]
        header = _Bits().fixed(int(number == 0), 1).fixed(0, 1).golomb(0)
        if number:
            header.fixed(number, (count - 1).bit_length())
        planes = block[:, :, 0].tobytes()
        planes += block[::2, ::2, 1].tobytes() + block[::2, ::2, 2].tobytes()
        payload = header.golomb(2, 0).closed() + _BEFORE_SAMPLES + planes + _AFTER_SAMPLES
        unit = _unit(_IDR, payload)
        out += struct.pack(">I", len(unit)) + unit
    return bytes(out)


def _box(kind: bytes, *parts: bytes) -> bytes:
    """Return one box of the container."""
    body = b"".join(parts)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    """Return one box that carries a version and flags."""
    return _box(kind, struct.pack(">I", version << 24 | flags), *parts)


def _decoder_settings(width: int, height: int) -> bytes:
    """Return the `hvcC` box: profile, level and the three parameter sets."""
    sets = {
        _VPS: _video_parameters(),
        _SPS: _sequence_parameters(width, height),
        _PPS: _picture_parameters(),
    }
    head = bytes.fromhex("0101600000009000000000 00ba f000fcfdf8f800000f03")
    arrays = b""
    for kind, payload in sets.items():
        unit = _unit(kind, payload)
        arrays += struct.pack(">BHH", 0x80 | kind, 1, len(unit)) + unit
    return _box(b"hvcC", head, arrays)


def _location(offsets: list[tuple[int, int]]) -> bytes:
    """Return `iloc`: offset and length of each item, items numbered from 1."""
    rows = b"".join(
        struct.pack(">HHHII", number, 0, 1, offset, length)
        for number, (offset, length) in enumerate(offsets, 1)
    )
    return _full(b"iloc", b"\x44\x00", struct.pack(">H", len(offsets)), rows)


def heic(image: Image.Image, *, quarter_turns: int = 0, grid: tuple[int, int] = (1, 1)) -> bytes:
    """Return `image` as a HEIC file; sides must be multiples of 32.

    `quarter_turns` is written as `irot` (anticlockwise). A `grid` of (columns, rows) repeats the
    picture: all tiles point at the same bytes, so a huge picture makes a small file.
    """
    samples = _video_range(np.asarray(image.convert("YCbCr")))
    columns, rows = grid
    tiles = columns * rows
    width, height = image.width, image.height
    coded = _slices(samples)
    size = struct.pack(">II", width * columns, height * rows)
    layout = struct.pack(">BBBBII", 0, 1, rows - 1, columns - 1, width * columns, height * rows)
    properties = _box(
        b"ipco",
        _decoder_settings(width, height),
        _full(b"ispe", struct.pack(">II", width, height)),
        _full(b"ispe", size),
        _box(b"irot", bytes([quarter_turns])),
    )
    names = [b"hvc1"] * tiles + [b"grid"]
    links = [b"\x02\x81\x02"] * tiles + [b"\x02\x03\x84"]
    if tiles == 1:
        names, links = names[:1], [b"\x03\x81\x02\x84"]
    entries = [
        # Flag 1 hides a tile: it is no picture of its own.
        _full(
            b"infe",
            struct.pack(">HH", number, 0),
            name,
            b"\0",
            version=2,
            flags=int(number < len(names)),
        )
        for number, name in enumerate(names, 1)
    ]
    owned = [struct.pack(">H", number) + link for number, link in enumerate(links, 1)]
    references = struct.pack(f">HH{tiles}H", tiles + 1, tiles, *range(1, tiles + 1))

    def meta(start: int) -> bytes:
        places = [(start + len(layout), len(coded))] * tiles
        places += [(start, len(layout))] if tiles > 1 else []
        return _full(
            b"meta",
            _full(b"hdlr", bytes(4), b"pict", bytes(13)),
            _full(b"pitm", struct.pack(">H", len(names))),
            _full(b"iinf", struct.pack(">H", len(names)), *entries),
            _full(b"iref", _box(b"dimg", references)) if tiles > 1 else b"",
            _box(b"iprp", properties, _full(b"ipma", struct.pack(">I", len(owned)), *owned)),
            _location(places),
        )

    kind = _box(b"ftyp", b"heic", bytes(4), b"mif1heic")
    start = len(kind) + len(meta(0)) + 8
    return kind + meta(start) + _box(b"mdat", layout, coded)
