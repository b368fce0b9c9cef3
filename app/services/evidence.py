"""Evidence: an entry for each decision in the organization's hash chain, and its erasure.

An entry is appended in the transaction of the decision. The organization's row is locked for it,
the same that numbers webhook events, and always after the request's and the document's: so two
decisions of one organization wait for each other, and none waits in a circle.
"""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.domain.decision_record import Basis
from app.domain.errors import NotFound
from app.domain.evidence_chain import (
    DECISION,
    ERASURE,
    OVERRIDE,
    ChainReport,
    EvidenceEntry,
    Fault,
    seal,
    verify_chain,
)
from app.domain.transitions import DocumentEvent
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import EvidenceRecord, KycDocument, Organization
from app.services.transaction import reading

#: Who judges without a person, as `actor` of audit trail and evidence.
ANALYSER = "analyser"

#: How many entries are fetched at a time: each may hold all the text of a document.
_BATCH = 200


def record_decision(
    session: Session,
    document: KycDocument,
    event: DocumentEvent,
    *,
    actor: str,
    basis: Basis | None = None,
) -> None:
    """Append the decision that a document's row now shows, in the caller's transaction.

    `basis` is what the analyser judged by; a person's or a bureau's decision has none.
    """
    report: Mapping[str, Any] = (document.report or {}) if basis is not None else {}
    content = {
        "kind": DECISION,
        "actor": actor,
        "event": event.value,
        "outcome": document.status,
        "score": document.score,
        "rejectionReason": _rejection(document),
        "checkList": (document.document_matches or {}).get("checkList") or [],
        "kycRequestId": document.kyc_request_id,
        "documentType": document.type,
        "documentSubtype": document.subtype,
        "matchLevel": document.match_level,
        "revision": document.revision,
        "inputs": [_input(file) for file in report.get("files", ())] or _files(document),
        "versions": report.get("versions", {}),
        "timings": report.get("timings", {}),
        "failures": list(report.get("failures", ())),
        **(basis.content() if basis else {"settings": document.settings}),
    }
    personal = {
        "customerId": document.customer_id,
        "rejectionMessage": document.rejection_message,
        **({**basis.personal(), "report": dict(report)} if basis else {}),
    }
    _append(session, document, content, personal)


def record_override(
    session: Session, document: KycDocument, values: Mapping[str, Any], *, actor: str
) -> None:
    """Append what a reviewer said instead of what was matched, in the caller's transaction.

    Which values were given is told for good; the values themselves are of the person.
    """
    content = {
        "kind": OVERRIDE,
        "actor": actor,
        "overrides": sorted(values),
        "score": document.score,
        "checkList": (document.document_matches or {}).get("checkList") or [],
        "settings": document.settings,
        "revision": document.revision,
    }
    _append(session, document, content, {"matches": dict(values)})


def erase_evidence(session: Session, document: KycDocument, *, actor: str) -> int:
    """Erase what the evidence of a document says of a person, in the caller's transaction.

    The chain stays whole, and tells of the erasure. Return how many entries were emptied.
    """
    records = session.scalars(
        select(EvidenceRecord)
        .where(
            EvidenceRecord.organization_id == document.organization_id,
            EvidenceRecord.kyc_document_id == document.id,
            EvidenceRecord.personal.is_not(None),
        )
        .order_by(EvidenceRecord.sequence)
    ).all()
    document.report = None
    for record in records:
        record.personal = None
    if records:
        content = {
            "kind": ERASURE,
            "actor": actor,
            "erases": [record.sequence for record in records],
        }
        _append(session, document, content, None)
    return len(records)


def list_entries(organization_id: str, *, after: int = 0) -> Iterator[EvidenceEntry]:
    """Yield an organization's entries in order, a batch at a time."""
    while True:
        with reading() as session:
            records = session.scalars(
                select(EvidenceRecord)
                .where(
                    EvidenceRecord.organization_id == organization_id,
                    EvidenceRecord.sequence > after,
                )
                .order_by(EvidenceRecord.sequence)
                .limit(_BATCH)
            ).all()
        yield from map(_entry, records)
        if not records:
            return
        after = records[-1].sequence


