"""Read a small part of a page, such as one line."""

from typing import Final

import cv2
import numpy as np

from app.analysis.reading.ocr import Image, OcrLine, read_lines

#: The detector enlarges a picture until its shorter side has this many pixels, so that a strip of
#: one line would cost it more than a whole page.
_SHORTEST_SIDE: Final = 736


def read_part(part: Image) -> list[OcrLine]:
    """Return the lines of a small picture, read on a sheet of its own colour; places stay."""
    height, width = part.shape[:2]
    paper = np.median(part.reshape(-1, 3), axis=0).tolist()
    sheet = cv2.copyMakeBorder(
        part,
        0,
        max(0, _SHORTEST_SIDE - height),
        0,
        max(0, _SHORTEST_SIDE - width),
        cv2.BORDER_CONSTANT,
        value=paper,
    )
    return read_lines(np.asarray(sheet, np.uint8))
