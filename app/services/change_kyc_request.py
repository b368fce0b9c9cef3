"""Changing a KYC request that is open, and deleting one."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.commands import ChangeKycRequest, ChangeRequestDocument, RequestDocument
from app.domain.documents import DocumentType
from app.domain.errors import InvalidField, InvalidFields, NotFound, RevisionMismatch
from app.domain.request_status import derive_request_status
from app.domain.statuses import DocumentStatus
from app.domain.transitions import DocumentEvent
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import GathererSession, Handoff, KycDocument, KycRequest, RequestedDocument
from app.services import erasures, status
from app.services.gather_files import delete_objects, let_go_of_unwanted
from app.services.kyc_requests import (
    check_document,
    check_redirect,
    find_kyc_request,
    requested_document,
)
from app.services.transaction import once_more_when_stale, reading, touch, transaction

_UNDECIDED = frozenset({DocumentStatus.PENDING, DocumentStatus.IN_PROGRESS})

#: The columns that can be changed, and their names on the wire.
_WIRE_NAMES = {
    "expires_at": "expirationTime",
    "redirect_url": "redirectUrl",
    "reason": "reason",
    "match_level": "matchLevel",
    "locale": "locale",
}


@once_more_when_stale
def change_kyc_request(
    organization_id: str,
    kyc_request_id: str,
    command: ChangeKycRequest,
    *,
    actor: str,
    revision: int | None = None,
) -> KycRequest:
    """Change what a command names of an open request; what it does not name stays.

    Of two changes at once the second starts from what the first left; with `revision` it starts
    from that one or raises RevisionMismatch. Raises NotFound, and InvalidFields naming everything
    that cannot be.
    """
    with transaction() as session:
        kyc_request = _lock(session, organization_id, kyc_request_id)
        if revision not in {None, kyc_request.revision}:
            raise RevisionMismatch
        changed, lines = _changes(session, kyc_request, command)
        for name, value in changed.items():
            _write(session, kyc_request, name, value, actor=actor)
        stale = _write_lines(session, kyc_request, lines, actor=actor)
        status.refresh(session, kyc_request, actor=actor)
    delete_objects(stale)
    return kyc_request


def check_change(organization_id: str, kyc_request_id: str, command: ChangeKycRequest) -> None:
    """Raise NotFound, or InvalidFields naming everything that cannot be; nothing is changed."""
    found = find_kyc_request(organization_id, kyc_request_id)
    with reading() as session:
        _changes(session, session.get_one(KycRequest, found.id), command)


def delete_kyc_request(organization_id: str, kyc_request_id: str, *, actor: str) -> None:
    """End a request and its link, and erase what was sent for it; raises NotFound.

    Its documents keep their decisions and lose their contents; those that are undecided are
    archived, so that neither the analyser nor a person has anything left to do.
    """
    with transaction() as session:
        kyc_request = _lock(session, organization_id, kyc_request_id)
        for document in erasures.documents_of(session, kyc_request_id):
            if document.document_status in _UNDECIDED:
                status.move(session, document, DocumentEvent.ARCHIVED, actor=actor)
        erasure_id = erasures.erase_all(session, kyc_request, actor=actor)
        erasures.forget_all(session, kyc_request_id, actor=actor)
        _end_sessions(session, kyc_request_id)
        kyc_request.link_nonce = new_id("n")[2:]
        kyc_request.deleted_at = now()
        status.audit(
            session, kyc_request, event="deleted", old=kyc_request.status, new=None, actor=actor
        )
    if erasure_id:
        erasures.finish(erasure_id)


def _lock(session: Session, organization_id: str, kyc_request_id: str) -> KycRequest:
    kyc_request = status.lock_request(session, kyc_request_id)
    if kyc_request is None or kyc_request.organization_id != organization_id:
        raise NotFound
    return kyc_request


def _changes(
    session: Session, kyc_request: KycRequest, command: ChangeKycRequest
) -> tuple[dict[str, Any], list["_Line"]]:
    """Return the values and lines that a command would leave; raises InvalidFields."""
    _check_open(session, kyc_request)
    changed = dict(_changed_values(kyc_request, command))
    lines = [_merged(kyc_request, document) for document in command.documents]
    refused = [
        *_refused_values(kyc_request, changed),
        *_refused_lines(session, kyc_request, lines),
    ]
    if refused:
        raise InvalidFields(refused)
    return changed, lines


def _check_open(session: Session, kyc_request: KycRequest) -> None:
    # The clock may have ended it a moment before the duty that writes it down.
    current = derive_request_status(status.snapshot_of(session, kyc_request), now())
    if current.is_final:
        message = f"is {current.value}, which is final; create a new KYC request instead"
        raise InvalidFields([InvalidField("status", message)])


def _end_sessions(session: Session, kyc_request_id: str) -> None:
    for row in (GathererSession, Handoff):
        session.execute(
            update(row)
            .where(row.kyc_request_id == kyc_request_id, row.ended_at.is_(None))
            .values(ended_at=now())
        )


# --- Fields ---


def _changed_values(
    kyc_request: KycRequest, command: ChangeKycRequest
) -> Iterator[tuple[str, Any]]:
    """Yield what differs. Clients send back what they read, and the wire tells whole seconds."""
    for name, value in command.values.items():
        if _told(value) != _told(getattr(kyc_request, name)):
            yield name, value


def _told(value: Any) -> Any:
    return wire_time(value) if hasattr(value, "tzinfo") else value


def _refused_values(kyc_request: KycRequest, changed: dict[str, Any]) -> Iterator[InvalidField]:
    if "expires_at" in changed and changed["expires_at"] <= now():
        yield InvalidField("expirationTime", "must be in the future")
    if "redirect_url" in changed:
        origins = kyc_request.organization.redirect_origins
        yield from check_redirect(changed["redirect_url"], origins)


def _write(session: Session, kyc_request: KycRequest, name: str, value: Any, *, actor: str) -> None:
    old = getattr(kyc_request, name)
    setattr(kyc_request, name, value)
    # Reasons and addresses may name a person, which the audit trail never does.
    is_told = name not in {"reason", "redirect_url"}
    status.audit(
        session,
        kyc_request,
        event=f"{_WIRE_NAMES[name]}-changed",
        old=str(_told(old)) if is_told and old is not None else None,
        new=str(_told(value)) if is_told and value is not None else None,
        actor=actor,
    )


# --- Lines ---

_Line = tuple[RequestedDocument | None, RequestDocument]


def _merged(kyc_request: KycRequest, change: ChangeRequestDocument) -> _Line:
    """Return the line that a change is about, if there is one, and what it will ask for."""
    line = next((item for item in kyc_request.documents if item.type == change.type.value), None)
    asked = RequestDocument(change.type) if line is None else _as_asked(line)
    merged = replace(asked, **change.values)
    is_faced = merged.face_proof_required or merged.face_liveness_required
    return line, replace(merged, face_proof_required=is_faced)


def _as_asked(line: RequestedDocument) -> RequestDocument:
    return RequestDocument(
        type=line.document_type,
        subtypes=line.requested_subtypes,
        max_attempts=line.max_attempts,
        face_proof_required=line.face_proof_required,
        face_liveness_required=line.face_liveness_required,
    )


def _refused_lines(
    session: Session, kyc_request: KycRequest, lines: list[_Line]
) -> Iterator[InvalidField]:
    uploaded = set(
        session.scalars(
            select(KycDocument.requested_document_id).where(
                KycDocument.kyc_request_id == kyc_request.id
            )
        )
    )
    seen: set[DocumentType] = set()
    for position, (line, wanted) in enumerate(lines):
        place = f"documents.{position}"
        if wanted.type in seen:
            yield InvalidField(f"{place}.type", "is named twice; a type is allowed only once")
        seen.add(wanted.type)
        if line is None:
            yield from _refused_addition(wanted, place)
        elif _as_asked(line) != wanted:
            if line.id in uploaded or line.attempts_used or line.is_waived:
                yield InvalidField(
                    place, "was uploaded to or waived, so it stays as it is; leave it out"
                )
            yield from check_document(wanted, place)


def _refused_addition(wanted: RequestDocument, place: str) -> Iterator[InvalidField]:
    if wanted.type is DocumentType.CREDIT_FILE_PROOF:
        message = "is tried at creation only; create a new KYC request to ask for a credit file"
        yield InvalidField(f"{place}.type", message)
    else:
        yield from check_document(wanted, place)


def _write_lines(
    session: Session, kyc_request: KycRequest, lines: list[_Line], *, actor: str
) -> list[str]:
    """Write the lines that differ; return the keys of gathered files they do not take any more."""
    stale: list[str] = []
    for line, wanted in lines:
        if line is not None and _as_asked(line) == wanted:
            continue
        event = "document-added" if line is None else "document-changed"
        if line is None:
            kyc_request.documents.append(requested_document(len(kyc_request.documents), wanted))
        else:
            named = None if wanted.subtypes is None else [item.value for item in wanted.subtypes]
            line.subtypes = named
            line.max_attempts = wanted.max_attempts
            line.face_proof_required = wanted.face_proof_required
            line.face_liveness_required = wanted.face_liveness_required
            stale += let_go_of_unwanted(session, line)
        touch(kyc_request)
        status.audit(
            session, kyc_request, event=event, old=None, new=wanted.type.value, actor=actor
        )
    return stale
