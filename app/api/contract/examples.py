"""Examples for the OpenAPI document, by the name of their schema; a test holds them to it."""

from typing import Any

from app.api.contract.webhooks import EXAMPLES as WEBHOOK_EXAMPLES
from app.domain.scoring_settings import settings_for

_TIMES = {"createdTime": "2026-11-23T18:00:00Z", "updatedTime": "2026-11-23T18:00:00Z"}
_BASE = "https://kyc.example.com"
_REQUEST_ID = "kyc_req_0YV7JMJ3DBCGRBR7K9D4HVGPP5"
_DOCUMENT_ID = "kyc_doc_7Q2M8WDC4T1RZ9NFAHX3KVE6GB"
_LIVENESS_ID = "kyc_liv_2B7MQ4YJ0CWZ8K5TREVA1XN9HP"
_FILE_ID = "file_5D1V9KQ7XW3M8TZ2BR6CAHNP0E"
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
    "KycRequestChangeBody": {
        "expirationTime": "2036-11-24T18:00:00Z",
        "documents": [{"type": "address-proof", "maxAttempts": 5}],
    },
    "KycDocument": {
        "id": _DOCUMENT_ID,
        "fileIds": [_FILE_ID],
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
    "KycDocumentRejectionBody": {
        "type": "document-unreadable",
        "message": "The lower half is in the dark",
    },
    "KycDocumentMatchesBody": {
        "type": "identity-proof",
        "lastName": "SAMPLE",
        "dateOfBirth": "1990-04-01T00:00:00Z",
        "isTampered": False,
    },
    "KycDocumentBody": {
        "customerId": "123_456789",
        "documentType": "identity-proof",
        "documentSubtype": "passport",
        "fileIds": [_FILE_ID],
        "notes": "sent by e-mail",
    },
    "File": {
        "id": _FILE_ID,
        "name": "passport.jpg",
        "extension": "jpg",
        "description": None,
        "sourceType": "camera",
        "tags": ["kyc", "id-front"],
        "mime": "image/jpeg",
        "size": 482113,
        "width": 2000,
        "height": 1413,
        "sha1": "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33",
        "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "exifData": {"Make": "Harbour", "Model": "H-1", "Orientation": "1"},
        "isPublic": False,
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/files/{_FILE_ID}"},
            {"rel": "download", "href": f"{_BASE}/files/{_FILE_ID}/download"},
        ],
    },
    "FileBody": {
        "file": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhf"
        "DwAChwGA60e6kgAAAABJRU5ErkJggg==",
        "name": "passport.png",
        "tags": ["kyc", "id-front"],
    },
    "TaggedDocumentsBody": {"kycDocumentIds": [_DOCUMENT_ID]},
    "FileDescriptionBody": {"description": "front", "tags": ["kyc", "id-front"]},
    "StaffLinkBody": {"reviewer": "Ada Lindqvist"},
    "StaffLink": {
        "url": f"{_BASE}/review/link?token=ImxpbmtfN1EyTThXREM0VDFSWjlORkFIWDNLVkU2R0Ii.c2lnbmVk",
        "expirationTime": "2026-11-23T18:15:00Z",
    },
    "StorefrontRequest": {
        "id": _REQUEST_ID,
        "documents": [_IDENTITY, _ADDRESS],
        "status": "gathering",
        "redirectUrl": "https://shop.example.com/return-here/",
        "expirationTime": "2026-11-23T19:00:00Z",
        **_TIMES,
        "_links": [{"rel": "self", "href": f"{_BASE}/storefront/kyc-requests/{_REQUEST_ID}"}],
        "_embedded": {},
    },
    "StorefrontDocument": {
        "id": _DOCUMENT_ID,
        "fileIds": [_FILE_ID],
        "documentType": "identity-proof",
        "documentSubtype": "passport",
        "status": "rejected",
        "rejectionReason": {
            "type": "document-expired",
            "message": "Document expired on 2026-10-31",
        },
        "requestId": _REQUEST_ID,
        "documentMatches": {
            "version": "2.0",
            "data": {"lastName": "SAMPLE", "firstName": "", "expirationDate": None},
        },
        **_TIMES,
        "_links": [{"rel": "self", "href": f"{_BASE}/storefront/kyc-documents/{_DOCUMENT_ID}"}],
    },
    "StorefrontDocumentBody": {
        "documentType": "identity-proof",
        "documentSubtype": "passport",
        "fileIds": [_FILE_ID],
        "requestId": _REQUEST_ID,
    },
    "StorefrontDocumentChangeBody": {"documentSubtype": "id-card"},
    "BiometricConsentBody": {"agrees": True, "language": "de", "textVersion": "2026-11"},
    "LivenessSessionBody": {"kycRequestId": _REQUEST_ID},
    "LivenessSession": {
        "id": _LIVENESS_ID,
        "customerId": "123_456789",
        "kycRequestId": _REQUEST_ID,
        "sessionId": None,
        "referenceImage": None,
        "status": "pending",
        "step": 1,
        "steps": 3,
        "challenge": "turn-left",
        "nonce": "V9fKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        **_TIMES,
        "_links": [
            {"rel": "self", "href": f"{_BASE}/storefront/kyc-liveness-sessions/{_LIVENESS_ID}"},
            {"rel": "kycRequest", "href": f"{_BASE}/storefront/kyc-requests/{_REQUEST_ID}"},
        ],
    },
    "AcceptanceReport": {
        "data": [
            {
                "documentType": "identity-proof",
                "statusStatistics": {
                    "accepted": {
                        "total": 80,
                        "automatically": 70,
                        "manually": 8,
                        "afterAutoRejected": 2,
                    },
                    "rejected": {
                        "total": 20,
                        "automatically": 15,
                        "manually": 4,
                        "afterAutoAccepted": 1,
                    },
                    "pending": {"total": 3},
                    "archived": {"total": 5},
                },
                "total": 108,
                "accuracyRate": 96.59,
                "acceptanceRate": 80.0,
                "manualReviewTime": 74,
            }
        ]
    },
    "RejectionReport": {
        "data": [
            {
                "documentType": "identity-proof",
                "rejectionReasons": [{"rejectionReason": "document-expired", "count": 12}],
            }
        ]
    },
    "RequestReport": {"data": [{"rejectionReason": "fulfilled", "count": 61}]},
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
