"""Analysing: real papers through the real pipeline, and what follows when something breaks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from apiflask import APIFlask
from PIL import Image
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.errors import ServiceUnavailable
from app.domain.judgement.own_settings import OwnSettings
from app.domain.statuses import DocumentStatus, RequestStatus
from app.extensions import now, resources, store
from app.models import File, KycDocument, KycRequest
from app.services.analyse_document import MAX_RUNS, analyse_document, basis_of
from app.services.face_crops import read_crop
from app.services.journey import read_journey
from app.services.kyc_requests import find_kyc_request
from app.services.rescore import rescore_decisions
from app.services.transaction import reading, transaction
from app.specimens import (
    Person,
    draw_passport,
    draw_person,
    load_photo,
    load_portrait,
    photograph,
)
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg

OWNER = "test:1:owner"
#: What is found in a paper has nothing to do with where the rows are kept.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def anna(app: APIFlask) -> Person:
    """The person whom the customer claims to be."""
    return draw_person(
        7,
        today=now().date(),
        first_name="Anna Maria",
        last_name="Martinez Lopez",
        birth_date=date(1990, 2, 13),
    )


@pytest.fixture
def selfie() -> bytes:
    """Another photo of the person in the passport."""
    out = BytesIO()
    load_photo("p1_b").save(out, "JPEG", quality=85)
    return out.getvalue()


def passport(person: Person) -> bytes:
    return photograph(draw_passport(person, load_portrait("p1_a")).image, 7)


def found(document_id: str) -> KycDocument:
    with reading() as session:
        return session.get_one(KycDocument, document_id)


def status_of(kyc_request: KycRequest) -> str:
    return find_kyc_request(kyc_request.organization_id, kyc_request.id).status


def test_a_good_passport_and_selfie_are_accepted(
    make_request: MakeRequest, anna: Person, selfie: bytes
) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True)
    )
    gather(kyc_request.id, data=passport(anna), upload_key="a")
    gather(kyc_request.id, FileTag.FACE_PROOF, data=selfie, upload_key="b")
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    document = found(document_id)
    assert document.status == DocumentStatus.ACCEPTED, document.rejection_type
    assert document.document_matches["data"]["lastName"] == "MARTINEZ LOPEZ"
    assert document.document_matches["data"]["hasMatchingFaceProof"] is True
    assert document.report["mrz"]["format"] == "TD3"
    for tag in (FileTag.FRONT, FileTag.FACE_PROOF):
        crop = read_crop(document_id, tag)
        assert crop is not None
        assert max(Image.open(BytesIO(crop)).size) <= 300
    assert document.settings["thresholds"]
    assert document.processed_at is not None
    assert status_of(kyc_request) == RequestStatus.FULFILLED
    # What a real paper gave can be judged again, and ends the same.
    again = rescore_decisions(OwnSettings()).counts()
    assert (again["judged"], again["unchanged"]) == (1, 1)


@ON_ONE_DATABASE
def test_an_expired_passport_is_rejected_and_the_selfie_kept(
    make_request: MakeRequest, anna: Person, selfie: bytes
) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True)
    )
    old = replace(
        anna,
        issue_date=now().date() - timedelta(days=4000),
        expiry_date=now().date() - timedelta(days=300),
    )
    gather(kyc_request.id, data=passport(old), upload_key="a")
    gather(kyc_request.id, FileTag.FACE_PROOF, data=selfie, upload_key="b")
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    assert found(document_id).rejection_type == "document-expired"
    line = read_journey(kyc_request.id).lines[0]
    assert [file.tag for file in line.files] == [FileTag.FACE_PROOF]
    assert line.attempts_left == 2
    assert status_of(kyc_request) == RequestStatus.ATTEMPTED
    with reading() as session:
        keys = session.scalars(select(File.object_key).where(File.tag == "face-proof")).all()
    assert len(keys) == 2
    assert len(set(keys)) == 1


@ON_ONE_DATABASE
@pytest.mark.parametrize(("advice", "asked"), [("closed-eyes", True), ("face-too-dark", False)])
def test_look_of_a_face_is_asked_for_once(
    make_request: MakeRequest, advice: str, asked: bool
) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True)
    )
    documents = []
    for number in range(2):
        gather(kyc_request.id, data=jpeg(number), upload_key=f"a{number}")
        gather(kyc_request.id, FileTag.FACE_PROOF, data=jpeg(7 + number), upload_key=f"b{number}")
        documents.append(send(kyc_request.id, f"submission-{number}"))
        with transaction() as session:
            document = session.get_one(KycDocument, documents[-1])
            basis = basis_of(session, document)
            assert basis.judged.asked_for_look is (asked and number == 1)
        analyse_document(documents[-1], OWNER)
        with transaction() as session:
            session.get_one(KycDocument, documents[-1]).rejection_advice = advice


@ON_ONE_DATABASE
def test_another_person_s_passport_is_rejected(make_request: MakeRequest) -> None:
    kyc_request = make_request()
    gather(kyc_request.id, data=passport(draw_person(4, today=now().date())))
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.REJECTED
    assert found(document_id).rejection_type in {
        "third-party-or-mismatch",
        "name-and-dob-mismatch",
        "name-mismatch",
    }


@ON_ONE_DATABASE
def test_a_passport_that_ran_out_while_it_waited_is_told_apart(
    kyc_request: KycRequest, anna: Person, clock: MovableClock
) -> None:
    tomorrow = now().date() + timedelta(days=1)
    gather(kyc_request.id, data=passport(replace(anna, expiry_date=tomorrow)))
    document_id = send(kyc_request.id)
    clock.advance(timedelta(days=2))
    analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.REJECTED
    assert found(document_id).rejection_type == "document-was-valid-but-expired"


@ON_ONE_DATABASE
def test_funds_papers_wait_for_a_person(make_request: MakeRequest) -> None:
    kyc_request = make_request(RequestDocument(DocumentType.FUNDS_PROOF))
    gather(kyc_request.id, FileTag.PAGES, document_type=DocumentType.FUNDS_PROOF)
    document_id = send(
        kyc_request.id,
        subtype=DocumentSubtype.SALARY_SLIP,
        document_type=DocumentType.FUNDS_PROOF,
    )
    analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.PENDING
    assert status_of(kyc_request) == RequestStatus.PENDING_REVIEW


def test_an_object_that_is_gone_leads_to_a_person(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    for item in store().list():
        store().delete(item.key)
    analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.PENDING
    assert found(document_id).report["failures"] == ["object-missing"]


def test_a_document_that_brings_workers_down_is_left_for_a_person(
    kyc_request: KycRequest,
) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    with transaction() as session:
        session.get_one(KycDocument, document_id).analysis_runs = MAX_RUNS
    analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.PENDING
    assert found(document_id).report["failures"] == ["too-many-runs"]


def test_a_store_that_is_down_charges_nothing_and_is_tried_again(
    kyc_request: KycRequest, clock: MovableClock, unreachable_store: Callable[[], None]
) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    working = resources().store
    unreachable_store()
    with pytest.raises(ServiceUnavailable):
        analyse_document(document_id, OWNER)
    assert found(document_id).status == DocumentStatus.IN_PROGRESS
    assert found(document_id).analysis_runs == 0
    resources().store = working
    clock.advance(timedelta(seconds=31))
    analyse_document(document_id, "test:2:another")
    assert found(document_id).status != DocumentStatus.IN_PROGRESS


def test_running_again_changes_nothing(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    first = found(document_id)
    analyse_document(document_id, "test:2:another")
    assert found(document_id).revision == first.revision


def test_a_claim_that_was_lost_meanwhile_concludes_nothing(
    kyc_request: KycRequest, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    get = resources().store.get

    def slow(key: str) -> bytes:
        # While this worker reads, its lease runs out and another one takes the document.
        monkeypatch.setattr(resources().store, "get", get)
        clock.advance(timedelta(seconds=31))
        analyse_document(document_id, "test:2:another")
        return get(key)

    monkeypatch.setattr(resources().store, "get", slow)
    analyse_document(document_id, OWNER)
    assert found(document_id).revision == 2
    assert found(document_id).analysis_runs == 2


@ON_ONE_DATABASE
def test_a_repeated_photo_of_nothing_says_what_to_do(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, data=jpeg(5, width=1600, height=1200))
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    assert found(document_id).status in {DocumentStatus.REJECTED, DocumentStatus.PENDING}
    assert found(document_id).status != DocumentStatus.ACCEPTED
