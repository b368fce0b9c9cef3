"""Examples for the OpenAPI document, by the name of their schema; a test holds them to it."""

from typing import Any

from app.api.contract.webhooks import EXAMPLES as WEBHOOK_EXAMPLES
from app.domain.scoring_settings import settings_for

_TIMES = {"createdTime": "2026-11-23T18:00:00Z", "updatedTime": "2026-11-23T18:00:00Z"}
_BASE = "https://kyc.example.com"
_REQUEST_ID = "kyc_req_0YV7JMJ3DBCGRBR7K9D4HVGPP5"
_DOCUMENT_ID = "kyc_doc_7Q2M8WDC4T1RZ9NFAHX3KVE6GB"
_WEBHOOK_ID = "hook_3S5T9EXK2B8WPQ0MZC7RDN4VAH"

_PERSON = {
    "firstName": "Ada",
    "lastName": "Sample",
    "address": "1 Harbour Street",
    "address2": None,
    "city": "Utopia City",
    "region": "Coast",
    "country": "GB",
    "postalCode": "UT1 2AB",
    "dob": "1990-04-01",
    "emails": [{"label": "main", "value": "ada@example.com", "primary": True}],
    "phoneNumbers": [],
}

_IDENTITY = {
    "type": "identity-proof",
    "subtypes": ["passport", "id-card"],
    "maxAttempts": 3,
    "faceProofRequired": True,
    "faceLivenessRequired": False,
}
_ADDRESS = {
    "type": "address-proof",
    "subtypes": None,
    "maxAttempts": 3,
    "faceProofRequired": False,
    "faceLivenessRequired": False,
}

_WEBHOOK: dict[str, Any] = {
    "id": _WEBHOOK_ID,
    "url": "https://shop.example.com/hooks/kyc",
    "method": "POST",
    "status": "active",
    "eventsFilter": ["kyc-request-fulfilled", "kyc-request-failed"],
    "filter": None,
    "headers": [],
    "credentialHash": None,
    "body": None,
    "chaos": False,
    "previousSecretExpirationTime": None,
    "disabledReason": None,
    "revision": 1,
    **_TIMES,
    "_links": [{"rel": "self", "href": f"{_BASE}/webhooks/{_WEBHOOK_ID}"}],
}

_OWN_SETTINGS: dict[str, Any] = {
    "identityProof": {
        "weights": {"issueDate": 20},
        "minimumAgeSettings": {
            "defaultMinimumAge": 18,
            "locationOverrides": [{"country": "US", "state": None, "minimumAge": 21}],
        },
    },
    "addressProof": {"documentMaxAge": 60},
}

_ACCOUNT: dict[str, Any] = {
    "version": "2.0",
    "score": 40,
    "checkList": [
        {"name": "lastName", "failed": False, "score": 0, "reason": None},
        {"name": "expirationDate", "failed": True, "score": 60, "reason": "expired"},
    ],
}

_ORGANIZATION_SETTINGS: dict[str, Any] = {
    "name": "Harbour Street Shop",
    "accent": "#00aa77",
    "supportContact": "help@shop.example.com",
    "privacyUrl": "https://shop.example.com/privacy",
    "biometricConsent": True,
    "selfieAlternative": False,
    "facesKeptDays": 30,
    "erasureAllowed": False,
    "signedReturn": False,
    "linkExtension": False,
    "linkRenewal": False,
    "returningCustomerProof": "off",
    "handoffMatch": False,
    "capture": "native",
    "imagePolicy": "adaptive",
}

