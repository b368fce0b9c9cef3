"""Decisions without pictures: a document is claimed, judged and concluded as the analyser does."""

from datetime import date
from typing import Any

from app.domain.decision_record import Basis
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.domain.scoring import Judged, judge
from app.domain.transitions import DocumentEvent
from app.extensions import now
from app.models import KycDocument, KycRequest
from app.services import analyse_document, claims
from app.services.customers import expected_person
from app.services.kyc_settings import kept_settings
from app.services.transaction import reading
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg

OWNER = "test:1:owner"


def decide(
    kyc_request: KycRequest, report: AnalysisReport, *, number: int = 1, today: date | None = None
) -> str:
    """Send a document whose files say what the report says, conclude it, and return its id."""
    picture = jpeg(number + 50)
    gather(kyc_request.id, FileTag.FRONT, data=picture, upload_key=f"key-{number}")
    document_id = send(kyc_request.id, f"submission-{number}")
    conclude(document_id, report, today=today)
    return document_id


def conclude(
    document_id: str, report: AnalysisReport, *, owner: str = OWNER, today: date | None = None
) -> None:
    """Claim a document that was sent and conclude it by a report."""
    assert claims.claim(KycDocument, document_id, owner)
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        kept = kept_settings(session, document.organization_id)
        basis = Basis(
            judged=Judged(DocumentType(document.type), DocumentSubtype(document.subtype or "other")),
            expected=expected_person(session, document.organization_id, document.customer_id),
            settings=kept.at(document.match_level),
            settings_revision=kept.revision,
            judged_on=today or now().date(),
        )
    verdict = judge(
        report,
        basis.judged,
        expected=basis.expected,
        settings=basis.settings,
        today=basis.judged_on,
    )
    analyse_document._conclude(document_id, owner, report, verdict, basis)


def reviewed(document_id: str, event: DocumentEvent) -> dict[str, Any]:
    """Return the arguments of a reviewer's decision."""
    return {"event": event, "actor": "reviewer:1"}
