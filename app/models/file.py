"""Files: rows that point at objects in the bucket."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, case
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from app.domain.documents import FileTag
from app.models.base import ID, Base

if TYPE_CHECKING:
    from app.models.kyc_document import KycDocument

_ORDER = {tag.value: position for position, tag in enumerate(FileTag)}


class File(Base):
    """One file of a customer; `kyc_document_id` is null until its document is sent.

    `object_key` is fresh for each upload and never reused; the object was there before the row.
    `tags` are the wire's, `tag` is what of them counts for analysis. One that came by the API
    belongs to no request before a document uses it; `customer_id` is who uploaded it where that
    was a customer. `exif` holds what of the metadata tells nothing of a person or a place.
    """

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("requested_document_id", "upload_key"),
        Index("ix_files_listing", "organization_id", "created_at", "id"),
        Index("ix_files_tags", "tags", postgresql_using="gin"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    kyc_request_id: Mapped[str | None] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    requested_document_id: Mapped[str | None] = mapped_column(
        ForeignKey("requested_documents.id"), index=True
    )
    kyc_document_id: Mapped[str | None] = mapped_column(ForeignKey("kyc_documents.id"), index=True)
    tag: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(Integer, default=0)
    upload_key: Mapped[str] = mapped_column(String(64))
    object_key: Mapped[str] = mapped_column(String(255), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    source_type: Mapped[str] = mapped_column(String(10), default="upload")
    created_at: Mapped[datetime]
    #: When a malware scanner found it clean; null where no scanner gave a verdict.
    scanned_at: Mapped[datetime | None]
    name: Mapped[str | None] = mapped_column(String(255))
    description: Mapped[str | None] = mapped_column(String(255))
    tags: Mapped[list[Any]]
    sha1: Mapped[str | None] = mapped_column(String(40))
    exif: Mapped[dict[str, Any] | None]
    updated_at: Mapped[datetime]
    customer_id: Mapped[str | None] = mapped_column(ID)
    #: The gatherer session it came by; no foreign key, because files outlive sessions.
    gatherer_session_id: Mapped[str | None] = mapped_column(ID)

    kyc_document: Mapped["KycDocument | None"] = relationship(back_populates="files")

    @hybrid_property
    def tag_order(self) -> int:
        """Front before back before pages before selfie."""
        return _ORDER[self.tag]

    @tag_order.inplace.expression
    @classmethod
    def _tag_order_expression(cls) -> ColumnElement[int]:
        return case(_ORDER, value=cls.tag)

    @property
    def file_tag(self) -> FileTag:
        """The stored tag as its enum."""
        return FileTag(self.tag)
