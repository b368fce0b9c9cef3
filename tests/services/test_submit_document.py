"""Gathering and sending: attempts, repetitions, races, and the request's status."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select

from app.adapters.clock import MovableClock
from app.domain.commands import RequestDocument, StoreFile
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.errors import (
    AttemptsExhausted,
    DocumentNotRequested,
    DuplicateFile,
    EmptyFile,
    FilesMissing,
    KycError,
    PdfNotTaken,
    RequestClosed,
)
from app.domain.statuses import DocumentStatus, RequestStatus
from app.domain.transitions import DocumentEvent
from app.extensions import now, store
from app.models import AuditEntry, File, KycDocument, KycRequest
from app.services import status
from app.services.gather_files import choose_subtype, skip_document, store_file
from app.services.journey import read_journey
from app.services.kyc_requests import expire_due, find_kyc_request
from app.services.transaction import reading, transaction
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg


def current(kyc_request: KycRequest) -> KycRequest:
    return find_kyc_request(kyc_request.organization_id, kyc_request.id)


def decide(document_id: str, event: DocumentEvent) -> None:
    with transaction() as session:
        document = session.get_one(KycDocument, document_id)
        kyc_request = status.lock_request(session, document.kyc_request_id or "")
        assert kyc_request is not None
        status.move(session, document, event, actor="test")
        status.refresh(session, kyc_request, actor="test")


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_sending_makes_a_document_an_attempt_and_a_status(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    assert current(kyc_request).status == RequestStatus.GATHERING
    document_id = send(kyc_request.id)
    found = current(kyc_request)
    assert (found.status, found.revision) == (RequestStatus.ATTEMPTED, 2)
    assert found.documents[0].attempts_used == 1
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        assert document.status == DocumentStatus.IN_PROGRESS
        assert [file.tag for file in document.files] == ["id-front"]
        assert store().get(document.files[0].object_key) == jpeg()


def test_the_same_submission_twice_is_one_document(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    assert send(kyc_request.id) == send(kyc_request.id)
    assert current(kyc_request).documents[0].attempts_used == 1


def test_the_same_upload_key_twice_is_one_file(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    gather(kyc_request.id)
    assert count(File) == 1


def test_the_newest_file_of_a_side_wins_and_the_older_object_goes(
    kyc_request: KycRequest,
) -> None:
    gather(kyc_request.id, upload_key="a", data=jpeg(1))
    gather(kyc_request.id, upload_key="b", data=jpeg(2))
    objects = [item.key for item in store().list(f"files/{kyc_request.organization_id}/")]
    assert len(objects) == count(File) == 1
    assert store().get(objects[0]) == jpeg(2)


def test_sending_waits_for_every_side(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, FileTag.FRONT)
    with pytest.raises(FilesMissing) as caught:
        send(kyc_request.id, subtype=DocumentSubtype.ID_CARD)
    assert caught.value.missing == (FileTag.BACK,)
    assert current(kyc_request).status == RequestStatus.GATHERING


def test_the_same_photo_for_both_sides_is_refused(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, FileTag.FRONT, upload_key="a")
    with pytest.raises(DuplicateFile):
        gather(kyc_request.id, FileTag.BACK, upload_key="b")
    assert count(File) == 1


def test_a_repetition_byte_for_byte_costs_no_attempt(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, upload_key="a")
    decide(send(kyc_request.id), DocumentEvent.REJECTED)
    gather(kyc_request.id, upload_key="b")
    with pytest.raises(DuplicateFile):
        send(kyc_request.id, "submission-2")
    assert current(kyc_request).documents[0].attempts_used == 1


def test_a_file_nobody_can_read_leaves_nothing_behind(kyc_request: KycRequest) -> None:
    for data, error in (
        (b"", EmptyFile),
        (b"%PDF-1.4 nothing", PdfNotTaken),
        (b"GIF89a", KycError),
    ):
        with pytest.raises(error):
            store_file(
                kyc_request.id,
                StoreFile(DocumentType.IDENTITY_PROOF, FileTag.FRONT, data, "k"),
                began_at=now(),
            )
    assert count(File) == 0
    assert list(store().list()) == []
    assert current(kyc_request).documents[0].attempts_used == 0


def test_attempts_run_out_and_the_request_fails(make_request: MakeRequest) -> None:
    kyc_request = make_request(RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=2))
    for number in (1, 2):
        gather(kyc_request.id, upload_key=f"k{number}", data=jpeg(number))
        decide(send(kyc_request.id, f"s{number}"), DocumentEvent.REJECTED)
    assert current(kyc_request).status == RequestStatus.FAILED
    with pytest.raises(RequestClosed):
        gather(kyc_request.id, upload_key="k3", data=jpeg(3))


def test_the_last_attempt_is_given_once(make_request: MakeRequest) -> None:
    kyc_request = make_request(RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=1))
    gather(kyc_request.id)
    send(kyc_request.id)
    with pytest.raises(AttemptsExhausted):
        gather(kyc_request.id, upload_key="k2", data=jpeg(2))


def test_unlimited_attempts_never_run_out(make_request: MakeRequest) -> None:
    kyc_request = make_request(RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=0))
    for number in range(5):
        gather(kyc_request.id, upload_key=f"k{number}", data=jpeg(number))
        decide(send(kyc_request.id, f"s{number}"), DocumentEvent.REJECTED)
    assert read_journey(kyc_request.id).lines[0].attempts_left is None


def test_an_accepted_document_archives_its_undecided_siblings(kyc_request: KycRequest) -> None:
    gather(kyc_request.id, upload_key="a", data=jpeg(1))
    first = send(kyc_request.id, "s1")
    gather(kyc_request.id, upload_key="b", data=jpeg(2))
    second = send(kyc_request.id, "s2")
    decide(second, DocumentEvent.ACCEPTED)
    with reading() as session:
        assert session.get_one(KycDocument, first).status == DocumentStatus.ARCHIVED
    assert current(kyc_request).status == RequestStatus.FULFILLED


def test_a_race_for_attempts_gives_exactly_as_many_as_there_are(
    app: APIFlask, make_request: MakeRequest
) -> None:
    kyc_request = make_request(RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=3))

    def rush(number: int) -> bool:
        with app.app_context():
            try:
                gather(kyc_request.id, upload_key=f"k{number}", data=jpeg(number))
                send(kyc_request.id, f"s{number}")
            except KycError:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(rush, range(24)))
    used = current(kyc_request).documents[0].attempts_used
    assert used == sum(outcomes) == count(KycDocument)
    assert used <= 3


def test_a_double_click_is_one_document(app: APIFlask, kyc_request: KycRequest) -> None:
    gather(kyc_request.id)

    def click(_: int) -> str:
        with app.app_context():
            return send(kyc_request.id)

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(click, range(6)))) == 1
    assert current(kyc_request).documents[0].attempts_used == 1


def test_a_subtype_nobody_asked_for_is_refused(make_request: MakeRequest) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,))
    )
    with pytest.raises(DocumentNotRequested):
        choose_subtype(kyc_request.id, DocumentType.IDENTITY_PROOF, DocumentSubtype.ID_CARD)
    with pytest.raises(DocumentNotRequested):
        gather(kyc_request.id, document_type=DocumentType.ADDRESS_PROOF, tag=FileTag.PAGES)


def test_another_choice_lets_go_of_the_files_but_not_of_the_selfie(
    make_request: MakeRequest,
) -> None:
    kyc_request = make_request(
        RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True)
    )
    choose_subtype(kyc_request.id, DocumentType.IDENTITY_PROOF, DocumentSubtype.ID_CARD)
    gather(kyc_request.id, FileTag.FRONT, upload_key="a", data=jpeg(1))
    gather(kyc_request.id, FileTag.FACE_PROOF, upload_key="b", data=jpeg(2))
    choose_subtype(kyc_request.id, DocumentType.IDENTITY_PROOF, DocumentSubtype.PASSPORT)
    assert [file.tag for file in read_journey(kyc_request.id).lines[0].files] == [
        FileTag.FACE_PROOF
    ]
    assert len(list(store().list())) == 1


def test_what_began_in_time_is_let_finish(kyc_request: KycRequest, clock: MovableClock) -> None:
    began_at = now()
    clock.advance(timedelta(hours=1, seconds=5))
    command = StoreFile(DocumentType.IDENTITY_PROOF, FileTag.FRONT, jpeg(), "k")
    store_file(kyc_request.id, command, began_at=began_at)
    with pytest.raises(RequestClosed):
        send(kyc_request.id)


def test_time_over_ends_what_is_open_and_nothing_that_waits(
    make_request: MakeRequest, clock: MovableClock
) -> None:
    untouched, sent = make_request(), make_request()
    gather(sent.id)
    document_id = send(sent.id)
    clock.advance(timedelta(hours=2))
    assert expire_due() == 1
    assert current(untouched).status == RequestStatus.EXPIRED
    assert current(sent).status == RequestStatus.ATTEMPTED
    decide(document_id, DocumentEvent.REJECTED)
    assert current(sent).status == RequestStatus.ABANDONED


def test_every_change_is_audited_and_counted_once(kyc_request: KycRequest) -> None:
    gather(kyc_request.id)
    document_id = send(kyc_request.id)
    decide(document_id, DocumentEvent.REFERRED)
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        events = session.execute(
            select(AuditEntry.subject_id, AuditEntry.event, AuditEntry.old, AuditEntry.new)
            .where(AuditEntry.subject_id.in_([kyc_request.id, document_id]))
            .order_by(AuditEntry.id)
        ).all()
    assert document.revision == 2
    assert current(kyc_request).revision == 3
    assert [tuple(event) for event in events] == [
        (kyc_request.id, "created", None, "gathering"),
        (document_id, "created", None, "in-progress"),
        (kyc_request.id, "status", "gathering", "attempted"),
        (document_id, "referred", "in-progress", "pending"),
        (kyc_request.id, "status", "attempted", "pending-review"),
    ]


def test_skipping_is_taken_back_by_a_file(kyc_request: KycRequest) -> None:
    skip_document(kyc_request.id, DocumentType.IDENTITY_PROOF)
    assert read_journey(kyc_request.id).is_settled
    gather(kyc_request.id)
    assert not read_journey(kyc_request.id).is_settled
