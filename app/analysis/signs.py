"""Signs worth a person's attention in how a file was made: hints, never proofs."""

from typing import Final

import cv2
import numpy as np

from app.analysis.reading.ocr import Image
from app.domain.evidence import Finding

#: Programs that draw over pictures and pages; those that only crop, mend light or join are absent.
_EDITORS: Final = (
    "photoshop",
    "gimp",
    "illustrator",
    "affinity",
    "pixelmator",
    "paint.net",
    "coreldraw",
    "canva",
    "picsart",
    "facetune",
    "faceapp",
    "inkscape",
    "pdfescape",
    "sejda",
)

#: Saturation (0-255) that the most coloured twentieth of a picture has at least. Security print is
#: coloured on every paper; a copier's grey stays below, whatever the lamp over it.
_LEAST_COLOUR: Final = 12
#: Darker pixels have no colour that could be measured (0-255).
_DARK: Final = 40


def editing_sign(software: str | None) -> Finding | None:
    """Return a finding when the file says that a program for drawing saved it."""
    name = (software or "").casefold()
    if any(editor in name for editor in _EDITORS):
        return Finding("edited-with", software or "")
    return None


def copy_sign(image: Image) -> Finding | None:
    """Return a finding when a card or passport (RGB) is grey all over, as a copier's prints are."""
    scale = min(1.0, 400 / max(image.shape[:2]))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    colours = cv2.cvtColor(small, cv2.COLOR_RGB2HSV)
    saturation = colours[:, :, 1][colours[:, :, 2] > _DARK]
    if saturation.size < small[:, :, 0].size / 4:
        return None
    most = float(np.percentile(saturation, 95))
    return Finding("grey-copy", f"saturation {most:.0f}") if most < _LEAST_COLOUR else None
