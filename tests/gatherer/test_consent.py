"""The question before the selfie, without scripts: asked once, never answered in advance."""

import hashlib
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.commands import RequestDocument
from app.domain.consent import TEXT_VERSION
from app.domain.documents import DocumentSubtype, DocumentType
from app.models import BiometricConsent, File, KycRequest
from app.services.transaction import reading
from scripts.html_forms import read_page
from tests.gatherer.conftest import PASSPORT, MakeRequest
from tests.gatherer.customer import Customer, photo
from tests.support.pictures import jpeg
from tests.support.terms import set_terms

Start = Callable[[KycRequest], Customer]

WITH_SELFIE = RequestDocument(
    DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,), face_proof_required=True
)
#: SHA-256 of what the page promises, for each version of the text.
PROMISES = {"1": "bd335dbb2bf19af1e8edd5e9d1ece0ac3f373f2f45a0a79ddd975221a9b63c69"}


@pytest.fixture
def asked(start: Start, make_request: MakeRequest) -> tuple[KycRequest, Customer]:
    """A customer who has sent the passport and is asked about the selfie."""
    kyc_request = make_request(WITH_SELFIE)
    customer = start(kyc_request)
    customer.press("send", files={"file-front": [jpeg()]})
    assert customer.url.endswith("/consent")
    return kyc_request, customer


def events(kyc_request: KycRequest) -> list[str]:
    with reading() as session:
        return list(
            session.scalars(
                select(BiometricConsent.event)
                .where(BiometricConsent.kyc_request_id == kyc_request.id)
                .order_by(BiometricConsent.id)
            )
        )


def tags() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(File.tag)))


def test_agreeing_leads_to_the_selfie(asked: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = asked
    page = customer.press("agree")
    assert page.heading == "Take a selfie"
    assert events(kyc_request) == ["given"]
    assert customer.hand_in("selfie", jpeg(2)).heading == "Check your photos"


def test_nothing_is_ticked_in_advance(asked: tuple[KycRequest, Customer]) -> None:
    _, customer = asked
    assert " checked" not in customer.text.split("</style>")[1]
    assert customer.page.form_with("decline") is None


def test_no_is_offered_where_a_person_can_decide(asked: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = asked
    set_terms(kyc_request.organization_id, selfie_alternative=True)
    customer.open(customer.url)
    page = customer.press("decline")
    assert page.heading == "Check your photos"
    assert events(kyc_request) == ["declined"]
    customer.press("send")
    assert "checking" in customer.url


def test_answer_that_is_none_asks_again(asked: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = asked
    for values in ({"answer": ""}, {"answer": "decline"}, {"answer": "yes'--"}):
        page = customer.press("agree", values=values)
        assert page.heading.startswith("May we compare")
    assert events(kyc_request) == []


def test_selfie_page_and_its_form_lead_back_to_the_question(
    asked: tuple[KycRequest, Customer],
) -> None:
    kyc_request, customer = asked
    form = customer.page.form_with("agree")
    assert form is not None
    address = f"/verify/{kyc_request.id}/identity-proof/selfie"
    assert customer.open(address).heading.startswith("May we compare")
    data = {"csrf_token": form.values["csrf_token"], "file": photo(jpeg(2))}
    assert customer.post(address, data).status_code == 303
    begun = customer.post(
        f"/verify/{kyc_request.id}/identity-proof/liveness",
        {"csrf_token": form.values["csrf_token"]},
    )
    assert begun.status_code == 409
    assert tags() == ["id-front"]


def test_no_question_where_the_organization_asks_none(
    start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request(WITH_SELFIE)
    set_terms(kyc_request.organization_id, biometric_consent=False)
    customer = start(kyc_request)
    assert customer.press("send", files={"file-front": [jpeg()]}).heading == "Take a selfie"


def test_no_question_where_no_selfie_is_asked_for(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(PASSPORT)
    customer = start(kyc_request)
    customer.open(f"/verify/{kyc_request.id}/identity-proof/consent")
    assert customer.page.heading.startswith("Take a photo")


def test_consent_is_taken_back_from_the_receipt(asked: tuple[KycRequest, Customer]) -> None:
    kyc_request, customer = asked
    customer.press("agree")
    customer.hand_in("selfie", jpeg(2))
    customer.press("send")
    customer.open(f"/verify/{kyc_request.id}/receipt")
    assert customer.follow("ask-withdraw").heading == "Withdraw your consent to the selfie?"
    page = customer.press("withdraw")
    assert page.heading.startswith("What you sent")
    assert "withdrawn" in page.hooks
    assert "erased" in page.hooks
    assert "ask-withdraw" not in page.links
    assert tags() == ["id-front"]
    assert events(kyc_request) == ["given", "withdrawn"]


def test_text_that_promises_something_else_needs_another_version(
    asked: tuple[KycRequest, Customer],
) -> None:
    _, customer = asked
    terms = re.search(r'<dl class="terms".*?</dl>', customer.text, re.DOTALL)
    assert terms is not None
    words = " ".join(re.sub(r"<[^>]+>", " ", terms.group()).split())
    assert hashlib.sha256(words.encode()).hexdigest() == PROMISES[TEXT_VERSION], words


def test_page_of_the_question_has_one_form(asked: tuple[KycRequest, Customer]) -> None:
    _, customer = asked
    forms = [form for form in read_page(customer.text).forms if form.action != "/language"]
    assert len(forms) == 1
