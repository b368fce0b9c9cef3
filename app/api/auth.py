"""Who calls, for which organization, and whether they may.

`REB-APIKEY` holds a secret key, `Authorization: Bearer` a JWT; where both are sent, the key
decides. Missing or wrong is 401; good but not permitted, or for another organization, is 403.
"""

from dataclasses import dataclass
from typing import Never

import jwt
import structlog
from flask import g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from app.api.blueprint import CUSTOMER, MERCHANT, Operation, current_operation
from app.api.bodies.fields import is_id
from app.domain.errors import NotFound
from app.extensions import settings
from app.limits import count_failure, count_mutation
from app.services.organizations import authenticate_key, find_organization_by_issuer

log = structlog.get_logger()

KEY_HEADER = "REB-APIKEY"
EVERYTHING = "*"

#: How far clocks of merchants may differ from ours, in seconds.
_LEEWAY_SECONDS = 60
_MAX_TOKEN_CHARACTERS = 4096
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
        audience = MERCHANT if self.customer_id is None else CUSTOMER
        return audience in wanted.audience and not self.permissions.isdisjoint(
            {EVERYTHING, wanted.id}
        )


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


def calling_customer() -> str:
    """Return the customer who calls; only inside a view that is for customers alone."""
    customer_id = caller().customer_id
    if customer_id is None:
        raise Forbidden("This takes a token that was issued for a customer.")
    return customer_id


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
    return _read_token(sent.token)


def _read_token(token: str) -> Principal | None:
    """Return whom a JWT speaks for, or None when it does not hold.

    The issuer named inside only chooses the secret to check with; nothing else of the token is
    believed before its signature was checked, and only by the one algorithm we take.
    """
    if len(token) > _MAX_TOKEN_CHARACTERS:
        return None
    try:
        issuer = jwt.decode(token, options={"verify_signature": False}).get("iss")
        organization = find_organization_by_issuer(issuer) if isinstance(issuer, str) else None
        if organization is None or not organization.jwt_secret:
            return None
        claims = jwt.decode(
            token,
            organization.jwt_secret,
            algorithms=["HS256"],
            issuer=issuer,
            audience=settings().base_url,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud"]},
        )
    except (jwt.PyJWTError, ValueError, RecursionError):
        # Beside its own errors the library lets odd payloads raise what the JSON reader raises.
        return None
    permissions = claims.get("permissions", [EVERYTHING])
    if not isinstance(permissions, list):
        return None
    named = frozenset(item for item in permissions if isinstance(item, str))
    if "customerId" not in claims:
        return Principal(organization.id, named, f"jwt:{issuer}"[:80])
    customer_id = claims["customerId"]
    if not isinstance(customer_id, str) or not is_id(customer_id):
        # A token for a customer that is none must never pass for a merchant's.
        return None
    return Principal(organization.id, named, CUSTOMER, customer_id)


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
