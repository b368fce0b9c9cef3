"""The queue and a case: what is shown, what the verbs do, and that every look leaves a trace."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from apiflask import APIFlask
from PIL import Image
from sqlalchemy import select

from app.adapters.object_store import VIEWS, ObjectStore
from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentType, FileTag
from app.domain.rejections import RejectionType
from app.domain.review import Reviewer
from app.extensions import store
from app.models import AuditEntry, File, KycDocument
from app.models import Customer as CustomerRow
from app.services import reviews
from app.services.face_crops import put_crops, replace_crops
from app.services.gatherer_links import link_of, make_link
from app.services.kyc_documents import find_kyc_document
from app.services.kyc_requests import create_kyc_request, find_kyc_request
from app.services.organizations import create_organization
from app.services.staff_links import make_staff_link
from app.services.transaction import reading, transaction
from tests.gatherer.customer import Customer as Browser
from tests.review.conftest import SignIn, case_of, many
from tests.support.decisions import decide
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg
from tests.support.reports import passport

ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

BEA = Reviewer("key_bea", "Bea", "key:key_bea")


def status_of(customer: CustomerRow, document_id: str) -> str:
    return find_kyc_document(customer.organization_id, document_id).status


def looks_of(document_id: str) -> list[tuple[str, object]]:
    with reading() as session:
        return [
            (entry.event, entry.data)
            for entry in session.scalars(
                select(AuditEntry)
                .where(AuditEntry.subject_id == document_id, AuditEntry.event.like("%-viewed"))
                .order_by(AuditEntry.id)
            )
        ]


@ON_ONE_DATABASE
def test_a_case_shows_what_belongs_to_it_and_each_look_is_noted(
    ada: Browser, customer: CustomerRow, pending: str
) -> None:
    crops = put_crops(pending, {FileTag.FRONT: jpeg(7), FileTag.FACE_PROOF: jpeg(8)})
    with transaction() as session:
        replace_crops(session, pending, crops)
    ada.open(case_of(pending))
    for words in ("LINDQVIST", "Martinez Lopez", "Not finished by the machine", "of 100 points"):
        assert words in ada.text
    document = find_kyc_document(customer.organization_id, pending)
    original = f"{case_of(pending)}/files/{document.files[0].id}"
    sizes = []
    for query in ("", "?size=large&turn=1", "?turn=2"):
        picture = ada.request("GET", f"{original}/picture{query}")
        assert (picture.status_code, picture.content_type) == (200, "image/jpeg")
        assert picture.headers["Cache-Control"] == "no-store"
        sizes.append(Image.open(BytesIO(picture.data)).size)
    assert sizes[0] == sizes[2] == sizes[1][::-1]
    made = {item.key for item in store().list(VIEWS)}
    assert len(made) == 3
    assert ada.request("GET", f"{original}/picture").status_code == 200
    assert {item.key for item in store().list(VIEWS)} == made
    assert sizes[0][0] != sizes[0][1]
    assert ada.request("GET", f"{case_of(pending)}/faces/face-proof").status_code == 200
    for missing in ("/files/file_0/picture", f"/files/{document.files[0].id}/picture?leaf=2"):
        assert ada.request("GET", case_of(pending) + missing).status_code == 404
    ada.follow("larger")
    ada.follow("turn-right")
    assert "turn=1" in ada.text
    looked = looks_of(pending)
    assert looked[0] == ("case-viewed", None)
    with transaction() as session:
        session.get_one(KycDocument, pending).own_id = "of-the-merchant"
    assert ada.request("GET", case_of("of-the-merchant")).status_code == 200
    assert looks_of(pending) == [*looked, ("case-viewed", None)]
    assert ("picture-viewed", {"fileId": document.files[0].id, "page": 1}) in looked
    assert ("picture-viewed", {"face": "face-proof"}) in looked


@ON_ONE_DATABASE
def test_a_picture_that_is_erased_while_it_is_made_is_not_shown(
    ada: Browser, customer: CustomerRow, pending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = find_kyc_document(customer.organization_id, pending).files[0]
    real_get = ObjectStore.get

    def erased_meanwhile(self: ObjectStore, key: str) -> bytes:
        data = real_get(self, key)
        with transaction() as session:
            session.delete(session.get_one(File, file.id))
        self.delete(key)
        return data

    monkeypatch.setattr(ObjectStore, "get", erased_meanwhile)
    assert ada.request("GET", f"{case_of(pending)}/files/{file.id}/picture").status_code == 404
    assert list(store().list()) == []
    assert looks_of(pending) == []


def test_accepting_leads_to_the_next_case(ada: Browser, customer: CustomerRow) -> None:
    first, second, third = many(customer, 3)
    reviews.start_review(customer.organization_id, second, BEA)
    ada.open(case_of(first))
    ada.press("accept")
    assert status_of(customer, first) == "accepted"
    assert ada.page.hooks["flash"] == f"Accepted: Proof of identity of {customer.id}."
    # The second one is somebody else's.
    assert case_of(third) in ada.url
    ada.press("accept")
    assert ada.page.heading == "Waiting: 1 document"


def test_what_somebody_else_has_is_said_on_the_case(
    ada: Browser, customer: CustomerRow, pending: str
) -> None:
    ada.open(case_of(pending))
    reviews.start_review(customer.organization_id, pending, BEA)
    ada.press("accept")
    assert "Another reviewer has had this document in review" in ada.page.hooks["flash"]
    assert "Bea has it in review" in ada.page.hooks["in-review"]
    assert ada.page.form_with("accept") is None
    for form in ("reject", "matches"):
        ada.open(f"{case_of(pending)}/{form}")
        assert "Another reviewer" in ada.page.hooks["flash"]
    assert status_of(customer, pending) == "pending"


@ON_ONE_DATABASE
def test_a_case_is_begun_looked_at_and_given_back(
    sign_in: SignIn, ada: Browser, pending: str
) -> None:
    ada.open(case_of(pending))
    ada.press("start")
    assert "You have it in review" in ada.page.hooks["in-review"]
    ada.press("stop")
    assert "in-review" not in ada.page.hooks
    ada.press("review")
    assert "Reviewed by Ada" in ada.text
    assert "Review begun Ada" in ada.page.hooks["history"]
    assert "Case opened Ada" in ada.page.hooks["looks"]
    # It waits for another pair of eyes than those that left it.
    assert ada.open("/review/next").heading == "Waiting: 1 document"
    bea = sign_in(label="Bea")
    bea.open("/review/next")
    assert case_of(pending) in bea.url
    bea.browser.delete_cookie("kyc-desk")
    bea.press("start")
    assert bea.response.status_code == 401
    assert bea.page.forms[0].values["next"] == case_of(pending)


@ON_ONE_DATABASE
@pytest.mark.parametrize("locale", ["de", "ar", None, "switched"])
def test_the_customer_reads_what_the_reviewer_saw(
    ada: Browser, app: APIFlask, customer: CustomerRow, locale: str | None
) -> None:
    asked = (RequestDocument(DocumentType.IDENTITY_PROOF),)
    is_switched = locale == "switched"
    command = CreateKycRequest(customer.id, asked, locale=None if is_switched else locale)
    kyc_request = create_kyc_request(customer.organization_id, command, actor="key:test")
    person = Browser(app)
    person.open(make_link(kyc_request))
    person.press("start")
    if is_switched:
        token = person.page.forms[0].values["csrf_token"]
        person.post("/language", {"csrf_token": token, "language": "fr"})
        person.open(person.url)
    gather(kyc_request.id)
    document_id = decide(send(kyc_request.id), replace(passport(), failures=("ocr",)))
    for kind in (RejectionType.DOCUMENT_EXPIRED, RejectionType.NAME_MISMATCH):
        ada.open(f"{case_of(document_id)}/reject")
        reads = ada.page.hooks[f"reads-{kind.value}"]
        attempts = ada.page.hooks["attempts"]
        if kind is RejectionType.DOCUMENT_EXPIRED:
            ada.press("reject-now", values={"type": "", "message": "x" * 300})
            assert ada.response.status_code == 422
            assert ada.page.alert
    ada.press("reject-now", values={"type": kind.value, "message": "Other name"})
    person.open(f"/verify/{kyc_request.id}/")
    assert person.page.hooks["rejection"] == f"{reads} {attempts}"
    document = find_kyc_document(customer.organization_id, document_id)
    assert (document.rejection_type, document.rejection_message) == (kind.value, "Other name")


@ON_ONE_DATABASE
def test_the_reviewer_is_told_when_the_customer_will_not_read_it(
    ada: Browser, customer: CustomerRow
) -> None:
    asked = (RequestDocument(DocumentType.IDENTITY_PROOF, max_attempts=1),)
    command = CreateKycRequest(customer.id, asked)
    kyc_request = create_kyc_request(customer.organization_id, command, actor="key:test")
    gather(kyc_request.id)
    document_id = decide(send(kyc_request.id), replace(passport(), failures=("ocr",)))
    ada.open(f"{case_of(document_id)}/reject")
    assert "No attempt is left" in ada.page.hooks["note"]
    assert "attempts" not in ada.page.hooks
    ada.press("reject-now", values={"type": "other"})
    assert find_kyc_request(customer.organization_id, kyc_request.id).status == "failed"
    assert link_of(kyc_request.id)


def test_matches_are_corrected_by_what_was_changed(
    ada: Browser, customer: CustomerRow, pending: str
) -> None:
    ada.open(f"{case_of(pending)}/matches")
    ada.press("correct")
    assert ada.page.hooks["flash"] == "Nothing was changed."
    ada.open(f"{case_of(pending)}/matches")
    ada.press("correct", values={"nationality": "UTOPIA"})
    assert ada.response.status_code == 422
    before = {"shown-firstName": "ERIKA KIM", "firstName": "ERIKA  KIM"}
    ada.press("correct", values={"isTampered": "maybe"})
    assert ada.response.status_code == 422
    values = {"nationality": "UTO", "lastName": "Lopez", "isTampered": "yes", **before}
    ada.press("correct", values=values)
    document = find_kyc_document(customer.organization_id, pending)
    data = (document.document_matches or {})["data"]
    assert (data["lastName"], data["isTampered"]) == ("Lopez", True)
    # What the form showed and nobody touched is no correction, whatever holds meanwhile.
    assert data["firstName"] != "ERIKA KIM"
    assert f"The score is now {document.score}." in ada.page.hooks["flash"]
    assert document.status == "pending"
    # The form shows what was read, so to open it is to look at the case.
    assert ("case-viewed", {"page": "matches"}) in looks_of(pending)


@ON_ONE_DATABASE
def test_permissions_bound_what_is_offered_and_done(
    app: APIFlask, customer: CustomerRow, pending: str
) -> None:
    permissions = ["GetKycDocumentCollection", "GetKycDocument", "PostKycDocumentReview"]
    browser = Browser(app)
    browser.open(make_staff_link(customer.organization_id, "Cy", permissions=permissions))
    browser.press("use-link")
    browser.open(case_of(pending))
    assert "review" in {hook for form in browser.page.forms for hook in form.hooks}
    assert not {"reject", "matches"} & set(browser.page.links)
    token = browser.page.forms[0].values["csrf_token"]
    refused = browser.post(f"{case_of(pending)}/accept", {"csrf_token": token})
    assert refused.status_code == 403
    assert browser.request("GET", f"{case_of(pending)}/reject").status_code == 403
    assert browser.request("GET", "/review/overview").status_code == 403
    assert status_of(customer, pending) == "pending"


@ON_ONE_DATABASE
def test_no_case_of_another_organization_is_shown_or_touched(
    app: APIFlask, customer: CustomerRow, pending: str
) -> None:
    rival = Browser(app)
    rival.open(make_staff_link(create_organization("Rival").id, "Eve"))
    rival.press("use-link")
    assert pending not in rival.text
    document = find_kyc_document(customer.organization_id, pending)
    token = rival.page.forms[0].values["csrf_token"]
    for path in ("", "/reject", "/matches", f"/files/{document.files[0].id}/picture"):
        assert rival.request("GET", case_of(pending) + path).status_code == 404
    for verb in ("accept", "start", "review"):
        data = {"csrf_token": token}
        assert rival.post(f"{case_of(pending)}/{verb}", data).status_code == 404
    assert looks_of(pending) == []


@ON_ONE_DATABASE
def test_a_form_without_its_token_does_nothing(
    ada: Browser, customer: CustomerRow, pending: str
) -> None:
    assert ada.post(f"{case_of(pending)}/accept", {}).status_code == 403
    headers = {"Sec-Fetch-Site": "cross-site"}
    ada.open(case_of(pending))
    token = ada.page.forms[0].values["csrf_token"]
    foreign = ada.post(f"{case_of(pending)}/accept", {"csrf_token": token}, headers=headers)
    assert foreign.status_code == 403
    assert status_of(customer, pending) == "pending"


@ON_ONE_DATABASE
def test_erased_papers_are_said_to_be_erased(sign_in: SignIn, ada: Browser, pending: str) -> None:
    with transaction() as session:
        document = session.get_one(KycDocument, pending)
        for file in list(document.files):
            session.delete(file)
        document.report = document.parsed_data = document.document_matches = None
    ada.open(case_of(pending))
    assert "The files were erased." in ada.text


@ON_ONE_DATABASE
def test_a_store_that_is_away_is_said_to_be_away(
    ada: Browser, customer: CustomerRow, pending: str, unreachable_store: Callable[[], None]
) -> None:
    unreachable_store()
    document = find_kyc_document(customer.organization_id, pending)
    ada.open(f"{case_of(pending)}/files/{document.files[0].id}/picture")
    assert ada.response.status_code == 503
    assert ada.page.heading == "The desk cannot do that right now"
    assert looks_of(pending) == []
