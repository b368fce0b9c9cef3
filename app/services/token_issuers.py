"""Issuers of JWTs: who signs for which organization, and whether a token holds.

Rows are read anew for each token, so an issuer that was removed is out at once everywhere.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.adapters.secret_box import SecretBox, SecretUnreadable
from app.adapters.token_keys import MIN_SECRET_BYTES, Jwk, holds, key_named
from app.adapters.tokens import new_id
from app.domain.access_tokens import (
    TokenAlgorithm,
    TokenRefused,
    UnverifiedToken,
    check_claims,
    permissions_in,
    read_token,
)
from app.domain.errors import InvalidField, InvalidFields, NotFound
from app.domain.return_url import UrlRefused, check_redirect_url
from app.extensions import now, resources, settings
from app.models import AuditEntry, Organization, TokenIssuer
from app.services.transaction import reading, transaction

#: How long the secret before goes on to be taken beside a new one.
OVERLAP = timedelta(hours=24)

MAX_ISSUER_CHARACTERS = 255


@dataclass(frozen=True)
class IssuerKeys:
    """What verifies an issuer's tokens: public keys, or their address; neither for HS256."""

    keys: Sequence[Jwk] | None = None
    url: str | None = None


@dataclass(frozen=True)
class TokenHolder:
    """Whom a token that holds speaks for."""

    organization_id: str
    issuer: str
    permissions: frozenset[str]
    claims: Mapping[str, Any]


def authenticate_token(text: str) -> TokenHolder | None:
    """Return whom a JWT speaks for, or None when it does not hold.

    The issuer named inside only chooses the keys to check with; nothing else of the token is
    believed before its signature was checked, by the one algorithm that this issuer has.
    """
    try:
        token = read_token(text)
        issuer = _find(token.issuer)
        if issuer is None or token.algorithm != issuer.algorithm or not _is_signed(token, issuer):
            return None
        check_claims(token.claims, audience=settings().base_url, moment=now().timestamp())
        permissions = permissions_in(token.claims)
    except TokenRefused:
        return None
    return TokenHolder(issuer.organization_id, issuer.issuer, permissions, token.claims)


def add_issuer(
    organization_id: str,
    issuer: str,
    algorithm: TokenAlgorithm,
    verified_by: IssuerKeys,
    *,
    secret: str | None = None,
) -> tuple[TokenIssuer, str | None]:
    """Let `issuer` sign for an organization; return its row, and for HS256 the secret.

    `secret` is one that the merchant already has; without it a fresh one is made. It is sealed and
    shown this once. Raises NotFound for an unknown organization, InvalidFields.
    """
    shared = secret or _new_secret() if algorithm is TokenAlgorithm.HS256 else None
    invalid = list(_check(issuer, verified_by, algorithm, secret))
    if invalid:
        raise InvalidFields(invalid)
    row = TokenIssuer(
        id=new_id("iss"),
        organization_id=organization_id,
        issuer=issuer,
        algorithm=algorithm.value,
        keys_url=verified_by.url,
        created_at=now(),
    )
    if shared is not None:
        row.secret = _box().seal(shared, context=row.id)
    if verified_by.keys is not None:
        row.keys = list(verified_by.keys)
    try:
        with transaction() as session:
            if session.get(Organization, organization_id) is None:
                raise NotFound
            session.add(row)
            _audit(session, row, "token-issuer-added")
    except IntegrityError:
        # An issuer tells which organization a token is for, so it belongs to one only.
        raise InvalidFields([InvalidField("issuer", "is taken; remove it first")]) from None
    return row, shared


def roll_secret(issuer: str) -> str:
    """Return a fresh secret of an HS256 issuer; the one before is taken beside it for a day.

    Raises NotFound.
    """
    text = _new_secret()
    with transaction() as session:
        row = _get(session, issuer)
        if row.secret is None:
            raise NotFound
        row.previous_secret = row.secret
        row.previous_secret_until = now() + OVERLAP
        row.secret = _box().seal(text, context=row.id)
        _audit(session, row, "token-secret-rolled")
    return text


def replace_keys(issuer: str, keys: Sequence[Jwk]) -> None:
    """Take these public keys from now on in place of the issuer's; raises NotFound."""
    with transaction() as session:
        row = _get(session, issuer)
        if row.keys is None:
            raise NotFound
        row.keys = list(keys)
        _audit(session, row, "token-keys-replaced")


def remove_issuer(issuer: str) -> None:
    """Take no more tokens of this issuer, at once; raises NotFound."""
    with transaction() as session:
        row = _get(session, issuer)
        _audit(session, row, "token-issuer-removed")
        session.delete(row)


