"""Documents that come by the API: by the ids of files that are kept, for a request or for none.

They go the way of those that customers send in the portal: they count as attempts, are analysed,
and are told by webhook.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.commands import PostDocument
from app.domain.consent import SelfieConsent
from app.domain.document_files import CandidateFile, check_files
from app.domain.documents import SUBTYPES, DocumentType, FileTag, permitted_subtypes
from app.domain.errors import (
    ConsentMissing,
    DocumentDecided,
    DocumentNotRequested,
    InvalidField,
    InvalidFields,
    NotFound,
    StaleRevision,
    StillAnalysing,
)
from app.domain.events import EventType
from app.domain.jobs import JobName
from app.domain.statuses import DocumentStatus, MatchLevel
from app.extensions import now, queue
from app.models import Customer, File, KycDocument, KycRequest, Organization, RequestedDocument
from app.services import claims, status, webhook_events
from app.services.consents import consent_of, require_consent
from app.services.files import find_files_to_use
from app.services.gather_files import open_line
from app.services.submit_document import refuse_repetition
from app.services.transaction import once_more_when_stale, transaction

#: What an existing document can change, by the command's names; only notes after a decision.
_CHANGEABLE = ("subtype", "reason", "match_level", "notes")
#: What the analyser judges by.
_JUDGED_BY = frozenset({"subtype", "match_level"})


@dataclass(frozen=True)
class Sender:
    """Who submits a document: `customer_id` where it is a customer, with files of their own."""

    organization_id: str
    actor: str
    customer_id: str | None = None


@once_more_when_stale
def put_document(
    sender: Sender, kyc_document_id: str, command: PostDocument, *, named: frozenset[str]
) -> tuple[KycDocument, bool]:
    """Create a document under an id, or change the one there; return it and whether it is new.

    `named` are the fields that the caller named: those left out stay as they are.
    """
    with transaction() as session:
        found = _find(session, sender, kyc_document_id)
        if found is None:
            return _create(session, sender, command, own_id=kyc_document_id), True
        return _change(session, sender, found, command, named), False


def create_document(sender: Sender, command: PostDocument) -> KycDocument:
    """Create a document under an id of ours and return it.

    Raises InvalidFields, and the refusals of `open_line` for its request.
    """
    with transaction() as session:
        return _create(session, sender, command)


def change_document(
    sender: Sender, kyc_document_id: str, changes: Mapping[str, Any]
) -> KycDocument:
    """Change what a document says of itself before it is decided; raises as `put_document`."""
    with transaction() as session:
        found = _find(session, sender, kyc_document_id)
        if found is None or sender.customer_id not in {None, found.customer_id}:
            raise NotFound
        return _write(session, sender, _lock(session, found), changes)


def _find(session: Session, sender: Sender, kyc_document_id: str) -> KycDocument | None:
    return session.scalars(
        select(KycDocument).where(
            KycDocument.organization_id == sender.organization_id,
            KycDocument.has_id(kyc_document_id),
        )
    ).one_or_none()


# --- Creating ---


def _create(
    session: Session, sender: Sender, command: PostDocument, *, own_id: str | None = None
) -> KycDocument:
    if command.document_type is DocumentType.CREDIT_FILE_PROOF:
        message = "is asked of a bureau when a KYC request is created, never submitted"
        raise InvalidFields([InvalidField("documentType", message)])
    wrong = list(_check_places(session, sender, command))
    line = None if wrong else _open_line(session, command)
    files = find_files_to_use(
        session, sender.organization_id, command.file_ids, customer_id=sender.customer_id
    )
    wrong += check_files(
        command.document_type,
        command.file_ids,
        [_candidate(file) for file in files],
        face_proof=_needs_selfie(session, line),
    )
    wrong += _check_subtype(command.document_type, command.subtype, line)
    if wrong:
        raise InvalidFields(wrong)
    _check_consent(session, sender, line, files)
    if line is not None:
        refuse_repetition(session, line, files)
    document = _document(sender, command, line, own_id)
    _use(document, files)
    _send(session, document, line, actor=sender.actor)
    return document


def _check_places(
    session: Session, sender: Sender, command: PostDocument
) -> Iterator[InvalidField]:
    """Yield what is wrong with the customer and the request that a document is for."""
    if session.get(Customer, (sender.organization_id, command.customer_id)) is None:
        yield InvalidField("customerId", "is not a customer of this organization")
    if command.kyc_request_id is None:
        return
    kyc_request = session.scalars(
        select(KycRequest).where(
            KycRequest.id == command.kyc_request_id,
            KycRequest.organization_id == sender.organization_id,
            KycRequest.customer_id == command.customer_id,
            KycRequest.deleted_at.is_(None),
        )
    ).one_or_none()
    if kyc_request is None:
        yield InvalidField("requestId", "is not a KYC request of this customer")


def _open_line(session: Session, command: PostDocument) -> RequestedDocument | None:
    if command.kyc_request_id is None:
        return None
    try:
        return open_line(session, command.kyc_request_id, command.document_type, began_at=now())
    except DocumentNotRequested as error:
        message = "is not asked for by the KYC request"
        raise InvalidFields([InvalidField("documentType", message)]) from error


def _candidate(file: File) -> CandidateFile:
    is_used = file.kyc_document_id is not None
    return CandidateFile(file.id, file.file_tag, tuple(file.tags), is_used=is_used)


def _needs_selfie(session: Session, line: RequestedDocument | None) -> bool:
    if line is None or not line.face_proof_required:
        return False
    # Where the organization lets them, customers go on without a selfie, to a person.
    return consent_of(session, line.kyc_request) is not SelfieConsent.REFUSED


def _check_subtype(
    document_type: DocumentType, subtype: str | None, line: RequestedDocument | None
) -> Iterator[InvalidField]:
    if subtype is None:
        return
    asked = line.requested_subtypes if line is not None else None
    if subtype not in permitted_subtypes(document_type, asked):
        words = f"must be one of {', '.join(asked or SUBTYPES[document_type])}"
        yield InvalidField("documentSubtype", words)


def _check_consent(
    session: Session, sender: Sender, line: RequestedDocument | None, files: Any
) -> None:
    if all(file.file_tag is not FileTag.FACE_PROOF for file in files):
        return
    if line is not None:
        require_consent(session, line.kyc_request)
    elif session.get_one(Organization, sender.organization_id).biometric_consent:
        # Consent is given on the pages of a request; without one there is none to be found.
        raise ConsentMissing


def _document(
    sender: Sender,
    command: PostDocument,
    line: RequestedDocument | None,
    own_id: str | None,
) -> KycDocument:
    kyc_request = line.kyc_request if line is not None else None
    level = kyc_request.match_level if kyc_request is not None else MatchLevel.STRICT
    reason = kyc_request.reason if kyc_request is not None else None
    return KycDocument(
        id=new_id("kyc_doc"),
        own_id=own_id,
        organization_id=sender.organization_id,
        customer_id=command.customer_id,
        kyc_request_id=command.kyc_request_id,
        requested_document_id=line.id if line is not None else None,
        submission_id=new_id("sub"),
        type=command.document_type.value,
        subtype=command.subtype.value if command.subtype is not None else None,
        reason=command.reason if command.reason is not None else reason,
        match_level=int(command.match_level or level),
        notes=command.notes,
        tags=[],
        analysis_runs=0,
        generation=0,
        lease_until=claims.first_lease(now()),
        revision=1,
        created_at=now(),
        updated_at=now(),
    )


def _use(document: KycDocument, files: Any) -> None:
    """Let a document's files belong to it and to its request, which erases them with the others."""
    for position, file in enumerate(files):
        file.kyc_request_id = document.kyc_request_id
        file.requested_document_id = document.requested_document_id
        file.position = position
    document.files = sorted(files, key=lambda file: (file.tag_order, file.position))


