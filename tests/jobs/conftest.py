"""A request to work on."""

import pytest

from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentType
from app.models import Customer, KycRequest
from app.services.kyc_requests import create_kyc_request


@pytest.fixture
def kyc_request(customer: Customer) -> KycRequest:
    """A request for one identity proof with three attempts."""
    command = CreateKycRequest(customer.id, (RequestDocument(DocumentType.IDENTITY_PROOF),))
    return create_kyc_request(customer.organization_id, command, actor="key:test")
