"""Codes that customers who come back in another browser are asked for."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class ReturnCode(Base):
    """One code that was sent for a locked gatherer session; of several the newest counts.

    `code_hash` is keyed: six digits are too few for a bare hash.
    """

    __tablename__ = "return_codes"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    gatherer_session_id: Mapped[str] = mapped_column(ForeignKey("gatherer_sessions.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
