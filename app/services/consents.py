"""Consent to the use of a face: asked before the first selfie, written down, taken back."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.consent import TEXT_VERSION, ConsentEvent, SelfieConsent, selfie_consent
from app.domain.errors import ConsentMissing, NotFound, RequestClosed
from app.extensions import now
from app.models import BiometricConsent, KycRequest
from app.services import status
from app.services.erasures import erase_faces, finish
from app.services.transaction import after_commit, reading, transaction


def consent_of(session: Session, kyc_request: KycRequest) -> SelfieConsent:
    """Return what holds for the selfie of a request."""
    latest = newest_answer(session, kyc_request.id)
    organization = kyc_request.organization
    return selfie_consent(
        None if latest is None else ConsentEvent(latest.event),
        is_asked=organization.biometric_consent,
        has_alternative=organization.selfie_alternative,
    )


def require_consent(session: Session, kyc_request: KycRequest) -> None:
    """Raise ConsentMissing where no selfie may be taken."""
    if not consent_of(session, kyc_request).admits_selfie:
        raise ConsentMissing


def answer_consent(
    kyc_request_id: str, *, agrees: bool, language: str, text_version: str = TEXT_VERSION
) -> None:
    """Write down what the customer said to the use of their face; the same again changes nothing.

    `text_version` names the words they had before them.

    Raises RequestClosed, NotFound, and ConsentMissing for a no where the selfie is needed.
    """
    event = ConsentEvent.GIVEN if agrees else ConsentEvent.DECLINED
    with transaction() as session:
        kyc_request = _lock(session, kyc_request_id)
        if kyc_request.request_status.is_final or now() >= kyc_request.expires_at:
            raise RequestClosed
        if not agrees and not kyc_request.organization.selfie_alternative:
            raise ConsentMissing
        latest = newest_answer(session, kyc_request_id)
        if not agrees and latest is not None and latest.event == ConsentEvent.GIVEN.value:
            # A no after a yes takes the yes back; that is `withdraw_consent`, which also deletes.
            raise ConsentMissing
        if latest is None or latest.event != event.value:
            _write(session, kyc_request, event, language, text_version)


def withdraw_consent(kyc_request_id: str, *, language: str) -> None:
    """Take consent back: selfie, face crops, frames and their hashes go, a person decides.

    What was decided stays decided. Without a consent that holds nothing changes. Raises NotFound.
    """
    with transaction() as session:
        kyc_request = _lock(session, kyc_request_id)
        latest = newest_answer(session, kyc_request_id)
        if latest is None or latest.event != ConsentEvent.GIVEN.value:
            return
        _write(session, kyc_request, ConsentEvent.WITHDRAWN, language)
        erasure_id = erase_faces(session, kyc_request, actor="customer")
    if erasure_id:
        after_commit(lambda: finish(erasure_id))


def newest_answer(session: Session, kyc_request_id: str) -> BiometricConsent | None:
    """Return what the customer of a request said last."""
    return session.scalars(
        select(BiometricConsent)
        .where(BiometricConsent.kyc_request_id == kyc_request_id)
        .order_by(BiometricConsent.id.desc())
        .limit(1)
    ).one_or_none()


def read_answer(kyc_request_id: str) -> BiometricConsent | None:
    """Return what the customer of a request said last, outside any transaction."""
    with reading() as session:
        return newest_answer(session, kyc_request_id)


def _write(
    session: Session,
    kyc_request: KycRequest,
    event: ConsentEvent,
    language: str,
    text_version: str = TEXT_VERSION,
) -> None:
    session.add(
        BiometricConsent(
            organization_id=kyc_request.organization_id,
            kyc_request_id=kyc_request.id,
            customer_id=kyc_request.customer_id,
            event=event.value,
            text_version=text_version,
            language=language[:20],
            at=now(),
        )
    )
    status.audit(
        session,
        kyc_request,
        event=f"biometric-consent-{event.value}",
        old=None,
        new=f"text {text_version}, {language[:20]}",
        actor="customer",
    )


def _lock(session: Session, kyc_request_id: str) -> KycRequest:
    kyc_request = status.lock_request(session, kyc_request_id)
    if kyc_request is None:
        raise NotFound
    return kyc_request
