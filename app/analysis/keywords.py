"""Words that tell which paper it is, in plain letters, and where a line of text holds them.

The words themselves stand in `keywords.toml`, by kind of paper and by how much each proves.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Final

from rapidfuzz import fuzz, process

from app.analysis.fields.labels import plain
from app.domain.documents import DocumentSubtype

#: From this many letters on a phrase is found without regard to spaces, which readers drop and
#: German leaves out; a shorter one must stand between spaces.
_LONG: Final = 9

#: A heading is its phrase and little more: at most so many words, the phrase near their beginning
#: ("Your current account statement", "Facture n° 562"), or at least half of the letters.
_HEADING_WORDS: Final = 8
_BEFORE: Final = 12
_HEADING_SHARE: Final = 0.5

#: A misread letter or two in a heading; a shorter or less alike line is another word.
_LIKENESS: Final = 88.0
_LONGEST_HEADING: Final = 48


class Weight(IntEnum):
    """How much a phrase proves."""

    COMMON = 1
    TELLING = 2
    TITLE = 3


@dataclass(frozen=True)
class Phrase:
    """One phrase of one kind of paper, in plain letters, and the same without spaces."""

    text: str
    bare: str
    subtype: DocumentSubtype
    weight: Weight


@dataclass(frozen=True)
class Hit:
    """A phrase that a line holds, and whether the line is a heading made of it."""

    phrase: Phrase
    is_heading: bool


@cache
def phrases() -> tuple[Phrase, ...]:
    """Return every phrase of the table."""
    table = tomllib.loads((Path(__file__).parent / "keywords.toml").read_text(encoding="utf-8"))
    found = {
        (kind, weight, plain(phrase)): None
        for kind, words in table.items()
        for name, weight in _WEIGHTS.items()
        for phrase in words[name].split("|")
        if plain(phrase)
    }
    return tuple(
        Phrase(text, text.replace(" ", ""), DocumentSubtype(kind), weight)
        for kind, weight, text in found
    )


_WEIGHTS: Final[Mapping[str, Weight]] = {
    "titles": Weight.TITLE,
    "telling": Weight.TELLING,
    "common": Weight.COMMON,
}


def hits_in(line: str) -> list[Hit]:
    """Return the phrases in one line of text, without those that lie inside a longer one.

    "Estratto conto carta" heads a card's statement, though it begins like a bank's.
    """
    text = plain(line)
    bare = text.replace(" ", "")
    found = [phrase for phrase in phrases() if _holds(text, bare, phrase)]
    longest = [one for one in found if not any(_is_inside(one, other) for other in found)]
    if not any(phrase.weight is Weight.TITLE for phrase in longest):
        longest += _misread(bare)
    return [Hit(phrase, _is_heading(text, bare, phrase)) for phrase in longest]


def mentions(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Tell whether any of some plain words stands in the texts."""
    text = f" {' | '.join(plain(line) for line in texts)} "
    return any(f" {word} " in text or f" {word}s " in text for word in words)


def _holds(text: str, bare: str, phrase: Phrase) -> bool:
    if len(phrase.bare) >= _LONG:
        return phrase.bare in bare
    padded = f" {text} "
    return f" {phrase.text} " in padded or f" {phrase.text}s " in padded


def _is_inside(one: Phrase, other: Phrase) -> bool:
    return len(one.bare) < len(other.bare) and one.bare in other.bare


def _is_heading(text: str, bare: str, phrase: Phrase) -> bool:
    if len(phrase.bare) >= _HEADING_SHARE * len(bare):
        return True
    place = bare.find(phrase.bare)
    return place <= _BEFORE and len(text.split()) <= _HEADING_WORDS


@cache
def _long_titles() -> dict[str, Phrase]:
    return {
        phrase.bare: phrase
        for phrase in phrases()
        if phrase.weight is Weight.TITLE and len(phrase.bare) >= _LONG
    }


def _misread(bare: str) -> list[Phrase]:
    """Return the title that a whole line is but for a misread letter or two."""
    if not _LONG - 1 <= len(bare) <= _LONGEST_HEADING:
        return []
    titles = _long_titles()
    near = process.extractOne(bare, titles.keys(), scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return [titles[near[0]]] if near else []
