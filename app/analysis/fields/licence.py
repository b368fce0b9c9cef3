"""Fields of a driving licence by their numbers, which are the same in every language.

The European Union (directive 2006/126, annex I) and most countries after the convention of Vienna
number them 1 surname, 2 given names, 3 birth, 4a issue, 4b expiry, 5 number. The cards of North
America (AAMVA design standard) do the same but for the number, which is 4d, and put a label behind.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final

from app.analysis.fields.dates import Reckoning, find_dates, is_month_first
from app.analysis.fields.printed import as_name, as_number
from app.analysis.reading.ocr import OcrLine
from app.analysis.reading.rows import Row, join_rows, mean_confidence
from app.domain.evidence import FieldReading, Source

_FIELDS: Final = {
    "1": "lastName",
    "2": "firstName",
    "3": "dateOfBirth",
    "4a": "issueDate",
    "4b": "expirationDate",
    "4d": "documentNumber",
    "5": "documentNumber",
}
_RECKONINGS: Final = {
    "dateOfBirth": Reckoning.BIRTH,
    "issueDate": Reckoning.PAST,
    "expirationDate": Reckoning.FUTURE,
}

#: A number at the beginning of a row or behind a gap in it, and what stands up to the next one.
_NUMBERED: Final = re.compile(
    r"(?:^|\s)(1|2|3|4a|4b|4d|5)[.,:]?\s+(.+?)(?=\s(?:4a|4b|4c|4d|5|9)[.,:]?\s|$)", re.IGNORECASE
)
_LABEL: Final = re.compile(r"^(?:DOB|ISS|EXP|DLN|DL|LN|FN|LIC)[\s.:#]+", re.IGNORECASE)

#: A line or two that begin with a number prove nothing; three fields in their kind do.
_LEAST_FIELDS: Final = 3


def read_numbered(lines: Sequence[OcrLine], *, today: date) -> dict[str, FieldReading]:
    """Return the fields that stand behind their licence number, by field name.

    Nothing is returned unless at least three numbers are followed by a value of their kind.
    """
    month_first = is_month_first(line.text for line in lines)
    found: dict[str, FieldReading] = {}
    for row in join_rows(lines):
        confidence = mean_confidence(placed.line for placed in row)
        for number, text in _numbered(row):
            field = _FIELDS[number]
            value = _reader(field, today, month_first=month_first)(text)
            if value is not None:
                found.setdefault(field, FieldReading(value, text, Source.PRINTED, confidence))
    return found if len(found) >= _LEAST_FIELDS else {}


def _numbered(row: Row) -> Iterable[tuple[str, str]]:
    text = " ".join(placed.text for placed in row)
    for match in _NUMBERED.finditer(text):
        yield match[1].lower(), _LABEL.sub("", match[2]).strip()


def _reader(field: str, today: date, *, month_first: bool) -> Callable[[str], str | None]:
    if field not in _RECKONINGS:
        return as_number if field == "documentNumber" else as_name

    def first_date(text: str) -> str | None:
        days = find_dates(text, today=today, reckoning=_RECKONINGS[field], month_first=month_first)
        return days[0].isoformat() if days else None

    return first_date
