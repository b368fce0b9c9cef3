"""What the reports answer, as schemas; the shapes are the reference's."""

from pydantic import Field

from app.api.contract.answers import Answer
from app.domain.documents import DocumentType
from app.domain.rejections import RejectionType
from app.domain.statuses import RequestStatus


class AcceptedStatistics(Answer):
    """Documents that are accepted."""

    total: int
    automatically: int
    manually: int
    after_auto_rejected: int = Field(description="Rejected by machine, accepted by a person.")


class RejectedStatistics(Answer):
    """Documents that are rejected."""

    total: int
    automatically: int
    manually: int
    after_auto_accepted: int = Field(description="Accepted by machine, rejected by a person.")


class Total(Answer):
    """Documents with one status."""

    total: int


class StatusStatistics(Answer):
    """Documents by their status."""

    accepted: AcceptedStatistics
    rejected: RejectedStatistics
    pending: Total
    archived: Total


class Acceptance(Answer):
    """How the documents of one type were decided."""

    document_type: DocumentType
    status_statistics: StatusStatistics
    total: int
    accuracy_rate: float | None = Field(
        description="Percentage of the machine's decisions that nobody overturned."
    )
    acceptance_rate: float | None = Field(description="Percentage of decided that are accepted.")
    manual_review_time: int | None = Field(
        description="Mean seconds from the start of a review to its end."
    )


class AcceptanceReport(Answer):
    """One item for each type of document."""

    data: list[Acceptance]


class ReasonCount(Answer):
    """How often a reason was given."""

    rejection_reason: RejectionType
    count: int


class Rejections(Answer):
    """Why documents of one type were rejected, the most frequent reason first."""

    document_type: DocumentType
    rejection_reasons: list[ReasonCount]


class RejectionReport(Answer):
    """One item for each type of document."""

    data: list[Rejections]


class RequestCount(Answer):
    """How many requests have a status; the name of the field is the reference's."""

    rejection_reason: RequestStatus
    count: int


class RequestReport(Answer):
    """One item for each of abandoned, expired, failed, fulfilled and pending-review."""

    data: list[RequestCount]
