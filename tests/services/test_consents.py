"""Consent to the use of a face: without it nothing is taken, and what was taken goes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.adapters.clock import MovableClock
from app.adapters.object_store import ObjectMissing
from app.domain.commands import StoreFile
from app.domain.documents import DocumentType, FileTag
from app.domain.errors import ConsentMissing, FilesMissing, RequestClosed
from app.domain.evidence import AnalysisReport
from app.domain.transitions import DocumentEvent
from app.extensions import now, store
from app.models import (
    AuditEntry,
    BiometricConsent,
    FaceCrop,
    File,
    Fingerprint,
    KycDocument,
    KycRequest,
    LivenessFrame,
    LivenessSession,
    LivenessStep,
)
from app.services import kept_faces, status
from app.services.analyse_document import analyse_document
from app.services.consents import answer_consent, withdraw_consent
from app.services.erasures import erasures_of
from app.services.face_crops import put_crops, replace_crops
from app.services.gather_files import store_file
from app.services.liveness import begin_session, record_frames
from app.services.transaction import reading, transaction
from tests.services.test_liveness import grey
from tests.support.decisions import OWNER, decide
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.reports import passport
from tests.support.terms import set_terms

IDENTITY = DocumentType.IDENTITY_PROOF
SELFIE = FileTag.FACE_PROOF


def agree(kyc_request: KycRequest) -> None:
    answer_consent(kyc_request.id, agrees=True, language="en")


def store_selfie(kyc_request: KycRequest) -> None:
    store_file(kyc_request.id, StoreFile(IDENTITY, SELFIE, jpeg(2), "selfie"), began_at=now())


def count(model: type) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def answers() -> list[tuple[str, str, str]]:
    with reading() as session:
        rows = session.scalars(select(BiometricConsent).order_by(BiometricConsent.id)).all()
    return [(row.event, row.text_version, row.language) for row in rows]


def annas() -> AnalysisReport:
    """Return what is read from a passport of the customer, without a selfie."""
    return passport(firstName="ANNA MARIA", lastName="MARTINEZ LOPEZ")


def send_with_everything(kyc_request: KycRequest, *, with_crops: bool = True) -> str:
    """Send a passport with selfie, a liveness session under way, and face crops."""
    gather(kyc_request.id)
    agree(kyc_request)
    store_selfie(kyc_request)
    state = begin_session(kyc_request.id, IDENTITY)
    record_frames(kyc_request.id, state.session_id, state.nonce or "", grey(), began_at=now())
    document_id = send(kyc_request.id)
    rows = put_crops(document_id, {FileTag.FRONT: jpeg(8), SELFIE: jpeg(9)} if with_crops else {})
    with transaction() as session:
        replace_crops(session, document_id, rows)
    return document_id


def test_no_selfie_is_stored_before_consent(face_request: KycRequest) -> None:
    with pytest.raises(ConsentMissing):
        store_selfie(face_request)
    assert count(File) == 0
    assert list(store().list("files/")) == []


def test_no_liveness_session_begins_before_consent(face_request: KycRequest) -> None:
    with pytest.raises(ConsentMissing):
        begin_session(face_request.id, IDENTITY)
    assert count(LivenessSession) == 0


def test_other_files_need_no_consent(face_request: KycRequest) -> None:
    gather(face_request.id)
    assert count(File) == 1


def test_consent_is_written_down_once_with_its_words(face_request: KycRequest) -> None:
    agree(face_request)
    agree(face_request)
    assert answers() == [("given", "1", "en")]
    with reading() as session:
        entry = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "biometric-consent-given")
        ).one()
    assert (entry.subject_id, entry.actor, entry.new) == (face_request.id, "customer", "text 1, en")
    store_selfie(face_request)
    assert count(File) == 1


def test_organization_that_does_not_ask_takes_selfies(face_request: KycRequest) -> None:
    set_terms(face_request.organization_id, biometric_consent=False)
    store_selfie(face_request)
    assert answers() == []


def test_no_is_taken_only_where_there_is_another_way(face_request: KycRequest) -> None:
    with pytest.raises(ConsentMissing):
        answer_consent(face_request.id, agrees=False, language="en")
    set_terms(face_request.organization_id, selfie_alternative=True)
    answer_consent(face_request.id, agrees=False, language="en")
    assert [event for event, *_ in answers()] == ["declined"]
    with pytest.raises(ConsentMissing):
        store_selfie(face_request)


def test_document_without_a_selfie_goes_to_a_person(face_request: KycRequest) -> None:
    set_terms(face_request.organization_id, selfie_alternative=True)
    gather(face_request.id)
    with pytest.raises(FilesMissing):
        send(face_request.id)
    answer_consent(face_request.id, agrees=False, language="en")
    document_id = decide(send(face_request.id), annas())
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
    assert document.status == "pending"
    reasons = {item["name"]: item["reason"] for item in document.document_matches["checkList"]}
    assert reasons["hasMatchingFaceProof"] is not None


def test_no_can_become_a_yes(face_request: KycRequest) -> None:
    set_terms(face_request.organization_id, selfie_alternative=True)
    answer_consent(face_request.id, agrees=False, language="en")
    agree(face_request)
    store_selfie(face_request)
    assert [event for event, *_ in answers()] == ["declined", "given"]


def test_nothing_is_answered_after_the_end(face_request: KycRequest, clock: MovableClock) -> None:
    clock.advance(timedelta(hours=2))
    with pytest.raises(RequestClosed):
        agree(face_request)


def test_withdrawal_deletes_all_that_shows_the_face(face_request: KycRequest) -> None:
    document_id = send_with_everything(face_request)
    assert len(list(store().list("files/"))) == 5
    withdraw_consent(face_request.id, language="en")
    with reading() as session:
        (kept,) = session.scalars(select(File)).all()
        (step,) = session.scalars(select(LivenessStep)).all()
        (liveness,) = session.scalars(select(LivenessSession)).all()
        document = session.get_one(KycDocument, document_id)
    assert kept.tag == FileTag.FRONT.value
    assert (step.object_key, liveness.status) == (None, "abandoned")
    assert (count(FaceCrop), count(LivenessFrame)) == (0, 0)
    assert [item.key for item in store().list("files/")] == [kept.object_key]
    assert document.status == "pending"
    (erasure,) = erasures_of(face_request.id)
    assert erasure.finished_at is not None
    assert sorted(entry["kind"] for entry in erasure.files) == [
        "face-crop", "face-crop", "face-proof", "liveness-frames",
    ]  # fmt: skip
    assert all(len(entry["sha256"]) == 64 and "key" not in entry for entry in erasure.files)


def test_withdrawal_is_written_down_once(face_request: KycRequest) -> None:
    withdraw_consent(face_request.id, language="en")
    agree(face_request)
    withdraw_consent(face_request.id, language="de")
    withdraw_consent(face_request.id, language="de")
    assert answers() == [("given", "1", "en"), ("withdrawn", "1", "de")]


def test_what_the_analyser_still_concludes_is_thrown_away(face_request: KycRequest) -> None:
    document_id = send_with_everything(face_request)
    withdraw_consent(face_request.id, language="en")
    analyse_document(document_id, OWNER)
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
    assert (document.status, document.report) == ("pending", None)
    assert (count(FaceCrop), count(Fingerprint)) == (0, 0)


def test_decided_document_stays_decided(face_request: KycRequest) -> None:
    gather(face_request.id)
    agree(face_request)
    store_selfie(face_request)
    document_id = decide(send(face_request.id), annas())
    with reading() as session:
        before = session.get_one(KycDocument, document_id).status
    withdraw_consent(face_request.id, language="en")
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
        assert document.status == before
        assert [file.tag for file in document.files] == ["id-front"]


def test_faces_go_when_their_days_are_over(face_request: KycRequest, clock: MovableClock) -> None:
    document_id = send_with_everything(face_request)
    with reading() as session:
        selfie = session.scalars(select(File).where(File.tag == SELFIE.value)).one()
    clock.advance(timedelta(hours=2))
    with transaction() as session:
        kyc_request = status.lock_request(session, face_request.id)
        assert kyc_request is not None
        document = session.get_one(KycDocument, document_id)
        status.move(session, document, DocumentEvent.REJECTED, actor="test")
        status.refresh(session, kyc_request, actor="test")
        assert kyc_request.request_status.is_final
    clock.advance(timedelta(days=29))
    assert kept_faces.forget_faces() == 0
    clock.advance(timedelta(days=2))
    assert kept_faces.forget_faces() == 1
    assert kept_faces.forget_faces() == 0
    with pytest.raises(ObjectMissing):
        store().get(selfie.object_key)
    with reading() as session:
        assert [file.tag for file in session.scalars(select(File))] == ["id-front"]
