"""Handoffs: one code each, by which a phone goes on with what a computer began."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class Handoff(Base):
    """One code that a computer showed, and the phone that used it.

    `computer_session_id` is the gatherer session that shows the code, `phone_session_id` the one it
    was swapped for. `claim_key_hash` knows a repeated press on the same phone again.
    `match_number` is shown on the computer and is one of the `match_choices` on the phone; both are
    null where the merchant does not ask for the match. `ended_as` is a `HandoffEnd`.
    """

    __tablename__ = "handoffs"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    kyc_request_id: Mapped[str] = mapped_column(ForeignKey("kyc_requests.id"), index=True)
    computer_session_id: Mapped[str] = mapped_column(ForeignKey("gatherer_sessions.id"), index=True)
    phone_session_id: Mapped[str | None] = mapped_column(
        ForeignKey("gatherer_sessions.id"), index=True
    )
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    code_expires_at: Mapped[datetime]
    claim_key_hash: Mapped[str | None] = mapped_column(String(64))
    match_number: Mapped[int | None]
    match_choices: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_as: Mapped[str | None] = mapped_column(String(20))
