"""The papers that every benchmark sends, and the bare calls that it is compared with."""

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from time import perf_counter
from typing import TypeVar

import numpy as np
import psutil
from PIL import Image as Pictures

from app.analysis import faces
from app.analysis.intake import prepare
from app.analysis.pipeline import SubmittedFile, analyse
from app.analysis.reading.ocr import Image, read_lines
from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.specimens import (
    draw_bill,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)

DAY = date(2026, 11, 23)
MEGABYTE = 1024 * 1024
#: A phone's photograph of 12 megapixels, in pixels.
_LARGE = (4032, 3024)

Result = TypeVar("Result")


@cache
def passport(seed: int = 1, *, large: bool = False) -> bytes:
    """Return a photographed passport (JPEG); a large one has 12 megapixels."""
    paper = draw_passport(draw_person(seed, today=DAY), load_portrait("p1_a"), seed=seed)
    jpeg = photograph(paper.image, seed)
    return _enlarged(jpeg, _LARGE) if large else jpeg


@cache
def bill(seed: int = 1, *, large: bool = False) -> bytes:
    """Return a photographed bill (JPEG); a large one has 12 megapixels."""
    jpeg = photograph(draw_bill(draw_person(seed, today=DAY), issued=DAY, seed=seed).image, seed)
    return _enlarged(jpeg, (_LARGE[1], _LARGE[0])) if large else jpeg


@cache
def selfie(seed: int = 1, *, large: bool = False) -> bytes:
    """Return another photograph of the passport's holder (JPEG)."""
    jpeg = photograph(load_photo("p1_b"), seed)
    return _enlarged(jpeg, (_LARGE[1], _LARGE[0])) if large else jpeg


def _enlarged(jpeg: bytes, size: tuple[int, int]) -> bytes:
    written = io.BytesIO()
    with Pictures.open(io.BytesIO(jpeg)) as picture:
        picture.resize(size, Pictures.Resampling.BICUBIC).save(written, "JPEG", quality=88)
    return written.getvalue()


def send_identity(*, large: bool = False) -> AnalysisReport:
    """Analyse a passport with a selfie."""
    files = [
        SubmittedFile(FileTag.FRONT, passport(large=large)),
        SubmittedFile(FileTag.FACE_PROOF, selfie(large=large)),
    ]
    return analyse(files, document_type=DocumentType.IDENTITY_PROOF, today=DAY)


def send_address(*, large: bool = False) -> AnalysisReport:
    """Analyse a bill."""
    files = [SubmittedFile(FileTag.PAGES, bill(large=large))]
    return analyse(files, document_type=DocumentType.ADDRESS_PROOF, today=DAY)


@cache
def pixels(jpeg: bytes) -> Image:
    """Return a picture as the analysis sees it after preparing it (RGB)."""
    with Pictures.open(io.BytesIO(prepare(jpeg).pages[0].jpeg)) as picture:
        return np.asarray(picture.convert("RGB"), np.uint8)


def bare_faces(*, large: bool = False) -> None:
    """Find and compare the faces of passport and selfie, and nothing else."""
    pictures = [pixels(passport(large=large)), pixels(selfie(large=large))]
    found = [faces.find_faces(picture)[0] for picture in pictures]
    faces.compare(pictures[0], found[0], pictures[1], found[1])


def bare_ocr(jpeg: bytes) -> None:
    """Read one picture with one call of the text reader."""
    read_lines(pixels(jpeg))


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return the seconds that work took, and its result."""
    begun = perf_counter()
    result = work()
    return perf_counter() - begun, result


def resident() -> float:
    """Return the memory of this process in MB."""
    return psutil.Process().memory_info().rss / MEGABYTE
