"""Decisions without reading pictures: a report given is judged and concluded as the worker does."""

from dataclasses import replace
from datetime import date

from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.domain.scoring import judge
from app.domain.statuses import MatchLevel
from app.models import Customer, KycDocument
from app.services import claims
from app.services.analyse_document import basis_of
from app.services.conclude_document import Conclusion, conclude
from app.services.kyc_requests import create_kyc_request
from app.services.transaction import reading
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.reports import TODAY, passport

OWNER = "test:1:owner"


def waiting(customer: Customer, number: int = 1, *, match_level: int = 2) -> str:
    """Ask for a passport and send a picture; return the id of the document that waits."""
    asked = (RequestDocument(DocumentType.IDENTITY_PROOF),)
    command = CreateKycRequest(customer.id, asked, match_level=MatchLevel(match_level))
    kyc_request = create_kyc_request(customer.organization_id, command, actor="key:test")
    gather(kyc_request.id, FileTag.FRONT, data=jpeg(number), upload_key=f"key-{number}")
    return send(kyc_request.id, f"submission-{number}", subtype=DocumentSubtype.PASSPORT)


def decide(
    document_id: str,
    report: AnalysisReport | None = None,
    *,
    owner: str = OWNER,
    today: date = TODAY,
) -> str:
    """Judge a document that waits by a report, by default of Erika's passport; return its id."""
    assert claims.claim(KycDocument, document_id, owner)
    with reading() as session:
        basis = basis_of(session, session.get_one(KycDocument, document_id))
    basis = replace(basis, judged_on=today)
    found = report or passport()
    verdict = judge(
        found,
        basis.judged,
        expected=basis.expected,
        settings=basis.settings,
        today=basis.judged_on,
        received_on=basis.received_on,
    )
    conclude(document_id, owner, Conclusion(found, verdict, basis))
    return document_id
