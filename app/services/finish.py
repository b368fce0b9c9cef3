"""The customer finishes: nothing left to do, or done for now."""

from app.domain.errors import NotFound
from app.domain.journey import OPEN_STATES
from app.domain.request_status import return_info
from app.domain.statuses import ReturnInfo
from app.extensions import now
from app.services import status
from app.services.journey import read_journey
from app.services.transaction import transaction


def finish(kyc_request_id: str) -> ReturnInfo:
    """Skip what is still open, note that the customer left, and return the `info` to take back.

    It moves no status: the link keeps working until its time is over. Raises NotFound.
    """
    open_types = {
        line.document_type.value
        for line in read_journey(kyc_request_id).lines
        if line.state in OPEN_STATES
    }
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        info = return_info(status.snapshot_of(session, kyc_request).documents)
        if not kyc_request.request_status.is_final:
            for line in kyc_request.documents:
                if line.type in open_types:
                    line.skipped_at = line.skipped_at or now()
        status.audit(
            session, kyc_request, event="finished", old=None, new=info.value, actor="customer"
        )
    return info


def leave(kyc_request_id: str) -> ReturnInfo:
    """Note that the customer left by the back link; no status changes. Raises NotFound."""
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        status.audit(
            session,
            kyc_request,
            event="left",
            old=None,
            new=ReturnInfo.BACK.value,
            actor="customer",
        )
    return ReturnInfo.BACK
