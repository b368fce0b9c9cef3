"""Erasing on request: all of it, once, also when killed half-way, with a proof that holds."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, inspect, select

from app.adapters.clock import MovableClock
from app.adapters.object_store import view_key
from app.adapters.proof_key import ProofKey
from app.domain.commands import PostWebhook
from app.domain.documents import FileTag
from app.domain.errors import ErasureRefused, NotFound
from app.extensions import now, resources, settings, store
from app.models import (
    AuditEntry,
    EvidenceRecord,
    File,
    Fingerprint,
    KycDocument,
    KycRequest,
    WebhookDelivery,
)
from app.services import retention
from app.services.erasures import erase_request, erasures_of, finish_erasures
from app.services.evidence import verify_evidence
from app.services.face_crops import put_crops, replace_crops
from app.services.receipts import make_proof, proof_key, read_receipt
from app.services.transaction import reading, transaction
from app.services.webhooks import create_endpoint
from tests.services.test_consents import annas, send_with_everything
from tests.support.decisions import decide
from tests.support.gathering import gather
from tests.support.pictures import jpeg
from tests.support.terms import set_terms
from tests.support.verifiers import run_verifier


@pytest.fixture
def decided(face_request: KycRequest) -> KycRequest:
    """A request with everything that can be erased, decided, of an organization that allows it."""
    set_terms(face_request.organization_id, erasure_allowed=True)
    document_id = send_with_everything(face_request, with_crops=False)
    decide(document_id, annas())
    crops = put_crops(document_id, {FileTag.FRONT: jpeg(8)})
    with transaction() as session:
        replace_crops(session, document_id, crops)
        session.get_one(KycDocument, document_id).notes = "looks like Erika"
        session.add(
            Fingerprint(
                organization_id=face_request.organization_id,
                kyc_document_id=document_id,
                customer_id=face_request.customer_id,
                kind="number",
                key="k",
                value="v",
                created_at=now(),
            )
        )
    return face_request


def objects() -> list[str]:
    return [item.key for item in store().list()]


def test_everything_goes_and_the_decision_stays(decided: KycRequest) -> None:
    create_endpoint(decided.organization_id, PostWebhook("https://shop.example/h"), actor="test")
    # What was made of a file for a reviewer is no row's, and goes with it.
    store().put(view_key(objects()[0], "1-1000-0"), b"seen", media_type="image/jpeg")
    erase_request(decided.id, actor="customer")
    assert objects() == []
    with reading() as session:
        for column in retention.POINTERS:
            assert session.scalars(select(column).where(column.is_not(None))).all() == []
        assert session.scalar(select(func.count()).select_from(Fingerprint)) == 0
        (document,) = session.scalars(select(KycDocument)).all()
        told = session.scalars(select(WebhookDelivery)).all()
        records = session.scalars(select(EvidenceRecord)).all()
        events = session.scalars(select(AuditEntry.event)).all()
    read = (document.report, document.parsed_data, document.document_matches, document.notes)
    assert read == (None, None, None, None)
    assert document.status == "pending"
    assert [item.event_type for item in told] == ["kyc-document-modified"]
    assert all(record.personal is None for record in records)
    assert verify_evidence(decided.organization_id).fault is None
    assert {"request-erased", "erased"} <= set(events)


def test_no_text_of_a_table_still_holds_the_person(decided: KycRequest) -> None:
    erase_request(decided.id, actor="customer")
    held = []
    with resources().engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()  # noqa: S608
            if any("ERIKA" in str(row).upper() for row in rows):
                held.append(table)
    assert held == []


def test_every_pointer_to_an_object_is_cleared() -> None:
    """A new column that points at objects must be listed, and then erased."""
    pointing = {
        f"{mapper.class_.__name__}.{column.key}"
        for mapper in File.registry.mappers
        for column in mapper.column_attrs
        if column.key in {"object_key", "reference_key"}
    }
    listed = {f"{column.class_.__name__}.{column.key}" for column in retention.POINTERS}
    assert pointing == listed


def test_erasing_again_changes_nothing(decided: KycRequest) -> None:
    erase_request(decided.id, actor="customer")
    before = make_proof(decided.id, erasures_of(decided.id)[0].id)
    erase_request(decided.id, actor="customer")
    (erasure,) = erasures_of(decided.id)
    assert make_proof(decided.id, erasure.id) == before


def test_erasing_is_refused_while_something_is_analysed(face_request: KycRequest) -> None:
    set_terms(face_request.organization_id, erasure_allowed=True)
    send_with_everything(face_request)
    with pytest.raises(ErasureRefused) as refused:
        erase_request(face_request.id, actor="customer")
    assert refused.value.reason == "analysing"
    assert len(objects()) == 5
    assert erasures_of(face_request.id) == []


def test_erasing_is_refused_where_it_is_not_allowed(decided: KycRequest) -> None:
    set_terms(decided.organization_id, erasure_allowed=False)
    with pytest.raises(ErasureRefused) as refused:
        erase_request(decided.id, actor="customer")
    assert refused.value.reason == "not-allowed"
    assert objects()


def test_erasing_nothing_writes_nothing(kyc_request: KycRequest) -> None:
    set_terms(kyc_request.organization_id, erasure_allowed=True)
    erase_request(kyc_request.id, actor="customer")
    assert erasures_of(kyc_request.id) == []


def test_unknown_request_is_not_found(kyc_request: KycRequest) -> None:
    with pytest.raises(NotFound):
        erase_request("kyc_req_unknown", actor="customer")


def test_store_that_is_away_delays_and_loses_nothing(
    decided: KycRequest, unreachable_store: Callable[[], None]
) -> None:
    real = resources().store
    unreachable_store()
    erase_request(decided.id, actor="customer")
    (erasure,) = erasures_of(decided.id)
    assert erasure.finished_at is None
    with pytest.raises(NotFound):
        make_proof(decided.id, erasure.id)
    assert finish_erasures() == 0
    resources().store = real
    assert objects()
    assert finish_erasures() == 1
    assert objects() == []
    assert finish_erasures() == 0


def test_killed_between_two_objects_it_goes_on(
    decided: KycRequest, unreachable_store: Callable[[], None]
) -> None:
    real = resources().store
    unreachable_store()
    erase_request(decided.id, actor="customer")
    resources().store = real
    real.delete(objects()[0])
    assert finish_erasures() == 1
    assert objects() == []
    assert make_proof(decided.id, erasures_of(decided.id)[0].id)["signature"]


def test_erased_bucket_is_still_swept(decided: KycRequest, clock: MovableClock) -> None:
    erase_request(decided.id, actor="customer")
    store().put("files/left/behind/x", b"x", media_type="image/jpeg")
    clock.advance(timedelta(hours=2))
    assert retention.sweep_orphans() == 1


def test_other_requests_keep_their_files(
    decided: KycRequest, make_request: Callable[..., KycRequest]
) -> None:
    other = make_request()
    gather(other.id, upload_key="other")
    erase_request(decided.id, actor="customer")
    with reading() as session:
        (kept,) = session.scalars(select(File)).all()
    assert (kept.kyc_request_id, objects()) == (other.id, [kept.object_key])


def test_receipt_tells_what_was_sent_and_erased(decided: KycRequest) -> None:
    before = read_receipt(decided.id)
    (paper,) = before.papers
    assert [file.tag for file in paper.files] == [FileTag.FRONT, FileTag.FACE_PROOF]
    assert before.has_files
    erase_request(decided.id, actor="customer")
    after = read_receipt(decided.id)
    assert not after.has_files
    (erasure,) = after.erasures
    assert erasure.counts["id-front"] == 1
    assert erasure.finished_at is not None


@pytest.mark.parametrize("ending", [".py", ".mjs"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_proof_is_verified_offline(decided: KycRequest, ending: str, tmp_path: Path) -> None:
    erase_request(decided.id, actor="customer")
    proof = make_proof(decided.id, erasures_of(decided.id)[0].id)
    file, key = tmp_path / "proof.json", proof_key().public_keys()[0]
    file.write_text(json.dumps(proof))
    status, told = run_verifier("verify_deletion", ending, str(file), key)
    statement = json.loads(told)
    assert status == 0
    assert statement["kycRequestId"] == decided.id
    assert statement["counts"]["id-front"] == 1
    for altered in (
        {**proof, "statement": proof["statement"].replace('"id-front"', '"id-back"')},
        {**proof, "signature": proof["signature"][::-1]},
        {**proof, "signature": None},
        {},
    ):
        file.write_text(json.dumps(altered))
        assert run_verifier("verify_deletion", ending, str(file), key)[0] == 1
    file.write_text(json.dumps(proof))
    foreign = ProofKey(["another key"], purpose="proof-of-deletion").public_keys()[0]
    assert run_verifier("verify_deletion", ending, str(file), foreign)[0] == 1


def test_key_of_proofs_is_of_its_own_purpose(decided: KycRequest) -> None:
    other = ProofKey(settings().secret_keys, purpose="something-else")
    assert other.public_keys() != proof_key().public_keys()
