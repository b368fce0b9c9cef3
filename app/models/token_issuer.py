"""Who may sign JWTs for an organization."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.access_tokens import TokenAlgorithm
from app.models.base import ID, Base


class TokenIssuer(Base):
    """An issuer (`iss`) of an organization, its one algorithm, and what verifies its tokens.

    For HS256 that is a sealed `secret` (and the one before it until `previous_secret_until`); for
    the others `keys`, a list of JWKs, or the address they are published at.
    """

    __tablename__ = "token_issuers"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(255), unique=True)
    algorithm: Mapped[str] = mapped_column(String(10))
    secret: Mapped[str | None] = mapped_column(Text)
    previous_secret: Mapped[str | None] = mapped_column(Text)
    previous_secret_until: Mapped[datetime | None]
    keys: Mapped[list[Any] | None]
    keys_url: Mapped[str | None] = mapped_column(String(2048))
    created_at: Mapped[datetime]

    @property
    def token_algorithm(self) -> TokenAlgorithm:
        """The stored algorithm as its enum."""
        return TokenAlgorithm(self.algorithm)
