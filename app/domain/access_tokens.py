"""What a JWT must look like before anything in it is believed, and which claims it must hold.

Stricter than the libraries: only the one spelling of each part is taken, no name twice in one
object, and times are numbers. A token is refused as a whole; why is told to nobody.
"""

import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Never

MAX_TOKEN_CHARACTERS = 4096

#: How far the clocks of merchants may differ from ours, in seconds.
LEEWAY_SECONDS = 60

#: The latest moment a time can name: the year 9999.
_LATEST = 253402300799

_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt"})


class TokenAlgorithm(StrEnum):
    """The algorithms that we verify; an issuer has exactly one."""

    HS256 = "HS256"
    RS256 = "RS256"
    ES256 = "ES256"
    EDDSA = "EdDSA"


class TokenRefused(Exception):
    """This is no token, or its claims do not hold."""


@dataclass(frozen=True)
class UnverifiedToken:
    """A well-formed token: its text, and what it claims. Nobody has checked its signature yet."""

    text: str
    algorithm: str
    key_id: str | None
    issuer: str
    claims: Mapping[str, Any]


def read_token(text: str) -> UnverifiedToken:
    """Return the parts of a token; raises TokenRefused for anything but the one right form."""
    if len(text) > MAX_TOKEN_CHARACTERS or not _SHAPE.fullmatch(text):
        raise TokenRefused
    first, second, third = text.split(".")
    _decode(third)
    header, claims = _object(_decode(first)), _object(_decode(second))
    # `crit` names extensions that must be understood, and we know none; `b64` would be one.
    if {"crit", "b64"} & set(header):
        raise TokenRefused
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenRefused
    algorithm, key_id, issuer = header.get("alg"), header.get("kid"), claims.get("iss")
    if not isinstance(algorithm, str) or not isinstance(issuer, str):
        raise TokenRefused
    if key_id is not None and not isinstance(key_id, str):
        raise TokenRefused
    return UnverifiedToken(text, algorithm, key_id, issuer, claims)


def check_claims(claims: Mapping[str, Any], *, audience: str, moment: float) -> None:
    """Raise TokenRefused unless the token is for us and its time is now."""
    named = claims.get("aud")
    if audience not in (named if isinstance(named, list) else [named]):
        raise TokenRefused
    if _time(claims, "exp") + LEEWAY_SECONDS <= moment:
        raise TokenRefused
    for name in ("nbf", "iat"):
        if name in claims and _time(claims, name) - LEEWAY_SECONDS > moment:
            raise TokenRefused


def permissions_in(claims: Mapping[str, Any]) -> frozenset[str]:
    """Return the operation ids that a token names, `*` when it names none; raises TokenRefused."""
    named = claims.get("permissions", ["*"])
    if not isinstance(named, list):
        raise TokenRefused
    return frozenset(item for item in named if isinstance(item, str))


def _time(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused
    if not 0 <= value <= _LATEST:
        raise TokenRefused
    return value


def _decode(part: str) -> bytes:
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        raise TokenRefused from None
    # Base 64 leaves slack bits in the last character: only one of its spellings is taken.
    if base64.urlsafe_b64encode(raw).rstrip(b"=") != part.encode():
        raise TokenRefused
    return raw


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(
            raw.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_without_doubles
        )
    except (ValueError, RecursionError):
        raise TokenRefused from None
    if not isinstance(found, dict):
        raise TokenRefused
    return found


def _without_doubles(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise TokenRefused
    return found


def _refuse(_: str) -> Never:
    raise TokenRefused
