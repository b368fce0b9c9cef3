"""A merchant's logo: taken as PNG, JPEG or WebP, decoded in the child and made anew."""

import hashlib
from dataclasses import dataclass
from typing import Final

from app.analysis.intake import MAX_SCANS, media_type_of
from app.analysis.sandbox.parent import decode
from app.domain.documents import MAX_PIXELS, MAX_SIDE_PIXELS, MediaType
from app.domain.errors import DamagedFile, FileTooLarge, UnsupportedFileType

#: What is taken, and what is shown: pixels of a screen with two to each of the page.
MAX_LOGO_BYTES: Final = 1024 * 1024
SHOWN_WIDTH: Final = 320
SHOWN_HEIGHT: Final = 80
SHOWN_BYTES: Final = 4096

_TAKEN = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP})


@dataclass(frozen=True)
class ShownLogo:
    """The logo as it is shown: a WebP of at most 4 KB, its size in pixels."""

    data: bytes
    sha256: str
    width: int
    height: int
    media_type: str = "image/webp"


def make_logo(data: bytes) -> ShownLogo:
    """Return the logo to show; nothing but its pixels is kept.

    An SVG is refused: it is a program as much as a picture. Raises the UnreadableFile family, and
    ServiceUnavailable when no child can be had.
    """
    if len(data) > MAX_LOGO_BYTES:
        raise FileTooLarge("bytes")
    media_type = media_type_of(data)
    if media_type not in _TAKEN:
        raise UnsupportedFileType(media_type)
    options = {
        "media_type": media_type.value,
        "limits": {"pixels": MAX_PIXELS, "side": MAX_SIDE_PIXELS, "scans": MAX_SCANS},
        "width": SHOWN_WIDTH,
        "height": SHOWN_HEIGHT,
        "most_bytes": SHOWN_BYTES,
    }
    answer = decode("logos", "logo", data, options)
    width, height = answer.facts.get("width"), answer.facts.get("height")
    (shown,) = answer.blobs if len(answer.blobs) == 1 else (b"",)
    if not (
        isinstance(width, int)
        and isinstance(height, int)
        and 0 < width <= SHOWN_WIDTH
        and 0 < height <= SHOWN_HEIGHT
        and shown[:4] + shown[8:12] == b"RIFFWEBP"
        and len(shown) <= SHOWN_BYTES
    ):
        raise DamagedFile("answer")
    return ShownLogo(shown, hashlib.sha256(shown).hexdigest(), width, height)
