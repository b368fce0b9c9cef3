"""Fields of a driving licence by their numbers, which are the same in every language.

The European Union (directive 2006/126, annex I) and most countries after the convention of Vienna
number them 1 surname, 2 given names, 3 birth, 4a issue, 4b expiry, 4c authority, 5 number. The
cards of North America (AAMVA design standard) do the same but for the number, which is 4d (in
Europe a personal number, which no paper needs), and put a label behind: `4d DLN`, `5 DD`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final

from app.analysis.fields.date_order import DateOrder, date_order
from app.analysis.fields.dates import Reckoning, find_dates
from app.analysis.fields.labels import fields_labelled
from app.analysis.fields.numbered_rows import Part, parts_of
from app.analysis.fields.printed import as_name
from app.analysis.reading.ocr import OcrLine
from app.domain.evidence import FieldReading, Source

_RECKONINGS: Final = {
    "dateOfBirth": Reckoning.BIRTH,
    "issueDate": Reckoning.PAST,
    "expirationDate": Reckoning.FUTURE,
}
_FIELDS: Final = {
    "1": "lastName",
    "2": "firstName",
    "3": "dateOfBirth",
    "4a": "issueDate",
    "4b": "expirationDate",
    "4d": "documentNumber",
    "5": "documentNumber",
    "15": "sex",
}

#: The numbers whose values may run on in the next row, and the number that follows each.
_NEXT: Final = {"1": "2", "2": "3"}

#: A line or two that begin with a number prove nothing; three fields in their kind do.
_LEAST_FIELDS: Final = 3

_TITLE: Final = re.compile(r"^(?:MR|MRS|MISS|MS|DR)\.? (?=\S)")


def read_numbered(lines: Sequence[OcrLine], *, today: date) -> dict[str, FieldReading]:
    """Return the fields that stand behind their licence number, by field name.

    Nothing is returned unless at least three numbers are followed by a value of their kind.
    """
    order = date_order([line.text for line in lines])
    parts = _with_names(parts_of(lines))
    is_american = any(part.label in ("DL", "DLN", "DD") for part in parts)
    found: dict[str, FieldReading] = {}
    for part in parts:
        field = _field_of(part, is_american=is_american)
        read = _reader(field, today, month_first=order is DateOrder.MONTH_FIRST)
        value = read(part.text)
        if value is not None:
            reading = FieldReading(value, part.text, Source.PRINTED, part.confidence)
            found.setdefault(field, reading)
    return found if len(found) >= _LEAST_FIELDS else {}


def _field_of(part: Part, *, is_american: bool) -> str:
    """Return the field of a part, empty for what is not read."""
    other = "5" if is_american else "4d"
    if part.number == other or (part.number == "15" and part.label != "SEX"):
        return ""
    return _FIELDS.get(part.number, "")


def _with_names(parts: Sequence[Part]) -> list[Part]:
    """Return the parts with names joined that run over two rows, or whose number was not read.

    A row without a number between 1 and 2, or between 2 and 3, belongs to the name above it. One
    such row between 1 and 3 is the given names: no licence lacks them.
    """
    joined: list[Part] = []
    for place, part in enumerate(parts):
        if part.number or not joined or not as_name(part.text):
            joined.append(part)
            continue
        above = joined[-1]
        below = next((other.number for other in parts[place + 1 :] if other.number), "")
        is_alone = place + 1 < len(parts) and bool(parts[place + 1].number)
        if not part.is_under(above) or not is_alone or above.number not in _NEXT:
            joined.append(part)
        elif below == _NEXT[above.number]:
            text = f"{above.text} {part.text}"
            sureness = min(above.confidence, part.confidence)
            joined[-1] = above._replace(text=text, confidence=sureness)
        elif (above.number, below) == ("1", "3"):
            joined.append(part._replace(number="2"))
        else:
            joined.append(part)
    return joined


def _reader(field: str, today: date, *, month_first: bool) -> Callable[[str], str | None]:
    if field not in _RECKONINGS:
        return _READERS.get(field, lambda _: None)

    def first_date(text: str) -> str | None:
        days = find_dates(text, today=today, reckoning=_RECKONINGS[field], month_first=month_first)
        return days[0].isoformat() if days else None

    return first_date


def _as_name(text: str) -> str | None:
    """Return a name without a title; None for the key to the numbers on a licence's back."""
    return None if fields_labelled(text) else as_name(_TITLE.sub("", text))


def _as_number(text: str) -> str | None:
    """Return a licence number in capitals without spaces; None for other text.

    Numbers hold three digits at least and four to eighteen characters, often in groups. A group of
    ten or more stands for itself: what follows it counts the issues (MORGA753116SM9IJ 35).
    """
    bare = "".join(_groups(text.upper().replace("-", "")))
    if not re.fullmatch(r"[A-Z0-9/]{4,18}", bare) or sum(map(str.isdigit, bare)) < 3:
        return None
    return bare


def _groups(text: str) -> Iterator[str]:
    """Yield the groups of a number: the first may be of letters, the others hold a digit."""
    for place, group in enumerate(text.split()):
        if place > 0 and not any(map(str.isdigit, group)):
            return
        yield group
        if len(group) >= 10:
            return


def _as_sex(text: str) -> str | None:
    match = re.match(r"([MFX])\b", text.upper())
    return match[1] if match else None


_READERS: Final[dict[str, Callable[[str], str | None]]] = {
    "lastName": _as_name,
    "firstName": _as_name,
    "documentNumber": _as_number,
    "sex": _as_sex,
}
