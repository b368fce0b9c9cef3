"""Models as customers see them: nothing of scores, checks, settings, reviewers or suspicions."""

from collections.abc import Sequence
from typing import Any

from app.domain.documents import DocumentType
from app.domain.wire_times import wire_time
from app.models import KycDocument, KycRequest, LivenessSession
from app.services.liveness import LivenessState
from app.services.presenters import present_kyc_document, present_kyc_request, resource_url

Json = dict[str, Any]

_REQUEST_FIELDS = (
    "id", "documents", "status", "redirectUrl", "expirationTime", "createdTime", "updatedTime",
)  # fmt: skip
_DOCUMENT_FIELDS = (
    "id", "fileIds", "documentType", "documentSubtype", "status", "rejectionReason", "requestId",
    "createdTime", "updatedTime",
)  # fmt: skip

#: What is suspected of a document is the merchant's to know.
_HIDDEN = frozenset(
    {
        "isPublishedOnline", "matchingImages", "isTampered", "isDigitallyTampered", "isPhotocopy",
        "mrzChecksumValid",
    }
)  # fmt: skip

#: Texts that are empty, and not null, where nothing matched.
_TEXTS = frozenset({"firstName", "lastName", "line1", "city", "region", "postalCode"})


def present_own_request(
    kyc_request: KycRequest, *, expand_documents: Sequence[KycDocument] | None = None
) -> Json:
    """Return a request; a credit file is asked of a bureau, so no line of a customer's tells it."""
    whole = present_kyc_request(kyc_request)
    embedded: Json = {}
    if expand_documents is not None:
        embedded["documents"] = [
            present_own_document(each)
            for each in expand_documents
            if each.type != DocumentType.CREDIT_FILE_PROOF.value
        ]
    return {
        **{name: whole[name] for name in _REQUEST_FIELDS},
        "documents": [
            line
            for line in whole["documents"]
            if line["type"] != DocumentType.CREDIT_FILE_PROOF.value
        ],
        "_links": [_self("kyc-requests", kyc_request.id)],
        "_embedded": embedded,
    }


def present_own_document(document: KycDocument) -> Json:
    """Return a document with what of it matched."""
    whole = present_kyc_document(document)
    return {
        **{name: whole[name] for name in _DOCUMENT_FIELDS},
        "documentMatches": _matches(document.document_matches),
        "_links": [_self("kyc-documents", document.wire_id)],
    }


def present_liveness(liveness: LivenessSession, state: LivenessState) -> Json:
    """Return a liveness session; `nonce` is what the answer to `challenge` must bring."""
    return {
        "id": liveness.id,
        "customerId": liveness.customer_id,
        "kycRequestId": liveness.kyc_request_id,
        # The reference's are those of an outside service; there is none here.
        "sessionId": None,
        "referenceImage": None,
        "status": state.status.value,
        "step": state.step,
        "steps": state.steps,
        "challenge": state.challenge.value if state.challenge is not None else None,
        "nonce": state.nonce,
        "createdTime": wire_time(liveness.created_at),
        "updatedTime": wire_time(liveness.updated_at),
        "_links": [
            _self("kyc-liveness-sessions", liveness.id),
            {
                "rel": "kycRequest",
                "href": resource_url("storefront/kyc-requests", liveness.kyc_request_id),
            },
        ],
    }


def _matches(account: Json | None) -> Json | None:
    if account is None:
        return None
    data = {
        name: "" if value is None and name in _TEXTS else value
        for name, value in account["data"].items()
        if name not in _HIDDEN
    }
    return {"version": account["version"], "data": data}


def _self(collection: str, resource_id: str) -> Json:
    return {"rel": "self", "href": resource_url(f"storefront/{collection}", resource_id)}
