"""Which events a webhook endpoint wants, by their values: `kycRequest.status:fulfilled,failed`.

The grammar is that of the API's lists, over the values an event carries: `field:value`; `;` joins
fields by AND, `,` joins values by OR, a leading `!` negates one value, `a..b`, `a..` and `..b` are
ranges of numbers, `null` is no value. An event that does not have the field has no value there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

#: Fields of an event that one may filter by, and whether they hold numbers.
FIELDS: Mapping[str, bool] = {
    "eventType": False,
    "customerId": False,
    "kycRequestId": False,
    "kycDocumentId": False,
    "kycRequest.status": False,
    "kycRequest.reason": False,
    "kycRequest.matchLevel": True,
    "kycDocument.status": False,
    "kycDocument.documentType": False,
    "kycDocument.documentSubtype": False,
    "kycDocument.requestId": False,
    "kycDocument.reason": False,
    "kycDocument.matchLevel": True,
    "kycDocument.rejectionReason.type": False,
}

MAX_FILTER_CHARACTERS = 2048


def refusals_of(text: str) -> Iterator[str]:
    """Yield everything that is wrong with a filter."""
    if len(text) > MAX_FILTER_CHARACTERS:
        yield f"must have at most {MAX_FILTER_CHARACTERS} characters"
        return
    for clause in filter(None, text.split(";")):
        name, colon, values = clause.partition(":")
        if not colon or not values:
            yield f"`{clause}` must read field:value"
        elif name not in FIELDS:
            yield f"cannot filter by `{name}`; filter by {', '.join(FIELDS)}"
        else:
            yield from _refusals_of_values(name, values.split(","))


def admits(text: str | None, payload: Mapping[str, Any]) -> bool:
    """Tell whether an event with this payload passes a filter; no filter admits everything."""
    return all(
        _holds(_value_of(payload, name), values.split(","), is_number=FIELDS[name])
        for name, _, values in (
            clause.partition(":") for clause in filter(None, (text or "").split(";"))
        )
    )


def _refusals_of_values(name: str, values: list[str]) -> Iterator[str]:
    for value in (value.removeprefix("!") for value in values):
        if not value:
            yield f"`{name}`: holds an empty value"
        elif FIELDS[name] and value.lower() != "null" and not _is_range(value):
            yield f"`{name}`: `{value}` is not a whole number"


def _holds(found: str | None, values: list[str], *, is_number: bool) -> bool:
    wanted = [value for value in values if not value.startswith("!")]
    unwanted = [value[1:] for value in values if value.startswith("!")]
    if any(_matches(found, value, is_number=is_number) for value in unwanted):
        return False
    return not wanted or any(_matches(found, value, is_number=is_number) for value in wanted)


def _matches(found: str | None, value: str, *, is_number: bool) -> bool:
    if value.lower() == "null" or found is None:
        return value.lower() == "null" and found is None
    if not is_number:
        return found.lower() == value.lower()
    low, dots, high = value.partition("..")
    if not dots:
        high = low
    return (not low or int(found) >= int(low)) and (not high or int(found) <= int(high))


def _is_range(value: str) -> bool:
    low, dots, high = value.partition("..")
    ends = [low, high] if dots else [low]
    return any(ends) and all(not end or (end.isascii() and end.isdecimal()) for end in ends)


def _value_of(payload: Mapping[str, Any], name: str) -> str | None:
    """Return a value of the event itself, or of the resource it embeds."""
    first, *rest = name.split(".")
    found: Any = payload.get(first) if not rest else payload.get("_embedded", {}).get(first)
    for part in rest:
        found = found.get(part) if isinstance(found, Mapping) else None
    return None if found is None else str(found)
