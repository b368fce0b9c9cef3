"""KYC documents, found."""

from sqlalchemy import select

from app.domain.errors import NotFound
from app.models import KycDocument
from app.services.transaction import reading


def find_kyc_document(organization_id: str, kyc_document_id: str) -> KycDocument:
    """Return a document with its files; raises NotFound, also for another organization's."""
    with reading() as session:
        found = session.scalars(
            select(KycDocument).where(
                KycDocument.has_id(kyc_document_id), KycDocument.organization_id == organization_id
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    return found
