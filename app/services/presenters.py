"""Models as the wire shows them: camelCase, the reference's shapes, links that resolve.

Answers of the API and bodies of webhooks are made here. A gatherer link is a credential of the
customer, so it appears only where the caller hands it in; a webhook never carries one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from app.domain.wire_times import wire_time
from app.extensions import settings
from app.models import (
    Customer,
    File,
    KycDocument,
    KycRequest,
    Organization,
    RequestedDocument,
    WebhookEndpoint,
)
from app.models.base import Revisioned
from app.services.kyc_settings import KeptSettings
from app.services.organization_settings import WIRE_NAMES

Json = dict[str, Any]

_EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
}


def present_customer(customer: Customer) -> Json:
    """Return a customer: the part of the reference's that papers are matched against."""
    return {
        "id": customer.id,
        "primaryAddress": {
            "firstName": customer.first_name or None,
            "lastName": customer.last_name or None,
            "address": customer.address or None,
            "address2": customer.address2 or None,
            "city": customer.city or None,
            "region": customer.region or None,
            "country": customer.country or None,
            "postalCode": customer.postal_code or None,
            "dob": customer.date_of_birth.isoformat() if customer.date_of_birth else None,
            "emails": list(customer.emails),
            "phoneNumbers": list(customer.phone_numbers),
        },
        "hasFulfilledKyc": customer.has_fulfilled_kyc,
        **_revision_and_times(customer),
        "_links": [_link("self", "customers", customer.id)],
        "_embedded": {},
    }


def present_kyc_request(
    kyc_request: KycRequest,
    *,
    expand_documents: Sequence[KycDocument] | None = None,
    gatherer_href: str | None = None,
) -> Json:
    """Return a KYC request; `expand_documents` are embedded, `gatherer_href` is linked to."""
    links = [
        _link("self", "kyc-requests", kyc_request.id),
        {
            "rel": "documents",
            "href": f"{settings().base_url}/kyc-documents?filter=requestId:{kyc_request.id}",
        },
    ]
    if gatherer_href is not None:
        links.append({"rel": "gatherer", "href": gatherer_href})
    embedded: Json = {}
    if expand_documents is not None:
        embedded["documents"] = [present_kyc_document(document) for document in expand_documents]
    return {
        "id": kyc_request.id,
        "customerId": kyc_request.customer_id,
        "documents": [_requested_document(line) for line in kyc_request.documents],
        "status": kyc_request.status,
        "redirectUrl": kyc_request.redirect_url,
        "reason": kyc_request.reason,
        "matchLevel": kyc_request.match_level,
        "locale": kyc_request.locale,
        "expirationTime": wire_time(kyc_request.expires_at),
        **_revision_and_times(kyc_request),
        "_links": links,
        "_embedded": embedded,
    }


def present_kyc_document(
    document: KycDocument, *, customer: Customer | None = None, with_files: bool = False
) -> Json:
    """Return a KYC document; `customer` is embedded, and so are its files when asked."""
    embedded: Json = {}
    if customer is not None:
        embedded["customer"] = present_customer(customer)
    if with_files:
        embedded["files"] = [present_file(file) for file in document.files]
    return {
        "id": document.wire_id,
        "fileIds": [file.id for file in document.files],
        "documentType": document.type,
        "documentSubtype": document.subtype,
        "status": document.status,
        "rejectionReason": _rejection_reason(document),
        "requestId": document.kyc_request_id,
        "customerId": document.customer_id,
        "reason": document.reason,
        "matchLevel": document.match_level,
        "notes": document.notes,
        "tags": list(document.tags),
        "reviewerId": document.reviewer_id,
        "reviewerName": document.reviewer_name,
        "reviewStartTime": _time_or_none(document.review_started_at),
        "reviewTime": _time_or_none(document.reviewed_at),
        "processedTime": _time_or_none(document.processed_at),
        "documentMatches": document.document_matches,
        "parsedData": document.parsed_data,
        "settings": document.settings,
        **_revision_and_times(document),
        "_links": [
            _link("self", "kyc-documents", document.wire_id),
            _link("customer", "customers", document.customer_id),
        ],
        "_embedded": embedded,
    }


