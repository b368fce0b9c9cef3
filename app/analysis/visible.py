"""A PDF says its text twice, in its text layer and in its picture: only what is seen counts.

A line of the layer that the picture does not show is looked for at the place where the PDF says it
stands. Where there is no ink, or other words are to be read, somebody hid or changed a text: white
on white, behind a picture, in a layer that is switched off, or beside the page.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from rapidfuzz import fuzz, process

from app.analysis.fields.labels import plain
from app.analysis.intake import TextBox
from app.analysis.reading.ocr import Image, OcrLine
from app.analysis.reading.part import read_part
from app.domain.card_numbers import mask
from app.domain.documents import FileTag
from app.domain.evidence import Finding, Source, TextLine

#: A shorter text layer is a stamp or a page number on a scan.
_LEAST_LAYER: Final = 50

#: Share of a line's words that must be seen; fewer, and the line may hold a name that nobody sees.
_SEEN_SHARE: Final = 0.8

#: A layer of which this share of the words is not in the picture was not made from it. Poor text
#: layers of scanners differ by a tenth.
_HIDDEN_SHARE: Final = 0.3
_LEAST_HIDDEN: Final = 5

_LEAST_WORD: Final = 3
_LIKE: Final = 80.0

#: Lines looked for a second time, at their own place; each costs a tenth of a second.
_LOOKED_FOR: Final = 8
#: Where the darkest and the lightest hundredth differ by less (0-255) there is no ink.
_NO_INK: Final = 24
#: From this likeness on what is read at a line's place is that line, misread.
_SAME_LINE: Final = 65.0
#: From this confidence on what is read at a line's place is really there.
_SURE: Final = 0.85
#: Height in pixels to which a line is enlarged for its second reading.
_LINE_HEIGHT: Final = 48


@dataclass(frozen=True)
class PageText:
    """The lines of one page that count, and a finding when its text layer hides something."""

    lines: tuple[TextLine, ...]
    finding: Finding | None = None


def page_text(
    layer: Sequence[str],
    seen: Sequence[OcrLine],
    tag: FileTag,
    *,
    image: Image | None = None,
    boxes: Sequence[TextBox] = (),
    size: tuple[int, int] | None = None,
) -> PageText:
    """Return the lines of a page with text layer `layer` whose picture reads `seen`.

    Lines of the layer that the picture confirms are exact, so they come first; what only the
    picture shows follows. What only the layer says is dropped: a person could not see it either.
    `image` is the page as drawn and `boxes` the places of the layer's lines; without them only a
    layer that differs as a whole is found. `size` is the width and height in pixels of the page on
    which `seen` was read; without it no line has a place.
    """
    read = [TextLine(line.text, line.confidence, tag, place=_place(line, size)) for line in seen]
    if sum(map(len, layer)) < _LEAST_LAYER:
        return PageText(tuple(read))
    in_picture = _Words(line.text for line in seen)
    in_place = _read_in_place(boxes, seen, size) if size is not None else frozenset()
    kept = [text for text in layer if text in in_place or in_picture.confirms(text)]
    in_layer = _Words(kept)
    places = {mask(box.text): (box.left, box.top, box.right, box.bottom) for box in boxes}
    exact = [TextLine(text, 1.0, tag, Source.TEXT_LAYER, places.get(text)) for text in kept]
    added = [line for line in read if not in_layer.confirms(line.text)]
    finding = _hidden(layer, in_picture)
    if finding is None and image is not None:
        unseen = {text for text in layer if text not in kept}
        finding = _hidden_line(unseen, in_picture, image, boxes)
    return PageText((*exact, *added), finding)


def _place(line: OcrLine, size: tuple[int, int] | None) -> tuple[float, float, float, float] | None:
    """Return where a line stands, in shares of its page."""
    if size is None:
        return None
    across, down = zip(*line.box, strict=True)
    width, height = size
    edges = (min(across) / width, min(down) / height, max(across) / width, max(down) / height)
    left, top, right, bottom = (round(edge, 4) for edge in edges)
    return left, top, right, bottom


class _Words:
    """The words of some lines, and all of them in one run, for words that were read together."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = [plain(line) for line in lines]
        self._words = {word for text in self._lines for word in text.split()}
        self._run = re.sub(r"\s", "", "".join(self._lines))

    def confirms(self, line: str) -> bool:
        """Tell whether a line is here: most of its words, and every number beside them."""
        return self.share(line) >= _SEEN_SHARE and not self.other_numbers(line)

    def share(self, line: str) -> float:
        """Return the share (0-1) of a line's words that are here; 1 for a line without words."""
        words = _long_words(line)
        return sum(map(self._has, words)) / len(words) if words else 1.0

    def missing(self, line: str) -> int:
        """Return how many of a line's words are not here."""
        return sum(not self._has(word) for word in _long_words(line))

    def other_numbers(self, line: str) -> set[str]:
        """Return the numbers of a line that stand in no line here that shares a word with it.

        A house number or a day is one or two digits long, and those stand somewhere on every page.
        """
        words = [word for word in _long_words(line) if not _has_digit(word)]
        alike = [text for text in self._lines if any(word in text for word in words)]
        around = re.sub(r"\s", "", "|".join(alike or self._lines))
        return {
            number for number in plain(line).split() if _has_digit(number) and number not in around
        }

    def _has(self, word: str) -> bool:
        if word in self._words or word in self._run:
            return True
        return (
            process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_LIKE) is not None
        )


