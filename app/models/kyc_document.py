"""KYC documents: one submission for a requested document."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.review import ReviewState
from app.domain.statuses import DocumentStatus
from app.models.base import ID, Base, Claimed, Json, NamedByCaller, Revisioned
from app.models.file import File
from app.models.kyc_request import KycRequest, RequestedDocument


class KycDocument(Base, NamedByCaller, Revisioned, Claimed):
    """One submission, its status (only services.status writes it), and what was read and judged.

    `report` is the evidence as analysis gave it; `parsed_data` and `document_matches` are the
    reference's {version, score, checkList, data}; `settings` the scoring settings used.
    """

    __tablename__ = "kyc_documents"
    __table_args__ = (
        UniqueConstraint("kyc_request_id", "submission_id"),
        UniqueConstraint("organization_id", "own_id"),
        Index("ix_kyc_documents_listing", "organization_id", "created_at", "id"),
        Index("ix_kyc_documents_by_status", "organization_id", "status", "created_at", "id"),
        Index("ix_kyc_documents_claims", "status", "lease_until"),
        Index("ix_kyc_documents_tags", "tags", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    customer_id: Mapped[str] = mapped_column(ID)
    kyc_request_id: Mapped[str | None] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    requested_document_id: Mapped[str | None] = mapped_column(
        ForeignKey("requested_documents.id"), index=True
    )
    submission_id: Mapped[str] = mapped_column(String(64))
    type: Mapped[str] = mapped_column(String(20))
    subtype: Mapped[str | None] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20))
    rejection_type: Mapped[str | None] = mapped_column(String(40))
    rejection_message: Mapped[str | None] = mapped_column(String(255))
    rejection_advice: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(255))
    match_level: Mapped[int]
    score: Mapped[int | None]
    report: Mapped[dict[str, Any] | None]
    parsed_data: Mapped[dict[str, Any] | None]
    document_matches: Mapped[dict[str, Any] | None]
    settings: Mapped[dict[str, Any] | None] = mapped_column(Json)
    notes: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[list[Any]] = mapped_column(default=list)
    processed_at: Mapped[datetime | None]
    reviewer_id: Mapped[str | None] = mapped_column(String(50))
    reviewer_name: Mapped[str | None] = mapped_column(String(255))
    review_started_at: Mapped[datetime | None]
    reviewed_at: Mapped[datetime | None]
    #: How often analysis was started; past the limit a person looks instead.
    analysis_runs: Mapped[int] = mapped_column(default=0)

    kyc_request: Mapped[KycRequest | None] = relationship(viewonly=True)
    requested_document: Mapped[RequestedDocument | None] = relationship(viewonly=True)
    files: Mapped[list[File]] = relationship(
        order_by="File.tag_order, File.position", lazy="selectin", back_populates="kyc_document"
    )

    @property
    def document_status(self) -> DocumentStatus:
        """The stored status as its enum."""
        return DocumentStatus(self.status)

    @property
    def review_state(self) -> ReviewState:
        """Where it stands for its reviewers."""
        return ReviewState(
            self.document_status, self.reviewer_id, self.review_started_at, self.reviewed_at
        )
