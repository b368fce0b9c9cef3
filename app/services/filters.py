"""The list grammar of the API, compiled to SQL: `filter=status:!failed;createdTime:2026-01-01..`.

`field:value`; `;` joins fields by AND, `,` joins values by OR, a leading `!` negates one value,
`a..b`, `a..` and `..b` are inclusive ranges of numbers and times, `null` is no value. Ids match
exactly, other text in any case. A time stands for its whole second, a date for its whole day.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute

from app.domain.errors import InvalidField, InvalidFields
from app.domain.wire_times import span_of
from app.extensions import resources
from app.models.base import NamedByCaller

Column = InstrumentedAttribute[Any]
Condition = ColumnElement[bool]
V = TypeVar("V")

_NOTHING = "null"

#: Values of one field; databases refuse expressions that nest too deeply.
MAX_VALUES = 100

#: The widest number a database column of ours holds.
_HIGHEST = 2**31 - 1


@dataclass(frozen=True)
class Field:
    """A field one may filter by: its column, and how one value or range becomes a condition."""

    column: Column
    match: Callable[[Column, str], Condition]


def compile_filter(text: str, fields: Mapping[str, Field]) -> list[Condition]:
    """Return the conditions that `text` asks for; raises InvalidFields saying what is wrong."""
    conditions, refused = [], []
    for clause in filter(None, text.split(";")):
        try:
            conditions.append(_compile_clause(clause, fields))
        except ValueError as error:
            refused.append(InvalidField("filter", str(error)))
    if refused:
        raise InvalidFields(refused)
    return conditions


def compile_sort(text: str, columns: Mapping[str, Column]) -> list[ColumnElement[Any]]:
    """Return the order that `text` asks for, such as `-createdTime`; raises InvalidFields."""
    order: list[ColumnElement[Any]] = []
    for item in filter(None, text.split(",")):
        name = item.removeprefix("-")
        if name not in columns:
            known = ", ".join(columns)
            message = f"cannot sort by `{name}`; sort by {known}, with - in front to turn it round"
            raise InvalidFields([InvalidField("sort", message)])
        order.append(columns[name].desc() if item.startswith("-") else columns[name].asc())
    return order


def _compile_clause(clause: str, fields: Mapping[str, Field]) -> Condition:
    name, colon, values = clause.partition(":")
    if not colon or not values:
        raise ValueError(f"`{clause}` must read field:value")
    if name not in fields:
        raise ValueError(f"cannot filter by `{name}`; filter by {', '.join(fields)}")
    try:
        return _compile_values(fields[name], values.split(","))
    except ValueError as error:
        raise ValueError(f"`{name}`: {error}") from error


def _compile_values(field: Field, values: Sequence[str]) -> Condition:
    if len(values) > MAX_VALUES:
        raise ValueError(f"holds more than {MAX_VALUES} values")
    wanted = [_compile_value(field, value) for value in values if not value.startswith("!")]
    unwanted = [_exclude(field, value[1:]) for value in values if value.startswith("!")]
    return and_(*([or_(*wanted)] if wanted else []), *unwanted)


def _exclude(field: Field, value: str) -> Condition:
    if value.lower() == _NOTHING:
        return field.column.is_not(None)
    # SQL leaves out rows without a value when asked for "not this"; the grammar keeps them.
    return or_(field.column.is_(None), not_(_compile_value(field, value)))


def _compile_value(field: Field, value: str) -> Condition:
    if value.lower() == _NOTHING:
        return field.column.is_(None)
    if not value:
        raise ValueError("holds an empty value")
    return field.match(field.column, value)


# --- The kinds of field ---


def by_id(column: Column) -> Field:
    """Return a field whose values match exactly, so that its index serves."""
    return Field(column, lambda column, value: column == value)


def by_name(model: type[NamedByCaller], column: Column | None = None) -> Field:
    """Return a field of ids that callers may have chosen; `column` is where another row points.

    The rows of a list are one organization's, so what they point to is too.
    """
    if column is None:
        return Field(model.id, lambda _, value: model.has_id(value))
    return Field(
        column, lambda column, value: column.in_(select(model.id).where(model.has_id(value)))
    )


def by_text(column: Column) -> Field:
    """Return a field whose values match in any case."""

    def _match(column: Column, value: str) -> Condition:
        # SQLite lowers ASCII letters only, so other letters must at least match as they are.
        return or_(column == value, func.lower(column) == value.lower())

    return Field(column, _match)


def by_choice(column: Column, choices: Sequence[str]) -> Field:
    """Return a field that holds one of `choices`."""

    def _match(column: Column, value: str) -> Condition:
        if value.lower() not in choices:
            raise ValueError(f"`{value}` is not one of {', '.join(choices)}")
        return column == value.lower()

    return Field(column, _match)


def by_member(column: Column) -> Field:
    """Return a field that is a list of words; it matches where one of them is the value."""

    def _match(column: Column, value: str) -> Condition:
        if resources().engine.dialect.name == "postgresql":
            return type_coerce(column, JSONB).contains([value])
        each = func.json_each(column).table_valued("value")
        return exists(select(literal(1)).select_from(each).where(each.c.value == value))

    return Field(column, _match)


def by_flag(column: Column) -> Field:
    """Return a field that is `true` or `false`."""

    def _match(column: Column, value: str) -> Condition:
        if value.lower() not in {"true", "false"}:
            raise ValueError(f"`{value}` is neither true nor false")
        return column.is_(value.lower() == "true")

    return Field(column, _match)


def by_number(column: Column) -> Field:
    """Return a field of whole numbers, with ranges."""

    def _match(column: Column, value: str) -> Condition:
        low, high = _bounds(value, _number)
        return _between(column, low, high, column.__le__)

    return Field(column, _match)


def by_time(column: Column) -> Field:
    """Return a field of points in time, with ranges."""

    def _match(column: Column, value: str) -> Condition:
        low, high = _bounds(value, span_of)
        start = None if low is None else low[0]
        end = None if high is None else high[1]
        return _between(column, start, end, column.__lt__)

    return Field(column, _match)


def _bounds(value: str, read: Callable[[str], V]) -> tuple[V | None, V | None]:
    """Return both ends of a range, None where open; a single value is both."""
    low, dots, high = value.partition("..")
    if not dots:
        return read(value), read(value)
    if not low and not high:
        raise ValueError("a range needs at least one end")
    return (read(low) if low else None), (read(high) if high else None)


def _between(
    column: Column,
    low: int | datetime | None,
    high: int | datetime | None,
    is_below: Callable[[Any], Condition],
) -> Condition:
    ends = [] if low is None else [column >= low]
    return and_(*ends, *([] if high is None else [is_below(high)]))


def _number(text: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 20):
        raise ValueError(f"`{text}` is not a whole number")
    return max(-_HIGHEST, min(_HIGHEST, int(text)))
