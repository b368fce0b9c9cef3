"""Fingerprints: by which a file or a paper is known again in another request."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class Fingerprint(Base):
    """One thing by which a file of a document is known: looked up by `key`, compared by `value`.

    `kind` is `file` (key and value its SHA-256), `picture` (value a perceptual hash of 256 bits,
    key one of its eight parts) or `number` (key and value a keyed hash of the document number,
    never the number itself). Rows live as long as the document has files.
    """

    __tablename__ = "fingerprints"
    __table_args__ = (Index("ix_fingerprints_lookup", "organization_id", "kind", "key"),)

    # SQLite numbers rows by itself only where the key is a plain INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"))
    kyc_document_id: Mapped[str] = mapped_column(
        ForeignKey("kyc_documents.id", ondelete="CASCADE"), index=True
    )
    customer_id: Mapped[str] = mapped_column(ID)
    kind: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
