"""A body of the merchant's own for webhooks: JSON with placeholders for values of the event.

`{{kycRequest.status}}` is a path into the default payload: names and positions joined by dots, its
first name that of the event itself or of a resource it embeds. Inside a JSON string the value's
text takes its place, elsewhere its JSON. What does not exist is empty: no text, or null. So what is
sent is JSON for every event when it is for one of which nothing is known, and that is how a body
is checked. Nothing in it is ever run.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Never

MAX_BODY_BYTES = 8 * 1024

#: Each may stand for the whole payload, so that their number bounds the work for one event.
MAX_PLACEHOLDERS = 100

#: A placeholder, an escaped character of a JSON string, or the beginning or end of one.
_TOKEN = re.compile(r'\{\{(?P<path>[^{}"\\]*)\}\}|\\.|"', re.DOTALL)


def refusals_of(text: str) -> Iterator[str]:
    """Yield everything that is wrong with a body."""
    if len(text.encode()) > MAX_BODY_BYTES:
        yield f"must have at most {MAX_BODY_BYTES} bytes"
        return
    number = sum(found["path"] is not None for found in _TOKEN.finditer(text))
    if number > MAX_PLACEHOLDERS:
        yield f"must hold at most {MAX_PLACEHOLDERS} placeholders"
        return
    try:
        json.loads(render(text, {}), parse_constant=_refuse)
    except (ValueError, RecursionError):
        yield "must be JSON; {{placeholders}} stand inside its strings, or for whole values"


def render(text: str, payload: Mapping[str, Any]) -> str:
    """Return a body with the values of an event in place of its placeholders."""
    is_inside = False

    def put(found: re.Match[str]) -> str:
        nonlocal is_inside
        path = found["path"]
        if path is None:
            is_inside ^= found[0] == '"'
            return found[0]
        value = _value_of(payload, path.strip())
        return _text(value) if is_inside else _dump(value)

    return _TOKEN.sub(put, text)


def _value_of(payload: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path, None where there is none."""
    first, *rest = path.split(".")
    found: Any = payload.get(first, payload.get("_embedded", {}).get(first))
    for part in rest:
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and not isinstance(found, str):
            found = found[int(part)] if _is_position(part, len(found)) else None
        else:
            return None
    return found


def _is_position(part: str, length: int) -> bool:
    # No list has more than a thousand; reading thousands of digits is refused by Python.
    return part.isascii() and part.isdecimal() and len(part) <= 3 and int(part) < length


def _text(value: Any) -> str:
    """Return a value as it stands inside a JSON string."""
    if value is None:
        return ""
    return _dump(value if isinstance(value, str) else _dump(value))[1:-1]


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _refuse(constant: str) -> Never:
    raise ValueError(f"{constant} is not a JSON value")
