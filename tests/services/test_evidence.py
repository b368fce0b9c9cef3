"""Evidence: an entry for each decision, in order, sealed, and erasable."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import delete, insert, select, update

from app.domain.commands import (
    Address,
    CreateKycRequest,
    PostWebhook,
    PutCustomer,
    RequestDocument,
)
from app.domain.documents import DocumentType
from app.domain.evidence_chain import GENESIS
from app.domain.judgement.own_settings import own_settings_from_json
from app.domain.scoring_settings import settings_for
from app.domain.transitions import DocumentEvent
from app.models import AuditEntry, Customer, EvidenceRecord, File, KycDocument, Organization
from app.services import status
from app.services.analyse_document import MAX_RUNS, analyse_document
from app.services.customers import put_customer
from app.services.erase_evidence import erase_evidence_of
from app.services.evidence import verify_evidence
from app.services.kyc_requests import create_kyc_request
from app.services.kyc_settings import put_kyc_settings
from app.services.organizations import create_organization
from app.services.transaction import reading, transaction
from app.services.webhooks import create_endpoint
from tests.support.decisions import OWNER, decide, waiting
from tests.support.reports import ERIKA, passport


@pytest.fixture
def erika(organization: Organization) -> Customer:
    """The customer whose passport it is."""
    return put_erika(organization.id)


def put_erika(organization_id: str) -> Customer:
    address = Address(
        first_name=ERIKA.first_name,
        last_name=ERIKA.last_name,
        date_of_birth=ERIKA.date_of_birth,
        country="GB",
    )
    return put_customer(organization_id, PutCustomer(address=address, customer_id="erika"))[0]


def records() -> list[EvidenceRecord]:
    with reading() as session:
        return list(session.scalars(select(EvidenceRecord).order_by(EvidenceRecord.sequence)))


def contents() -> list[dict[str, Any]]:
    return [json.loads(record.content) for record in records()]


def test_a_decision_keeps_everything_it_was_made_on(erika: Customer) -> None:
    document_id = decide(waiting(erika))
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        file = session.scalars(select(File)).one()
    (record,) = records()
    (content,) = contents()
    expected = {
        "kind": "decision",
        "actor": "analyser",
        "event": "accepted",
        "outcome": "accepted",
        "score": 100,
        "rejectionReason": None,
        "kycDocumentId": document_id,
        "kycRequestId": document.kyc_request_id,
        "organizationId": erika.organization_id,
        "documentType": "identity-proof",
        "matchLevel": 2,
        "revision": document.revision,
        "settings": settings_for(2).as_json(),
        "settingsRevision": 1,
        "judgedOn": "2026-11-23",
        "checkList": document.parsed_data["checkList"],
        "sequence": 1,
        "previousHash": GENESIS,
    }
    assert {name: content[name] for name in expected} == json.loads(json.dumps(expected))
    assert content["inputs"] == [
        {"tag": "id-front", "sha256": "0" * 64, "mediaType": "image/jpeg"},
    ]
    assert file.sha256 != "0" * 64
    personal = json.loads(record.personal or "")
    assert personal["expected"]["last_name"] == "Lindqvist"
    assert personal["report"] == document.report
    assert "Lindqvist" not in record.content
    assert "LINDQVIST" not in record.content
    assert "erika" not in record.content


def test_versions_and_timings_are_kept_and_files_that_were_not_read(
    erika: Customer, app: APIFlask
) -> None:
    document_id = waiting(erika)
    with transaction() as session:
        session.get_one(KycDocument, document_id).analysis_runs = MAX_RUNS
    put_kyc_settings(
        erika.organization_id,
        own_settings_from_json({"identityProof": {"weights": {"issueDate": 33}}}),
        actor="key:test",
    )
    analyse_document(document_id, OWNER)
    (content,) = contents()
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        file = session.scalars(select(File)).one()
    assert (content["outcome"], content["failures"]) == ("pending", ["too-many-runs"])
    assert content["inputs"] == [
        {"tag": "id-front", "sha256": file.sha256, "mediaType": file.media_type}
    ]
    assert content["settingsRevision"] == 2
    assert content["settings"]["identityProof"]["weights"]["issueDate"] == 33
    assert document.settings == content["settings"]["identityProof"]
    assert {"versions", "timings"} <= content.keys()


def test_a_reviewers_decision_is_an_entry_of_its_own(erika: Customer) -> None:
    document_id = decide(waiting(erika), passport(dateOfBirth=None))
    with transaction() as session:
        document = session.get_one(KycDocument, document_id)
        status.lock_request(session, document.kyc_request_id or "")
        status.move(session, document, DocumentEvent.ACCEPTED_BY_REVIEWER, actor="reviewer:7")
    first, second = contents()
    assert (first["outcome"], second["outcome"]) == ("pending", "accepted")
    assert (second["actor"], second["event"]) == ("reviewer:7", "accepted-by-reviewer")
    assert second["previousHash"] == records()[0].sha256
    assert verify_evidence(erika.organization_id).count == 2


def test_a_bureaus_decision_is_kept_and_an_archived_sibling_is_none(
    organization: Organization,
) -> None:
    address = Address(first_name="accept")
    put_customer(organization.id, PutCustomer(address=address, customer_id="a"))
    asked = (RequestDocument(DocumentType.CREDIT_FILE_PROOF),)
    create_kyc_request(organization.id, CreateKycRequest("a", asked), actor="key:test")
    (content,) = contents()
    assert (content["actor"], content["outcome"]) == ("credit-bureau", "accepted")
    assert content["inputs"] == []


def test_each_organization_has_a_chain_of_its_own(erika: Customer) -> None:
    other = put_erika(create_organization("Other").id)
    for number, customer in enumerate((erika, other, erika, other, erika), 1):
        decide(waiting(customer, number))
    for organization_id, length in ((erika.organization_id, 3), (other.organization_id, 2)):
        found = verify_evidence(organization_id)
        assert (found.count, found.fault, found.erased) == (length, None, 0)
        assert verify_evidence(organization_id, head=found.head).fault is None


def test_decisions_made_at_once_leave_no_gap(erika: Customer, app: APIFlask) -> None:
    # Telling events locks the organization as well.
    create_endpoint(erika.organization_id, PostWebhook("https://shop.example/"), actor="key:test")
    documents = [waiting(erika, number) for number in range(1, 5)]
    barrier = Barrier(len(documents))

    def run(number: int) -> None:
        with app.app_context():
            barrier.wait()
            decide(documents[number], owner=f"test:{number}:owner")

    with ThreadPoolExecutor(len(documents)) as pool:
        list(pool.map(run, range(len(documents))))
    found = verify_evidence(erika.organization_id)
    assert (found.count, found.fault) == (len(documents), None)
    assert {item["kycDocumentId"] for item in contents()} == set(documents)


def test_an_erasure_takes_the_person_and_leaves_the_chain(erika: Customer) -> None:
    erased, kept = decide(waiting(erika, 1)), decide(waiting(erika, 2))
    assert erase_evidence_of(erased, actor="operator") == 1
    found = verify_evidence(erika.organization_id)
    assert (found.count, found.erased, found.fault) == (3, 1, None)
    first, second, erasure = records()
    assert first.personal is None
    assert second.personal is not None
    assert (second.kyc_document_id, erasure.kyc_document_id) == (kept, erased)
    assert contents()[2]["erases"] == [1]
    with reading() as session:
        assert session.get_one(KycDocument, erased).report is None
        entries = session.scalars(select(AuditEntry.event)).all()
    assert entries.count("evidence-erased") == 1
    assert erase_evidence_of(erased, actor="operator") == 0
    assert verify_evidence(erika.organization_id).count == 3


TAMPERINGS: list[tuple[Any, int]] = [
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(sha256="0" * 64), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(content="{}"), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(personal="{}"), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(personal=None), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(kyc_document_id="x"), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 2).values(sequence=9), 2),
    (update(EvidenceRecord).where(EvidenceRecord.sequence == 3).values(sequence=9), 3),
    (delete(EvidenceRecord).where(EvidenceRecord.sequence == 2), 2),
    (delete(EvidenceRecord).where(EvidenceRecord.sequence == 3), 3),
    (delete(EvidenceRecord), 1),
    (update(Organization).values(evidence_sequence=2), 3),
    (update(Organization).values(evidence_sequence=5), 4),
    (update(Organization).values(evidence_head="0" * 64), 3),
]


def test_tampering_with_the_database_names_the_first_broken_entry(erika: Customer) -> None:
    for number in (1, 2, 3):
        decide(waiting(erika, number))
    rows, noted = snapshot()
    for statement, sequence in TAMPERINGS:
        with transaction() as session:
            session.execute(statement.execution_options(synchronize_session=False))
        fault = verify_evidence(erika.organization_id).fault
        assert fault is not None, str(statement)
        assert fault.sequence == sequence, (str(statement), fault)
        restore(rows, noted)
    assert verify_evidence(erika.organization_id).fault is None


def snapshot() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    with reading() as session:
        rows = session.execute(select(*EvidenceRecord.__table__.columns)).mappings().all()
        noted = session.execute(
            select(Organization.evidence_sequence, Organization.evidence_head)
        ).mappings()
        return [dict(row) for row in rows], dict(noted.one())


def restore(rows: list[dict[str, Any]], noted: dict[str, Any]) -> None:
    with transaction() as session:
        session.execute(delete(EvidenceRecord))
        session.execute(insert(EvidenceRecord), rows)
        session.execute(update(Organization).values(**noted))
