"""Who calls, for which organization, and whether they may.

`REB-APIKEY` holds a secret key, `Authorization: Bearer` a JWT; where both are sent, the key
decides. Missing or wrong is 401; good but not permitted, or for another organization, is 403.
"""

from dataclasses import dataclass
from typing import Never

import structlog
from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from app.api.blueprint import Operation, current_operation
from app.api.bodies.fields import is_id
from app.domain.errors import NotFound
from app.limits import count_failure, count_mutation
from app.services.organizations import authenticate_key
from app.services.token_issuers import authenticate_token

log = structlog.get_logger()

KEY_HEADER = "REB-APIKEY"
EVERYTHING = "*"

_MAX_ACTOR_CHARACTERS = 80
_SAFE_METHODS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Principal:
    """A caller: whose organization it acts for, what it may do, and its name in the audit trail."""

    organization_id: str
    permissions: frozenset[str]
    actor: str
    #: The customer that a token was issued for; it opens nothing but what is for customers.
    customer_id: str | None = None

    def may(self, wanted: Operation) -> bool:
        """Tell whether this caller may do `wanted`."""
        is_merchant = self.customer_id is None
        return is_merchant and not self.permissions.isdisjoint({EVERYTHING, wanted.id})


def require_permission() -> None:
    """Let the request pass, or raise 401, 403, 404 or 429; runs before every view of the API."""
    principal = _authenticate()
    if principal is None:
        _refuse_credential()
    named = (request.view_args or {}).pop("organization_id", principal.organization_id)
    if named != principal.organization_id:
        raise Forbidden("This credential belongs to another organization.")
    wanted = current_operation()
    if not principal.may(wanted):
        raise Forbidden(f"This credential may not do {wanted.id}.")
    if request.method not in _SAFE_METHODS:
        count_mutation(principal.organization_id)
    g.principal = principal
    _check_path_ids()


def caller() -> Principal:
    """Return who calls; only inside a view of the API."""
    found: Principal = g.principal
    return found


def _authenticate() -> Principal | None:
    address = request.remote_addr or ""
    plaintext = request.headers.get(KEY_HEADER)
    if plaintext is not None:
        key = authenticate_key(plaintext, address=address)
        if key is None:
            return None
        return Principal(key.organization_id, frozenset(key.permissions), f"key:{key.id}")
    sent = request.authorization
    if sent is None or sent.type != "bearer" or not sent.token:
        return None
    holder = authenticate_token(sent.token)
    if holder is None:
        return None
    actor = f"jwt:{holder.issuer}"[:_MAX_ACTOR_CHARACTERS]
    if "customerId" not in holder.claims:
        return Principal(holder.organization_id, holder.permissions, actor)
    customer_id = holder.claims["customerId"]
    if not isinstance(customer_id, str) or not is_id(customer_id):
        # A token for a customer that is none must never pass for a merchant's.
        return None
    return Principal(holder.organization_id, holder.permissions, actor, customer_id)


def _refuse_credential() -> Never:
    is_wrong = KEY_HEADER in request.headers or request.authorization is not None
    if is_wrong:
        log.info("api.credential_refused", path=request.path)
        # A caller who sends nothing guesses nothing, so only wrong credentials are counted.
        count_failure("api")
    raise Unauthorized(
        "Send a valid key in REB-APIKEY, or a valid JWT in Authorization: Bearer.",
        www_authenticate=WWWAuthenticate("bearer"),
    )


def _check_path_ids() -> None:
    # What cannot be an id is the id of nothing. PUT may create, so it names the field instead.
    if request.method != "PUT" and not all(map(is_id, (request.view_args or {}).values())):
        raise NotFound
