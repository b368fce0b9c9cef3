"""A request to work on."""

from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from app.adapters.object_store import ObjectStore
from app.domain.commands import CreateKycRequest, RequestDocument
from app.domain.documents import DocumentSubtype, DocumentType
from app.extensions import resources
from app.models import Customer, KycRequest
from app.services.kyc_requests import create_kyc_request
from tests.support.object_store_server import free_port

MakeRequest = Callable[..., KycRequest]


@pytest.fixture
def unreachable_store(app: APIFlask) -> Callable[[], None]:
    """Return a switch that puts a store nobody answers for in the place of the real one."""

    def switch() -> None:
        resources().store = ObjectStore.connect(
            endpoint_url=f"http://127.0.0.1:{free_port()}",
            region="us-east-1",
            access_key="nobody",
            secret_key="nothing",
            bucket="none",
        )

    return switch


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
