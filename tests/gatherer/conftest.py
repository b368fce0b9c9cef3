"""A customer with a link, and requests to open."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.models import Customer as CustomerRow
from app.models import KycRequest
from app.services.gatherer_links import make_link
from app.services.kyc_requests import create_kyc_request
from tests.gatherer.customer import Customer

RETURN_URL = "https://shop.example/return?cart=7#top"

PASSPORT = RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.PASSPORT,))
ID_CARD = RequestDocument(DocumentType.IDENTITY_PROOF, (DocumentSubtype.ID_CARD,))
ANY_IDENTITY = RequestDocument(DocumentType.IDENTITY_PROOF)
BILL = RequestDocument(DocumentType.ADDRESS_PROOF, (DocumentSubtype.UTILITY_BILL,))

MakeRequest = Callable[..., KycRequest]


@pytest.fixture
def make_request(customer: CustomerRow) -> MakeRequest:
    """Create a request; by default for a passport alone, with a way back."""

    def make(*documents: RequestDocument, **changes: Any) -> KycRequest:
        given = {"redirect_url": RETURN_URL, **changes}
        command = CreateKycRequest(customer.id, documents or (PASSPORT,), **given)
        return create_kyc_request(customer.organization_id, command, actor="key:test")

    return make


@pytest.fixture
def gatherer(app: APIFlask) -> Customer:
    """A customer's browser."""
    return Customer(app)


@pytest.fixture
def start(gatherer: Customer) -> Callable[[KycRequest], Customer]:
    """Open a request's link and press Start."""

    def begin(kyc_request: KycRequest) -> Customer:
        gatherer.open(make_link(kyc_request))
        gatherer.press("start")
        return gatherer

    return begin
