"""What customers said about the use of their face."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class BiometricConsent(Base):
    """One answer of a customer: rows are added and never changed, the newest of a request counts.

    `event` is a value of `domain.consent.ConsentEvent`; `text_version` and `language` tell which
    words the customer had before them.
    """

    __tablename__ = "biometric_consents"

    # SQLite numbers rows by itself only where the key is a plain INTEGER.
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    customer_id: Mapped[str] = mapped_column(ID)
    event: Mapped[str] = mapped_column(String(10))
    text_version: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
