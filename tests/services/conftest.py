"""A request to work on."""

from collections.abc import Callable
from typing import Any

import pytest

from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.models import Customer, KycRequest
from app.services.kyc_requests import create_kyc_request

MakeRequest = Callable[..., KycRequest]


@pytest.fixture
def make_request(customer: Customer) -> MakeRequest:
    """Create a request; by default for one identity proof with three attempts."""

    def make(*documents: RequestDocument, **changes: Any) -> KycRequest:
        asked = documents or (RequestDocument(DocumentType.IDENTITY_PROOF),)
        command = CreateKycRequest(customer.id, asked, **changes)
        return create_kyc_request(customer.organization_id, command, actor="key:test")

    return make


@pytest.fixture
def kyc_request(make_request: MakeRequest) -> KycRequest:
    """A request for one identity proof with three attempts."""
    return make_request()


@pytest.fixture
def face_request(make_request: MakeRequest) -> KycRequest:
    """A request for a passport, a selfie and a liveness session."""
    return make_request(
        RequestDocument(
            DocumentType.IDENTITY_PROOF,
            (DocumentSubtype.PASSPORT,),
            face_proof_required=True,
            face_liveness_required=True,
        )
    )
