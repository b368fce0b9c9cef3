"""What only cards have: numbered fields, a table of categories, a card number."""

import re
from collections.abc import Iterable
from typing import Final

#: Fields of a driving licence are numbered alike in the EU and beyond (Directive 2006/126/EC,
#: annex I); dates of issue and expiry have the numbers 4a and 4b, which no other paper has.
_NUMBERED: Final = re.compile(r"^\W{0,2}(1|2|3|4 ?[abcd]|5|7|8|9)\s?[.,:]?\s+\S", re.IGNORECASE)
_LEAST_NUMBERS: Final = 4

#: Categories of vehicles, one row of the back's table each.
_CATEGORIES: Final = frozenset(
    "AM A1 A2 A B1 B C1 C D1 D BE C1E CE D1E DE B+E C+E L T F G M AM1".split()  # noqa: SIM905
)
_LEAST_CATEGORIES: Final = 6

_DIGITS: Final = re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)")


def is_numbered_licence(lines: Iterable[str]) -> bool:
    """Tell whether the lines are numbered as the front of a driving licence is."""
    found = {
        match[1].replace(" ", "").lower() for line in lines if (match := _NUMBERED.match(line))
    }
    return len(found) >= _LEAST_NUMBERS and bool(found & {"4a", "4b", "4c", "4d"})


def categories(lines: Iterable[str]) -> bool:
    """Tell whether the lines are the table of categories on the back of a driving licence."""
    first = {line.split()[0].upper().strip(".,:|") for line in lines if line.split()}
    return len(first & _CATEGORIES) >= _LEAST_CATEGORIES


def card_number(lines: Iterable[str]) -> str | None:
    """Return the number of a payment card that a line holds (ISO/IEC 7812), None without one.

    It has 13 to 19 digits, begins with the digit of a card network and its check digit agrees.
    """
    for line in lines:
        for match in _DIGITS.finditer(line):
            number = re.sub(r"\D", "", match[0])
            if number[0] in "23456" and _agrees(number):
                return number
    return None


def _agrees(number: str) -> bool:
    """Tell whether the check digit agrees (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
