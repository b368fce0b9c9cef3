"""A POST that is sent again under the same `Idempotency-Key` happens once.

The key is claimed in a small transaction of its own; the answer is kept in the very transaction
that commits what the POST did. So a process that is killed leaves both or neither: when the claim's
lease is over the next retry does the work. A slow one whose claim was taken over cannot commit any
more. Refusals and faults change nothing, and nothing of them is kept.
"""

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.adapters.secret_box import SecretBox, SecretUnreadable
from app.adapters.tokens import digest, new_id, new_secret
from app.domain.errors import (
    FirstStillRunning,
    IdempotencyKeyReused,
    InvalidField,
    ServiceUnavailable,
)
from app.extensions import now, settings
from app.models import IdempotencyKey
from app.services.transaction import one_commit, reading, transaction

KEPT_FOR = timedelta(hours=24)

#: Longer than any honest POST takes; whoever takes over after a kill waits at most this long.
LEASE = timedelta(seconds=60)

_SWEEP_BATCH = 1000


@dataclass(frozen=True)
class KeptAnswer:
    """What the first request was answered."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass
class Attempt:
    """The first request of a key, or a retry: then `kept` is there and nothing is to be done."""

    kept: KeptAnswer | None = None
    answer: KeptAnswer | None = field(default=None, init=False)

    def keep(self, answer: KeptAnswer) -> None:
        """Keep this answer for retries, together with what was done."""
        self.answer = answer


@contextmanager
def once(organization_id: str, operation: str, key: str, fingerprint: str) -> Iterator[Attempt]:
    """Yield the attempt; what the block writes is committed at its end with the answer it keeps.

    Raises IdempotencyKeyReused for a key that another request used, FirstStillRunning while the
    first one runs.
    """
    claimed = _claim(organization_id, operation, key, fingerprint)
    if isinstance(claimed, KeptAnswer):
        yield Attempt(claimed)
        return
    attempt = Attempt()
    try:
        with one_commit():
            yield attempt
            if attempt.answer is not None:
                with transaction() as session:
                    _keep(session, claimed, attempt.answer)
    except BaseException:
        _release(claimed)
        raise
    if attempt.answer is None:
        _release(claimed)


def forget_keys() -> int:
    """Forget every key that is older than a day; return how many there were."""
    forgotten = 0
    while True:
        with transaction() as session:
            old = session.scalars(
                select(IdempotencyKey.id)
                .where(IdempotencyKey.created_at <= now() - KEPT_FOR)
                .limit(_SWEEP_BATCH)
            ).all()
            session.execute(delete(IdempotencyKey).where(IdempotencyKey.id.in_(old)))
        forgotten += len(old)
        if len(old) < _SWEEP_BATCH:
            return forgotten


@dataclass(frozen=True)
class _Claim:
    row_id: str
    owner: str


def _claim(organization_id: str, operation: str, key: str, fingerprint: str) -> _Claim | KeptAnswer:
    found = _find(organization_id, operation, key)
    if found is not None and found.created_at <= now() - KEPT_FOR:
        _forget(found)
        found = None
    if found is None:
        fresh = IdempotencyKey(
            id=new_id("idem"),
            organization_id=organization_id,
            operation=operation,
            key_hash=digest(key),
            fingerprint=fingerprint,
            owner=new_secret(),
            lease_until=now() + LEASE,
            created_at=now(),
        )
        claimed = _insert(fresh)
        if claimed is not None:
            return claimed
        found = _find(organization_id, operation, key)
    if found is None:
        # It was there a moment ago and was refused meanwhile; a retry will find the way free.
        raise FirstStillRunning
    return _take_part(found, fingerprint)


def _take_part(found: IdempotencyKey, fingerprint: str) -> _Claim | KeptAnswer:
    if not hmac.compare_digest(found.fingerprint, fingerprint):
        raise IdempotencyKeyReused(
            [InvalidField("Idempotency-Key", "was used for another request; take a fresh one")]
        )
    if found.answer is not None:
        return _open(found)
    if found.lease_until > now():
        raise FirstStillRunning
    return _take_over(found)


def _take_over(found: IdempotencyKey) -> _Claim:
    owner = new_secret()
    with transaction() as session:
        taken = session.execute(
            update(IdempotencyKey)
            .where(
                IdempotencyKey.id == found.id,
                IdempotencyKey.owner == found.owner,
                IdempotencyKey.answer.is_(None),
            )
            .values(owner=owner, lease_until=now() + LEASE)
        )
    if not taken.rowcount:  # type: ignore[attr-defined]
        raise FirstStillRunning
    return _Claim(found.id, owner)


def _find(organization_id: str, operation: str, key: str) -> IdempotencyKey | None:
    with reading() as session:
        return session.scalars(
            select(IdempotencyKey).where(
                IdempotencyKey.organization_id == organization_id,
                IdempotencyKey.operation == operation,
                IdempotencyKey.key_hash == digest(key),
            )
        ).one_or_none()


def _insert(fresh: IdempotencyKey) -> _Claim | None:
    """Claim a key nobody has; None when another request was faster."""
    claimed = _Claim(fresh.id, fresh.owner)
    try:
        with transaction() as session:
            session.add(fresh)
    except IntegrityError:
        return None
    return claimed


def _forget(found: IdempotencyKey) -> None:
    with transaction() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.id == found.id))


def _keep(session: Session, claim: _Claim, answer: KeptAnswer) -> None:
    """Keep the answer; raises FirstStillRunning, so that nothing is done, if the claim is lost."""
    kept = session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.id == claim.row_id, IdempotencyKey.owner == claim.owner)
        .values(
            status=answer.status,
            headers=dict(answer.headers),
            answer=_box().seal(answer.body, context=claim.row_id),
        )
    )
    if not kept.rowcount:  # type: ignore[attr-defined]
        raise FirstStillRunning


def _release(claim: _Claim) -> None:
    """Free the key if nothing was kept under it."""
    with transaction() as session:
        session.execute(
            delete(IdempotencyKey).where(
                IdempotencyKey.id == claim.row_id,
                IdempotencyKey.owner == claim.owner,
                IdempotencyKey.answer.is_(None),
            )
        )


def _open(found: IdempotencyKey) -> KeptAnswer:
    try:
        body = _box().open(found.answer or "", context=found.id)
    except SecretUnreadable:
        # The key that sealed it was taken out of the configuration. Doing it again would be worse.
        raise ServiceUnavailable("idempotency answer") from None
    return KeptAnswer(found.status or 0, found.headers or {}, body)


def _box() -> SecretBox:
    return SecretBox(settings().secret_keys, purpose="idempotency")
