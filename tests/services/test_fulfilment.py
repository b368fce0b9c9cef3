"""What an accepted document means beyond itself, whoever accepts it."""

from collections.abc import Sequence

import pytest

from app.adapters.credit_bureau import CreditFile
from app.adapters.outside_service import OutsideServiceFailed
from app.domain.commands import RequestDocument
from app.domain.documents import DocumentType
from app.domain.evidence import ExpectedPerson
from app.domain.statuses import RequestStatus
from app.domain.transitions import DocumentEvent
from app.extensions import now, resources
from app.models import Customer, KycDocument, KycRequest
from app.services import status
from app.services.erasures import documents_of
from app.services.kyc_requests import find_kyc_request
from app.services.transaction import reading, transaction
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send

CREDIT = RequestDocument(DocumentType.CREDIT_FILE_PROOF)
IDENTITY = RequestDocument(DocumentType.IDENTITY_PROOF)
ADDRESS = RequestDocument(DocumentType.ADDRESS_PROOF)
FUNDS = RequestDocument(DocumentType.FUNDS_PROOF)


class SilentBureau:
    """A bureau that gives no answer, so that its documents are left for a person."""

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        raise OutsideServiceFailed("timed-out")

    def check(self) -> bool:
        return False


def decide(kyc_request: KycRequest, document_id: str, *events: DocumentEvent) -> None:
    """Decide as a person does: reviewed, moved, and the request's status derived anew."""
    with transaction() as session:
        locked = status.lock_request(session, kyc_request.id)
        assert locked is not None
        document = session.get_one(KycDocument, document_id)
        document.reviewed_at = now()
        for event in events:
            status.move(session, document, event, actor="reviewer:1")
        status.refresh(session, locked, actor="reviewer:1")


def waived(kyc_request: KycRequest) -> Sequence[bool]:
    found = find_kyc_request(kyc_request.organization_id, kyc_request.id)
    return [line.is_waived for line in found.documents]


def has_fulfilled(customer: Customer) -> bool:
    with reading() as session:
        found = session.get_one(Customer, (customer.organization_id, customer.id))
        return found.has_fulfilled_kyc


@pytest.fixture
def pending(make_request: MakeRequest) -> tuple[KycRequest, str]:
    """A request whose credit file waits for a person, and that document."""
    resources().credit_bureau = SilentBureau()
    kyc_request = make_request(CREDIT, IDENTITY, ADDRESS, FUNDS)
    with reading() as session:
        (document,) = documents_of(session, kyc_request.id)
    return kyc_request, document.id


def test_a_credit_file_that_a_person_accepts_waives_and_an_overturned_one_asks_again(
    pending: tuple[KycRequest, str], customer: Customer
) -> None:
    kyc_request, document_id = pending
    assert not any(waived(kyc_request))
    decide(kyc_request, document_id, DocumentEvent.ACCEPTED_BY_REVIEWER)
    assert (waived(kyc_request), has_fulfilled(customer)) == ([False, True, True, False], True)
    decide(kyc_request, document_id, DocumentEvent.OVERTURNED_BY_REVIEWER)
    assert (any(waived(kyc_request)), has_fulfilled(customer)) == (False, False)


def test_a_final_request_stays_waived(make_request: MakeRequest) -> None:
    resources().credit_bureau = SilentBureau()
    kyc_request = make_request(CREDIT, IDENTITY)
    with reading() as session:
        (document,) = documents_of(session, kyc_request.id)
    decide(kyc_request, document.id, DocumentEvent.ACCEPTED_BY_REVIEWER)
    found = find_kyc_request(kyc_request.organization_id, kyc_request.id)
    assert found.status == RequestStatus.FULFILLED
    decide(kyc_request, document.id, DocumentEvent.OVERTURNED_BY_REVIEWER)
    assert waived(kyc_request) == [False, True]


def test_a_customer_is_through_by_both_reviewed_papers(
    make_request: MakeRequest, customer: Customer
) -> None:
    kyc_request = make_request(IDENTITY, ADDRESS)
    gather(kyc_request.id)
    identity = send(kyc_request.id)
    accept = (DocumentEvent.REFERRED, DocumentEvent.ACCEPTED_BY_REVIEWER)
    decide(kyc_request, identity, *accept)
    assert not has_fulfilled(customer)
    with transaction() as session:
        bill = KycDocument(
            id="kyc_doc_bill",
            organization_id=customer.organization_id,
            customer_id=customer.id,
            kyc_request_id=kyc_request.id,
            submission_id="bill",
            type="address-proof",
            match_level=2,
            tags=[],
            created_at=now(),
            updated_at=now(),
        )
        status.born(session, bill, actor="test")
    decide(kyc_request, "kyc_doc_bill", *accept)
    assert has_fulfilled(customer)
