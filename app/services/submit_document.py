"""Sending a document: the gathered files become one KYC document, and one attempt."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.commands import SubmitDocument
from app.domain.consent import SelfieConsent
from app.domain.documents import FileTag, files_needed, permitted_subtypes
from app.domain.errors import DocumentNotRequested, DuplicateFile, FilesMissing
from app.domain.jobs import JobName
from app.extensions import now, queue
from app.models import File, KycDocument, RequestedDocument
from app.services import claims, status
from app.services.consents import consent_of
from app.services.gather_files import gathered_files, open_line
from app.services.transaction import reading, transaction


def submit_document(kyc_request_id: str, command: SubmitDocument, *, began_at: datetime) -> str:
    """Send what was gathered for a requested document; return the KYC document's id.

    The document, its attempt, its job and the request's status are one transaction: there is never
    a document nobody will analyse. The same `submission_id` again finds the first document.
    Raises FilesMissing, DuplicateFile, and the refusals of `open_line`.
    """
    with reading() as session:
        sent = _find_sent(session, kyc_request_id, command.submission_id)
    if sent is not None:
        return sent
    with transaction() as session:
        line = open_line(session, kyc_request_id, command.document_type, began_at=began_at)
        # Asked again under the lock: of two clicks the second must find the first one's document.
        sent = _find_sent(session, kyc_request_id, command.submission_id)
        if sent is not None:
            return sent
        files = _files_to_send(session, line, command)
        document = _add_document(session, line, command, files)
        line.attempts_used += 1
        line.chosen_subtype = None
        status.refresh(session, line.kyc_request, actor="customer")
        queue().enqueue(session, JobName.ANALYSE_DOCUMENT, document.id, document.generation)
        return document.id


def _find_sent(session: Session, kyc_request_id: str, submission_id: str) -> str | None:
    return session.scalars(
        select(KycDocument.id).where(
            KycDocument.kyc_request_id == kyc_request_id,
            KycDocument.submission_id == submission_id,
        )
    ).first()


def _files_to_send(
    session: Session, line: RequestedDocument, command: SubmitDocument
) -> Sequence[File]:
    if command.subtype not in permitted_subtypes(line.document_type, line.requested_subtypes):
        raise DocumentNotRequested(command.subtype)
    # Where the organization lets them, customers go on without a selfie, to a person.
    is_refused = consent_of(session, line.kyc_request) is SelfieConsent.REFUSED
    face_proof = line.face_proof_required and not is_refused
    needed = files_needed(command.subtype, face_proof=face_proof)
    files = [file for file in gathered_files(session, line) if file.file_tag in needed]
    missing = [tag for tag in needed if tag not in {file.file_tag for file in files}]
    if missing:
        raise FilesMissing(missing)
    refuse_repetition(session, line, files)
    return files


def refuse_repetition(session: Session, line: RequestedDocument, files: Sequence[File]) -> None:
    """Raise DuplicateFile when an earlier document of this line had exactly these bytes.

    It would be refused for the same reason, and cost the customer an attempt.
    """
    earlier = session.scalars(
        select(KycDocument).where(KycDocument.requested_document_id == line.id)
    ).all()
    if any(_checksums_sent(sent) == {f.sha256 for f in files} for sent in earlier):
        raise DuplicateFile("sent already")


def _checksums_sent(document: KycDocument) -> set[str]:
    """Return the checksums of what the customer sent; a file may be kept in a covered version."""
    seen = {file["tag"]: file["sha256"] for file in (document.report or {}).get("files", ())}
    return {seen.get(file.tag, file.sha256) for file in document.files}


def _add_document(
    session: Session, line: RequestedDocument, command: SubmitDocument, files: Sequence[File]
) -> KycDocument:
    kyc_request = line.kyc_request
    document = KycDocument(
        id=new_id("kyc_doc"),
        organization_id=kyc_request.organization_id,
        customer_id=kyc_request.customer_id,
        kyc_request_id=kyc_request.id,
        requested_document_id=line.id,
        submission_id=command.submission_id,
        type=line.type,
        subtype=command.subtype.value,
        reason=kyc_request.reason,
        match_level=kyc_request.match_level,
        # There from the start: the event that tells of the document names its files.
        files=list(files),
        tags=[],
        analysis_runs=0,
        generation=0,
        lease_until=claims.first_lease(now()),
        revision=1,
        created_at=now(),
        updated_at=now(),
    )
    status.born(session, document, actor="customer")
    return document


def keep_selfie(session: Session, document: KycDocument) -> None:
    """Gather the selfie of a refused document again, so that nobody is asked for it twice.

    The new row points at the same object; it is dropped when the customer takes a new one. Nothing
    is kept where the customer has gone on already, with another selfie or another document.
    """
    selfie = next((file for file in document.files if file.file_tag is FileTag.FACE_PROOF), None)
    if selfie is None or document.requested_document_id is None or _has_gone_on(session, document):
        return
    session.add(
        File(
            id=new_id("file"),
            organization_id=selfie.organization_id,
            kyc_request_id=selfie.kyc_request_id,
            requested_document_id=selfie.requested_document_id,
            tag=selfie.tag,
            position=selfie.position,
            # Named after the refused document, so that refusing it twice would keep it once.
            upload_key=f"kept:{document.id}",
            object_key=selfie.object_key,
            sha256=selfie.sha256,
            size_bytes=selfie.size_bytes,
            media_type=selfie.media_type,
            width=selfie.width,
            height=selfie.height,
            pages=selfie.pages,
            source_type=selfie.source_type,
            tags=list(selfie.tags),
            sha1=selfie.sha1,
            exif=selfie.exif,
            created_at=now(),
            updated_at=now(),
            scanned_at=selfie.scanned_at,
        )
    )


def _has_gone_on(session: Session, document: KycDocument) -> bool:
    """Tell whether a later document of the line was sent, or a selfie for one was gathered."""
    later = exists().where(
        KycDocument.requested_document_id == document.requested_document_id,
        KycDocument.created_at > document.created_at,
    )
    gathered = exists().where(
        File.requested_document_id == document.requested_document_id,
        File.kyc_document_id.is_(None),
        File.tag == FileTag.FACE_PROOF.value,
    )
    return bool(session.scalar(select(or_(later, gathered))))
