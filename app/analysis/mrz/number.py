"""Decide whether the document number of a zone can be vouched for.

A check digit finds an error; it cannot mend one. Trying look-alikes until the digit agrees invents
a number (O and Q differ from 0 by amounts that meet again under the weights), and the composite
digit is no second witness: it weighs the number exactly as its own digit does. So a number is
changed only to one that is *printed elsewhere on the paper*, differs in at most two characters, and
satisfies its digit and the composite; in every other case of doubt a person looks. Visas have no
composite digit, so their numbers are never changed.

Nor is print a witness against the digit: the reader takes an O for a 0 in both places. A number
that is printed as read and fails its digit is believed only if no look-alike would satisfy it.
"""

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from app.analysis.mrz.alphabet import FILLER
from app.analysis.mrz.zone import Zone

#: What one printed character may have been read as, and the reverse.
_TWINS: Final = ("0OQDU", "1ILJT", "2Z", "5S", "6G", "8B3", "4A", "7T", "VYU", "CG", "MN", "KX")

#: The characters that a zone has for a number; a longer one runs on elsewhere.
_FIELD: Final = 9

#: How many characters of a number may have been misread before it is another number.
_MOST_MISREAD: Final = 2


def printed_numbers(texts: Iterable[str]) -> frozenset[str]:
    """Return what could be a document number in lines of text outside the zone.

    A number is often printed with a space ("ZS 0000177"), so a line counts word by word, as pairs
    of neighbouring words, and as a whole.
    """
    found: set[str] = set()
    for text in texts:
        words = re.findall(r"[A-Z0-9]+", text.upper())
        found.update(words)
        found.update(first + second for first, second in itertools.pairwise(words))
        found.add("".join(words))
    return frozenset(word for word in found if any(char.isdigit() for char in word))


def settle_number(zone: Zone, printed: frozenset[str]) -> Zone:
    """Return `zone` with its number confirmed, mended from print, or marked as uncertain."""
    if zone.number_agrees:
        return replace(zone, number_certain=zone.number in printed or not _has_rival(zone, printed))
    if zone.number in printed and not _has_fitting_twin(zone):
        return _judge_digit(zone)
    mended = [
        candidate
        for number in printed
        if 1 <= _distance(number, zone.number) <= _MOST_MISREAD
        and (candidate := zone.with_number(number)).number_agrees
        and candidate.checks.get("composite", False)
    ]
    if len(mended) == 1:
        return replace(mended[0], number_repaired=True)
    return replace(zone, number_certain=False)


def _judge_digit(zone: Zone) -> Zone:
    """Return a zone whose number is printed as read but whose digit disagrees.

    When the composite digit agrees with the digit that the number asks for, the digit alone was
    misread; otherwise the number is certain and the digit is wrong on the paper.
    """
    mended = zone.with_right_digit()
    return mended if mended.checks.get("composite", False) else zone


def _has_fitting_twin(zone: Zone) -> bool:
    """Tell whether the number satisfies its digit once one character is taken for its twin."""
    number = zone.number
    return any(
        zone.with_number(number[:index] + other + number[index + 1 :]).number_agrees
        for index, char in enumerate(number)
        for group in _TWINS
        if char in group
        for other in group
        if other != char
    )


def _has_rival(zone: Zone, printed: frozenset[str]) -> bool:
    """Tell whether the page prints another number so much like it that satisfies its digit too.

    6 and G weigh alike, and so do filler and K: no check digit tells one from the other.
    """
    return any(
        1 <= _distance(number, zone.number) <= _MOST_MISREAD
        and zone.with_number(number).number_agrees
        for number in printed
    )


def _distance(left: str, right: str) -> int:
    """Return in how many places two numbers differ, the shorter one filled up as in a zone.

    Numbers of more than nine characters are compared with those of their own length only.
    """
    if max(len(left), len(right)) > _FIELD and len(left) != len(right):
        return _MOST_MISREAD + 1
    pairs = itertools.zip_longest(left, right, fillvalue=FILLER)
    return sum(a != b for a, b in pairs)
