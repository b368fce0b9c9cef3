"""The API's blueprint, and the declaration that each of its views carries.

One declaration serves three readers: the access rule (a key is permitted operation ids), the
OpenAPI document, and the tests that hold both against the URL map.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import current_app, request
from pydantic import BaseModel

from app.api.bodies.fields import Body

V = TypeVar("V", bound=Callable[..., Any])


class _Blueprint(APIBlueprint):
    """A blueprint whose paths answer with and without a trailing slash, and never redirect."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = False,
        **options: Any,
    ) -> None:
        """Add a route; OPTIONS serves pages of other origins, which have no business here."""
        super().add_url_rule(
            rule,
            endpoint,
            view_func,
            provide_automatic_options,
            strict_slashes=False,
            merge_slashes=False,
            **options,
        )


#: The document is built from our own declarations, so the framework's generator leaves it alone.
blueprint = _Blueprint("api", __name__, enable_openapi=False)

_ATTRIBUTE = "operation"

MERCHANT, CUSTOMER = "merchant", "customer"


@dataclass(frozen=True)
class Operation:
    """What a view does. `id` is also the permission a key needs for it."""

    id: str
    gives: type[BaseModel] | None = None
    takes: type[Body] | None = None
    status: int = 200
    is_list: bool = False
    expands: tuple[str, ...] = field(default=())
    #: Problems of its own, beside those that follow from what it takes.
    problems: tuple[int, ...] = ()
    #: Whether `If-Match` with a revision makes it conditional.
    is_conditional: bool = False
    #: What a query that cannot be is answered with.
    query_refusal: int = 422
    #: Media types of a body beside JSON, and of an answer that is a file.
    takes_media: tuple[str, ...] = ()
    gives_media: tuple[str, ...] = ()
    #: The JSON schema of a body that is a form.
    form: Mapping[str, Any] | None = None
    #: Who may call it: `merchant`, and `customer` by a token that was issued for one.
    audience: tuple[str, ...] = (MERCHANT,)
    #: Whether a PUT creates what is not there yet.
    creates: bool = True
    #: Query parameters of its own: the JSON schema and the description of each.
    query: Mapping[str, tuple[dict[str, Any], str]] = field(default_factory=dict)


def operation(declared: Operation) -> Callable[[V], V]:
    """Declare what a view does; put it under the route decorator."""

    def declare(view: V) -> V:
        setattr(view, _ATTRIBUTE, declared)
        return view

    return declare


def operation_of(view: Callable[..., Any]) -> Operation:
    """Return a view's declaration; a view of this blueprint without one is a programming error."""
    declared: Operation = getattr(view, _ATTRIBUTE)
    return declared


def current_operation() -> Operation:
    """Return the declaration of the view that this request goes to."""
    return operation_of(current_app.view_functions[request.endpoint or ""])
