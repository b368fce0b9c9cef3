"""Giving a customer more time, where the organization allows it."""

from app.domain.errors import NotFound
from app.domain.more_time import can_extend, extended
from app.domain.wire_times import wire_time
from app.extensions import now
from app.services import status
from app.services.transaction import transaction


def give_more_time(kyc_request_id: str) -> bool:
    """Move the end of a link that is nearly over; tell whether it was moved. Raises NotFound.

    Pressed twice it moves once: by then the link is not nearly over any more.
    """
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        if kyc_request.request_status.is_final or not can_extend(
            kyc_request.expires_at,
            kyc_request.extensions_used,
            is_allowed=kyc_request.organization.link_extension,
            now=now(),
        ):
            return False
        before = kyc_request.expires_at
        kyc_request.expires_at = extended(
            kyc_request.created_at, before, kyc_request.extensions_used
        )
        kyc_request.extensions_used += 1
        status.audit(
            session,
            kyc_request,
            event="more-time",
            old=wire_time(before),
            new=wire_time(kyc_request.expires_at),
            actor="customer",
        )
    return True
