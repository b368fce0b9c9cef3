"""Reading a JSON body: strictly, within 64 KB, and with every invalid field told at once."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Never, TypeVar

from flask import request
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from app.api.bodies.fields import Body
from app.domain.errors import InvalidField, InvalidFields

MAX_BODY_BYTES = 64 * 1024

#: The longest field name we repeat to the caller.
_MAX_NAME_CHARACTERS = 100

B = TypeVar("B", bound=Body)


def read_body(schema: type[B]) -> B:
    """Return the request's body as `schema`.

    Raises InvalidFields, or the HTTP errors 400, 413 and 415.
    """
    return parse_body(schema, read_json())


def parse_body(schema: type[B], body: object) -> B:
    """Return parsed JSON as `schema`; raises InvalidFields naming every field that cannot be."""
    if not isinstance(body, dict):
        raise InvalidFields([InvalidField("body", "must be a JSON object")])
    try:
        return schema.model_validate(body)
    except ValidationError as error:
        found = error.errors(include_url=False)
        raise InvalidFields([item for details in found for item in _fields_of(details)]) from None


def read_json(most_bytes: int = MAX_BODY_BYTES) -> object:
    """Return the body as parsed JSON: UTF-8, no NaN or Infinity, no name twice in one object.

    Raises BadRequest, UnsupportedMediaType, RequestEntityTooLarge, or InvalidFields for a name
    that is given twice: such a body is JSON, but two readers may understand it differently.
    """
    _check_media_type()
    raw = _read_bytes(most_bytes)
    doubled: list[InvalidField] = []

    def collect(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
        collected = dict(pairs)
        if len(collected) < len(pairs):
            doubled.extend(_doubled_names([name for name, _ in pairs]))
        return collected

    try:
        text = raw.decode("utf-8")
        body: object = json.loads(text, parse_constant=_refuse, object_pairs_hook=collect)
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The body is not JSON that we can read: {_reason(error)}") from error
    if doubled:
        raise InvalidFields(doubled)
    return body


def _read_bytes(most: int) -> bytes:
    # A body that does not tell its length is cut off at the limit without an error, so one byte
    # more than we take is let in to be noticed.
    request.max_content_length = most + 1
    raw = request.get_data(cache=False)
    if len(raw) > most:
        raise RequestEntityTooLarge
    return raw


def _check_media_type() -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset not in {"utf-8", "utf8"}:
        raise UnsupportedMediaType("Send the body as application/json in UTF-8.")


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is not a JSON value")


def _doubled_names(names: Sequence[str]) -> list[InvalidField]:
    seen: set[str] = set()
    twice = dict.fromkeys(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return [InvalidField(name[:_MAX_NAME_CHARACTERS], "is given twice") for name in twice]


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}."
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8."
    return f"{error}."


# --- What pydantic found, in our words ---

_WORDS: Mapping[str, str] = {
    "missing": "is required",
    "extra_forbidden": "is not a field we know",
    "string_type": "must be text",
    "string_unicode": "holds a character that does not exist",
    "string_too_short": "must have at least {min_length} character(s)",
    "string_too_long": "must have at most {max_length} characters",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "bool_type": "must be true or false",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "list_type": "must be a list",
    "too_short": "must hold at least {min_length} item(s)",
    "too_long": "must hold at most {max_length} items",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "model_attributes_type": "must be an object",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "value_error": "{error}",
}


def _fields_of(details: ErrorDetails) -> list[InvalidField]:
    place = ".".join(str(part)[:_MAX_NAME_CHARACTERS] for part in details["loc"])
    context: dict[str, Any] = details.get("ctx", {})
    words = _WORDS.get(details["type"])
    message = details["msg"] if words is None else words.format(**context)
    # A rule about several items of one list names each of them.
    items = context.get("items")
    places = [f"{place}.{item}" for item in items] if items else [place]
    return [InvalidField(each or "body", message) for each in places]
