"""KYC requests: created, found, and ended by the clock."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.adapters.tokens import new_id
from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import SUBTYPES, DocumentType
from app.domain.errors import InvalidField, InvalidFields, NotFound
from app.domain.return_url import UrlRefused, check_redirect_url
from app.domain.statuses import FINAL_REQUEST_STATUSES, DocumentStatus, RequestStatus
from app.extensions import now, resources, settings
from app.models import Customer, KycDocument, KycRequest, Organization, RequestedDocument
from app.services import credit_file, status
from app.services.transaction import reading, transaction

DEFAULT_LIFE = timedelta(hours=1)

#: How many overdue requests one transaction ends.
_EXPIRY_BATCH = 200


def create_kyc_request(
    organization_id: str, command: CreateKycRequest, *, actor: str
) -> KycRequest:
    """Create a request and return it; a good credit file may answer it at once.

    Raises InvalidFields naming every value that cannot be.
    """
    with reading() as session:
        _check(session, organization_id, command)
        person = credit_file.person_to_look_up(session, organization_id, command)
    looked_up = credit_file.look_up(person) if person else None
    with transaction() as session:
        kyc_request = _add_request(session, organization_id, command)
        session.flush()
        status.audit(
            session, kyc_request, event="created", old=None, new=kyc_request.status, actor=actor
        )
        if looked_up is not None:
            credit_file.record(session, kyc_request, looked_up)
            status.refresh(session, kyc_request, actor="credit-bureau")
    return kyc_request


def check_kyc_request(organization_id: str, command: CreateKycRequest) -> None:
    """Raise InvalidFields naming every value of `command` that cannot be; nothing is changed."""
    with reading() as session:
        _check(session, organization_id, command)


def find_kyc_request(organization_id: str, kyc_request_id: str) -> KycRequest:
    """Return a request with its lines; raises NotFound, also for another organization's."""
    with reading() as session:
        found = session.scalars(
            select(KycRequest).where(
                KycRequest.id == kyc_request_id,
                KycRequest.organization_id == organization_id,
                KycRequest.deleted_at.is_(None),
            )
        ).one_or_none()
    if found is None:
        raise NotFound
    return found


def expire_due() -> int:
    """End every open request whose time is over; return how many ended.

    One whose document still waits for a person or the analyser stays open.
    """
    ended = 0
    for kyc_request_id in _overdue(now()):
        with transaction() as session:
            kyc_request = status.lock_request(session, kyc_request_id)
            if kyc_request is None:
                continue
            status.refresh(session, kyc_request, actor="clock")
            ended += kyc_request.request_status.is_final
    return ended


def _overdue(moment: datetime) -> Iterator[str]:
    finals = [final.value for final in FINAL_REQUEST_STATUSES]
    undecided = select(KycDocument.id).where(
        KycDocument.kyc_request_id == KycRequest.id,
        KycDocument.status.in_([DocumentStatus.PENDING, DocumentStatus.IN_PROGRESS]),
    )
    with reading() as session:
        yield from session.scalars(
            select(KycRequest.id)
            .where(
                KycRequest.status.not_in(finals),
                KycRequest.expires_at <= moment,
                KycRequest.deleted_at.is_(None),
                ~undecided.exists(),
            )
            .order_by(KycRequest.expires_at)
            .limit(_EXPIRY_BATCH)
        ).all()


def _check(session: Session, organization_id: str, command: CreateKycRequest) -> None:
    # Every creation asks for both, so one query answers both.
    origins, customer_id = session.execute(
        select(Organization.redirect_origins, Customer.id)
        .outerjoin(
            Customer,
            (Customer.organization_id == Organization.id) & (Customer.id == command.customer_id),
        )
        .where(Organization.id == organization_id)
    ).one()
    invalid: list[InvalidField] = []
    if customer_id is None:
        invalid.append(InvalidField("customerId", "is not a customer of this organization"))
    invalid.extend(_check_documents(command.documents))
    invalid.extend(check_redirect(command.redirect_url, origins))
    if command.expires_at is not None and command.expires_at <= now():
        invalid.append(InvalidField("expirationTime", "must be in the future"))
    if invalid:
        raise InvalidFields(invalid)


def _check_documents(documents: Sequence[RequestDocument]) -> Iterator[InvalidField]:
    if not documents:
        yield InvalidField("documents", "must hold at least one document")
    seen: set[DocumentType] = set()
    for position, document in enumerate(documents):
        place = f"documents.{position}"
        if document.type in seen:
            yield InvalidField(f"{place}.type", "is asked for twice; a type is allowed only once")
        seen.add(document.type)
        yield from check_document(document, place)


def check_document(document: RequestDocument, place: str) -> Iterator[InvalidField]:
    """Yield what one line cannot ask for; `place` is where it stands in the body."""
    for index, subtype in enumerate(document.subtypes or ()):
        if subtype not in SUBTYPES[document.type]:
            yield InvalidField(
                f"{place}.subtypes.{index}", f"is not a subtype of {document.type.value}"
            )
    if document.type is not DocumentType.IDENTITY_PROOF:
        for name, wanted in (
            ("faceProofRequired", document.face_proof_required),
            ("faceLivenessRequired", document.face_liveness_required),
        ):
            if wanted:
                yield InvalidField(f"{place}.{name}", "is only possible with identity-proof")
    if document.type is DocumentType.CREDIT_FILE_PROOF and resources().credit_bureau is None:
        yield InvalidField(
            f"{place}.type", "no credit bureau is configured, so credit-file-proof cannot be asked"
        )


def check_redirect(redirect_url: str | None, origins: Sequence[str]) -> Iterator[InvalidField]:
    """Yield why customers are not sent to `redirect_url`."""
    if redirect_url is None:
        return
    try:
        check_redirect_url(
            redirect_url, is_sandbox=settings().is_sandbox, allowed_origins=tuple(origins)
        )
    except UrlRefused as error:
        yield InvalidField("redirectUrl", str(error))


def _add_request(session: Session, organization_id: str, command: CreateKycRequest) -> KycRequest:
    kyc_request = KycRequest(
        id=new_id("kyc_req"),
        organization_id=organization_id,
        customer_id=command.customer_id,
        status=RequestStatus.GATHERING.value,
        redirect_url=command.redirect_url,
        reason=command.reason,
        match_level=int(command.match_level),
        locale=command.locale,
        expires_at=command.expires_at or now() + DEFAULT_LIFE,
        link_nonce=new_id("n")[2:],
        revision=1,
        created_at=now(),
        updated_at=now(),
        documents=[
            requested_document(position, document)
            for position, document in enumerate(command.documents)
        ],
    )
    session.add(kyc_request)
    return kyc_request


def requested_document(position: int, document: RequestDocument) -> RequestedDocument:
    """Return the line of a request that asks for a document."""
    return RequestedDocument(
        id=new_id("line"),
        position=position,
        type=document.type.value,
        subtypes=None if document.subtypes is None else [item.value for item in document.subtypes],
        max_attempts=document.max_attempts,
        # Liveness proves the selfie, so asking for it asks for the selfie too.
        face_proof_required=document.face_proof_required or document.face_liveness_required,
        face_liveness_required=document.face_liveness_required,
        attempts_used=0,
        is_waived=False,
    )
