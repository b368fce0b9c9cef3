"""The answers about the organization's settings, as schemas."""

from pydantic import Field

from app.api.contract.answers import Answer, Link
from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.return_proof import ReturningProof


class LogoAnswer(Answer):
    """The logo as it is shown; it was made anew from what was sent."""

    url: str = Field(description="Its address: holds its hash, so it never changes.")
    width: int = Field(ge=1, description="Pixels.")
    height: int = Field(ge=1, description="Pixels.")


class OrganizationSettings(Answer):
    """How the organization's pages look, and what its customers may do."""

    name: str
    accent: str | None
    support_contact: str | None
    privacy_url: str | None
    biometric_consent: bool
    selfie_alternative: bool
    faces_kept_days: int
    erasure_allowed: bool
    signed_return: bool
    link_extension: bool
    link_renewal: bool
    returning_customer_proof: ReturningProof
    handoff_match: bool
    capture: CaptureMode
    image_policy: ImagePolicy
    logo: LogoAnswer | None
    links: list[Link] = Field(alias="_links")


class ReturnSecret(Answer):
    """The secret that signs the way back, shown this once."""

    return_secret: str = Field(description="`ret_…`; the one before signs beside it for 24 hours.")
