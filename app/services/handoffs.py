"""Going on with a phone: a computer shows a code, the first phone to use it gets a session.

A code is random, used once, and kept as its hash. Opening it shows who asks and changes nothing;
only the press of a button does. Every change locks the request first, as all changes of it do.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.adapters.tokens import digest, new_code, new_id
from app.domain.errors import LinkInvalid, NotFound
from app.domain.handoff import CODE_LIFE, MATCH_CHOICES, HandoffEnd, HandoffPhase, phase_of
from app.extensions import now
from app.models import GathererSession, Handoff, KycRequest
from app.services import status
from app.services.gatherer_sessions import add_session
from app.services.transaction import reading, transaction

#: Codes nobody used are kept so long, to tell one that is out of date from one that never was.
_KEPT_FOR = timedelta(days=1)
_MAX_CODE_CHARACTERS = 64


@dataclass(frozen=True)
class OpenedCode:
    """What a code leads to: whose request, and which computer showed it since when."""

    kyc_request_id: str
    computer_session_id: str
    phone_session_id: str | None
    phase: HandoffPhase
    ended_as: HandoffEnd | None
    browser: str | None
    system: str | None
    started_at: datetime
    match_choices: tuple[int, ...]


def begin_handoff(computer: GathererSession) -> str | None:
    """Return a fresh code for a phone; the one before it is dead from here on.

    None where a phone is connected already, or where this is itself a phone that goes on.
    """
    code = new_code()
    with transaction() as session:
        kyc_request = _lock(session, computer.kyc_request_id)
        if is_phone(session, computer.id):
            return None
        last = latest_of(session, computer.id)
        if last is not None and last.ended_at is None:
            if last.phone_session_id is not None:
                return None
            _end(last, HandoffEnd.RENEWED)
        _forget_unused(session, computer.id)
        choices = _draw_numbers() if kyc_request.organization.handoff_match else None
        session.add(
            Handoff(
                id=new_id("hand"),
                kyc_request_id=kyc_request.id,
                computer_session_id=computer.id,
                code_hash=_hash(code),
                code_expires_at=min(now() + CODE_LIFE, kyc_request.expires_at),
                match_number=None if choices is None else secrets.choice(choices),
                match_choices=choices,
                created_at=now(),
            )
        )
    return code


def open_code(code: str) -> OpenedCode:
    """Return what a code leads to, without any effect; raises LinkInvalid when it is not ours."""
    with reading() as session:
        handoff = _find(session, code)
        computer = session.get_one(GathererSession, handoff.computer_session_id)
        return OpenedCode(
            kyc_request_id=handoff.kyc_request_id,
            computer_session_id=computer.id,
            phone_session_id=handoff.phone_session_id,
            phase=_phase(handoff),
            ended_as=None if handoff.ended_as is None else HandoffEnd(handoff.ended_as),
            browser=computer.browser,
            system=computer.system,
            started_at=computer.created_at,
            match_choices=tuple(handoff.match_choices or ()),
        )


def connect_phone(code: str, *, key: str, number: str, user_agent: str) -> str | None:
    """Swap a code for a session and return its secret; None when the code is used or over.

    `key` is the form's own, so that a second press on the same phone is no second phone. `number`
    is what was picked where the merchant asks for the match; a wrong one ends the handoff.
    Raises LinkInvalid when the code is not ours.
    """
    with transaction() as session:
        handoff, kyc_request = _lock_code(session, code)
        phase, key_hash = _phase(handoff), digest(key)
        if phase is HandoffPhase.CONNECTED and handoff.claim_key_hash == key_hash:
            _end_session(session, handoff.phone_session_id)
        elif phase is not HandoffPhase.WAITING:
            return None
        elif handoff.match_number is not None and number != str(handoff.match_number):
            _end(handoff, HandoffEnd.MISMATCHED)
            _audit(session, kyc_request, HandoffEnd.MISMATCHED.value)
            return None
        else:
            handoff.connected_at = now()
            _audit(session, kyc_request, "connected")
        phone, secret = add_session(session, kyc_request.id, user_agent=user_agent)
        handoff.phone_session_id, handoff.claim_key_hash = phone.id, key_hash
    return secret


def refuse_handoff(code: str) -> None:
    """End everything that is open: whoever holds the phone did not start this.

    Ends the handoff and every session of the request, and tells the merchant by the audit trail.
    A code that was used or is over changes nothing. Raises LinkInvalid when it is not ours.
    """
    with transaction() as session:
        handoff, kyc_request = _lock_code(session, code)
        if _phase(handoff) is not HandoffPhase.WAITING:
            return
        _end(handoff, HandoffEnd.REFUSED)
        session.execute(
            update(GathererSession)
            .where(
                GathererSession.kyc_request_id == kyc_request.id,
                GathererSession.ended_at.is_(None),
            )
            .values(ended_at=now())
        )
        _audit(session, kyc_request, HandoffEnd.REFUSED.value)


def stop_phone(code: str) -> None:
    """Shut out the phone that used this code; raises LinkInvalid when the code is not ours."""
    with transaction() as session:
        handoff, kyc_request = _lock_code(session, code)
        _disconnect(session, kyc_request, handoff, HandoffEnd.STOPPED)


def disconnect_phone(computer: GathererSession) -> None:
    """Shut out the phone that goes on for this computer, if there is one."""
    with transaction() as session:
        kyc_request = _lock(session, computer.kyc_request_id)
        handoff = latest_of(session, computer.id)
        if handoff is not None:
            _disconnect(session, kyc_request, handoff, HandoffEnd.DISCONNECTED)


def was_shut_out(secret: str) -> bool:
    """Tell whether this is the secret of a phone whose handoff was ended."""
    with reading() as session:
        found = session.scalars(
            select(Handoff.id)
            .join(GathererSession, GathererSession.id == Handoff.phone_session_id)
            .where(GathererSession.secret_hash == digest(secret), Handoff.ended_at.is_not(None))
        )
        return found.first() is not None


def latest_of(session: Session, computer_session_id: str) -> Handoff | None:
    """Return a computer's newest handoff: the one that is not over, if there is one."""
    return session.scalars(
        select(Handoff)
        .where(
            Handoff.computer_session_id == computer_session_id,
            Handoff.ended_as.is_distinct_from(HandoffEnd.RENEWED.value),
        )
        .order_by(Handoff.ended_at.is_(None).desc(), Handoff.created_at.desc())
        .limit(1)
    ).one_or_none()