def _send(
    session: Session, document: KycDocument, line: RequestedDocument | None, *, actor: str
) -> None:
    try:
        status.born(session, document, actor=actor)
    except IntegrityError as error:
        # Somebody else took the id meanwhile: the second try changes what is there then.
        raise StaleRevision from error
    if line is not None:
        line.attempts_used += 1
        status.refresh(session, line.kyc_request, actor=actor)
    queue().enqueue(session, JobName.ANALYSE_DOCUMENT, document.id, document.generation)


# --- Changing ---


def _lock(session: Session, document: KycDocument) -> KycDocument:
    status.lock_request(session, document.kyc_request_id or "")
    return session.scalars(
        select(KycDocument)
        .where(KycDocument.id == document.id)
        .with_for_update(of=KycDocument)
        .execution_options(populate_existing=True)
    ).one()


def _change(
    session: Session,
    sender: Sender,
    found: KycDocument,
    command: PostDocument,
    named: frozenset[str],
) -> KycDocument:
    document = _lock(session, found)
    fixed: dict[str, tuple[Any, Any]] = {
        "customerId": (command.customer_id, document.customer_id),
        "documentType": (command.document_type.value, document.type),
        "fileIds": (set(command.file_ids), {file.id for file in document.files}),
    }
    if "kyc_request_id" in named:
        fixed["requestId"] = (command.kyc_request_id, document.kyc_request_id)
    message = "cannot change; submit another document instead"
    wrong = [InvalidField(name, message) for name, (new, old) in fixed.items() if new != old]
    if wrong:
        raise InvalidFields(wrong)
    changes = {name: getattr(command, name) for name in _CHANGEABLE if name in named}
    return _write(session, sender, document, changes)


def _write(
    session: Session, sender: Sender, document: KycDocument, changes: Mapping[str, Any]
) -> KycDocument:
    """Write what differs, if the document's status allows it, and tell it."""
    plain = {
        name: value.value if isinstance(value, Enum) else value for name, value in changes.items()
    }
    changed = {name: value for name, value in plain.items() if value != getattr(document, name)}
    if not changed:
        return document
    current = document.document_status
    is_decided = current not in {DocumentStatus.PENDING, DocumentStatus.IN_PROGRESS}
    if is_decided and set(changed) != {"notes"}:
        raise DocumentDecided
    if current is DocumentStatus.IN_PROGRESS and not _JUDGED_BY.isdisjoint(changed):
        raise StillAnalysing
    wrong = list(
        _check_subtype(
            DocumentType(document.type), changed.get("subtype"), document.requested_document
        )
    )
    if wrong:
        raise InvalidFields(wrong)
    for name, value in changed.items():
        setattr(document, name, value)
    session.flush()
    status.audit(
        session, document, event="modified", old=None, new=", ".join(changed), actor=sender.actor
    )
    webhook_events.record_document(session, document, EventType.DOCUMENT_MODIFIED)
    return document
