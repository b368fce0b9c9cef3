"""How one word may be spelled: as printed without accents, and as ICAO 9303 writes it in an MRZ.

ICAO Doc 9303 part 3, section 6 spells some letters with two (Ä as AE, Å as AA, Ø as OE) and allows
Ñ as N or NXX and Ü as UE, UXX or U. Airlines, registers and customers use any of these, so words
are compared by all of their spellings and never by one.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_APOSTROPHES = str.maketrans("", "", "'’‘ʼʹ`´")
_SEPARATORS = re.compile(r"[\W_]+")

# Letters that Unicode does not take apart into a base letter and a mark.
_WHOLE_LETTERS = str.maketrans(
    {
        "Æ": "AE",
        "Ø": "O",
        "Œ": "OE",
        "Ł": "L",
        "Đ": "D",
        "Ð": "D",
        "Þ": "TH",
        "ẞ": "SS",
        "Ħ": "H",
        "Ŧ": "T",
        "Ŋ": "N",
    }
)
_ICAO = str.maketrans({"Ä": "AE", "Ö": "OE", "Ü": "UE", "Å": "AA", "Ø": "OE"})
_ICAO_XX = str.maketrans({"Ñ": "NXX", "Ü": "UXX"})

#: Signs that are one and the same stroke in many typefaces: a small l, a capital I and a 1.
_ALIKE = str.maketrans({"L": "I", "1": "I", "0": "O"})


class Word(NamedTuple):
    """One word in capitals: without accents, in ICAO spelling, in ICAO spelling with XX."""

    plain: str
    icao: str
    icao_xx: str


def words(text: str) -> tuple[Word, ...]:
    """Return the words of a text; apostrophes vanish, every other sign separates."""
    upper = unicodedata.normalize("NFC", text).translate(_APOSTROPHES).upper()
    return tuple(_spell(part) for part in _SEPARATORS.split(upper) if part)


def joined(parts: Sequence[Word]) -> Word:
    """Return words written as one, so that VAN DYK equals VANDYK."""
    return Word(*("".join(spelling) for spelling in zip(*parts, strict=True)))


def is_same(one: Word, other: Word) -> bool:
    """Tell whether two words share a spelling."""
    return not set(one).isdisjoint(other)


def is_near(one: Word, other: Word) -> bool:
    """Tell whether two words of four letters or more share a spelling but for one letter."""
    return any(
        min(len(left), len(right)) >= 4 and _is_one_letter_apart(left, right)
        for left in one
        for right in other
    )


def is_alike(one: Word, other: Word) -> bool:
    """Tell whether two words share a spelling, or may look the same in print (Ilves and llves).

    However sure a reader is of such a word, it cannot know: a person must look.
    """
    shapes = ({spelling.translate(_ALIKE) for spelling in word} for word in (one, other))
    return not next(shapes).isdisjoint(next(shapes))


def is_latin(parts: Sequence[Word]) -> bool:
    """Tell whether every letter is Latin: scripts can only be compared with themselves."""
    return all(word.plain.isascii() for word in parts)


def _spell(part: str) -> Word:
    """Return a word in capitals in each of its spellings."""
    if part.isascii():
        return Word(part, part, part)
    return Word(_bare(part), _bare(part.translate(_ICAO)), _bare(part.translate(_ICAO_XX)))


def _bare(part: str) -> str:
    """Return a word without accents and other marks."""
    apart = unicodedata.normalize("NFKD", part.translate(_WHOLE_LETTERS))
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).upper()


def _is_one_letter_apart(left: str, right: str) -> bool:
    """Tell whether one letter changed, lost or added (or none) turns one word into the other."""
    same = 0
    while same < min(len(left), len(right)) and left[same] == right[same]:
        same += 1
    rests = (left[same + 1 :], right[same + 1 :])
    return rests[0] == rests[1] or left[same:] == rests[1] or rests[0] == right[same:]
