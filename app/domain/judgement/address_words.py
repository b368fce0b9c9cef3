"""The words of an address line, with abbreviations spelled alike and numbers told from words."""

import re
from collections.abc import Sequence

from app.domain.judgement.spelling import Word, joined, words

_UNIT = "FLAT"
_DATES = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}\.? [^\W\d]{3,12}\.? (?:19|20)\d{2}\b"
)
_SPELLED_ALIKE = {
    short: name
    for name, shorts in {
        "ST": ("STREET", "STR", "STRASSE", "SAINT", "SANKT"),
        "RD": ("ROAD",),
        "AVE": ("AVENUE", "AV", "AVDA", "AVENIDA"),
        "BLVD": ("BOULEVARD", "BD", "BVD", "BOUL"),
        "LN": ("LANE",),
        "DR": ("DRIVE",),
        "CT": ("COURT",),
        "CL": ("CLOSE",),
        "CRES": ("CRESCENT",),
        "GDNS": ("GARDENS",),
        "TER": ("TERRACE",),
        "HWY": ("HIGHWAY",),
        "SQ": ("SQUARE",),
        "PL": ("PLACE", "PLATZ", "PLAZA", "PZA", "PZ"),
        "RUE": ("R",),
        "CALLE": ("C",),
        "VIA": ("V",),
        "CHEMIN": ("CH", "CHE"),
        "ROUTE": ("RTE",),
        "MOUNT": ("MT",),
        _UNIT: (
            "APT",
            "APARTMENT",
            "APPT",
            "APPARTEMENT",
            "UNIT",
            "SUITE",
            "STE",
            "WHG",
            "WOHNUNG",
        ),
    }.items()
    for short in shorts
}
# "No. 5" is the house 5; these words say nothing.
_NOISE = frozenset({"NO", "NR", "NUM", "NUMERO", "NUMBER"})
_DIRECTIONS = frozenset("NSEW")
_GERMAN_STREET = re.compile(r"(\w{3,})(?:STRASSE|STR)")


def address_words(text: str) -> tuple[Word, ...]:
    """Return the words of an address line, without dates, abbreviations spelled alike."""
    found: list[Word] = []
    for word in words(_DATES.sub(" ", text)):
        found.extend(_spell_alike(word))
    return tuple(_with_letters_of_numbers(found))


def _spell_alike(word: Word) -> tuple[Word, ...]:
    """Return a word in the spelling all its abbreviations share; LINDENSTR becomes LINDEN ST."""
    if word.plain in _NOISE:
        return ()
    street = _GERMAN_STREET.fullmatch(word.plain)
    if street:
        bases = (_GERMAN_STREET.sub(r"\1", spelling) for spelling in word)
        return (Word(*bases), Word("ST", "ST", "ST"))
    return (Word(*(_SPELLED_ALIKE.get(spelling, spelling) for spelling in word)),)


def _with_letters_of_numbers(parts: Sequence[Word]) -> list[Word]:
    """Write a number and the single letter after it as one: 3 B is 3B, but 5 E Main is 5 East."""
    found: list[Word] = []
    for word in parts:
        is_letter = len(word.plain) == 1 and word.plain.isalpha() and word.plain not in _DIRECTIONS
        if is_letter and found and found[-1].plain.isdigit():
            found[-1] = joined((found[-1], word))
        else:
            found.append(word)
    return found


def pieces_of(line: str) -> list[tuple[Word, ...]]:
    """Return the parts of one line on record: what commas divide, and a flat for itself."""
    found: list[tuple[Word, ...]] = []
    for part in re.split(r"[,;\n]", line):
        piece = address_words(part)
        at = next((index for index in range(len(piece)) if is_unit(piece[index:])), len(piece))
        rest = (*piece[:at], *piece[at + 2 :])
        found.extend(some for some in (rest, piece[at : at + 2]) if some)
    return found


def is_unit(parts: Sequence[Word]) -> bool:
    """Tell whether words begin with a flat and its number (RUE STE CATHERINE has none)."""
    return len(parts) > 1 and parts[0].plain == _UNIT and _is_number(parts[1])


def numbers_in(parts: Sequence[Word]) -> list[str]:
    """Return the words that hold a digit, without leading zeros."""
    return [word.plain.lstrip("0") for word in parts if _is_number(word)]


def letters_in(parts: Sequence[Word]) -> list[Word]:
    """Return the words without a digit."""
    return [word for word in parts if not _is_number(word)]


def _is_number(word: Word) -> bool:
    """Tell whether a word holds a digit, as house numbers and postal codes do."""
    return any(sign.isdigit() for sign in word.plain)
