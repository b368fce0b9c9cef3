"""Tables only: no input, output, JSON or mail. One family to a file."""

from app.models.account import ApiKey, Logo, Organization
from app.models.audit import AuditEntry
from app.models.base import Base
from app.models.consent import BiometricConsent
from app.models.customer import Customer
from app.models.demo import DemoDelivery, DemoEndpoint, DemoOrder
from app.models.erasure import Erasure
from app.models.evidence import EvidenceRecord
from app.models.file import File
from app.models.fingerprint import Fingerprint
from app.models.gatherer_session import GathererSession
from app.models.handoff import Handoff
from app.models.idempotency import IdempotencyKey
from app.models.kyc_document import KycDocument
from app.models.kyc_request import KycRequest, RequestedDocument
from app.models.kyc_settings import KycSettings
from app.models.liveness import FaceCrop, LivenessFrame, LivenessSession, LivenessStep
from app.models.return_code import ReturnCode
from app.models.staff import StaffLink, StaffSession
from app.models.token_issuer import TokenIssuer
from app.models.webhook import (
    WebhookAttempt,
    WebhookCredential,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.models.work import SweepLock, WorkerHeartbeat

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Base",
    "BiometricConsent",
    "Customer",
    "DemoDelivery",
    "DemoEndpoint",
    "DemoOrder",
    "Erasure",
    "EvidenceRecord",
    "FaceCrop",
    "File",
    "Fingerprint",
    "GathererSession",
    "Handoff",
    "IdempotencyKey",
    "KycDocument",
    "KycRequest",
    "KycSettings",
    "LivenessFrame",
    "LivenessSession",
    "LivenessStep",
    "Logo",
    "Organization",
    "RequestedDocument",
    "ReturnCode",
    "StaffLink",
    "StaffSession",
    "SweepLock",
    "TokenIssuer",
    "WebhookAttempt",
    "WebhookCredential",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WorkerHeartbeat",
]
