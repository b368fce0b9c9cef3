"""The keys that JWTs are verified by: shared secrets, and public keys as a JWK set (RFC 7517)."""

import json
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from app.domain.access_tokens import TokenAlgorithm

MIN_RSA_BITS = 2048
MIN_SECRET_BYTES = 32
MAX_KEYS = 20

#: The members of a JWK that we keep; the rest (certificates, private parts) is none of ours.
_PUBLIC_MEMBERS = ("kty", "kid", "alg", "crv", "n", "e", "x", "y")

Jwk = dict[str, Any]
PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


class KeysUnusable(Exception):
    """No public key in this can verify tokens; the text says why."""


def keys_in_set(text: str, algorithm: TokenAlgorithm) -> list[Jwk]:
    """Return the keys of a JWK set that verify by `algorithm`; raises KeysUnusable.

    Keys for encryption and of other kinds are passed over: an identity provider lists all it has.
    """
    try:
        document = json.loads(text)
        listed = document["keys"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise KeysUnusable("this is no JWK set: a JSON object with a list `keys`") from None
    if not isinstance(listed, list) or len(listed) > MAX_KEYS:
        raise KeysUnusable(f"`keys` must be a list of at most {MAX_KEYS}")
    found = [key for each in listed if (key := _usable(each, algorithm)) is not None]
    if not found:
        raise KeysUnusable(
            f"there is no key for {algorithm} (RSA of {MIN_RSA_BITS} bits, P-256 or Ed25519)"
        )
    names = [each.get("kid") for each in found]
    if len(found) > 1 and (None in names or len(set(names)) < len(names)):
        raise KeysUnusable("where there are several keys, each needs a `kid` of its own")
    return found


def key_in_pem(text: str, algorithm: TokenAlgorithm, *, key_id: str | None = None) -> list[Jwk]:
    """Return a PEM public key as the one key of a set; raises KeysUnusable."""
    try:
        key: Any = load_pem_public_key(text.encode())
        listed = jwt.get_algorithm_by_name(algorithm).to_jwk(key)
    except (ValueError, TypeError, AttributeError, UnsupportedAlgorithm, jwt.PyJWTError):
        raise KeysUnusable(f"this is no public key in PEM for {algorithm}") from None
    named = {**json.loads(listed), **({"kid": key_id} if key_id else {})}
    return keys_in_set(json.dumps({"keys": [named]}), algorithm)


def holds(token: str, key: str | Mapping[str, Any], algorithm: TokenAlgorithm) -> bool:
    """Tell whether a secret or a public key made the signature of a token, by this algorithm."""
    material = key if isinstance(key, str) else _public_key(key, algorithm)
    try:
        jwt.PyJWS().decode(token, material, algorithms=[algorithm.value])
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        # Beside its own errors the library lets odd headers raise what the JSON reader raises.
        return False
    return True


def key_named(keys: Sequence[Jwk], key_id: str | None) -> Jwk | None:
    """Return the key that a token's `kid` names; without one, the only key there is."""
    if key_id is None:
        return keys[0] if len(keys) == 1 else None
    return next((each for each in keys if each.get("kid") == key_id), None)


def _usable(listed: object, algorithm: TokenAlgorithm) -> Jwk | None:
    if not isinstance(listed, dict) or listed.get("use", "sig") != "sig":
        return None
    if listed.get("alg", algorithm) != algorithm:
        return None
    key = {name: listed[name] for name in _PUBLIC_MEMBERS if isinstance(listed.get(name), str)}
    try:
        return key if _fits(_public_key(key, algorithm)) else None
    except (KeysUnusable, ValueError):
        return None


def _public_key(key: Mapping[str, Any], algorithm: TokenAlgorithm) -> PublicKey:
    try:
        with warnings.catch_warnings():
            # A short key is refused below, so the library's warning about it says nothing new.
            warnings.simplefilter("ignore")
            found: PublicKey = jwt.PyJWK(dict(key), algorithm.value).key
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, UnsupportedAlgorithm):
        raise KeysUnusable("unreadable") from None
    return found


def _fits(key: PublicKey) -> bool:
    if isinstance(key, RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    if isinstance(key, EllipticCurvePublicKey):
        return isinstance(key.curve, SECP256R1)
    return isinstance(key, Ed25519PublicKey)