def _long_words(line: str) -> list[str]:
    return [word for word in plain(line).split() if len(word) >= _LEAST_WORD]


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def _hidden(layer: Sequence[str], in_picture: _Words) -> Finding | None:
    total = sum(len(_long_words(line)) for line in layer)
    hidden = sum(in_picture.missing(line) for line in layer)
    if hidden < max(_LEAST_HIDDEN, total * _HIDDEN_SHARE):
        return None
    return Finding("hidden-text", f"{hidden} of {total} words of the text layer cannot be seen")


def _read_in_place(
    boxes: Sequence[TextBox], seen: Sequence[OcrLine], size: tuple[int, int]
) -> frozenset[str]:
    """Return the lines of the layer that were read where they stand, in however many parts.

    A row of a table is one line in the layer, and its words and its amount are two in the picture.
    """
    found = set()
    for box in boxes:
        parts = sorted((line for line in seen if _is_within(line, box, size)), key=_left)
        text = mask(box.text)
        if parts and _Words([" ".join(line.text for line in parts)]).confirms(text):
            found.add(text)
    return frozenset(found)


def _is_within(line: OcrLine, box: TextBox, size: tuple[int, int]) -> bool:
    """Tell whether the middle of a line that was read lies where the layer says a line stands."""
    x, y = line.centre[0] / size[0], line.centre[1] / size[1]
    margin = 0.25 * (box.bottom - box.top)
    return box.left <= x <= box.right and box.top - margin <= y <= box.bottom + margin


def _left(line: OcrLine) -> float:
    return line.centre[0]


def _hidden_line(
    unseen: Collection[str], in_picture: _Words, image: Image, boxes: Sequence[TextBox]
) -> Finding | None:
    """Return a finding for the first unseen line that the picture does not show where it should.

    Lines of one word, such as the marks of a mailing machine, tell nothing and are left out.
    """
    outside = [box for box in boxes if _is_outside(box) and _tells(box.text)]
    if any(not in_picture.confirms(mask(box.text)) for box in outside):
        return Finding("hidden-text", "a line of the text layer stands beside the page")
    places = [
        box
        for box in boxes
        if mask(box.text) in unseen and _tells(box.text) and not _is_outside(box)
    ]
    for box in places[:_LOOKED_FOR]:
        if _shows_otherwise(image, box):
            return Finding("hidden-text", "a line of the text layer reads otherwise in the picture")
    return None


def _tells(line: str) -> bool:
    """Tell whether a line may be a name or an address: two words, or a word and a number."""
    words = plain(line).split()
    has_word = any(len(word) >= _LEAST_WORD and word.isalpha() for word in words)
    return has_word and len(words) >= 2


def _is_outside(box: TextBox) -> bool:
    return box.right <= 0 or box.bottom <= 0 or box.left >= 1 or box.top >= 1


def _shows_otherwise(image: Image, box: TextBox) -> bool:
    """Tell whether there is no ink at a line's place, or another text is surely read there."""
    part = _cut_out(image, box)
    if part.size == 0:
        return False
    low, high = np.percentile(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), (1, 99))
    if high - low < _NO_INK:
        return True
    read = [line for line in read_part(_enlarged(part)) if line.confidence >= _SURE]
    text = plain(" ".join(line.text for line in read))
    if len(re.sub(r"[^a-z0-9]", "", text)) < _LEAST_WORD:
        # Print too small or turned to be read; it does not count, and proves nothing.
        return False
    wanted = plain(box.text)
    if fuzz.partial_ratio(wanted, text) < _SAME_LINE:
        return True
    # A number that differs is sure only if the words beside it and its other digits were read.
    words = [word for word in wanted.split() if not _has_digit(word)]
    printed, said = (re.sub(r"\D", "", part) for part in (text, wanted))
    return all(word in text for word in words) and len(printed) == len(said) and printed != said


def _cut_out(image: Image, box: TextBox) -> Image:
    """Return the part of the page where a line should be, with a narrow margin."""
    height, width = image.shape[:2]
    margin = 0.25 * (box.bottom - box.top) * height
    top, bottom = box.top * height - margin, box.bottom * height + margin
    left, right = box.left * width - margin, box.right * width + margin
    return image[max(0, int(top)) : max(0, int(bottom)), max(0, int(left)) : max(0, int(right))]


def _enlarged(part: Image) -> Image:
    """Return a line at the reader's favourite size, on paper of its own colour."""
    scale = min(4.0, max(1.0, _LINE_HEIGHT / max(part.shape[0], 1)))
    size = (round(part.shape[1] * scale), round(part.shape[0] * scale))
    larger = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC)
    border = cv2.copyMakeBorder(larger, 24, 24, 24, 24, cv2.BORDER_REPLICATE)
    return np.asarray(border, np.uint8)
