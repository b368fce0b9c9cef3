"""Can a picture be read? Sharpness, light, reflections, size, and whether the paper is all there.

Everything is measured at 1000 pixels on the longest side, so that the thresholds hold for any
telephone. They were found on a ladder of drawn passports, three a step, by what OCR could still
read. A problem is only named where reading fails for certain; a warning explains a bad reading.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from app.domain.evidence import Quality, QualityProblem

Image = NDArray[np.uint8]
Mask = NDArray[np.uint8]
Grey = NDArray[np.float32]

_SIDE = 1000
_TILE = 40

#: Mean square of the Laplacian. Good pictures have 270 and more, text is lost below 40; a blur of 3
#: pixels, which still reads, leaves 100.
_SHARPNESS_PROBLEM, _SHARPNESS_WARNING = 60.0, 200.0
#: Edges in one direction against those across it: 0.2 and more on good pictures, 0.05 when the
#: telephone moved by 1 % of the picture.
_SMEARED = 0.08
#: Mean grey. 19 still reads, 11 reads one time in three. The lightest 5 % must be dark as well: a
#: white card on a black table is well lit.
_DARK_PROBLEM, _DARK_WARNING = (25.0, 80.0), (45.0, 120.0)
#: Share of the picture that a reflection burns out.
_GLARE_PROBLEM, _GLARE_WARNING = 0.02, 0.005
#: Pixels on the longest side: a passport page is read from 350, a selfie from 200.
_DOCUMENT_SIDE_PROBLEM, _DOCUMENT_SIDE_WARNING, _SELFIE_SIDE_PROBLEM = 350, 600, 200

# Below so many levels of grey there is only the noise of the sensor, which must not be blown up.
_CONTRAST, _SPARSE_CONTRAST = 12, 60
# A pixel whose every channel is above this has no drawing left.
_BURNT = 250
# Paper as light as this is a scan or a rendered page, where white is no reflection.
_LIGHT_PAPER = 238
# A reflection fades out: right around it the picture is almost burnt, some way off it is not. A
# white box that was printed has neither.
_FADING, _SURROUNDINGS = 230, 245
# Share of its surroundings that is paper; the light side of an overexposed page reaches its edge.
_ON_PAPER = 0.6
# Share of strokes of writing around a reflection from which on it must have hidden some.
_WRITING = 0.015


@dataclass(frozen=True)
class _Sight:
    """A picture at 1000 pixels: colours, grey, and where the light paper lies (0 or 1)."""

    colours: Image
    grey: Image
    paper: Mask


def measure(image: Image, *, document: bool) -> Quality:
    """Measure an upright RGB picture (H x W x 3) of a document, or of a face.

    Reflections and cut edges are only looked for on documents: a face has neither.
    """
    sight = _look(image)
    height, width = image.shape[:2]
    stretched = _stretched(sight.grey)
    sharpness, brightness = _sharpness(stretched), float(sight.grey.mean())
    # There is nothing on an empty page that could be blurred.
    seen = _contrast(sight.grey) is not None
    glare, hides_text = _glare(sight) if document else (0.0, False)
    cut_off = document and (_leaves_frame(sight.paper) or _cuts_lines(sight.grey))
    lightest = float(np.percentile(sight.grey, 95))
    problems = {
        QualityProblem.TOO_SMALL: max(width, height)
        < (_DOCUMENT_SIDE_PROBLEM if document else _SELFIE_SIDE_PROBLEM),
        QualityProblem.TOO_DARK: brightness < _DARK_PROBLEM[0] and lightest < _DARK_PROBLEM[1],
        QualityProblem.BLURRY: seen and sharpness < _SHARPNESS_PROBLEM,
        QualityProblem.GLARE: glare > _GLARE_PROBLEM and hides_text,
    }
    warnings = {
        QualityProblem.TOO_SMALL: document and max(width, height) < _DOCUMENT_SIDE_WARNING,
        QualityProblem.TOO_DARK: brightness < _DARK_WARNING[0] and lightest < _DARK_WARNING[1],
        QualityProblem.BLURRY: seen and (sharpness < _SHARPNESS_WARNING or _is_smeared(stretched)),
        QualityProblem.GLARE: glare > _GLARE_WARNING,
        QualityProblem.CUT_OFF: cut_off,
    }
    return Quality(
        width=width,
        height=height,
        sharpness=round(sharpness, 1),
        brightness=round(brightness, 1),
        glare=round(glare, 4),
        cut_off=cut_off,
        problem=_worst(problems),
        warning=_worst(warnings),
    )


def is_blank(image: Image) -> bool:
    """Tell whether an RGB picture (H x W x 3) shows nothing: an empty page, a covered lens.

    The page's own edge on a table does not count as something.
    """
    sight = _look(image)
    grey = np.asarray(cv2.GaussianBlur(_stretched(sight.grey), (0, 0), 2), np.float32)
    inside = cv2.erode(sight.paper, _square(_TILE)) if sight.paper.any() else sight.paper
    tiles, room = _tiles(grey), _tiles(inside.astype(np.float32)).min(axis=2) > 0
    if room.sum() < room.size // 10:
        room = np.ones_like(room)
    # Writing differs from its paper by more than a fifth of the picture's range, folds do not.
    written = (np.ptp(tiles, axis=2) > 50) & room
    return bool(written.sum() < max(2, room.sum() // 100))


def _worst(faults: dict[QualityProblem, bool]) -> QualityProblem | None:
    """Return the first fault found; they are given in the order in which they are told."""
    return next((fault for fault, found in faults.items() if found), None)


def _look(image: Image) -> _Sight:
    """Bring a picture to the side that everything is measured at; a sliver is widened to a tile."""
    scale = _SIDE / max(image.shape[:2])
    size = tuple(max(_TILE, round(side * scale)) for side in image.shape[1::-1])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    colours = np.asarray(cv2.resize(image, size, interpolation=how), np.uint8)
    grey = np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), np.uint8)
    return _Sight(colours, grey, _paper(grey))


def _paper(grey: Image) -> Mask:
    """Return the largest light area, its writing filled in: the page, if it lies on a table."""
    calm = cv2.GaussianBlur(grey, (0, 0), 3)
    _, light = cv2.threshold(calm, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    light = cv2.morphologyEx(light, cv2.MORPH_CLOSE, _square(25))
    count, labels, table, _ = cv2.connectedComponentsWithStats(light)
    if count < 2:
        return np.zeros_like(grey)
    largest = 1 + int(np.argmax(table[1:, cv2.CC_STAT_AREA]))
    return np.asarray(labels == largest, np.uint8)


def _sharpness(stretched: Grey) -> float:
    """Return the mean square of the Laplacian in the best tenth of the tiles, less that of noise.

    The noise is what the calmest quarter of the tiles shows: it must not make a blurred picture of
    a poor camera pass for sharp.
    """
    edges = _energy(cv2.Laplacian(stretched, cv2.CV_32F))
    return max(0.0, float(edges[_best(edges)].mean() - np.percentile(edges, 25)))


def _is_smeared(stretched: Grey) -> bool:
    """Tell whether edges are missing in one direction only, as when the camera moved."""
    best = _best(_energy(cv2.Laplacian(stretched, cv2.CV_32F)))
    along = np.array([[1, -2, 1]], np.float32)
    slant = np.diag(along[0])
    for one, other in ((along, along.T), (slant, np.ascontiguousarray(np.fliplr(slant)))):
        found = [
            float(_energy(cv2.filter2D(stretched, cv2.CV_32F, kernel))[best].mean())
            for kernel in (one, np.ascontiguousarray(other))
        ]
        if min(found) < _SMEARED * max(found):
            return True
    return False


def _energy(response: cv2.typing.MatLike) -> Grey:
    """Return the mean square of a filter's response in each tile, in one row."""
    tiles = _tiles(np.square(np.asarray(response, np.float32)))
    return np.asarray(tiles.mean(axis=2).ravel(), np.float32)


