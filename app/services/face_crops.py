"""The faces of portrait and selfie beside each other, kept for the person who compares them.

They are objects in the bucket like the document's files, and go when those go.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.adapters.object_store import file_key
from app.adapters.tokens import new_id
from app.domain.documents import FileTag
from app.extensions import now, store
from app.models import FaceCrop, KycDocument
from app.services.transaction import reading


def put_crops(kyc_document_id: str, crops: Mapping[FileTag, bytes]) -> list[FaceCrop]:
    """Store face crops (JPEG); return the rows that will point at them.

    Raises ServiceUnavailable. Rows that are never added leave objects to the sweep of orphans.
    """
    if not crops:
        return []
    with reading() as session:
        document = session.get_one(KycDocument, kyc_document_id)
    rows = []
    for tag, jpeg in crops.items():
        crop_id = new_id("crop")
        key = file_key(document.organization_id, document.kyc_request_id or "none", crop_id)
        store().put(key, jpeg, media_type="image/jpeg")
        rows.append(
            FaceCrop(
                id=crop_id,
                organization_id=document.organization_id,
                kyc_document_id=kyc_document_id,
                tag=tag.value,
                object_key=key,
                size_bytes=len(jpeg),
                created_at=now(),
            )
        )
    return rows


def replace_crops(session: Session, kyc_document_id: str, rows: Sequence[FaceCrop]) -> None:
    """Let these be the crops of a document, in the caller's transaction."""
    session.execute(delete(FaceCrop).where(FaceCrop.kyc_document_id == kyc_document_id))
    session.add_all(rows)


def read_crop(kyc_document_id: str, tag: FileTag) -> bytes | None:
    """Return the face cut from a document's file (JPEG), None where there is none.

    Raises ObjectMissing and ServiceUnavailable.
    """
    with reading() as session:
        key = session.scalars(
            select(FaceCrop.object_key).where(
                FaceCrop.kyc_document_id == kyc_document_id, FaceCrop.tag == tag.value
            )
        ).one_or_none()
    return None if key is None else store().get(key)