def is_phone(session: Session, session_id: str) -> bool:
    """Tell whether a gatherer session was begun by a code."""
    found = session.scalars(select(Handoff.id).where(Handoff.phone_session_id == session_id))
    return found.first() is not None


def _disconnect(
    session: Session, kyc_request: KycRequest, handoff: Handoff, ended_as: HandoffEnd
) -> None:
    if _phase(handoff) is not HandoffPhase.CONNECTED:
        return
    _end(handoff, ended_as)
    _end_session(session, handoff.phone_session_id)
    _audit(session, kyc_request, ended_as.value)


def _lock(session: Session, kyc_request_id: str) -> KycRequest:
    kyc_request = status.lock_request(session, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    return kyc_request


def _lock_code(session: Session, code: str) -> tuple[Handoff, KycRequest]:
    handoff = _find(session, code)
    kyc_request = _lock(session, handoff.kyc_request_id)
    # Somebody else may have changed it while we waited for the lock.
    session.refresh(handoff)
    return handoff, kyc_request


def _find(session: Session, code: str) -> Handoff:
    handoff = None
    if len(code) <= _MAX_CODE_CHARACTERS:
        handoff = session.scalars(
            select(Handoff).where(Handoff.code_hash == _hash(code))
        ).one_or_none()
    if handoff is None:
        raise LinkInvalid
    return handoff


def _hash(code: str) -> str:
    # The purpose is part of it: no other secret of ours could ever stand in for a code.
    return digest(f"handoff:{code}")


def _phase(handoff: Handoff) -> HandoffPhase:
    return phase_of(
        is_connected=handoff.phone_session_id is not None,
        is_ended=handoff.ended_at is not None,
        code_expires_at=handoff.code_expires_at,
        now=now(),
    )


def _end(handoff: Handoff, ended_as: HandoffEnd) -> None:
    handoff.ended_at, handoff.ended_as = now(), ended_as.value


def _end_session(session: Session, session_id: str | None) -> None:
    found = session.get(GathererSession, session_id)
    if found is not None and found.ended_at is None:
        found.ended_at = now()


def _forget_unused(session: Session, computer_session_id: str) -> None:
    session.execute(
        delete(Handoff).where(
            Handoff.computer_session_id == computer_session_id,
            Handoff.phone_session_id.is_(None),
            Handoff.created_at < now() - _KEPT_FOR,
        )
    )


def _draw_numbers() -> list[int]:
    return secrets.SystemRandom().sample(range(10, 100), MATCH_CHOICES)


def _audit(session: Session, kyc_request: KycRequest, what: str) -> None:
    status.audit(
        session, kyc_request, event=f"handoff-{what}", old=None, new=None, actor="customer"
    )
