"""The receipt: what a customer sent, how it stands, until when it is kept, and what was erased."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.adapters.proof_key import ProofKey
from app.domain.consent import ConsentEvent
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.erasure import ErasureFacts, ErasureScope, proof_statement
from app.domain.errors import NotFound
from app.domain.statuses import DocumentStatus
from app.extensions import settings
from app.models import Erasure, File, KycRequest, RequestedDocument
from app.services.consents import newest_answer
from app.services.erasures import documents_of, erasures_of
from app.services.kept_faces import faces_kept_until
from app.services.transaction import reading


@dataclass(frozen=True)
class ReceiptFile:
    """One file that is kept; `pages` counts those of a PDF."""

    tag: FileTag
    position: int
    pages: int
    received_at: datetime


@dataclass(frozen=True)
class ReceiptPaper:
    """One document with its files; `status` and `sent_at` are None where it was not sent yet."""

    document_type: DocumentType
    subtype: DocumentSubtype | None
    status: DocumentStatus | None
    sent_at: datetime | None
    files: tuple[ReceiptFile, ...]


@dataclass(frozen=True)
class ReceiptErasure:
    """One erasure: how many objects of each kind; `finished_at` is None while it goes on."""

    id: str
    scope: ErasureScope
    counts: Mapping[str, int]
    asked_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Receipt:
    """What is kept of a request. `consent` is what was said last about the face, and when."""

    papers: tuple[ReceiptPaper, ...]
    erasures: tuple[ReceiptErasure, ...]
    consent: ConsentEvent | None
    consent_at: datetime | None
    faces_until: datetime | None

    @property
    def has_files(self) -> bool:
        """Tell whether anything is kept that could be erased."""
        return any(paper.files for paper in self.papers)


def read_receipt(kyc_request_id: str) -> Receipt:
    """Return the receipt of a request; raises NotFound."""
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
        if kyc_request is None:
            raise NotFound
        sent = documents_of(session, kyc_request_id)
        gathered = session.scalars(
            select(File)
            .where(File.kyc_request_id == kyc_request_id, File.kyc_document_id.is_(None))
            .order_by(File.tag_order, File.position)
        ).all()
        answer = newest_answer(session, kyc_request_id)
        papers = [
            ReceiptPaper(
                document_type=DocumentType(document.type),
                subtype=_subtype(document.subtype),
                status=document.document_status,
                sent_at=document.created_at,
                files=_files(document.files),
            )
            for document in sent
            if document.type != DocumentType.CREDIT_FILE_PROOF.value
        ]
        return Receipt(
            papers=(*papers, *_unsent(kyc_request.documents, gathered)),
            erasures=tuple(map(_erasure, erasures_of(kyc_request_id))),
            consent=None if answer is None else ConsentEvent(answer.event),
            consent_at=None if answer is None else answer.at,
            faces_until=faces_kept_until(kyc_request),
        )


def make_proof(kyc_request_id: str, erasure_id: str) -> dict[str, str]:
    """Return the signed proof of an erasure that came to its end; raises NotFound."""
    with reading() as session:
        erasure = session.get(Erasure, erasure_id)
        kyc_request = session.get(KycRequest, kyc_request_id)
    if kyc_request is None or erasure is None or erasure.kyc_request_id != kyc_request_id:
        raise NotFound
    if erasure.finished_at is None:
        raise NotFound
    return proof_key().sign(
        proof_statement(
            ErasureFacts(
                erasure_id=erasure.id,
                kyc_request_id=kyc_request_id,
                organization=kyc_request.organization.name,
                scope=ErasureScope(erasure.scope),
                files=erasure.files,
                asked_at=erasure.asked_at,
                finished_at=erasure.finished_at,
            )
        )
    )


def proof_key() -> ProofKey:
    """Return the key that signs proofs of deletion."""
    return ProofKey(settings().secret_keys, purpose="proof-of-deletion")


def _unsent(lines: Iterable[RequestedDocument], gathered: Sequence[File]) -> Iterable[ReceiptPaper]:
    for line in lines:
        files = [file for file in gathered if file.requested_document_id == line.id]
        if files:
            yield ReceiptPaper(
                line.document_type, _subtype(line.chosen_subtype), None, None, _files(files)
            )


def _files(files: Iterable[File]) -> tuple[ReceiptFile, ...]:
    return tuple(
        ReceiptFile(file.file_tag, file.position, file.pages, file.created_at) for file in files
    )


def _subtype(value: str | None) -> DocumentSubtype | None:
    return None if value is None else DocumentSubtype(value)


def _erasure(erasure: Erasure) -> ReceiptErasure:
    return ReceiptErasure(
        id=erasure.id,
        scope=ErasureScope(erasure.scope),
        counts=Counter(entry["kind"] for entry in erasure.files),
        asked_at=erasure.asked_at,
        finished_at=erasure.finished_at,
    )
