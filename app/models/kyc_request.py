"""KYC requests and the documents they ask for."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.documents import DocumentSubtype, DocumentType
from app.domain.language_tags import MAX_TAG_CHARACTERS
from app.domain.statuses import RequestStatus
from app.models.account import Organization
from app.models.base import ID, Base, Revisioned
from app.models.customer import Customer


class KycRequest(Base, Revisioned):
    """What an organization asks of a customer. `status` is derived: only services.status writes it.

    `link_nonce` is inside each gatherer link: changing it ends every link given out before.
    `extensions_used` counts how often the customer was given more time. `link_asked_at` is when
    they last asked the merchant for a new link. One with a `deleted_at` is gone for everybody; its
    row stays, because the audit trail and the erasures belong to it.
    """

    __tablename__ = "kyc_requests"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organization_id", "customer_id"], ["customers.organization_id", "customers.id"]
        ),
        Index("ix_kyc_requests_listing", "organization_id", "created_at", "id"),
        Index("ix_kyc_requests_by_status", "organization_id", "status", "created_at", "id"),
        Index("ix_kyc_requests_of_customer", "organization_id", "customer_id", "created_at", "id"),
        Index("ix_kyc_requests_due", "status", "expires_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    customer_id: Mapped[str] = mapped_column(ID)
    status: Mapped[str] = mapped_column(String(20), default=RequestStatus.GATHERING.value)
    redirect_url: Mapped[str | None] = mapped_column(String(2048))
    reason: Mapped[str | None] = mapped_column(String(255))
    match_level: Mapped[int] = mapped_column(Integer, default=2)
    locale: Mapped[str | None] = mapped_column(String(MAX_TAG_CHARACTERS))
    expires_at: Mapped[datetime]
    link_nonce: Mapped[str] = mapped_column(String(32))
    extensions_used: Mapped[int] = mapped_column(default=0, server_default="0")
    link_asked_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]

    organization: Mapped[Organization] = relationship(lazy="joined", viewonly=True)
    customer: Mapped[Customer] = relationship(viewonly=True)
    documents: Mapped[list["RequestedDocument"]] = relationship(
        order_by="RequestedDocument.position", lazy="selectin", back_populates="kyc_request"
    )

    @property
    def request_status(self) -> RequestStatus:
        """The stored status as its enum."""
        return RequestStatus(self.status)


class RequestedDocument(Base):
    """One line of a KYC request, with what the customer has chosen and used so far."""

    __tablename__ = "requested_documents"
    __table_args__ = (UniqueConstraint("kyc_request_id", "type"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    position: Mapped[int]
    type: Mapped[str] = mapped_column(String(20))
    subtypes: Mapped[list[Any] | None]
    max_attempts: Mapped[int]
    face_proof_required: Mapped[bool] = mapped_column(default=False)
    face_liveness_required: Mapped[bool] = mapped_column(default=False)
    attempts_used: Mapped[int] = mapped_column(default=0)
    is_waived: Mapped[bool] = mapped_column(default=False)
    chosen_subtype: Mapped[str | None] = mapped_column(String(30))
    skipped_at: Mapped[datetime | None]

    kyc_request: Mapped[KycRequest] = relationship(back_populates="documents")

    @property
    def document_type(self) -> DocumentType:
        """The stored type as its enum."""
        return DocumentType(self.type)

    @property
    def requested_subtypes(self) -> tuple[DocumentSubtype, ...] | None:
        """The subtypes the merchant permits, or None for all of the type's."""
        named = tuple(DocumentSubtype(item) for item in self.subtypes or () if item is not None)
        return named or None
