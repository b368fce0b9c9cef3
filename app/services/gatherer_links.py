"""Gatherer links: signed addresses that open one KYC request.

The token names the request and its nonce, nothing else. We check our own times against the
database instead of the signature's age: a signer whose clock runs ahead would make every fresh link
expired on another machine (itsdangerous refuses a negative age).
"""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from app.domain.errors import LinkExpired, LinkInvalid, NotFound
from app.extensions import now, settings
from app.models import KycRequest
from app.services.transaction import reading

#: One salt per purpose: a token made for anything else never opens a request.
_SALT = "kyc-gatherer-link-v1"
_MAX_TOKEN_CHARACTERS = 512
_SIGNER = {"key_derivation": "hmac", "digest_method": hashlib.sha256}


def make_link(kyc_request: KycRequest) -> str:
    """Return the absolute address of a request's gatherer."""
    token = _serializer().dumps([kyc_request.id, kyc_request.link_nonce])
    return f"{settings().base_url}/?token={token}"


def link_of(kyc_request_id: str) -> str:
    """Return the address of a request's gatherer; raises NotFound."""
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    return make_link(kyc_request)


def read_link(token: str) -> KycRequest:
    """Return the request that `token` opens.

    Raises LinkInvalid when it is not one of ours or was withdrawn, LinkExpired when its time is
    over. A request whose customer has finished still opens: the page tells them so.
    """
    kyc_request_id, nonce = _verify(token)
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
    if kyc_request is None or kyc_request.deleted_at or kyc_request.link_nonce != nonce:
        raise LinkInvalid
    if now() >= kyc_request.expires_at:
        raise LinkExpired(kyc_request.id)
    return kyc_request


def _verify(token: str) -> tuple[str, str]:
    if len(token) > _MAX_TOKEN_CHARACTERS:
        raise LinkInvalid
    serializer = _serializer()
    try:
        payload: Any = serializer.loads(token)
    except BadData as error:
        raise LinkInvalid from error
    if not (isinstance(payload, list) and [type(part) for part in payload] == [str, str]):
        raise LinkInvalid
    # Base 64 leaves slack bits in the last character, so several texts carry one signature; only
    # the one that we would have written is ours.
    if not _is_canonical(token, payload):
        raise LinkInvalid
    return payload[0], payload[1]


def _is_canonical(token: str, payload: list[str]) -> bool:
    return any(
        token == URLSafeSerializer(key, salt=_SALT, signer_kwargs=_SIGNER).dumps(payload)
        for key in settings().secret_keys
    )


def _serializer() -> URLSafeSerializer:
    # The list runs from the oldest key to the newest: the last signs, all of them verify.
    return URLSafeSerializer(list(settings().secret_keys), salt=_SALT, signer_kwargs=_SIGNER)