def present_file(file: File) -> Json:
    """Return a file. Where no merchant named it, its name is ours, never the customer's."""
    extension = _EXTENSIONS.get(file.media_type, "bin")
    return {
        "id": file.id,
        "name": file.name or f"{file.id}.{extension}",
        "extension": extension,
        "description": file.description,
        "sourceType": file.source_type,
        "tags": list(file.tags),
        "mime": file.media_type,
        "size": file.size_bytes,
        "width": file.width,
        "height": file.height,
        "sha1": file.sha1,
        "sha256": file.sha256,
        "exifData": file.exif,
        "isPublic": False,
        "createdTime": wire_time(file.created_at),
        "updatedTime": wire_time(file.updated_at),
        "_links": [
            _link("self", "files", file.id),
            {"rel": "download", "href": f"{resource_url('files', file.id)}/download"},
        ],
    }


def present_webhook(endpoint: WebhookEndpoint, *, signing_secret: str | None = None) -> Json:
    """Return a webhook endpoint; its signing secret is shown once, when it is created."""
    shown: Mapping[str, str] = {} if signing_secret is None else {"signingSecret": signing_secret}
    return {
        "id": endpoint.wire_id,
        "url": endpoint.url,
        "method": endpoint.method,
        "status": endpoint.status,
        "eventsFilter": list(endpoint.events_filter),
        "filter": endpoint.filter,
        # Headers kept by an older version have no status of their own.
        "headers": [{"status": "active", **header} for header in endpoint.headers],
        "credentialHash": endpoint.credential_id,
        "body": endpoint.body,
        "chaos": endpoint.chaos,
        "disabledReason": endpoint.disabled_reason,
        "previousSecretExpirationTime": _time_or_none(endpoint.previous_secret_until),
        **shown,
        **_revision_and_times(endpoint),
        "_links": [_link("self", "webhooks", endpoint.wire_id)],
    }


def present_kyc_settings(kept: KeptSettings, level: int) -> Json:
    """Return the settings as they hold at a match level, and which values are the organization's.

    `ownValues` can be sent back with a change; everything else then goes on following the level.
    """
    return {
        **kept.at(level).as_json(),
        "uiVersion": kept.own.ui_version,
        "matchLevel": int(level),
        "ownValues": dict(kept.own.values),
        "revision": kept.revision,
        "createdTime": wire_time(kept.created_at),
        "updatedTime": wire_time(kept.updated_at),
        "_links": [{"rel": "self", "href": f"{settings().base_url}/kyc-settings"}],
    }


def present_organization_settings(organization: Organization) -> Json:
    """Return how an organization's pages look and what its customers may do."""
    base, sha256 = settings().base_url, organization.logo_sha256
    logo = None
    if sha256 is not None:
        size = {"width": organization.logo_width, "height": organization.logo_height}
        logo = {"url": f"{base}/logos/{sha256}", **size}
    return {
        **{wire: getattr(organization, column) for column, wire in WIRE_NAMES.items()},
        "logo": logo,
        "_links": [{"rel": "self", "href": f"{base}/organization-settings"}],
    }


def resource_url(collection: str, resource_id: str) -> str:
    """Return the absolute address of a resource of the API."""
    return f"{settings().base_url}/{collection}/{quote(resource_id, safe='@~')}"


def _link(rel: str, collection: str, resource_id: str) -> Json:
    return {"rel": rel, "href": resource_url(collection, resource_id)}


def _requested_document(line: RequestedDocument) -> Json:
    return {
        "type": line.type,
        "subtypes": None if line.subtypes is None else list(line.subtypes),
        "maxAttempts": line.max_attempts,
        "faceProofRequired": line.face_proof_required,
        "faceLivenessRequired": line.face_liveness_required,
    }


def _rejection_reason(document: KycDocument) -> Json | None:
    if document.rejection_type is None:
        return None
    return {"type": document.rejection_type, "message": document.rejection_message}


def _revision_and_times(resource: Revisioned) -> Json:
    return {
        "revision": resource.revision,
        "createdTime": wire_time(resource.created_at),
        "updatedTime": wire_time(resource.updated_at),
    }


def _time_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else wire_time(moment)
