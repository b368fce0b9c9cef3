"""Query parameters of lists and single resources, and the headers that tell where a page stands."""

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import BadRequest

from app.domain.errors import InvalidField, InvalidFields
from app.services.presenters import Json
from app.services.queries import ListQuery, Page

DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_OFFSET = 10**9
MAX_CHARACTERS = 2048
_HIGHEST = {"limit": MAX_LIMIT, "offset": MAX_OFFSET}
_READ = ("limit", "offset", "filter", "sort", "expand")


def read_query() -> ListQuery:
    """Return which page the caller wants; raises InvalidFields."""
    _check_parameters()
    return ListQuery(
        filter=request.args.get("filter", ""),
        sort=request.args.get("sort", ""),
        limit=int(request.args.get("limit", DEFAULT_LIMIT)),
        offset=int(request.args.get("offset", 0)),
    )


def read_expand(known: Sequence[str]) -> frozenset[str]:
    """Return what the caller wants embedded; raises InvalidFields for a name not in `known`."""
    _check_parameters()
    wanted = frozenset(filter(None, request.args.get("expand", "").split(",")))
    if not wanted <= set(known):
        message = f"can hold {', '.join(known)}" if known else "has nothing to embed here"
        raise InvalidFields([InvalidField("expand", message)])
    return wanted


def read_if_match() -> int | None:
    """Return the revision that `If-Match` names, None where there is none or any will do.

    Raises BadRequest for what is no revision of ours.
    """
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    number = given.strip('"')
    if not _is_number(number, MAX_OFFSET):
        raise BadRequest('If-Match must be a revision in quotes, such as "3", or *.')
    return int(number)


def answer_page(page: Page[Any], items: Sequence[Json]) -> Response:
    """Return the presented items of a page with its pagination headers."""
    response = jsonify(list(items))
    response.headers["Pagination-Total"] = str(page.total)
    response.headers["Pagination-Limit"] = str(page.query.limit)
    response.headers["Pagination-Offset"] = str(page.query.offset)
    return response


def _check_parameters() -> None:
    refused = [
        InvalidField(name, message)
        for name in _READ
        if (message := _refusal_of(name, request.args.getlist(name)))
    ]
    if refused:
        raise InvalidFields(refused)


def _refusal_of(name: str, values: Sequence[str]) -> str | None:
    if len(values) > 1:
        return "is given twice"
    if any(not text.isprintable() or len(text) > MAX_CHARACTERS for text in values):
        return f"must be at most {MAX_CHARACTERS} printable characters"
    highest = _HIGHEST.get(name)
    if values and highest is not None and not _is_number(values[0], highest):
        return f"must be a whole number from 0 to {highest}"
    return None


def _is_number(text: str, highest: int) -> bool:
    is_short = text.isascii() and text.isdecimal() and len(text) <= len(str(highest))
    return is_short and int(text) <= highest
