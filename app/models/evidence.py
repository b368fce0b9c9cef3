"""The chain of evidence: what was decided about documents, and on what grounds."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class EvidenceRecord(Base):
    """One entry of an organization's chain; rows are added and never changed.

    Only `personal` may be emptied, by an erasure that is an entry itself. `content` and `personal`
    are kept as text because their exact characters are what was hashed. The document's id and the
    time stand beside the content for finding; verification compares them with it.
    """

    __tablename__ = "evidence_records"

    organization_id: Mapped[str] = mapped_column(
        ID, ForeignKey("organizations.id"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kyc_document_id: Mapped[str] = mapped_column(ID, index=True)
    recorded_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    personal: Mapped[str | None] = mapped_column(Text)