EXAMPLES: dict[str, dict[str, Any]] = {
    **WEBHOOK_EXAMPLES,
    "KycRequestBody": {
        "customerId": "123_456789",
        "documents": [
            {
                "type": "identity-proof",
                "subtypes": ["passport", "id-card"],
                "faceProofRequired": True,
            },
            {"type": "address-proof"},
        ],
        "redirectUrl": "https://shop.example.com/return-here/",
        "reason": "spend limit",
        "matchLevel": 2,
        "locale": "pt-BR",
    },
    "KycRequest": {
        "id": _REQUEST_ID,
        "customerId": "123_456789",
        "documents": [_IDENTITY, _ADDRESS],
        "status": "gathering",
        "redirectUrl": "https://shop.example.com/return-here/",
        "reason": "spend limit",
        "matchLevel": 2,
        "locale": "pt-BR",
        "expirationTime": "2026-11-23T19:00:00Z",
        "revision": 1,
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/kyc-requests/{_REQUEST_ID}"},
            {
                "rel": "documents",
                "href": f"{_BASE}/kyc-documents?filter=requestId:{_REQUEST_ID}",
            },
            {"rel": "gatherer", "href": f"{_BASE}/?token=WyJreWNfcmVxXzBZVjdKTUozREJDR1JCUjc"},
        ],
        "_embedded": {},
    },
    "KycDocument": {
        "id": _DOCUMENT_ID,
        "fileIds": ["file_5D1V9KQ7XW3M8TZ2BR6CAHNP0E"],
        "documentType": "identity-proof",
        "documentSubtype": "passport",
        "status": "rejected",
        "rejectionReason": {
            "type": "document-expired",
            "message": "Document expired on 2026-10-31",
        },
        "requestId": _REQUEST_ID,
        "customerId": "123_456789",
        "reason": "spend limit",
        "matchLevel": 2,
        "notes": None,
        "tags": [],
        "reviewerId": None,
        "reviewerName": None,
        "reviewStartTime": None,
        "reviewTime": None,
        "processedTime": "2026-11-23T18:00:09Z",
        "documentMatches": {
            **_ACCOUNT,
            "data": {"lastName": "SAMPLE", "expirationDate": None},
        },
        "parsedData": {
            **_ACCOUNT,
            "data": {"lastName": "SAMPLE", "expirationDate": "2026-10-31T00:00:00Z"},
        },
        "settings": settings_for(2).as_json()["identityProof"],
        "revision": 2,
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/kyc-documents/{_DOCUMENT_ID}"},
            {"rel": "customer", "href": f"{_BASE}/customers/123_456789"},
        ],
        "_embedded": {},
    },
    "CustomerBody": {"primaryAddress": _PERSON},
    "Customer": {
        "id": "123_456789",
        "primaryAddress": _PERSON,
        "hasFulfilledKyc": False,
        "revision": 1,
        **_TIMES,
        "_links": [{"rel": "self", "href": f"{_BASE}/customers/123_456789"}],
        "_embedded": {},
    },
    "KycSettingsBody": {**_OWN_SETTINGS, "uiVersion": "2"},
    "KycSettings": {
        **settings_for(2).as_json(),
        "uiVersion": "1",
        "matchLevel": 2,
        "ownValues": {},
        "revision": 1,
        **_TIMES,
        "_links": [{"rel": "self", "href": f"{_BASE}/kyc-settings"}],
    },
    "OrganizationSettingsBody": _ORGANIZATION_SETTINGS,
    "OrganizationSettings": {
        **_ORGANIZATION_SETTINGS,
        "logo": {"url": f"{_BASE}/logos/{'0a' * 32}", "width": 240, "height": 80},
        "_links": [{"rel": "self", "href": f"{_BASE}/organization-settings"}],
    },
    "LogoBody": {
        "data": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf"
        "DwAChwGA60e6kgAAAABJRU5ErkJggg=="
    },
    "ReturnSecret": {"returnSecret": "ret_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
    "WebhookBody": {
        "url": "https://shop.example.com/hooks/kyc",
        "eventsFilter": ["kyc-request-fulfilled", "kyc-request-failed"],
    },
    "Webhook": _WEBHOOK,
    "CreatedWebhook": {
        **_WEBHOOK,
        "signingSecret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    },
}
