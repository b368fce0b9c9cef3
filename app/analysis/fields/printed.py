"""Fields of an identity paper that stand under or beside a printed label."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

from app.analysis.fields.date_order import DateOrder, date_order
from app.analysis.fields.dates import Reckoning, find_labelled_date
from app.analysis.fields.labels import fields_labelled, leading_label, plain
from app.analysis.mrz.countries import CODES, iso_code
from app.analysis.reading.ocr import OcrLine
from app.analysis.reading.rows import Placed, straighten
from app.domain.evidence import FieldReading, Source

#: How far below its label a value may begin and how far beside it, in heights of the label.
_BELOW: Final = 4.0
_BESIDE: Final = 20.0

_NAME: Final = re.compile(r"[^\W\d_]+(?:[ .,'’\-]+[^\W\d_]+)*[.,]?")
_SEXES: Final = {"F": "F", "M": "M", "X": "X"}

_RECKONINGS: Final = {
    "dateOfBirth": Reckoning.BIRTH,
    "issueDate": Reckoning.PAST,
    "expirationDate": Reckoning.FUTURE,
}


class _Value(NamedTuple):
    """A text that may be the value of a label, and the reader's confidence in it."""

    text: str
    confidence: float


def read_labelled(lines: Sequence[OcrLine], *, today: date) -> dict[str, FieldReading]:
    """Return the fields that are printed under or beside a label on one page, by field name.

    A value counts only if it is of the field's kind: a date under "Date of birth", letters under
    "Surname". A line that is the label of two fields names neither.
    """
    placed = straighten(lines)
    month_first = date_order([line.text for line in lines]) is DateOrder.MONTH_FIRST
    found: dict[str, FieldReading] = {}
    for label in placed:
        field, rest = _label_of(label.text)
        if field in found or not (field in _READERS or field in _RECKONINGS):
            continue
        read = _reader(field, today, month_first=month_first)
        values = [_Value(rest, label.line.confidence)] if rest else _values(label, placed)
        reading = _first_fitting(values, read)
        if reading is not None:
            found[field] = reading
    return found


def _label_of(text: str) -> tuple[str, str]:
    """Return the one field that a line is the label of, and what stands behind the label in it."""
    fields = fields_labelled(text)
    if len(fields) == 1:
        return next(iter(fields)), ""
    return leading_label(text) if not fields else ("", "")


_Reader = Callable[[str], str | None]


def _first_fitting(values: Iterable[_Value], read: _Reader) -> FieldReading | None:
    for value in values:
        text = read(value.text)
        if text is not None:
            return FieldReading(text, value.text, Source.PRINTED, value.confidence)
    return None


def _values(label: Placed, placed: Sequence[Placed]) -> Iterable[_Value]:
    """Yield what may be the value of a label: behind its colon, below it, beside it.

    Below comes before beside: papers that print values beside their labels print another label,
    not a value, below them, and the search ends at the label of another field.
    """
    _, colon, rest = label.text.partition(":")
    if colon and rest.strip():
        yield _Value(rest.strip(), label.line.confidence)
    own = fields_labelled(label.text)
    for other in (other for other in placed if _is_below(other, label)):
        if fields_labelled(other.text) - own:
            break
        yield _Value(other.text, other.line.confidence)
    beside = (other for other in placed if other is not label and _is_beside(other, label))
    for other in sorted(beside, key=lambda other: other.left):
        if fields_labelled(other.text):
            break
        yield _Value(other.text, other.line.confidence)


def _is_below(other: Placed, label: Placed) -> bool:
    """Tell whether a line stands under a label, aligned with its beginning."""
    size = max(label.height, 1.0)
    down = other.middle - label.middle
    aside = abs(other.left - label.left)
    return size * 0.5 < down < size * _BELOW and (
        aside < 2.5 * size or (other.left >= label.left and other.right <= label.right)
    )


def _is_beside(other: Placed, label: Placed) -> bool:
    gap = other.left - label.right
    return other.is_level_with(label) and -0.5 * label.height < gap < _BESIDE * label.height


def _reader(field: str, today: date, *, month_first: bool) -> _Reader:
    """Return what turns a text into the value of a field, or into None if it is of another kind."""
    if field in _RECKONINGS:
        return lambda text: _as_date(text, today, _RECKONINGS[field], month_first=month_first)
    return _READERS[field]


def _as_date(text: str, today: date, reckoning: Reckoning, *, month_first: bool) -> str | None:
    day = find_labelled_date(text, today=today, reckoning=reckoning, month_first=month_first)
    return day.isoformat() if day else None


def as_name(text: str) -> str | None:
    """Return a printed name with single spaces; None for what no name looks like."""
    bare = " ".join(text.split()).strip(" .,")
    if not _NAME.fullmatch(bare) or len(bare) > 60 or len(plain(bare)) < 2:
        return None
    return bare


def as_number(text: str) -> str | None:
    """Return a printed document number in capitals without spaces; None for other text.

    Numbers of all countries hold at least three digits and five to fourteen characters.
    """
    bare = re.sub(r"[\s\-.]", "", text).upper()
    # An American card's label, read in one with its number.
    bare = re.sub(r"^DLN(?=[A-Z]{0,2}\d)", "", bare)
    if not re.fullmatch(r"[A-Z0-9]{5,14}", bare) or sum(char.isdigit() for char in bare) < 3:
        return None
    return bare


def _as_sex(text: str) -> str | None:
    """Return M, F or X of a text such as "F", "M/M" or "K/F"; None for other text."""
    parts = re.split(r"[\s/]+", text.strip().upper())
    if any(len(part) > 1 for part in parts):
        return None
    return next((_SEXES[part] for part in parts if part in _SEXES), None)


def _as_country(text: str) -> str | None:
    """Return the three-letter code that a text consists of; None for a country spelled out."""
    bare = text.strip().upper()
    return iso_code(bare) if bare in CODES else None


_READERS: Final[dict[str, _Reader]] = {
    "lastName": as_name,
    "firstName": as_name,
    "documentNumber": as_number,
    "nationality": _as_country,
    "sex": _as_sex,
}
