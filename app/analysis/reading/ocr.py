"""Text recognition: a picture in, lines of text with their places out.

RapidOCR with the two models that lie inside its wheel, named by path so that it never looks for
another one on the network. Its angle classifier stays off: it takes a row of `<<<<` for text on
its head and turns it over.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.analysis.networks import quiet_options

#: A picture: rows, columns, red-green-blue, 0-255.
Image = NDArray[np.uint8]

Point = tuple[float, float]

#: Lines below this confidence are noise from a pattern or a portrait.
_LEAST_CONFIDENCE: Final = 0.3

#: A picture whose brightest hundredth stays below this (0-255) is too dark to read as it is.
_DARK: Final = 110

#: Lines are looked for in a picture of about this size (px of its shorter and longer edge), and
#: read from the whole one. A page of 2000 px costs 0.4 of the time so, with the same lines found.
#: The longer edge counts more: a strip with a zone is wide enough as it is.
_DETECTOR_SHORT: Final = 736
_DETECTOR_LONG: Final = 1280

#: The files of the two models, by what they do; they lie inside the wheel.
MODELS: Final = {
    "text-detector": "PP-OCRv6_det_small.onnx",
    "text-recogniser": "PP-OCRv6_rec_small.onnx",
}

_one_at_a_time = Lock()


@dataclass(frozen=True)
class OcrLine:
    """One line as read: its text, the reader's confidence (0-1), and its four corners in pixels.

    Corners run clockwise from the top left one of the text as it is read.
    """

    text: str
    confidence: float
    box: tuple[Point, Point, Point, Point]

    @property
    def width(self) -> float:
        """Return the length of the upper edge in pixels."""
        return math.dist(self.box[0], self.box[1])

    @property
    def height(self) -> float:
        """Return the length of the left edge in pixels."""
        return math.dist(self.box[0], self.box[3])

    @property
    def centre(self) -> Point:
        """Return the middle of the four corners."""
        return (sum(x for x, _ in self.box) / 4, sum(y for _, y in self.box) / 4)

    @property
    def angle(self) -> float:
        """Return the slope of the upper edge in radians, positive when it falls to the right."""
        (x0, y0), (x1, y1) = self.box[0], self.box[1]
        return math.atan2(y1 - y0, x1 - x0)


def read_lines(image: Image) -> list[OcrLine]:
    """Return the lines of text in `image`, roughly from top to bottom.

    Calls from several threads wait for one another: the engine is not built to be shared.
    """
    with _one_at_a_time:
        engine = _engine()
        _set_size(engine.text_det, image)
        result = engine(np.ascontiguousarray(_brightened(image)[:, :, ::-1]))
    if result.txts is None or result.boxes is None:
        return []
    return [
        OcrLine(text.strip(), float(score), _corners(box))
        for text, score, box in zip(result.txts, result.scores, result.boxes, strict=True)
        if text.strip()
    ]


def _brightened(image: Image) -> Image:
    """Return a dark picture stretched to the full range, its noise smoothed; others as they are.

    Of a passport at a tenth of its light 23 lines of 23 were read so, instead of 12.
    """
    low, high = np.percentile(image, (1, 99))
    if high >= _DARK or high - low < 1:
        return image
    stretched = np.clip((image.astype(np.float32) - low) * (255 / (high - low)), 0, 255)
    return np.asarray(cv2.bilateralFilter(stretched.astype(np.uint8), 7, 40, 5), np.uint8)


def _set_size(detector: Any, image: Image) -> None:
    """Tell the detector to which size it shall bring this picture before it looks for lines."""
    short, long = sorted(image.shape[:2])
    scale = min(max(1.0, _DETECTOR_SHORT / short), _DETECTOR_LONG / long)
    detector.limit_type = "max" if scale < 1 else "min"
    detector.limit_side_len = _DETECTOR_LONG if scale < 1 else round(short * scale)


@cache
def _engine() -> Any:
    """Return the one engine of this process.

    Its import costs 70 MB, and web processes that only look at a file never read one.
    """
    from rapidocr import RapidOCR  # noqa: PLC0415 - Loaded with the first page, see above.
    from rapidocr.inference_engine.onnxruntime.main import OrtInferSession  # noqa: PLC0415

    # RapidOCR has no setting for threads that wait in a busy loop.
    OrtInferSession._init_sess_opts = staticmethod(  # type: ignore[method-assign, assignment]
        lambda _: quiet_options()
    )
    models = _models()
    engine = RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.text_score": _LEAST_CONFIDENCE,
            "Det.model_path": str(models / MODELS["text-detector"]),
            "Rec.model_path": str(models / MODELS["text-recogniser"]),
            # Lines read together are padded to the longest of them, which costs more than it saves.
            "Rec.rec_batch_num": 1,
        }
    )
    # It would come with the first picture only, but its size is set before each one.
    engine._load_det_model()  # type: ignore[no-untyped-call]
    return engine


def _models() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("rapidocr")
    return Path(spec.origin).parent / "models"


def _corners(box: Sequence[Sequence[float]]) -> tuple[Point, Point, Point, Point]:
    first, second, third, fourth = ((float(x), float(y)) for x, y in box)
    return first, second, third, fourth
