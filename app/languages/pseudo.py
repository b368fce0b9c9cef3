"""Pseudo languages, made from the English source: they show in a browser what a layout lacks.

`en-XA` has accents and is 40 % longer: text that stays plain was never marked for translation, and
brackets that are missing were cut off. `ar-XB` is English written from right to left.
"""

import re
from collections.abc import Callable
from math import ceil
from typing import Final

from babel.support import NullTranslations

_PLACEHOLDER: Final = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\})")
_ACCENTS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "àƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÀƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
_OPEN: Final = "["
_CLOSE: Final = "]"
_RIGHT_TO_LEFT_OVERRIDE: Final = "\u202e"
_POP: Final = "\u202c"
_WORD: Final = re.compile(r"[^\W\d_]+")


def lengthen(text: str) -> str:
    """Return an English text with accents and 40 % longer, its placeholders kept."""
    parts = _PLACEHOLDER.split(text)
    letters = sum(len(part) for part in parts[::2])
    parts[::2] = [part.translate(_ACCENTS) for part in parts[::2]]
    # In words of four, because a single long one would not be wrapped.
    padding = " ".join(["~~~~"] * ceil(letters * 0.4 / 5))
    return f"{_OPEN}{''.join(parts)} {padding}{_CLOSE}"


def turn_round(text: str) -> str:
    """Return an English text whose words run from right to left, its placeholders kept."""
    parts = _PLACEHOLDER.split(text)
    parts[::2] = [
        _WORD.sub(lambda word: f"{_RIGHT_TO_LEFT_OVERRIDE}{word[0]}{_POP}", part)
        for part in parts[::2]
    ]
    return "".join(parts)


class PseudoTranslations(NullTranslations):
    """Every text that is asked for, changed by `change`."""

    def __init__(self, change: Callable[[str], str]) -> None:
        super().__init__()
        self._change = change

    def ugettext(self, message: str) -> str:
        """Return a text."""
        return self._change(message)

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        """Return a text by the plural rule of English."""
        return self._change(singular if number == 1 else plural)

    def upgettext(self, _context: str, message: str) -> str:
        """Return a text that has several meanings."""
        return self._change(message)

    def unpgettext(self, _context: str, singular: str, plural: str, number: int) -> str:
        """Return a text that has several meanings, by the plural rule of English."""
        return self.ungettext(singular, plural, number)
