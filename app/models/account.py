"""Organizations (the merchants) and their API keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, LargeBinary, String, Text, false, true
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.evidence_chain import GENESIS
from app.domain.return_proof import ReturningProof
from app.models.base import ID, Base


class Organization(Base):
    """A merchant: everything else belongs to exactly one.

    `event_sequence` is the number of the last event told by webhook; it only grows. So does
    `evidence_sequence`, the number of the last entry in the chain of evidence, whose hash is
    `evidence_head`.

    `accent` is `#rrggbb`; `logo_sha256` names the row of `logos` that is shown, in pixels of
    `logo_width` and `logo_height`. `faces_kept_days` counts from the end of a request. The return
    secrets are sealed. `handoff_match` asks customers who go on with their phone for the number on
    their computer. `link_renewal` lets customers whose link has expired ask for a new one.
    `returning_customer_proof` is a `ReturningProof`.
    """

    __tablename__ = "organizations"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    redirect_origins: Mapped[list[Any]] = mapped_column(default=list)
    support_contact: Mapped[str | None] = mapped_column(String(255))
    privacy_url: Mapped[str | None] = mapped_column(String(2048))
    capture: Mapped[str] = mapped_column(
        String(20), default=CaptureMode.NATIVE.value, server_default=CaptureMode.NATIVE.value
    )
    image_policy: Mapped[str] = mapped_column(
        String(20), default=ImagePolicy.ADAPTIVE.value, server_default=ImagePolicy.ADAPTIVE.value
    )
    accent: Mapped[str | None] = mapped_column(String(7))
    logo_sha256: Mapped[str | None] = mapped_column(String(64))
    logo_width: Mapped[int | None]
    logo_height: Mapped[int | None]
    biometric_consent: Mapped[bool] = mapped_column(default=True, server_default=true())
    selfie_alternative: Mapped[bool] = mapped_column(default=False, server_default=false())
    faces_kept_days: Mapped[int] = mapped_column(default=30, server_default="30")
    erasure_allowed: Mapped[bool] = mapped_column(default=False, server_default=false())
    signed_return: Mapped[bool] = mapped_column(default=False, server_default=false())
    link_extension: Mapped[bool] = mapped_column(default=False, server_default=false())
    return_secret: Mapped[str | None] = mapped_column(Text)
    previous_return_secret: Mapped[str | None] = mapped_column(Text)
    previous_return_secret_until: Mapped[datetime | None]
    event_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    evidence_sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    evidence_head: Mapped[str] = mapped_column(String(64), default=GENESIS, server_default=GENESIS)
    handoff_match: Mapped[bool] = mapped_column(default=False, server_default=false())
    link_renewal: Mapped[bool] = mapped_column(default=False, server_default=false())
    returning_customer_proof: Mapped[str] = mapped_column(
        String(10), default=ReturningProof.OFF.value, server_default=ReturningProof.OFF.value
    )
    created_at: Mapped[datetime]


class Logo(Base):
    """An organization's logo as it is shown: small, made anew by us, found by its SHA-256."""

    __tablename__ = "logos"

    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(40))
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ApiKey(Base):
    """A secret key of an organization: its SHA-256, what it may do, and from where.

    `hint` is the prefix and the last four characters, so that people can tell keys apart.
    `permissions` are operation ids or `*`; `allowed_networks` CIDRs, null = any.
    A key that was rolled works until `expires_at`.
    """

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organization_id: Mapped[str] = mapped_column(ForeignKey("organizations.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hint: Mapped[str] = mapped_column(String(32))
    label: Mapped[str] = mapped_column(String(255), default="")
    is_sandbox: Mapped[bool] = mapped_column(Boolean, default=True)
    permissions: Mapped[list[Any]] = mapped_column(default=list)
    allowed_networks: Mapped[list[Any] | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    def works_at(self, moment: datetime) -> bool:
        """Tell whether the key is neither revoked nor over."""
        is_over = self.expires_at is not None and self.expires_at <= moment
        return self.revoked_at is None and not is_over
