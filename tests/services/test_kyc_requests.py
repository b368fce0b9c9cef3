"""Creating requests: every invalid field at once, defaults, and the credit file."""

from datetime import timedelta

import pytest
from apiflask import APIFlask

from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.errors import InvalidFields, NotFound
from app.domain.statuses import RequestStatus
from app.extensions import now, resources
from app.models import Customer, Organization
from app.services import organizations
from app.services.customers import put_customer
from app.services.journey import read_journey
from app.services.kyc_requests import create_kyc_request, find_kyc_request
from tests.services.conftest import MakeRequest


def test_a_request_lives_an_hour_by_default(make_request: MakeRequest) -> None:
    kyc_request = make_request()
    assert timedelta(minutes=59) < kyc_request.expires_at - now() <= timedelta(hours=1)
    assert (kyc_request.status, kyc_request.revision, kyc_request.match_level) == (
        RequestStatus.GATHERING,
        1,
        2,
    )


def test_every_invalid_field_is_named_at_once(organization: Organization) -> None:
    command = CreateKycRequest(
        customer_id="nobody",
        documents=(
            RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.UTILITY_BILL,)),
            RequestDocument(DocumentType.IDENTITY_PROOF),
            RequestDocument(DocumentType.ADDRESS_PROOF, face_liveness_required=True),
        ),
        redirect_url="http://shop.example/",
        expires_at=now() - timedelta(seconds=1),
    )
    with pytest.raises(InvalidFields) as caught:
        create_kyc_request(organization.id, command, actor="key:test")
    assert {item.field for item in caught.value.fields} == {
        "customerId",
        "documents.0.subtypes.0",
        "documents.1.type",
        "documents.2.faceLivenessRequired",
        "redirectUrl",
        "expirationTime",
    }


def test_liveness_asks_for_the_selfie_too(make_request: MakeRequest) -> None:
    document = RequestDocument(DocumentType.IDENTITY_PROOF, face_liveness_required=True)
    assert make_request(document).documents[0].face_proof_required


def test_another_organization_s_request_is_not_found(make_request: MakeRequest) -> None:
    kyc_request = make_request()
    other = organizations.create_organization("Other")
    with pytest.raises(NotFound):
        find_kyc_request(other.id, kyc_request.id)


CREDIT = tuple(
    RequestDocument(item, max_attempts=1)
    for item in (
        DocumentType.CREDIT_FILE_PROOF,
        DocumentType.IDENTITY_PROOF,
        DocumentType.ADDRESS_PROOF,
    )
)


def test_a_good_credit_file_fulfils_at_once(organization: Organization) -> None:
    put_customer(organization.id, PutCustomer(Address(first_name="ACCEPT"), "c"))
    kyc_request = create_kyc_request(organization.id, CreateKycRequest("c", CREDIT), actor="key:t")
    assert kyc_request.status == RequestStatus.FULFILLED


def test_a_refused_credit_file_steps_aside(customer: Customer, make_request: MakeRequest) -> None:
    kyc_request = make_request(*CREDIT)
    assert kyc_request.status == RequestStatus.GATHERING
    assert [line.document_type for line in read_journey(kyc_request.id).lines] == [
        DocumentType.IDENTITY_PROOF,
        DocumentType.ADDRESS_PROOF,
    ]


def test_a_refused_credit_file_alone_has_failed(make_request: MakeRequest) -> None:
    assert make_request(CREDIT[0]).status == RequestStatus.FAILED


def test_without_a_bureau_a_credit_file_cannot_be_asked(
    app: APIFlask, make_request: MakeRequest
) -> None:
    resources().credit_bureau = None
    with pytest.raises(InvalidFields) as caught:
        make_request(*CREDIT)
    assert [item.field for item in caught.value.fields] == ["documents.0.type"]
