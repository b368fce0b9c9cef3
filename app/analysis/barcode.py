"""Find and read the barcodes of a card: PDF417 and QR codes, as text.

The reader sees a PDF417 only within five degrees of upright, so a picture is tried turned by a few
degrees and at other sizes (6-analysis §6: all of 20 cases up to 12 degrees and three pixels of blur
were read so). Most cards have no barcode at all, so the search ends when its time is over.
"""

import time
from collections.abc import Iterator
from itertools import product
from typing import Final

import cv2
import numpy as np
import zxingcpp

from app.analysis.reading.ocr import Image

#: Degrees and sizes at which a picture is tried, besides straightened and at its own size.
_ANGLES: Final = (0, -4, 4, -8, 8, -12, 12)
_SCALES: Final = (1.0, 1.5, 0.6)

#: Beyond this many pixels on a side a picture is not enlarged: bars there are wide enough.
_MOST_PIXELS: Final = 3000

_FORMATS: Final = zxingcpp.BarcodeFormats([zxingcpp.PDF417, zxingcpp.QRCode])


def read_barcodes(
    image: Image, *, tilt_degrees: float = 0.0, is_thorough: bool = True, budget_seconds: float = 3
) -> tuple[str, ...]:
    """Return the texts of the barcodes in a picture, none if there is none or time runs out.

    `tilt_degrees` is the slope of the page's text, positive when it falls to the right; the picture
    is turned back by it first. Without `is_thorough` only that first try is made. A try that has
    begun is not broken off; one takes a few hundredths of a second.
    """
    started = time.monotonic()
    grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), np.uint8)
    for angle, scale, is_sharpened in _tries(tilt_degrees):
        turned = _turned(grey, angle, scale)
        found = _read(_sharpened(turned) if is_sharpened else turned)
        sure = tuple(text for text in found if _is_read_again(grey, text, angle, scale))
        if sure:
            return sure
        if not is_thorough or time.monotonic() - started >= budget_seconds:
            break
    return ()


def _tries(tilt_degrees: float) -> Iterator[tuple[float, float, bool]]:
    """Yield angle, scale and whether to sharpen, the likeliest first."""
    angles = (tilt_degrees, *(angle for angle in _ANGLES if abs(angle - tilt_degrees) > 1))
    yield tilt_degrees, 1.0, False
    yield tilt_degrees, 1.0, True
    for scale, angle in product(_SCALES, angles):
        if (scale, angle) != (1.0, tilt_degrees):
            yield angle, scale, False
    for angle in angles[1:]:
        yield angle, 1.0, True


def _is_read_again(grey: Image, text: str, angle: float, scale: float) -> bool:
    """Tell whether another look, a bit turned, enlarged or sharpened, reads the same text.

    Where much of a PDF417 is hidden its error correction may arrive at another, wrong text; what
    is hidden then looks different from each side, and so does the text. Seen under drawn glare.
    """
    looks = ((angle + 1.5, scale), (angle - 1.5, scale), (angle, scale * 1.25))
    if any(text in _read(_turned(grey, *look)) for look in looks):
        return True
    return text in _read(_sharpened(_turned(grey, angle + 0.7, scale)))


def _turned(grey: Image, angle: float, scale: float) -> Image:
    """Return a picture turned back by `angle` degrees and scaled, its corners kept in view."""
    scale = min(scale, max(1.0, _MOST_PIXELS / max(grey.shape)))
    if scale != 1.0:
        how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        grey = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=how), np.uint8)
    if abs(angle) < 0.5:
        return grey
    height, width = grey.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    size = (round(width * cos + height * sin), round(width * sin + height * cos))
    matrix[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    return np.asarray(cv2.warpAffine(grey, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _sharpened(grey: Image) -> Image:
    """Return a picture with its edges brought out: a blur of two pixels is undone so far that a
    barcode with modules of three is read.
    """
    soft = cv2.GaussianBlur(grey, (0, 0), 2.5)
    return np.asarray(cv2.addWeighted(grey, 3.0, soft, -2.0, 0), np.uint8)


def _read(grey: Image) -> tuple[str, ...]:
    """Return the texts of the barcodes that are read without an error, as the issuer wrote them."""
    # Plain, because the reader would otherwise spell control characters out ("<LF>").
    found = zxingcpp.read_barcodes(grey, formats=_FORMATS, text_mode=zxingcpp.TextMode.Plain)
    return tuple(code.text for code in found if code.valid and code.text)
