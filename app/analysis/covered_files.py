"""Make the version of a file that may be kept: its pages as clean pictures, card numbers covered.

Nothing else of the file is taken along. A PDF's text layer, hidden layers and properties, and the
small pictures inside a photo's metadata would hold the number still.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from app.analysis.card_masking import Cover, painted_over
from app.analysis.intake import PreparedFile, PreparedPage
from app.domain.documents import MediaType
from app.domain.errors import DamagedFile

_QUALITY = 90
#: Points of PDF (1/72 inch) for one pixel of a page drawn at 200 dots an inch.
_POINTS = 72 / 200


@dataclass(frozen=True)
class CoveredFile:
    """A file that takes the place of the one that was sent; `index` is its place among those.

    Width and height are in pixels, of the first page.
    """

    index: int
    data: bytes
    media_type: MediaType
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """Return the checksum of the bytes that are kept."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def sha1(self) -> str:
        """Return the older checksum of the same bytes, which the wire tells too."""
        return hashlib.sha1(self.data, usedforsecurity=False).hexdigest()


def cover_file(
    index: int, prepared: PreparedFile, covers: Mapping[int, Sequence[Cover]]
) -> CoveredFile:
    """Return a file with the covers of each of its pages, by their place from 0, painted black.

    `prepared` must hold all pages of the file. Raises DamagedFile.
    """
    pages = [
        _covered(page, covers[number]) if covers.get(number) else page.jpeg
        for number, page in enumerate(prepared.pages)
    ]
    first = prepared.pages[0]
    if prepared.media_type is not MediaType.PDF:
        return CoveredFile(index, pages[0], MediaType.JPEG, first.width, first.height)
    data = _pdf(pages, prepared.pages)
    return CoveredFile(index, data, MediaType.PDF, first.width, first.height)


def _covered(page: PreparedPage, covers: Sequence[Cover]) -> bytes:
    picture = cv2.imdecode(np.frombuffer(page.jpeg, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise DamagedFile("prepared")
    height, width = picture.shape[:2]
    in_pixels = [
        tuple((across * width, down * height) for across, down in cover) for cover in covers
    ]
    painted = painted_over(np.asarray(picture, np.uint8), in_pixels)  # type: ignore[arg-type]
    written, jpeg = cv2.imencode(".jpg", painted, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not written:
        raise DamagedFile("covered")
    return jpeg.tobytes()


def _pdf(jpegs: Sequence[bytes], pages: Sequence[PreparedPage]) -> bytes:
    """Return a PDF 1.4 that shows one JPEG on each page and holds nothing else."""
    kids = " ".join(f"{3 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for number, (jpeg, page) in enumerate(zip(jpegs, pages, strict=True)):
        objects += _page(3 + 3 * number, jpeg, page)
    return _written(objects)


def _page(number: int, jpeg: bytes, page: PreparedPage) -> list[bytes]:
    """Return the three objects of a page, the first of which has this number."""
    width, height = page.width * _POINTS, page.height * _POINTS
    content = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /P Do Q".encode()
    leaf = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:.2f} {height:.2f}]"
        f" /Contents {number + 1} 0 R /Resources << /XObject << /P {number + 2} 0 R >> >> >>"
    )
    picture = (
        f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height}"
        f" /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>"
    )
    return [
        leaf.encode(),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        picture.encode() + b"\nstream\n" + jpeg + b"\nendstream",
    ]


def _written(objects: Sequence[bytes]) -> bytes:
    """Return numbered objects as a file with its cross-reference table."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, size = len(out), len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)
