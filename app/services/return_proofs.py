"""Starting a session from a link, and the code that unlocks it in a browser that is new to it.

Whoever has the link can open it, and links are forwarded. Where the organization wants proof, a
session in a second browser is locked until its code was typed. The code goes to the merchant, who
passes it on: the portal sends neither mail nor messages.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adapters.tokens import digest, keyed_digest, new_digits, new_id
from app.domain.errors import NotFound
from app.domain.events import EventType
from app.domain.return_proof import (
    CODE_DIGITS,
    CODE_LIFE,
    MAX_CODES_WITHIN,
    MAX_TRIES,
    CodePhase,
    ReturningProof,
    choose_contact,
    mask,
    phase_of,
    read_code,
    wait_for_code,
)
from app.extensions import now, settings
from app.models import Customer, GathererSession, KycRequest, ReturnCode
from app.services import status, webhook_events
from app.services.event_listeners import listening
from app.services.gatherer_sessions import add_session
from app.services.transaction import reading, transaction


@dataclass(frozen=True)
class ReturnProof:
    """How it stands with the code of a locked session; `contact` is masked, None when unknown."""

    phase: CodePhase
    contact: str | None = None
    tries_left: int = MAX_TRIES


def start_session(
    kyc_request_id: str, *, user_agent: str = "", known_secret: str | None = None
) -> str:
    """Begin a session for a request and return its secret, which only the browser keeps.

    It is locked, and a code sent, where the organization wants proof of a browser that is new to a
    request that was begun in another one. `known_secret` is of the session this browser has had.
    """
    with transaction() as session:
        kyc_request = _lock(session, kyc_request_id)
        is_locked = _needs_proof(session, kyc_request, known_secret)
        row, secret = add_session(session, kyc_request_id, user_agent=user_agent)
        row.is_locked = is_locked
        if is_locked and not _wait(session, row):
            _send_code(session, kyc_request, row)
    return secret


def read_proof(device: GathererSession) -> ReturnProof:
    """Return how it stands with the code of a locked session."""
    with reading() as session:
        kyc_request = session.get_one(KycRequest, device.kyc_request_id)
        contact = _contact(session, kyc_request)
        codes = _codes(session, device)
        newest = codes[-1] if codes else None
        return ReturnProof(
            phase=_phase(codes),
            contact=None if contact is None else mask(contact),
            tries_left=MAX_TRIES - (newest.tries if newest else 0),
        )


def prove(device: GathererSession, code: str) -> bool:
    """Unlock a session by its code; tell whether it is unlocked. A wrong one uses up a try.

    What cannot be a code uses up none.
    """
    with transaction() as session:
        kyc_request = _lock(session, device.kyc_request_id)
        row = session.get_one(GathererSession, device.id)
        if not row.is_locked:
            return True
        codes = _codes(session, device)
        if _phase(codes) not in {CodePhase.ASKED, CodePhase.RESENT}:
            return False
        newest, typed = codes[-1], read_code(code)
        if typed is None:
            return False
        newest.tries += 1
        if not _is_code(newest, typed):
            return False
        row.is_locked = False
        session.execute(delete(ReturnCode).where(ReturnCode.gatherer_session_id == row.id))
        _audit(session, kyc_request, "return-proven")
    return True


def resend_code(device: GathererSession) -> timedelta:
    """Send another code, and return nothing; or return how long it is until one may be sent."""
    with transaction() as session:
        kyc_request = _lock(session, device.kyc_request_id)
        row = session.get_one(GathererSession, device.id)
        wait = _wait(session, row)
        if row.is_locked and not wait:
            _send_code(session, kyc_request, row)
    return wait


def _lock(session: Session, kyc_request_id: str) -> KycRequest:
    kyc_request = status.lock_request(session, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    return kyc_request


def _needs_proof(session: Session, kyc_request: KycRequest, known_secret: str | None) -> bool:
    if kyc_request.organization.returning_customer_proof != ReturningProof.CODE:
        return False
    unlocked = select(GathererSession.id).where(
        GathererSession.kyc_request_id == kyc_request.id, GathererSession.is_locked.is_(False)
    )
    own = unlocked.where(
        GathererSession.secret_hash == digest(known_secret or ""),
        GathererSession.ended_at.is_(None),
    )
    return bool(session.scalars(unlocked).first()) and not session.scalars(own).first()


def _send_code(session: Session, kyc_request: KycRequest, row: GathererSession) -> None:
    """Tell the merchant a fresh code; where nobody hears of it there is none."""
    if not listening(session, kyc_request.organization_id, EventType.CODE_REQUESTED):
        return
    code, expires_at = new_digits(CODE_DIGITS), now() + CODE_LIFE
    session.execute(
        delete(ReturnCode).where(
            ReturnCode.kyc_request_id == kyc_request.id,
            ReturnCode.created_at < now() - MAX_CODES_WITHIN,
        )
    )
    session.add(
        ReturnCode(
            id=new_id("code"),
            kyc_request_id=kyc_request.id,
            gatherer_session_id=row.id,
            code_hash=_hash(settings().secret_keys[-1], row.id, code),
            created_at=now(),
            expires_at=expires_at,
        )
    )
    contact = _contact(session, kyc_request)
    webhook_events.record_code(session, kyc_request, code, contact, expires_at)
    _audit(session, kyc_request, "return-code-sent")


def _wait(session: Session, row: GathererSession) -> timedelta:
    sent = session.scalars(
        select(ReturnCode.created_at)
        .where(
            ReturnCode.kyc_request_id == row.kyc_request_id,
            ReturnCode.created_at > now() - MAX_CODES_WITHIN,
        )
        .order_by(ReturnCode.created_at)
    ).all()
    own = [item.created_at for item in _codes(session, row)]
    return wait_for_code(sent, own[-1] if own else None, now())


def _codes(session: Session, row: GathererSession) -> Sequence[ReturnCode]:
    return session.scalars(
        select(ReturnCode)
        .where(ReturnCode.gatherer_session_id == row.id)
        .order_by(ReturnCode.created_at)
    ).all()


def _phase(codes: Sequence[ReturnCode]) -> CodePhase:
    newest = codes[-1] if codes else None
    return phase_of(
        codes=len(codes),
        tries=newest.tries if newest else 0,
        expires_at=newest.expires_at if newest else None,
        now=now(),
    )


def _is_code(kept: ReturnCode, code: str) -> bool:
    # Codes made before a new key was added last ten minutes longer.
    hashes = (_hash(key, kept.gatherer_session_id, code) for key in settings().secret_keys)
    return any(hmac.compare_digest(kept.code_hash, found) for found in hashes)


def _hash(key: str, session_id: str, code: str) -> str:
    return keyed_digest(key, f"return-code:{session_id}:{code}")


def _contact(session: Session, kyc_request: KycRequest) -> str | None:
    customer = session.get(Customer, (kyc_request.organization_id, kyc_request.customer_id))
    return choose_contact(customer.emails, customer.phone_numbers) if customer else None


def _audit(session: Session, kyc_request: KycRequest, event: str) -> None:
    status.audit(session, kyc_request, event=event, old=None, new=None, actor="customer")
