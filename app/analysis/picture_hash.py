"""A hash of what a picture shows: near pictures have near hashes, whatever their bytes."""

import cv2
import numpy as np

from app.domain.errors import DamagedFile


def difference_hash(jpeg: bytes) -> str:
    """Return the 64-bit difference hash (dHash) of a picture as 16 hex digits.

    The picture is shrunk to 9 x 8 grey pixels; each bit, row by row, highest first, tells whether a
    pixel is brighter than its right neighbour (Neal Krawetz, "Kind of Like That", 2013). Raises
    DamagedFile.
    """
    grey = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_GRAYSCALE)
    if grey is None:
        raise DamagedFile("prepared")
    small = cv2.resize(grey, (9, 8), interpolation=cv2.INTER_AREA)
    bits = small[:, :-1] > small[:, 1:]
    return np.packbits(bits.flatten()).tobytes().hex()
