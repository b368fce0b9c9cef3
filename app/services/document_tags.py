"""Tags of KYC documents: words of the merchant's, by which lists are filtered.

No webhook tells of them: they say nothing new to whoever gave them, and a thousand documents tagged
at once would be a thousand deliveries to each endpoint.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.domain.errors import InvalidField, InvalidFields
from app.models import KycDocument, KycRequest
from app.services import status
from app.services.transaction import transaction

MAX_TAGS = 50

_UNKNOWN = "is not a KYC document of yours"


def tag_documents(
    organization_id: str, tag: str, kyc_document_ids: Sequence[str], *, actor: str
) -> None:
    """Give documents a tag; those that carry it stay as they are.

    Raises InvalidFields for documents that are not there or carry too many; none is changed then.
    """
    with transaction() as session:
        found = _locked(session, organization_id, kyc_document_ids)
        wrong = [
            InvalidField(f"kycDocumentIds.{position}", message)
            for position, each in enumerate(kyc_document_ids)
            if (message := _refusal_of(tag, found.get(each)))
        ]
        if wrong:
            raise InvalidFields(wrong)
        bare = [document for document in _each(found) if tag not in document.tags]
        for document in bare:
            document.tags = [*document.tags, tag]
        _record(session, bare, "tagged", tag, actor=actor)


def untag_documents(
    organization_id: str, tag: str, kyc_document_ids: Sequence[str], *, actor: str
) -> None:
    """Take a tag from documents; those without it stay as they are. Raises InvalidFields."""
    with transaction() as session:
        found = _locked(session, organization_id, kyc_document_ids)
        wrong = [
            InvalidField(f"kycDocumentIds.{position}", _UNKNOWN)
            for position, each in enumerate(kyc_document_ids)
            if each not in found
        ]
        if wrong:
            raise InvalidFields(wrong)
        tagged = [document for document in _each(found) if tag in document.tags]
        for document in tagged:
            document.tags = [each for each in document.tags if each != tag]
        _record(session, tagged, "untagged", tag, actor=actor)


def _refusal_of(tag: str, document: KycDocument | None) -> str | None:
    if document is None:
        return _UNKNOWN
    if tag not in document.tags and len(document.tags) >= MAX_TAGS:
        return f"carries {MAX_TAGS} tags already"
    return None


def _locked(
    session: Session, organization_id: str, kyc_document_ids: Sequence[str]
) -> dict[str, KycDocument]:
    """Return the documents by each id they have, locked; their requests first, as everywhere."""
    theirs = (
        or_(KycDocument.id.in_(kyc_document_ids), KycDocument.own_id.in_(kyc_document_ids)),
        KycDocument.organization_id == organization_id,
    )
    session.scalars(
        select(KycRequest.id)
        .where(KycRequest.id.in_(select(KycDocument.kyc_request_id).where(*theirs)))
        .order_by(KycRequest.id)
        .with_for_update(of=KycRequest)
    ).all()
    documents = session.scalars(
        select(KycDocument).where(*theirs).order_by(KycDocument.id).with_for_update(of=KycDocument)
    ).all()
    return {name: each for each in documents for name in (each.id, each.own_id) if name is not None}


def _each(found: Mapping[str, KycDocument]) -> Sequence[KycDocument]:
    return list({document.id: document for document in found.values()}.values())


def _record(
    session: Session, documents: Sequence[KycDocument], event: str, tag: str, *, actor: str
) -> None:
    """Write down what changed; all rows go to the database together, not one by one."""
    session.flush()
    for document in documents:
        status.audit(session, document, event=event, old=None, new=tag[:40], actor=actor)
