"""A grey copy: a card or passport without any colour of its own, as copiers print them.

Security print is coloured on every paper and faces are too. What is measured is the colour that
is left once the lamp's is taken away, on the paper alone: the table may be as coloured as it likes.
"""

from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.reading.ocr import Image
from app.domain.evidence import Finding

#: Colour of the most coloured twentieth of the paper, in hundredths of its brightness. Drawn papers
#: had 1.7 and more, grey prints of them under a coloured lamp 0.7 at most.
_LEAST_COLOUR: Final = 1.2
#: Darker pixels have no colour that could be measured, burnt ones have lost theirs (0-255).
_DARK, _BURNT = 40, 250
_SIDE: Final = 400


def copy_sign(image: Image) -> Finding | None:
    """Return a finding when a card or passport (RGB) is grey all over."""
    colour = paper_colour(image)
    if colour is None or colour >= _LEAST_COLOUR:
        return None
    return Finding("grey-copy", f"whole paper grey: colour {colour:.1f}, least {_LEAST_COLOUR}")


def paper_colour(image: Image) -> float | None:
    """Return how far the paper's colours lie from its own lamp's, None in the dark.

    Two thirds of the largest light area must be bright enough to have a colour.
    """
    scale = min(1.0, _SIDE / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 1.5)
    inside = small[_paper(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY))].astype(np.float32)
    if not inside.size:
        return None
    seen = inside[(inside.max(axis=1) > _DARK) & (inside.max(axis=1) < _BURNT)]
    if len(seen) < len(inside) * 2 / 3:
        return None
    shares = seen / seen.sum(axis=1, keepdims=True)
    away = np.abs(shares - np.median(shares, axis=0)).max(axis=1) * 300
    return float(np.percentile(away, 95))


def _paper(grey: cv2.typing.MatLike) -> NDArray[np.bool_]:
    """Return the largest light area of a small grey picture, its writing filled in, less its rim.

    A rim of table shines through at the paper's edge.
    """
    _, light = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    _, labels, table, _ = cv2.connectedComponentsWithStats(light)
    if len(table) < 2:
        return np.ones(grey.shape[:2], np.bool_)
    largest = 1 + int(np.argmax(table[1:, cv2.CC_STAT_AREA]))
    paper = np.asarray(labels == largest, np.uint8)
    return np.asarray(cv2.erode(paper, np.ones((9, 9), np.uint8)) > 0, np.bool_)
