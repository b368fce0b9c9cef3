"""The kinds of value that bodies are made of: strict types, our limits, and no lenient guess.

`true` is no number, `"1"` is no number, and text holds no control character. Fields that only we
write are ignored, because clients send back what they read; any other unknown field is refused.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel

from app.domain.errors import InvalidField
from app.domain.language_tags import MAX_TAG_CHARACTERS, PATTERN, is_language_tag
from app.domain.wire_times import parse_day, parse_time

ID_PATTERN = r"^[A-Za-z0-9_@~.\-]{1,50}$"
_ID = re.compile(r"[A-Za-z0-9_@~.\-]{1,50}", re.ASCII)

#: What we write ourselves on every resource.
READ_ONLY = frozenset({"id", "revision", "createdTime", "updatedTime", "_links", "_embedded"})


class Body(BaseModel):
    """A body, or an object inside one: camelCase names, strict types, no unknown field."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
    )

    #: Fields that are quietly dropped, because only we write them.
    ignored: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _drop_ignored(cls, body: Any) -> Any:
        if not isinstance(body, dict) or cls.ignored.isdisjoint(body):
            return body
        return {name: value for name, value in body.items() if name not in cls.ignored}


def is_id(text: str) -> bool:
    """Tell whether `text` can be an id: 1 to 50 of `A-Z a-z 0-9 _ @ ~ . -`, not dots alone.

    A path segment of dots alone would be taken for the folder above by most HTTP clients.
    """
    return _ID.fullmatch(text) is not None and text.strip(".") != ""


#: What a PUT answers to an id in its path that cannot be one.
WRONG_ID = InvalidField("id", "must be 1 to 50 of the characters A-Z a-z 0-9 _ @ ~ . -")


def _check_id(text: str) -> str:
    if not is_id(text):
        raise ValueError("must be 1 to 50 of the characters A-Z a-z 0-9 _ @ ~ . -")
    return text


def _check_text(text: str) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in text):
        raise ValueError("must not hold control characters")
    return text


def _check_country(text: str) -> str:
    if text and re.fullmatch(r"[A-Z]{2}", text, re.ASCII) is None:
        raise ValueError("must be a country code of two capital letters, such as GB")
    return text


def _check_locale(text: str) -> str:
    if not is_language_tag(text):
        raise ValueError("must be a language tag of BCP 47, such as de or pt-BR")
    return text


def _read_time(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("must be text with a date and time, such as 2026-11-23T19:00:00Z")
    return parse_time(value)


def _read_day(value: Any) -> Any:
    if not isinstance(value, str):
        raise ValueError("must be text with a date, such as 1980-04-01")
    return parse_day(value)


def none_as_empty(value: Any) -> Any:
    """Read null as empty text, as the reference does for what is not known."""
    return "" if value is None else value


Id = Annotated[
    str,
    AfterValidator(_check_id),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN, "maxLength": 50}),
]

_PRINTED = {"pattern": r"^[^\x00-\x1f\x7f-\x9f]*$"}

Text = Annotated[
    str,
    StringConstraints(max_length=255),
    AfterValidator(_check_text),
    Field(json_schema_extra=_PRINTED),
]

#: Text that may be null or missing; both read as empty.
OptionalText = Annotated[
    Text,
    BeforeValidator(none_as_empty),
    WithJsonSchema({"type": ["string", "null"], "maxLength": 255, **_PRINTED}),
]

PostalCode = Annotated[
    str,
    StringConstraints(max_length=32),
    AfterValidator(_check_text),
    BeforeValidator(none_as_empty),
    WithJsonSchema({"type": ["string", "null"], "maxLength": 32, **_PRINTED}),
]

Country = Annotated[
    str,
    AfterValidator(_check_country),
    BeforeValidator(none_as_empty),
    WithJsonSchema({"type": ["string", "null"], "pattern": "^([A-Z]{2})?$"}),
]

Url = Annotated[
    str,
    StringConstraints(max_length=2048),
    AfterValidator(_check_text),
    Field(json_schema_extra={"format": "uri"}),
]

Locale = Annotated[
    str,
    AfterValidator(_check_locale),
    WithJsonSchema({"type": "string", "pattern": PATTERN, "maxLength": MAX_TAG_CHARACTERS}),
]

Time = Annotated[
    datetime,
    BeforeValidator(_read_time),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]

Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]


def one_of(choices: type[StrEnum]) -> Callable[[Any], Any]:
    """Return a reader that takes exactly the values of `choices`, given as text."""
    known = frozenset(item.value for item in choices)
    expected = ", ".join(choices)

    def read(value: Any) -> Any:
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"must be one of {expected}")
        return choices(value)

    return read
