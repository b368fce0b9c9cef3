"""How an organization has its documents judged."""

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import ID, Base, Revisioned


class KycSettings(Base, Revisioned):
    """The values an organization has set itself, in the wire's shape; no row means none.

    What is not in `own_values` keeps the default of each document's match level.
    """

    __tablename__ = "kyc_settings"

    organization_id: Mapped[str] = mapped_column(
        ID, ForeignKey("organizations.id"), primary_key=True
    )
    own_values: Mapped[dict[str, Any]]
    ui_version: Mapped[str | None] = mapped_column(String(1))
