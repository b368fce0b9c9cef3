"""Query parameters of lists and single resources, and the headers that tell where a page stands."""

from collections.abc import Sequence
from typing import Any

from flask import Response, jsonify, request

from app.domain.errors import InvalidField, InvalidFields
from app.services.presenters import Json
from app.services.queries import ListQuery, Page

MAX_LIMIT = 1000
MAX_OFFSET = 10**9
_MAX_CHARACTERS = 2048
_READ = ("limit", "offset", "filter", "sort", "expand")


def read_query() -> ListQuery:
    """Return which page the caller wants; raises InvalidFields."""
    _check_parameters()
    return ListQuery(
        filter=request.args.get("filter", ""),
        sort=request.args.get("sort", ""),
        limit=_number("limit", 100, MAX_LIMIT),
        offset=_number("offset", 0, MAX_OFFSET),
    )


def read_expand(known: Sequence[str]) -> frozenset[str]:
    """Return what the caller wants embedded; raises InvalidFields for a name not in `known`."""
    _check_parameters()
    wanted = frozenset(filter(None, request.args.get("expand", "").split(",")))
    if not wanted <= set(known):
        message = f"can hold {', '.join(known)}" if known else "has nothing to embed here"
        raise InvalidFields([InvalidField("expand", message)])
    return wanted


def answer_page(page: Page[Any], items: Sequence[Json]) -> Response:
    """Return the presented items of a page with its pagination headers."""
    response = jsonify(list(items))
    response.headers["Pagination-Total"] = str(page.total)
    response.headers["Pagination-Limit"] = str(page.query.limit)
    response.headers["Pagination-Offset"] = str(page.query.offset)
    return response


def _check_parameters() -> None:
    refused = []
    for name in _READ:
        values = request.args.getlist(name)
        if len(values) > 1:
            refused.append(InvalidField(name, "is given twice"))
        elif any(not text.isprintable() or len(text) > _MAX_CHARACTERS for text in values):
            message = f"must be at most {_MAX_CHARACTERS} printable characters"
            refused.append(InvalidField(name, message))
    if refused:
        raise InvalidFields(refused)


def _number(name: str, default: int, highest: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(highest))
    if not is_number or int(text) > highest:
        raise InvalidFields([InvalidField(name, f"must be a whole number from 0 to {highest}")])
    return int(text)
