"""Liveness sessions: the challenges a customer was set, and the frames that answer them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.domain.statuses import LivenessStatus
from app.models.base import ID, Base, Claimed, Revisioned


class LivenessSession(Base, Revisioned, Claimed):
    """One try at showing a live face; only services.status writes its status.

    `nonce_hash` is that of the secret which the next frames must bring, changed with each answer.
    `asked_at` is when the open challenge was given out, `answered_at` when the last one was
    answered: from then on a worker measures. `doubts` are values of `domain.liveness.Doubt`.
    """

    __tablename__ = "liveness_sessions"
    __table_args__ = (Index("ix_liveness_sessions_claims", "status", "lease_until"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    customer_id: Mapped[str] = mapped_column(ID)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    requested_document_id: Mapped[str] = mapped_column(
        ForeignKey("requested_documents.id"), index=True
    )
    status: Mapped[str] = mapped_column(String(20))
    challenges: Mapped[list[Any]]
    nonce_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    doubts: Mapped[list[Any]] = mapped_column(default=list)
    reference_key: Mapped[str | None] = mapped_column(String(255), index=True)

    steps: Mapped[list["LivenessStep"]] = relationship(
        order_by="LivenessStep.position", lazy="selectin"
    )

    @property
    def liveness_status(self) -> LivenessStatus:
        """The stored status as its enum."""
        return LivenessStatus(self.status)


class LivenessStep(Base):
    """The frames of one challenge: one object, the clean JPEGs one after the other.

    `sizes` are their lengths in bytes. `object_key` is null once the frames were deleted.
    """

    __tablename__ = "liveness_steps"
    __table_args__ = (UniqueConstraint("liveness_session_id", "position"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    liveness_session_id: Mapped[str] = mapped_column(ForeignKey("liveness_sessions.id"))
    position: Mapped[int]
    challenge: Mapped[str] = mapped_column(String(20))
    asked_at: Mapped[datetime]
    received_at: Mapped[datetime]
    sizes: Mapped[list[Any]]
    object_key: Mapped[str | None] = mapped_column(String(255), index=True)


class LivenessFrame(Base):
    """The SHA-256 of one frame as it was sent: a frame seen before is a replay."""

    __tablename__ = "liveness_frames"

    liveness_session_id: Mapped[str] = mapped_column(
        ForeignKey("liveness_sessions.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)


class FaceCrop(Base):
    """A face cut out of a document's file, for the person who compares them by eye.

    `tag` is that of the file it was cut from. The object was there before the row, and goes with
    the document's files.
    """

    __tablename__ = "face_crops"
    __table_args__ = (UniqueConstraint("kyc_document_id", "tag"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    kyc_document_id: Mapped[str] = mapped_column(ForeignKey("kyc_documents.id"))
    tag: Mapped[str] = mapped_column(String(20))
    object_key: Mapped[str] = mapped_column(String(255), index=True)
    size_bytes: Mapped[int]
    created_at: Mapped[datetime]