def verify_evidence(
    organization_id: str, *, head: str | None = None, includes: str | None = None
) -> ChainReport:
    """Return whether an organization's chain holds and ends where the organization notes its end.

    `head` is the hash it must end with, `includes` one that must be in it. Raises NotFound.
    """
    chain = _LiveChain(organization_id)
    found = verify_chain(chain, organization_id=organization_id, head=head, includes=includes)
    return found if found.fault else replace(found, fault=chain.fault_at_end(found))


class _LiveChain:
    """The entries in the database, to the end that the organization notes.

    Decisions go on while a long chain is read: what was appended meanwhile is read as well.
    """

    def __init__(self, organization_id: str) -> None:
        self._organization_id = organization_id
        self._noted = self._read_noted()

    def __iter__(self) -> Iterator[EvidenceEntry]:
        last = 0
        while True:
            seen = last
            for entry in list_entries(self._organization_id, after=last):
                last = int(entry.beside["sequence"])
                yield entry
            # An entry that can be seen was committed together with its note, so the note is read
            # after the entries and can only be ahead of them.
            self._noted = self._read_noted()
            if last >= self._noted[0] or last == seen:
                return

    def fault_at_end(self, found: ChainReport) -> Fault | None:
        """Return what is wrong between a chain that holds in itself and the end that is noted."""
        sequence, head = self._noted
        if found.count < sequence:
            return Fault(found.count + 1, f"it is missing: {sequence} entries were made")
        if found.count > sequence:
            return Fault(sequence + 1, f"it was put in: {sequence} entries were made")
        return None if found.head == head else Fault(sequence, "it is not the one made last")

    def _read_noted(self) -> tuple[int, str]:
        with reading() as session:
            organization = session.get(Organization, self._organization_id)
            if organization is None:
                raise NotFound
            return organization.evidence_sequence, organization.evidence_head


def _append(
    session: Session,
    document: KycDocument,
    content: Mapping[str, object],
    personal: Mapping[str, object] | None,
) -> None:
    moment = now()
    sequence, previous = _next(session, document.organization_id)
    entry = seal(
        {
            **content,
            "organizationId": document.organization_id,
            "kycDocumentId": document.id,
            "recordedTime": wire_time(moment),
        },
        None if personal is None else {**personal, "salt": secrets.token_hex(32)},
        sequence=sequence,
        previous=previous,
    )
    session.add(
        EvidenceRecord(
            organization_id=document.organization_id,
            sequence=sequence,
            kyc_document_id=document.id,
            recorded_at=moment,
            content=entry.content,
            sha256=entry.sha256,
            personal=entry.personal,
        )
    )
    _set_head(session, document.organization_id, entry.sha256)


def _next(session: Session, organization_id: str) -> tuple[int, str]:
    """Return the number of the next entry and the hash of the last; the row stays locked."""
    number, head = session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(evidence_sequence=Organization.evidence_sequence + 1)
        .returning(Organization.evidence_sequence, Organization.evidence_head)
        .execution_options(synchronize_session=False)
    ).one()
    return number, head


def _set_head(session: Session, organization_id: str, head: str) -> None:
    session.execute(
        update(Organization)
        .where(Organization.id == organization_id)
        .values(evidence_head=head)
        .execution_options(synchronize_session=False)
    )


def _entry(record: EvidenceRecord) -> EvidenceEntry:
    return EvidenceEntry(
        record.content,
        record.sha256,
        record.personal,
        beside={
            "organizationId": record.organization_id,
            "sequence": record.sequence,
            "kycDocumentId": record.kyc_document_id,
            "recordedTime": wire_time(record.recorded_at),
        },
    )


def _rejection(document: KycDocument) -> dict[str, str | None] | None:
    if document.rejection_type is None:
        return None
    return {"type": document.rejection_type, "advice": document.rejection_advice}


def _input(file: Mapping[str, Any]) -> dict[str, object]:
    """Return one file as analysis read it."""
    return {"tag": file["tag"], "sha256": file["sha256"], "mediaType": file["media_type"]}


def _files(document: KycDocument) -> list[dict[str, object]]:
    """Return the files as they were stored, where analysis did not come to read them."""
    return [
        {"tag": file.tag, "sha256": file.sha256, "mediaType": file.media_type}
        for file in document.files
    ]
