"""Asking the merchant for a new link, where the organization allows it.

We send no mail: an event asks the merchant, who sends the new link as they sent the first one.
"""

from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.events import EventType
from app.domain.link_renewal import LinkRenewal, is_renewable, renewal_at
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import KycRequest
from app.services import status, webhook_events
from app.services.event_listeners import listening
from app.services.transaction import reading, transaction


def find_renewal(kyc_request_id: str) -> LinkRenewal:
    """Return whether the customer may ask for a new link, and when they did; raises NotFound."""
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        return _renewal(session, kyc_request)


def ask_for_link(kyc_request_id: str) -> None:
    """Tell the merchant that the customer wants a new link; raises NotFound.

    Where that cannot be, or was done within the hour, nothing happens.
    """
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        if not _renewal(session, kyc_request).is_offered:
            return
        kyc_request.link_asked_at = now()
        status.audit(
            session,
            kyc_request,
            event="link-asked",
            old=wire_time(kyc_request.expires_at),
            new=None,
            actor="customer",
        )
        webhook_events.record_request(session, kyc_request, EventType.LINK_REQUESTED)


def _renewal(session: Session, kyc_request: KycRequest) -> LinkRenewal:
    is_possible = (
        kyc_request.organization.link_renewal
        and is_renewable(kyc_request.request_status)
        and now() >= kyc_request.expires_at
        # A button that nobody hears of would promise too much.
        and bool(listening(session, kyc_request.organization_id, EventType.LINK_REQUESTED))
    )
    return renewal_at(now(), kyc_request.link_asked_at, is_possible=is_possible)
