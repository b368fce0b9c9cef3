"""What reviewers do: decisions, keeping a case, corrections, what follows, and who was first."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.commands import CreateKycRequest, PostWebhook, RequestDocument
from app.domain.documents import DocumentType, FileTag
from app.domain.errors import InvalidFields, NotFound, ReviewRefused
from app.domain.evidence import AnalysisReport
from app.domain.rejections import RejectionType
from app.domain.review import Reviewer
from app.domain.transitions import DocumentEvent
from app.models import (
    AuditEntry,
    Customer,
    EvidenceRecord,
    KycDocument,
    KycRequest,
    WebhookDelivery,
)
from app.services import credit_file, reviews, status
from app.services.customers import find_customer
from app.services.evidence import verify_evidence
from app.services.journey import read_journey
from app.services.kyc_documents import find_kyc_document
from app.services.kyc_requests import create_kyc_request, expire_due, find_kyc_request
from app.services.organizations import create_organization
from app.services.transaction import reading, transaction
from app.services.webhooks import create_endpoint
from tests.support.decisions import decide, waiting
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.reports import passport

ADA = Reviewer("key_ada", "Ada", "key:key_ada")
BOB = Reviewer("key_bob", "Bob", "key:key_bob")

REASON = {"kind": RejectionType.DOCUMENT_UNREADABLE, "message": "Too dark"}


@pytest.fixture
def pending(customer: Customer) -> KycDocument:
    """A passport that the machine leaves to a person."""
    return waiting_for_person(customer)


def waiting_for_person(customer: Customer, number: int = 1) -> KycDocument:
    report = replace(passport(), failures=("ocr",))
    document_id = decide(waiting(customer, number), report)
    document = find_kyc_document(customer.organization_id, document_id)
    assert document.status == "pending"
    return document


def annas() -> AnalysisReport:
    return passport(firstName="ANNA MARIA", lastName="MARTINEZ LOPEZ")


def request_of(document: KycDocument) -> KycRequest:
    return find_kyc_request(document.organization_id, document.kyc_request_id or "")


def events_of(subject_id: str) -> list[str]:
    with reading() as session:
        return list(
            session.scalars(
                select(AuditEntry.event)
                .where(AuditEntry.subject_id == subject_id)
                .order_by(AuditEntry.id)
            )
        )


def test_acceptance_is_stamped_told_and_fulfils_the_request(
    pending: KycDocument, customer: Customer
) -> None:
    create_endpoint(
        customer.organization_id, PostWebhook(url="https://shop.example/hook", events=())
    )
    done = reviews.accept(customer.organization_id, pending.id, ADA)
    assert (done.status, done.reviewer_id, done.reviewer_name) == ("accepted", "key_ada", "Ada")
    assert done.reviewed_at is not None
    assert done.processed_at == pending.processed_at
    assert done.revision == pending.revision + 1
    assert request_of(done).status == "fulfilled"
    assert events_of(done.id)[-1] == "accepted-by-reviewer"
    with reading() as session:
        told = session.scalars(
            select(WebhookDelivery).order_by(WebhookDelivery.created_at, WebhookDelivery.body)
        ).all()
        types = {each.event_type for each in told}
    assert types == {"kyc-document-accepted", "kyc-document-reviewed", "kyc-request-fulfilled"}
    assert "Ada" not in "".join(each.body for each in told)
    assert verify_evidence(customer.organization_id).fault is None


def test_rejection_lets_the_customer_try_again(pending: KycDocument) -> None:
    done = reviews.reject(pending.organization_id, pending.id, BOB, **REASON)
    assert (done.status, done.rejection_type) == ("rejected", "document-unreadable")
    assert request_of(done).status == "attempted"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("failures", "kind", "kept"),
    [
        (("ocr",), RejectionType.DOCUMENT_EXPIRED, 1),
        (("ocr",), RejectionType.THIRD_PARTY_OR_MISMATCH, 0),
        # The machine rejected and kept it; who confirms that keeps it no second time.
        ((), RejectionType.NAME_MISMATCH, 1),
    ],
)
def test_a_selfie_that_nobody_doubts_is_kept_for_the_next_attempt(
    customer: Customer, failures: tuple[str, ...], kind: RejectionType, kept: int
) -> None:
    asked = (RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True),)
    command = CreateKycRequest(customer.id, asked)
    kyc_request = create_kyc_request(customer.organization_id, command, actor="key:test")
    gather(kyc_request.id)
    gather(kyc_request.id, FileTag.FACE_PROOF, data=jpeg(2), upload_key="key-2")
    document_id = decide(send(kyc_request.id), replace(passport(), failures=failures))
    reviews.reject(customer.organization_id, document_id, ADA, kind=kind, message=None)
    files = read_journey(kyc_request.id).lines[0].files
    assert [file.tag for file in files] == [FileTag.FACE_PROOF] * kept


def test_repeating_one_s_own_decision_changes_nothing(pending: KycDocument) -> None:
    first = reviews.reject(pending.organization_id, pending.id, ADA, **REASON)
    again = reviews.reject(pending.organization_id, pending.id, ADA, **REASON)
    assert again.revision == first.revision
    for attempt in (
        lambda: reviews.reject(pending.organization_id, pending.id, BOB, **REASON),
        lambda: reviews.accept(pending.organization_id, pending.id, ADA),
        lambda: reviews.reject(
            pending.organization_id, pending.id, ADA, kind=RejectionType.OTHER, message=None
        ),
    ):
        with pytest.raises(ReviewRefused) as refused:
            attempt()
        assert refused.value.reason == "decided"


def test_a_case_is_kept_for_an_hour(pending: KycDocument, clock: MovableClock) -> None:
    organization_id = pending.organization_id
    started = reviews.start_review(organization_id, pending.id, ADA)
    assert reviews.start_review(organization_id, pending.id, ADA).revision == started.revision
    for verb in (reviews.accept, reviews.review, reviews.start_review, reviews.stop_review):
        with pytest.raises(ReviewRefused) as refused:
            verb(organization_id, pending.id, BOB)
        assert (refused.value.reason, refused.value.since) == (
            "in-review",
            started.review_started_at,
        )
    stopped = reviews.stop_review(organization_id, pending.id, ADA)
    assert (stopped.reviewer_id, stopped.review_started_at) == (None, None)
    reviews.start_review(organization_id, pending.id, ADA)
    clock.advance(timedelta(hours=1))
    assert reviews.start_review(organization_id, pending.id, BOB).reviewer_id == "key_bob"
    assert events_of(pending.id)[-4:] == [
        "review-started",
        "review-stopped",
        "review-started",
        "review-started",
    ]


def test_the_machine_is_overturned_and_a_final_request_stays(customer: Customer) -> None:
    document_id = decide(waiting(customer), annas())
    document = find_kyc_document(customer.organization_id, document_id)
    assert document.status == "accepted"
    assert request_of(document).status == "fulfilled"
    done = reviews.reject(customer.organization_id, document_id, ADA, **REASON)
    assert done.status == "rejected"
    assert request_of(done).status == "fulfilled"
    assert events_of(document_id)[-1] == "overturned-by-reviewer"


def test_looking_confirms_and_moves_nothing(pending: KycDocument) -> None:
    seen = reviews.review(pending.organization_id, pending.id, ADA)
    assert (seen.status, seen.reviewer_id) == ("pending", "key_ada")
    assert seen.reviewed_at is not None
    assert reviews.review(pending.organization_id, pending.id, ADA).revision == seen.revision
    # Nobody decided yet, so anybody still may.
    assert reviews.accept(pending.organization_id, pending.id, BOB).reviewer_id == "key_bob"


def test_what_is_not_there_to_review_is_refused(
    customer: Customer, pending: KycDocument, app: APIFlask
) -> None:
    in_progress = waiting(customer, 2)
    with pytest.raises(ReviewRefused) as refused:
        reviews.accept(customer.organization_id, in_progress, ADA)
    assert refused.value.reason == "in-progress"
    with transaction() as session:
        document = session.get_one(KycDocument, pending.id)
        status.move(session, document, DocumentEvent.ARCHIVED, actor="test")
    with pytest.raises(ReviewRefused) as refused:
        reviews.start_review(customer.organization_id, pending.id, ADA)
    assert refused.value.reason == "archived"
    with pytest.raises(NotFound):
        reviews.accept(create_organization("Rival").id, pending.id, ADA)


def test_a_credit_file_accepted_by_a_person_waives_the_papers(
    customer: Customer, app: APIFlask
) -> None:
    asked = tuple(
        RequestDocument(DocumentType(name))
        for name in ("credit-file-proof", "identity-proof", "address-proof")
    )
    command = CreateKycRequest(customer.id, asked)
    kyc_request = create_kyc_request(customer.organization_id, command, actor="key:test")
    with transaction() as session:
        locked = status.lock_request(session, kyc_request.id)
        assert locked is not None
        document = session.scalars(select(KycDocument)).one()
        session.delete(document)
        session.flush()
        credit_file.record(session, locked, credit_file.LookUp(failure="timeout"))
    with reading() as session:
        document_id = session.scalars(select(KycDocument.id)).one()
    reviews.accept(customer.organization_id, document_id, ADA)
    assert find_kyc_request(customer.organization_id, kyc_request.id).status == "fulfilled"
    assert find_customer(customer.organization_id, customer.id).has_fulfilled_kyc


def test_identity_and_address_seen_by_a_person_fulfil_kyc(customer: Customer) -> None:
    first = waiting_for_person(customer)
    reviews.accept(customer.organization_id, first.id, ADA)
    assert not find_customer(customer.organization_id, customer.id).has_fulfilled_kyc
    other = waiting_for_person(customer, 2)
    with transaction() as session:
        session.get_one(KycDocument, other.id).type = DocumentType.ADDRESS_PROOF.value
    reviews.accept(customer.organization_id, other.id, ADA)
    assert find_customer(customer.organization_id, customer.id).has_fulfilled_kyc


def test_a_request_past_its_time_settles_with_the_decision(
    pending: KycDocument, clock: MovableClock
) -> None:
    clock.advance(timedelta(hours=2))
    assert expire_due() == 0
    reviews.reject(pending.organization_id, pending.id, ADA, **REASON)
    assert request_of(pending).status == "abandoned"


def test_corrected_matches_are_scored_again(pending: KycDocument) -> None:
    before = dict(pending.document_matches or {})
    organization_id = pending.organization_id
    kind = DocumentType.IDENTITY_PROOF
    given = {"firstName": "Anna Maria", "lastName": "Martinez Lopez", "dateOfBirth": None}
    done = reviews.correct_matches(organization_id, pending.id, ADA, kind=kind, values=given)
    matches = done.document_matches or {}
    checks = {item["name"]: item for item in matches["checkList"]}
    assert matches["data"] == {**before["data"], **given}
    assert checks["firstName"] == {
        "name": "firstName",
        "failed": False,
        "score": 0,
        "reason": "overridden",
    }
    assert (checks["dateOfBirth"]["failed"], checks["dateOfBirth"]["score"]) == (True, 60)
    lost = sum(item["score"] for item in matches["checkList"])
    assert done.score == matches["score"] == max(0, 100 - lost)
    assert done.status == "pending"
    with pytest.raises(InvalidFields):
        reviews.correct_matches(
            organization_id, pending.id, ADA, kind=DocumentType.ADDRESS_PROOF, values=given
        )
    with reading() as session:
        last = session.scalars(
            select(EvidenceRecord).order_by(EvidenceRecord.sequence.desc())
        ).first()
    assert last is not None
    assert json.loads(last.content)["overrides"] == sorted(given)
    assert "Anna" not in last.content
    assert verify_evidence(organization_id).fault is None


def test_of_two_reviewers_at_once_one_wins(app: APIFlask, customer: Customer) -> None:
    for number in range(1, 4):
        document = waiting_for_person(customer, number)

        def attempt(by: Reviewer, document_id: str = document.id) -> str:
            with app.app_context():
                try:
                    done = reviews.accept(customer.organization_id, document_id, by)
                except ReviewRefused as refused:
                    return refused.reason
                return str(done.reviewer_id)

        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(attempt, (ADA, BOB)))
        winner = find_kyc_document(customer.organization_id, document.id).reviewer_id
        assert sorted(found) == sorted(["decided", str(winner)])
