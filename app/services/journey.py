"""The read model of the gatherer: one picture of where a customer stands."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.consent import SelfieConsent
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import NotFound
from app.domain.journey import Brand, GatheredFile, Journey, JourneyLine, Logo, SentDocument, Terms
from app.domain.more_time import MAX_EXTENSIONS
from app.domain.rejections import RejectionReason, RejectionType
from app.domain.request_status import return_info
from app.models import File, KycDocument, KycRequest, Organization, RequestedDocument
from app.services.consents import consent_of
from app.services.kyc_settings import kept_settings
from app.services.status import snapshot_of
from app.services.transaction import reading


def read_journey(kyc_request_id: str) -> Journey:
    """Return where the customer of a request stands; raises NotFound."""
    with reading() as session:
        kyc_request = session.get(KycRequest, kyc_request_id)
        if kyc_request is None or kyc_request.deleted_at is not None:
            raise NotFound
        return _journey(session, kyc_request)


def _journey(session: Session, kyc_request: KycRequest) -> Journey:
    documents = session.scalars(
        select(KycDocument)
        .where(KycDocument.kyc_request_id == kyc_request.id)
        .order_by(KycDocument.created_at, KycDocument.id)
    ).all()
    files = session.scalars(
        select(File)
        .where(File.kyc_request_id == kyc_request.id, File.kyc_document_id.is_(None))
        .order_by(File.tag_order, File.position)
    ).all()
    organization = kyc_request.organization
    consent = consent_of(session, kyc_request)
    judged_by = kept_settings(session, organization.id).at(kyc_request.match_level)
    max_age_days = judged_by.address.document_max_age_days
    return Journey(
        kyc_request_id=kyc_request.id,
        organization_name=organization.name,
        support_contact=organization.support_contact,
        privacy_url=organization.privacy_url,
        status=kyc_request.request_status,
        redirect_url=kyc_request.redirect_url,
        reason=kyc_request.reason,
        expires_at=kyc_request.expires_at,
        lines=tuple(
            _line(line, documents, files, max_age_days, consent)
            for line in _in_order(kyc_request.documents)
        ),
        info=return_info(snapshot_of(session, kyc_request).documents),
        locale=kyc_request.locale,
        capture=CaptureMode(organization.capture),
        image_policy=ImagePolicy(organization.image_policy),
        terms=_terms(kyc_request, consent),
        brand=_brand(organization),
        extensions_used=kyc_request.extensions_used,
    )


def _brand(organization: Organization) -> Brand:
    logo = None
    if organization.logo_sha256 is not None:
        # Two pixels of the picture to each of the page: sharp on good screens.
        width, height = organization.logo_width or 2, organization.logo_height or 2
        logo = Logo(organization.logo_sha256, -(-width // 2), -(-height // 2))
    return Brand(organization.accent, logo)


def _terms(kyc_request: KycRequest, consent: SelfieConsent) -> Terms:
    organization = kyc_request.organization
    return Terms(
        consent=consent,
        is_face_asked=any(line.face_proof_required for line in kyc_request.documents),
        has_alternative=organization.selfie_alternative,
        faces_kept_days=organization.faces_kept_days,
        may_erase=organization.erasure_allowed,
        signs_return=organization.signed_return,
        may_extend=organization.link_extension and kyc_request.extensions_used < MAX_EXTENSIONS,
    )


def _in_order(lines: Iterable[RequestedDocument]) -> Sequence[RequestedDocument]:
    """Return the lines a customer is asked for, in the order of the journey, not the merchant's."""
    order = {document_type: place for place, document_type in enumerate(DocumentType)}
    gathered = [line for line in lines if line.document_type is not DocumentType.CREDIT_FILE_PROOF]
    return sorted(gathered, key=lambda line: order[line.document_type])


def _line(
    line: RequestedDocument,
    documents: Sequence[KycDocument],
    files: Sequence[File],
    max_age_days: int,
    consent: SelfieConsent,
) -> JourneyLine:
    sent = [document for document in documents if document.requested_document_id == line.id]
    return JourneyLine(
        document_type=line.document_type,
        requested_subtypes=line.requested_subtypes,
        chosen_subtype=None
        if line.chosen_subtype is None
        else DocumentSubtype(line.chosen_subtype),
        face_proof_required=line.face_proof_required and consent is not SelfieConsent.REFUSED,
        face_liveness_required=line.face_liveness_required and consent is not SelfieConsent.REFUSED,
        max_attempts=line.max_attempts,
        attempts_used=line.attempts_used,
        is_waived=line.is_waived,
        is_skipped=line.skipped_at is not None,
        files=tuple(_gathered(file) for file in files if file.requested_document_id == line.id),
        statuses=tuple(document.document_status for document in sent),
        latest=_sent(sent[-1]) if sent else None,
        max_age_days=max_age_days if line.document_type is DocumentType.ADDRESS_PROOF else None,
        consent=consent,
    )


def _gathered(file: File) -> GatheredFile:
    return GatheredFile(
        id=file.id,
        tag=file.file_tag,
        position=file.position,
        media_type=file.media_type,
        width=file.width,
        height=file.height,
        pages=file.pages,
        received_at=file.created_at,
        upload_key=file.upload_key,
        session_id=file.gatherer_session_id,
    )


def _sent(document: KycDocument) -> SentDocument:
    rejection = None
    if document.rejection_type is not None:
        rejection = RejectionReason(
            RejectionType(document.rejection_type),
            document.rejection_message or "",
            document.rejection_advice,
        )
    return SentDocument(
        id=document.id,
        subtype=None if document.subtype is None else DocumentSubtype(document.subtype),
        status=document.document_status,
        rejection=rejection,
        sent_at=document.created_at,
    )
