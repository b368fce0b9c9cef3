"""Evidence back from JSON: the exact inverse of `AnalysisReport.as_json`.

It follows the declared types of the fields, so a field that evidence gains is read back without a
line here. A field that is not in the JSON takes its default: older evidence stays readable.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from app.domain.evidence import AnalysisReport

T = TypeVar("T")


def report_from_json(data: object) -> AnalysisReport:
    """Return the report that `as_json` wrote; raises ValueError naming what cannot be read."""
    return from_json(AnalysisReport, data)


def from_json(kind: type[T], data: object) -> T:
    """Return a dataclass of evidence from plain JSON; raises ValueError naming what cannot be."""
    found: T = _read(kind, data, kind.__name__)
    return found


def _read(kind: Any, value: object, place: str) -> Any:
    origin = get_origin(kind)
    if origin is UnionType:
        return _read_optional(kind, value, place)
    if origin is tuple:
        return _read_tuple(get_args(kind), value, place)
    if origin is Mapping:
        return _read_mapping(get_args(kind)[1], value, place)
    if is_dataclass(kind):
        return _read_dataclass(kind, value, place)
    return _read_scalar(kind, value, place)


def _read_optional(kind: Any, value: object, place: str) -> Any:
    (inner,) = (each for each in get_args(kind) if each is not NoneType)
    return None if value is None else _read(inner, value, place)


def _read_tuple(kinds: tuple[Any, ...], value: object, place: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{place} is no list")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        raise ValueError(f"{place} has {len(value)} items, not {len(kinds)}")
    return tuple(
        _read(kind, item, f"{place}.{index}")
        for index, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _read_mapping(kind: Any, value: object, place: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} is no object")
    return {name: _read(kind, item, f"{place}.{name}") for name, item in value.items()}


def _read_dataclass(kind: Any, value: object, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise ValueError(f"{place} is no object")
    known = {field.name: field for field in fields(kind)}
    strange = value.keys() - known.keys()
    if strange:
        raise ValueError(f"{place} has a field that is not known: {min(strange)}")
    missing = [name for name, field in known.items() if _is_required(field) and name not in value]
    if missing:
        raise ValueError(f"{place} has no {missing[0]}")
    hints = _hints(kind)
    return kind(**{name: _read(hints[name], value[name], f"{place}.{name}") for name in value})


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _read_scalar(kind: Any, value: object, place: str) -> Any:
    reader = _SCALARS.get(kind) or (kind if issubclass(kind, Enum) else None)
    if reader is None:
        raise TypeError(f"{place}: no way to read a {kind.__name__} is known")
    try:
        return reader(value)
    except ValueError:
        raise ValueError(f"{place} is no {kind.__name__}") from None


def _exactly(kind: type[T]) -> Callable[[object], T]:
    def read(value: object) -> T:
        # `True` is an `int` to isinstance, and must not become one here.
        if type(value) is not kind:
            raise ValueError
        return value

    return read


def _read_float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError
    return float(value)


def _read_date(value: object) -> date:
    return date.fromisoformat(_exactly(str)(value))


_SCALARS: Mapping[Any, Callable[[object], Any]] = {
    bool: _exactly(bool),
    int: _exactly(int),
    str: _exactly(str),
    float: _read_float,
    date: _read_date,
}
