"""All signs of one file: those in how it was made, and those in what the picture shows."""

import numpy as np

from app.analysis.intake import PreparedFile
from app.analysis.reading.ocr import Image
from app.analysis.signs.copies import copy_sign
from app.analysis.signs.grids import grid_sign
from app.analysis.signs.recompression import pasted_sign
from app.analysis.signs.software import pdf_signs, program_signs
from app.domain.documents import FileTag
from app.domain.evidence import Finding


def file_signs(prepared: PreparedFile) -> list[Finding]:
    """Return the signs in a file's metadata, in a PDF's updates and in a JPEG's rounding."""
    found = [*program_signs(prepared.programs), *pdf_signs(prepared.changes)]
    luma = prepared.luma
    if luma is not None:
        pixels = np.frombuffer(luma.pixels, np.uint8).reshape(luma.height, luma.width)
        pasted = pasted_sign(pixels, luma.steps)
        found.extend([pasted] if pasted is not None else [])
    return found


def picture_signs(image: Image, tag: FileTag) -> list[Finding]:
    """Return the signs of a copy in the picture (RGB) of one side of a card or passport.

    The back of a card may be printed in black alone, so colour is asked of fronts only.
    """
    signs = (grid_sign(image), copy_sign(image) if tag is FileTag.FRONT else None)
    return [sign for sign in signs if sign is not None]
