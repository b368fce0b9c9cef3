"""A perceptual hash: the same picture gives nearly the same bits however it was saved or shrunk.

The picture is made small and grey and taken apart into cosine waves; each of the lowest 16 x 16
says by one bit whether it lies above the median (the DCT hash of Zauner, 2010, with 256 bits in
place of 64: papers of one design agree in the coarsest waves, whoever's they are).
"""

from typing import Final

import cv2
import numpy as np

from app.analysis.reading.ocr import Image

_SIDE, _WAVES = 64, 16
#: Standard deviation (0-255) below which a picture shows too little to be known again.
_EMPTY: Final = 4.0


def fingerprint(image: Image) -> str:
    """Return 256 bits as 64 hexadecimal digits for a picture (RGB), or nothing for an empty one."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    if float(small.std()) < _EMPTY:
        return ""
    # The first wave of each direction is the mean of rows and columns: the table, not the paper.
    waves = np.asarray(cv2.dct(small))[1 : _WAVES + 1, 1 : _WAVES + 1]
    bits = np.packbits(waves.ravel() > np.median(waves))
    return bits.tobytes().hex()