def find_issuer(issuer: str) -> TokenIssuer:
    """Return an issuer; raises NotFound."""
    found = _find(issuer)
    if found is None:
        raise NotFound
    return found


def list_issuers(organization_id: str) -> Sequence[TokenIssuer]:
    """Return an organization's issuers, oldest first."""
    with reading() as session:
        return session.scalars(
            select(TokenIssuer)
            .where(TokenIssuer.organization_id == organization_id)
            .order_by(TokenIssuer.created_at)
        ).all()


def reseal_token_secrets() -> int:
    """Seal every secret with the newest key that is not yet; return how many were."""
    box, resealed = _box(), 0
    with transaction() as session:
        for row in session.scalars(select(TokenIssuer)).all():
            for column in ("secret", "previous_secret"):
                sealed = getattr(row, column)
                if not sealed or box.is_sealed_with_newest(sealed, context=row.id):
                    continue
                text = _open(row, sealed)
                if text is not None:
                    setattr(row, column, box.seal(text, context=row.id))
                    resealed += 1
    return resealed


def _is_signed(token: UnverifiedToken, issuer: TokenIssuer) -> bool:
    algorithm = issuer.token_algorithm
    return any(holds(token.text, key, algorithm) for key in _keys_of(issuer, token.key_id))


def _keys_of(issuer: TokenIssuer, key_id: str | None) -> Iterator[str | Jwk]:
    if issuer.token_algorithm is TokenAlgorithm.HS256:
        yield from _secrets_of(issuer)
        return
    if issuer.keys_url is not None:
        found = resources().key_sets.find(issuer.keys_url, issuer.token_algorithm, key_id)
    else:
        found = key_named(issuer.keys or [], key_id)
    if found is not None:
        yield found


def _secrets_of(issuer: TokenIssuer) -> Iterator[str]:
    sealed = [issuer.secret]
    if issuer.previous_secret_until is not None and now() < issuer.previous_secret_until:
        sealed.append(issuer.previous_secret)
    for each in sealed:
        text = _open(issuer, each) if each else None
        if text is not None:
            yield text


def _check(
    issuer: str, verified_by: IssuerKeys, algorithm: TokenAlgorithm, secret: str | None
) -> Iterator[InvalidField]:
    if not issuer.strip() or len(issuer) > MAX_ISSUER_CHARACTERS or not issuer.isprintable():
        yield InvalidField("issuer", f"must be 1 to {MAX_ISSUER_CHARACTERS} printable characters")
    named = [each for each in (verified_by.keys, verified_by.url) if each is not None]
    if algorithm is TokenAlgorithm.HS256:
        if named:
            yield InvalidField("algorithm", "HS256 has a secret and no public keys")
    elif len(named) != 1 or secret is not None:
        yield InvalidField("keys", f"{algorithm} needs public keys or their address, one of both")
    if secret is not None and len(secret.encode()) < MIN_SECRET_BYTES:
        yield InvalidField("secret", f"must have at least {MIN_SECRET_BYTES} bytes")
    if verified_by.url is not None:
        try:
            check_redirect_url(verified_by.url, is_sandbox=settings().is_sandbox)
        except UrlRefused as error:
            yield InvalidField("url", str(error))


def _find(issuer: str) -> TokenIssuer | None:
    if len(issuer) > MAX_ISSUER_CHARACTERS or not issuer.isprintable():
        return None
    with reading() as session:
        return session.scalars(
            select(TokenIssuer).where(TokenIssuer.issuer == issuer)
        ).one_or_none()


def count_key_hosts() -> int:
    """Return how many hosts the issuers' public keys come from, of all organizations together."""
    with reading() as session:
        urls = session.scalars(
            select(TokenIssuer.keys_url).where(TokenIssuer.keys_url.is_not(None))
        ).all()
    return len({urlsplit(url or "").hostname for url in urls})


def _get(session: Session, issuer: str) -> TokenIssuer:
    found = session.scalars(
        select(TokenIssuer).where(TokenIssuer.issuer == issuer).with_for_update()
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _new_secret() -> str:
    return f"jwt_{secrets.token_urlsafe(32)}"


def _open(issuer: TokenIssuer, sealed: str) -> str | None:
    try:
        return _box().open(sealed, context=issuer.id)
    except SecretUnreadable:
        return None


def _box() -> SecretBox:
    return SecretBox(settings().secret_keys, purpose="token-issuer")


def _audit(session: Session, row: TokenIssuer, event: str) -> None:
    data: dict[str, Any] = {"issuer": row.issuer, "algorithm": row.algorithm}
    session.add(
        AuditEntry(
            organization_id=row.organization_id,
            at=now(),
            actor="operator",
            event=event,
            subject_id=row.id,
            data=data,
        )
    )
