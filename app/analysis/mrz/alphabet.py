"""The 37 characters of a machine-readable zone, their look-alikes, and the check digit.

ICAO Doc 9303 part 3: an MRZ holds A-Z, 0-9 and the filler `<`, printed in OCR-B. The reader knows
many scripts and none of them in particular, so it answers Greek, Cyrillic or accented twins, and
takes O for 0 and back; what each field may hold decides which of the two was printed.
"""

import unicodedata
from typing import Final

FILLER: Final = "<"
DIGITS: Final = frozenset("0123456789")
LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
ALPHABET: Final = DIGITS | LETTERS | {FILLER}

#: Twins that Unicode's own decomposition does not bring home. Greek and Cyrillic capitals go by
#: shape, not by sound: a Greek Rho on a passport is a printed P.
_TWINS: Final = str.maketrans(
    {
        **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
        **dict(zip("αβικνορτυχμ", "ABIKVOPTUXU", strict=True)),
        **dict(zip("АВЕЗКМНОРСТУХЅІЈ", "ABE3KMHOPCTYXSIJ", strict=True)),
        **dict(zip("авезкмнорстухѕіј", "ABE3KMHOPCTYXSIJ", strict=True)),
        **dict.fromkeys("‹〈＜≤⟨くㄑ({[Λλ∧ヘへ入", FILLER),
        **dict.fromkeys("«《≪", FILLER * 2),
        **dict.fromkeys("|lı!¦", "I"),
        **dict.fromkeys("ØøΘθ", "0"),
        "ß": "B",
        "$": "S",
        "§": "S",
        "&": "8",
        "@": "0",
        "Ł": "L",
        "ł": "L",
        "Đ": "D",
    }
)

#: What a letter must have been where only digits are printed, and the reverse. One letter has one
#: twin here; the shapes are those of OCR-B.
_AS_DIGIT: Final = str.maketrans("OQDUILZSGBTJAE", "00001125687143")
_AS_LETTER: Final = str.maketrans("012586347", "OIZSBGEAT")

_WEIGHTS: Final = (7, 3, 1)


def to_alphabet(text: str) -> str:
    """Return `text` in the MRZ's alphabet: twins mapped, accents and all other signs dropped."""
    mapped = unicodedata.normalize("NFKD", text).translate(_TWINS).upper()
    return "".join(char for char in mapped if char in ALPHABET)


def to_digits(text: str) -> str:
    """Return `text` with each letter replaced by the digit it looks like, where there is one."""
    return text.translate(_AS_DIGIT)


def to_letters(text: str) -> str:
    """Return `text` with each digit replaced by the letter it looks like, where there is one."""
    return text.translate(_AS_LETTER)


def check_digit(text: str) -> str:
    """Return the check digit of `text` (Doc 9303-3 §4.9): weights 7, 3, 1, modulo 10.

    Digits count as themselves, A is 10 … Z is 35, the filler is 0. Raises ValueError for a
    character outside the alphabet.
    """
    total = sum(_value(char) * _WEIGHTS[index % 3] for index, char in enumerate(text))
    return str(total % 10)


def agrees(text: str, digit: str) -> bool:
    """Tell whether `digit` is the check digit of `text`; a filler stands for the digit of nothing.

    Doc 9303-4 §4.2.2.2 lets an issuer print `<` in place of 0 under an empty optional field.
    """
    return check_digit(text) == ("0" if digit == FILLER else digit)


def _value(char: str) -> int:
    if char == FILLER:
        return 0
    if char not in ALPHABET:
        raise ValueError("character outside the MRZ alphabet")
    return int(char, 36)
