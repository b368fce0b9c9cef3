"""How long what shows a face is kept, and letting go of it when that time is over.

Selfies, face crops and the frames of liveness sessions serve one decision. They go a number of days
after the request has ended, whatever becomes of the papers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from app.domain.documents import FileTag
from app.domain.statuses import FINAL_REQUEST_STATUSES, DocumentStatus
from app.extensions import now
from app.models import (
    FaceCrop,
    File,
    KycDocument,
    KycRequest,
    LivenessSession,
    LivenessStep,
    Organization,
)
from app.services import status
from app.services.erased_rows import erase_faces_of_document
from app.services.erasures import erase_faces, finish
from app.services.gather_files import delete_objects
from app.services.transaction import reading, transaction

#: How many requests of one organization are looked through at a time.
_BATCH = 200


def faces_kept_until(kyc_request: KycRequest) -> datetime | None:
    """Return when the pictures of a face are deleted; None while the request is open."""
    if not kyc_request.request_status.is_final:
        return None
    return kyc_request.updated_at + timedelta(days=kyc_request.organization.faces_kept_days)


def forget_faces() -> int:
    """Erase the pictures of faces whose time is over; return of how many requests."""
    with reading() as session:
        organizations = session.scalars(select(Organization)).all()
    return sum(_forget(each) for row in organizations for each in _overdue(row))


def forget_faces_without_request() -> int:
    """Delete selfies and face crops of decided documents of no request, whose time is over.

    No customer has a page on which these could be erased, so nothing is written down to prove.
    Return how many documents there were.
    """
    with reading() as session:
        organizations = session.scalars(select(Organization)).all()
    return sum(_forget_of_document(each) for row in organizations for each in _alone(row))


def _alone(organization: Organization) -> Sequence[str]:
    before = now() - timedelta(days=organization.faces_kept_days)
    has_selfie = exists().where(
        File.kyc_document_id == KycDocument.id, File.tag == FileTag.FACE_PROOF.value
    )
    has_crop = exists().where(FaceCrop.kyc_document_id == KycDocument.id)
    undecided = [DocumentStatus.PENDING.value, DocumentStatus.IN_PROGRESS.value]
    with reading() as session:
        return session.scalars(
            select(KycDocument.id)
            .where(
                KycDocument.organization_id == organization.id,
                KycDocument.kyc_request_id.is_(None),
                KycDocument.status.not_in(undecided),
                KycDocument.updated_at <= before,
                or_(has_selfie, has_crop),
            )
            .limit(_BATCH)
        ).all()


def _forget_of_document(kyc_document_id: str) -> int:
    with transaction() as session:
        document = session.get_one(KycDocument, kyc_document_id)
        entries = erase_faces_of_document(session, document)
        status.audit(session, document, event="faces-erased", old=None, new=None, actor="clock")
    # Should this be cut off, the sweep finds objects that nobody points at.
    delete_objects([entry["key"] for entry in entries])
    return 1


def _overdue(organization: Organization) -> Sequence[str]:
    before = now() - timedelta(days=organization.faces_kept_days)
    has_selfie = exists().where(
        File.kyc_request_id == KycRequest.id, File.tag == FileTag.FACE_PROOF.value
    )
    has_crop = exists().where(
        FaceCrop.kyc_document_id == KycDocument.id, KycDocument.kyc_request_id == KycRequest.id
    )
    has_picture = exists().where(
        LivenessSession.kyc_request_id == KycRequest.id, LivenessSession.reference_key.is_not(None)
    )
    has_frames = exists().where(
        LivenessSession.kyc_request_id == KycRequest.id,
        LivenessStep.liveness_session_id == LivenessSession.id,
        LivenessStep.object_key.is_not(None),
    )
    with reading() as session:
        return session.scalars(
            select(KycRequest.id)
            .where(
                KycRequest.organization_id == organization.id,
                KycRequest.status.in_([final.value for final in FINAL_REQUEST_STATUSES]),
                KycRequest.updated_at <= before,
                KycRequest.deleted_at.is_(None),
                or_(has_selfie, has_crop, has_picture, has_frames),
            )
            .limit(_BATCH)
        ).all()


def _forget(kyc_request_id: str) -> int:
    with transaction() as session:
        kyc_request = status.lock_request(session, kyc_request_id)
        if kyc_request is None:
            return 0
        erasure_id = erase_faces(session, kyc_request, actor="clock")
    if erasure_id is None:
        return 0
    finish(erasure_id)
    return 1
