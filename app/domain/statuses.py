"""The statuses of everything that has one; the values are those of the wire."""

from enum import IntEnum, StrEnum


class RequestStatus(StrEnum):
    """Status of a KYC request: derived from its documents and the clock, never set by hand."""

    GATHERING = "gathering"
    ATTEMPTED = "attempted"
    PARTIAL = "partial"
    PENDING_REVIEW = "pending-review"
    FULFILLED = "fulfilled"
    FAILED = "failed"
    ABANDONED = "abandoned"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Tell whether this status never changes again."""
        return self in FINAL_REQUEST_STATUSES


FINAL_REQUEST_STATUSES = frozenset(
    {
        RequestStatus.FULFILLED,
        RequestStatus.FAILED,
        RequestStatus.ABANDONED,
        RequestStatus.EXPIRED,
    }
)


class DocumentStatus(StrEnum):
    """Status of a KYC document: driven by events through `domain.transitions`."""

    IN_PROGRESS = "in-progress"
    PENDING = "pending"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ARCHIVED = "archived"


class LivenessStatus(StrEnum):
    """Status of a liveness session; only `pending` ever changes."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABANDONED = "abandoned"


class DeliveryStatus(StrEnum):
    """Status of one sending of one event to one webhook endpoint."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class EndpointStatus(StrEnum):
    """Whether a webhook endpoint is sent to."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class CredentialStatus(StrEnum):
    """Whether a credential is used to log in at webhook receivers."""

    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class MatchLevel(IntEnum):
    """How strictly a paper is matched; the numbers are the wire's and higher is not stricter."""

    MODERATE = 1
    STRICT = 2
    BASIC = 3


class ReturnInfo(StrEnum):
    """Values of the query parameter `info` on the way back to the merchant."""

    BACK = "back"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - a word of the wire, not a secret.
    SUCCESS = "success"
    MANUAL = "manual"
    PARTIAL = "partial"
