"""From the first challenge to an accepted document: nothing on the way is left out or made up."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from apiflask import APIFlask

from app.adapters.clock import MovableClock
from app.domain.commands import RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.statuses import DocumentStatus, RequestStatus
from app.extensions import now
from app.models import KycDocument
from app.services.analyse_document import analyse_document
from app.services.consents import answer_consent
from app.services.kyc_requests import find_kyc_request
from app.services.liveness import begin_session, record_frames
from app.services.transaction import reading
from app.specimens import draw_passport, draw_person, load_photo, load_portrait, photograph
from tests.services.conftest import MakeRequest
from tests.support.gathering import gather, send
from tests.support.moving_faces import film

OWNER = "test:1:owner"
IDENTITY = DocumentType.IDENTITY_PROOF


@pytest.fixture
def passport(app: APIFlask) -> bytes:
    """The passport of the person whom the customer claims to be."""
    anna = draw_person(
        7,
        today=now().date(),
        first_name="Anna Maria",
        last_name="Martinez Lopez",
        birth_date=date(1990, 2, 13),
    )
    return photograph(draw_passport(anna, load_portrait("p1_b")).image, 7)


@pytest.fixture
def selfie() -> bytes:
    """A photo of the holder, another than that in the passport."""
    out = BytesIO()
    load_photo("p1_c").save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("actor", "status", "is_live"),
    [
        pytest.param("p1_a", DocumentStatus.ACCEPTED, True, id="the holder"),
        pytest.param("p3_a", DocumentStatus.PENDING, False, id="somebody else"),
    ],
)
def test_session_of_the_holder_alone_leads_to_acceptance(
    make_request: MakeRequest,
    clock: MovableClock,
    passport: bytes,
    selfie: bytes,
    actor: str,
    status: DocumentStatus,
    is_live: bool,
) -> None:
    asked = RequestDocument(
        IDENTITY,
        (DocumentSubtype.PASSPORT,),
        face_proof_required=True,
        face_liveness_required=True,
    )
    kyc_request = make_request(asked)
    gather(kyc_request.id, data=passport, upload_key="a")
    answer_consent(kyc_request.id, agrees=True, language="en")
    # Drawing the frames of a challenge may take longer than there is to answer it.
    clock.stop()
    state = begin_session(kyc_request.id, IDENTITY)
    while state.challenge is not None:
        (frames,) = film(actor, [state.challenge], seed=state.step * 20, frames=7)
        clock.advance(timedelta(seconds=5))
        state = record_frames(
            kyc_request.id, state.session_id, state.nonce or "", frames, began_at=now()
        )
    gather(kyc_request.id, FileTag.FACE_PROOF, data=selfie, upload_key="b")
    document_id = send(kyc_request.id)
    analyse_document(document_id, OWNER)
    with reading() as session:
        document = session.get_one(KycDocument, document_id)
    assert document.status == status, document.rejection_type
    assert document.document_matches["data"].get("hasCompletedFaceLiveness") is is_live
    ended = find_kyc_request(kyc_request.organization_id, kyc_request.id).status
    assert (ended == RequestStatus.FULFILLED) is (status is DocumentStatus.ACCEPTED)
