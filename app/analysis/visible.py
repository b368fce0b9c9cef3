"""A PDF says its text twice, in its text layer and in its picture: only what is seen counts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from app.analysis.fields.labels import plain
from app.analysis.reading.ocr import OcrLine
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


@dataclass(frozen=True)
class PageText:
    """The lines of one page that count, and a finding when its text layer hides something."""

    lines: tuple[TextLine, ...]
    finding: Finding | None = None


def page_text(layer: Sequence[str], seen: Sequence[OcrLine], tag: FileTag) -> PageText:
    """Return the lines of a page with text layer `layer` whose picture reads `seen`.

    Lines of the layer that the picture confirms are exact, so they come first; what only the
    picture shows follows. What only the layer says is dropped: a person could not see it either.
    """
    read = [TextLine(line.text, line.confidence, tag) for line in seen]
    if sum(map(len, layer)) < _LEAST_LAYER:
        return PageText(tuple(read))
    in_picture = _Words(line.text for line in seen)
    kept = [text for text in layer if in_picture.share(text) >= _SEEN_SHARE]
    in_layer = _Words(kept)
    exact = [TextLine(text, 1.0, tag, Source.TEXT_LAYER) for text in kept]
    added = [line for line in read if in_layer.share(line.text) < _SEEN_SHARE]
    return PageText((*exact, *added), _hidden(layer, in_picture))


class _Words:
    """The words of some lines, and all of them in one run, for words that were read together."""

    def __init__(self, lines: Iterable[str]) -> None:
        texts = [plain(line) for line in lines]
        self._words = {word for text in texts for word in text.split()}
        self._run = re.sub(r"\s", "", "".join(texts))

    def share(self, line: str) -> float:
        """Return the share (0-1) of a line's words that are here; 1 for a line without words."""
        words = _long_words(line)
        return sum(map(self._has, words)) / len(words) if words else 1.0

    def missing(self, line: str) -> int:
        """Return how many of a line's words are not here."""
        return sum(not self._has(word) for word in _long_words(line))

    def _has(self, word: str) -> bool:
        if word in self._words or word in self._run:
            return True
        return (
            process.extractOne(word, self._words, scorer=fuzz.ratio, score_cutoff=_LIKE) is not None
        )


def _long_words(line: str) -> list[str]:
    return [word for word in plain(line).split() if len(word) >= _LEAST_WORD]


def _hidden(layer: Sequence[str], in_picture: _Words) -> Finding | None:
    total = sum(len(_long_words(line)) for line in layer)
    hidden = sum(in_picture.missing(line) for line in layer)
    if hidden < max(_LEAST_HIDDEN, total * _HIDDEN_SHARE):
        return None
    return Finding("hidden-text", f"{hidden} of {total} words of the text layer cannot be seen")