def _best(energies: Grey) -> NDArray[np.intp]:
    """Return the places of the highest tenth."""
    return np.argsort(energies)[-max(1, len(energies) // 10) :]


def _contrast(grey: Image) -> tuple[float, float] | None:
    """Return the darkest and the lightest grey that count, or None for a picture of nothing.

    A sheet with little on it has all its contrast in a few pixels: it must be a strong one then.
    """
    for ends, least in ((2, 98), _CONTRAST), ((0.05, 99.95), _SPARSE_CONTRAST):
        low, high = np.percentile(grey, ends)
        if high - low >= least:
            return float(low), float(high)
    return None


def _stretched(grey: Image) -> Grey:
    """Return the grey with its contrast evened out over 0 to 255; nothing stays nothing.

    Without that, a dark sharp picture would score like a bright blurred one.
    """
    low, high = _contrast(grey) or (0.0, 255.0)
    evened = (grey.astype(np.float32) - low) * (255 / (high - low))
    return np.asarray(np.clip(evened, 0, 255), np.float32)


def _tiles(values: Grey) -> Grey:
    """Return whole tiles of 40 pixels: rows x columns x 1600."""
    rows, columns = (side // _TILE for side in values.shape)
    whole = values[: rows * _TILE, : columns * _TILE]
    cut = whole.reshape(rows, _TILE, columns, _TILE).transpose(0, 2, 1, 3)
    return np.asarray(cut, np.float32).reshape(rows, columns, _TILE * _TILE)


def _square(side: int) -> Mask:
    """Return the neighbourhood of `side` x `side` pixels for growing and shrinking."""
    return np.ones((side, side), np.uint8)


def _glare(sight: _Sight) -> tuple[float, bool]:
    """Return the share of the largest reflection on the paper, and whether it hides writing."""
    blob = _largest_burnt(sight.colours)
    paper = sight.grey[(sight.paper > 0) & (blob == 0)]
    if not blob.any() or not paper.size or np.median(paper) > _LIGHT_PAPER:
        return 0.0, False
    rim = (cv2.dilate(blob, _square(13)) - cv2.dilate(blob, _square(5))) > 0
    around = cv2.dilate(blob, _square(81))
    beyond = (around - cv2.dilate(blob, _square(41))) > 0
    if _median(sight.grey[rim]) < _FADING or _median(sight.grey[beyond]) > _SURROUNDINGS:
        return 0.0, False
    if not beyond.any() or sight.paper[beyond].mean() < _ON_PAPER:
        return 0.0, False
    near = _strokes(sight.grey)[(around > 0) & (blob == 0)]
    return float(blob.mean()), bool(near.mean() > _WRITING)


def _median(values: NDArray[np.uint8]) -> float:
    """Return the median, 0 when there are no values."""
    return float(np.median(values)) if values.size else 0.0


def _largest_burnt(colours: Image) -> Mask:
    """Return the largest area without any drawing left that does not reach the picture's edge."""
    burnt = np.asarray(colours.min(axis=2) > _BURNT, np.uint8)
    burnt = np.asarray(cv2.morphologyEx(burnt, cv2.MORPH_OPEN, _square(9)), np.uint8)
    height, width = burnt.shape
    _, labels, table, _ = cv2.connectedComponentsWithStats(burnt)
    best = 0
    for number, (x, y, w, h, area) in enumerate(table[1:], 1):
        inside = x > 1 and y > 1 and x + w < width - 1 and y + h < height - 1
        if inside and (best == 0 or area > table[best, cv2.CC_STAT_AREA]):
            best = number
    return np.asarray(labels == best, np.uint8) if best else np.zeros_like(burnt)


def _leaves_frame(paper: Mask) -> bool:
    """Tell whether a page that lies on a table runs out of the picture at one side or two.

    A page that fills the picture, or three sides of it, is a scan or was cropped to its edges.
    """
    covered = [float(line.mean()) for line in (paper[2], paper[-3], paper[:, 2], paper[:, -3])]
    cut = sum(share >= 0.15 for share in covered)
    free = sum(share <= 0.05 for share in covered)
    return cut in {1, 2} and cut + free == 4


def _cuts_lines(grey: Image) -> bool:
    """Tell whether at least two lines of writing run into the picture's edge."""
    strokes = _strokes(grey).astype(np.uint8)
    lines = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, np.ones((1, 21), np.uint8))
    lines = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((3, 9), np.uint8))
    height, width = grey.shape
    cut = 0
    for x, y, w, h, area in cv2.connectedComponentsWithStats(lines)[2][1:]:
        is_line = 6 <= h <= 60 and w >= 2.5 * h and area > 0.35 * w * h
        at_edge = x <= 2 or y <= 2 or x + w >= width - 2 or y + h >= height - 2
        cut += bool(is_line and at_edge)
    return cut >= 2


def _strokes(grey: Image) -> NDArray[np.bool_]:
    """Return where thin dark strokes stand out from what is around them: writing, mostly."""
    depth = cv2.morphologyEx(cv2.GaussianBlur(grey, (3, 3), 0), cv2.MORPH_BLACKHAT, _square(15))
    return np.asarray(depth > max(40.0, 3 * float(np.median(depth))), np.bool_)
