"""What the demo shop of the sandbox has received; empty outside the sandbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base


class DemoDelivery(Base):
    """One webhook as the demo shop received it; `is_verified` tells whether its signature held."""

    __tablename__ = "demo_deliveries"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    event_id: Mapped[str] = mapped_column(ID, index=True)
    event_type: Mapped[str] = mapped_column(String(40))
    kyc_request_id: Mapped[str | None] = mapped_column(ID, index=True)
    headers: Mapped[dict[str, Any]]
    body: Mapped[str] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
