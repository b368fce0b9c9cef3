"""The storefront: the API that a portal of the merchant's own speaks with a customer's token.

The rules are those of our portal: attempts, consent before a selfie, what a request still takes.
"""

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from app.api.auth import caller, calling_customer
from app.api.blueprint import CUSTOMER, Operation, blueprint, operation
from app.api.bodies.reading import read_body
from app.api.bodies.storefront import (
    BiometricConsentBody,
    StorefrontDocumentBody,
    StorefrontDocumentChangeBody,
)
from app.api.contract.storefront import StorefrontDocument, StorefrontRequest
from app.api.listing import read_expand
from app.domain.errors import InvalidField, InvalidFields
from app.models import KycRequest
from app.services.consents import answer_consent, withdraw_consent
from app.services.post_document import Sender, change_document, create_document
from app.services.presenters import resource_url
from app.services.queries import documents_of
from app.services.storefront import find_own_document, find_own_request, newest_request_for
from app.services.storefront_presenters import present_own_document, present_own_request

_EXPANDS = ("documents",)
_FOR_CUSTOMERS = (CUSTOMER,)


@blueprint.get("/storefront/kyc-requests/<kyc_request_id>")
@operation(
    Operation(
        "StorefrontGetKycRequest", StorefrontRequest, expands=_EXPANDS, audience=_FOR_CUSTOMERS
    )
)
def get_own_request(kyc_request_id: str) -> Response:
    """Read a KYC request of the customer's."""
    expand = read_expand(_EXPANDS)
    found = _own_request(kyc_request_id)
    documents = documents_of([found.id])[found.id] if expand else None
    return jsonify(present_own_request(found, expand_documents=documents))


@blueprint.post("/storefront/kyc-requests/<kyc_request_id>/biometric-consent")
@operation(
    Operation(
        "StorefrontPostBiometricConsent",
        takes=BiometricConsentBody,
        status=204,
        problems=(409,),
        audience=_FOR_CUSTOMERS,
    )
)
def post_biometric_consent(kyc_request_id: str) -> ResponseReturnValue:
    """Write down what the customer said to the use of their face.

    Ask before the first selfie: without a yes none is taken, unless the organization asks for no
    consent.
    """
    body = read_body(BiometricConsentBody)
    answer_consent(
        _own_request(kyc_request_id).id,
        agrees=body.agrees,
        language=body.language,
        text_version=body.text_version,
    )
    return "", 204


@blueprint.delete("/storefront/kyc-requests/<kyc_request_id>/biometric-consent")
@operation(Operation("StorefrontDeleteBiometricConsent", status=204, audience=_FOR_CUSTOMERS))
def delete_biometric_consent(kyc_request_id: str) -> ResponseReturnValue:
    """Take consent back.

    Selfies and liveness pictures of the request are erased, and a person decides.
    """
    withdraw_consent(_own_request(kyc_request_id).id, language="en")
    return "", 204


@blueprint.post("/storefront/kyc-documents")
@operation(
    Operation(
        "StorefrontPostKycDocument",
        StorefrontDocument,
        StorefrontDocumentBody,
        status=201,
        problems=(409,),
        audience=_FOR_CUSTOMERS,
    )
)
def post_own_document() -> ResponseReturnValue:
    """Submit a document of the customer's, by files that they uploaded to `/files`."""
    body = read_body(StorefrontDocumentBody)
    kyc_request_id = body.request_id or newest_request_for(
        caller().organization_id, calling_customer(), body.document_type
    )
    if kyc_request_id is None:
        message = "is asked for by no open KYC request of this customer"
        raise InvalidFields([InvalidField("documentType", message)])
    created = create_document(_sender(), body.to_command(calling_customer(), kyc_request_id))
    location = resource_url("storefront/kyc-documents", created.wire_id)
    return jsonify(present_own_document(created)), 201, {"Location": location}


@blueprint.get("/storefront/kyc-documents/<kyc_document_id>")
@operation(Operation("StorefrontGetKycDocument", StorefrontDocument, audience=_FOR_CUSTOMERS))
def get_own_document(kyc_document_id: str) -> Response:
    """Read a document of the customer's."""
    read_expand(())
    found = find_own_document(caller().organization_id, calling_customer(), kyc_document_id)
    return jsonify(present_own_document(found))


@blueprint.patch("/storefront/kyc-documents/<kyc_document_id>")
@operation(
    Operation(
        "StorefrontPatchKycDocument",
        StorefrontDocument,
        StorefrontDocumentChangeBody,
        problems=(409,),
        audience=_FOR_CUSTOMERS,
    )
)
def patch_own_document(kyc_document_id: str) -> Response:
    """Say which paper a document is, while a person still has to decide."""
    body = read_body(StorefrontDocumentChangeBody)
    find_own_document(caller().organization_id, calling_customer(), kyc_document_id)
    changes = {"subtype": body.document_subtype}
    return jsonify(present_own_document(change_document(_sender(), kyc_document_id, changes)))


def _sender() -> Sender:
    return Sender(caller().organization_id, caller().actor, calling_customer())


def _own_request(kyc_request_id: str) -> KycRequest:
    return find_own_request(caller().organization_id, calling_customer(), kyc_request_id)
