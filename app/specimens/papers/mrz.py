"""Machine-readable lines of the drawn papers, after ICAO Doc 9303 parts 3, 4 and 5."""

import unicodedata
from typing import Literal, get_args

from app.specimens.people import Person

# Section 6 of part 3 spells these letters with two; all others only lose their mark.
_SPELLED_OUT = {
    "Ä": "AE",
    "Æ": "AE",
    "Å": "AA",
    "Ö": "OE",
    "Ø": "OE",
    "Œ": "OE",
    "Ü": "UE",
    "ẞ": "SS",
    "Þ": "TH",
    "Ð": "D",
    "Ł": "L",
}

#: What a forger gets wrong: the digit of the number or of the whole zone, or a birth year that was
#: changed while its digit was not.
ZoneFlaw = Literal["number-digit", "birth-year", "composite-digit"]
ZONE_FLAWS: tuple[ZoneFlaw, ...] = get_args(ZoneFlaw)

#: Row and column of the sign that each flaw changes, by the length of the lines.
_FLAWED: dict[int, dict[ZoneFlaw, tuple[int, int]]] = {
    30: {"number-digit": (0, 14), "birth-year": (1, 1), "composite-digit": (1, 29)},
    36: {"number-digit": (1, 9), "birth-year": (1, 14), "composite-digit": (1, 35)},
    44: {"number-digit": (1, 9), "birth-year": (1, 14), "composite-digit": (1, 43)},
}


def check_digit(text: str) -> str:
    """Return the check digit: weights 7, 3, 1; letters count from A = 10; a filler is 0."""
    total = sum(
        (0 if sign == "<" else int(sign, 36)) * (7, 3, 1)[index % 3]
        for index, sign in enumerate(text)
    )
    return str(total % 10)


def spell(name: str) -> str:
    """Return a name in the letters A-Z: apostrophes vanish, hyphens and spaces become fillers.

    Letters of other alphabets vanish too: each country transliterates those in its own way.
    """
    letters: list[str] = []
    for sign in unicodedata.normalize("NFC", name.replace("ß", "ẞ").upper()):
        plain = _SPELLED_OUT.get(sign) or unicodedata.normalize("NFKD", sign)
        letters.append("<" if sign in " -" else plain)
    return "".join(sign for sign in "".join(letters) if sign == "<" or "A" <= sign <= "Z")


def td3_lines(person: Person) -> tuple[str, str]:
    """Return the two lines of 44 characters of a passport.

    Raises ValueError when the document number does not fit its nine places.
    """
    number = _number_field(person)
    birth, expiry = f"{person.birth_date:%y%m%d}", f"{person.expiry_date:%y%m%d}"
    body = f"{number}{check_digit(number)}{person.nationality:<3}{birth}{check_digit(birth)}"
    body = f"{body.replace(' ', '<')}{_sex(person)}{expiry}{check_digit(expiry)}{'<' * 14}<"
    composite = check_digit(body[0:10] + body[13:20] + body[21:43])
    return f"P<UTO{_name_field(person, 39)}", body + composite


def td2_lines(person: Person) -> tuple[str, str]:
    """Return the two lines of 36 characters of a larger identity card.

    Raises ValueError when the document number does not fit its nine places.
    """
    number = _number_field(person)
    birth, expiry = f"{person.birth_date:%y%m%d}", f"{person.expiry_date:%y%m%d}"
    body = f"{number}{check_digit(number)}{person.nationality:<3}{birth}{check_digit(birth)}"
    body = f"{body.replace(' ', '<')}{_sex(person)}{expiry}{check_digit(expiry)}{'<' * 7}"
    composite = check_digit(body[0:10] + body[13:20] + body[21:35])
    return f"I<UTO{_name_field(person, 31)}", body + composite


def td1_lines(person: Person) -> tuple[str, str, str]:
    """Return the three lines of 30 characters of an identity card.

    Raises ValueError when the document number does not fit its nine places.
    """
    number = _number_field(person)
    birth, expiry = f"{person.birth_date:%y%m%d}", f"{person.expiry_date:%y%m%d}"
    first = f"I<UTO{number}{check_digit(number)}{'<' * 15}"
    dates = f"{birth}{check_digit(birth)}{_sex(person)}{expiry}{check_digit(expiry)}"
    second = f"{dates}{person.nationality:<3}".replace(" ", "<") + "<" * 11
    composite = check_digit(first[5:] + second[0:7] + second[8:15] + second[18:29])
    return first, second + composite, _name_field(person, 30)


def spoil(lines: tuple[str, ...], flaw: ZoneFlaw | None) -> tuple[str, ...]:
    """Return the lines with one digit raised by one, so that a check digit is wrong.

    Without a flaw the lines are as they were. Raises KeyError for lines of no known length.
    """
    if flaw is None:
        return lines
    row, column = _FLAWED[len(lines[0])][flaw]
    line = lines[row]
    raised = str((int(line[column]) + 1) % 10)
    return (*lines[:row], line[:column] + raised + line[column + 1 :], *lines[row + 1 :])


def _number_field(person: Person) -> str:
    """Return the document number padded to nine places."""
    number = person.document_number.upper()
    if not number.isalnum() or len(number) > 9:
        raise ValueError("A document number has one to nine letters and digits.")
    return number.ljust(9, "<")


def _name_field(person: Person, width: int) -> str:
    """Return surname, two fillers and given names, cut or padded to the width."""
    return f"{spell(person.last_name)}<<{spell(person.first_name)}"[:width].ljust(width, "<")


def _sex(person: Person) -> str:
    """Return the sex as the MRZ writes it: unspecified is a filler."""
    return person.sex if person.sex in {"F", "M"} else "<"
