"""The body of the organization's settings, and that of its logo."""

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, StringConstraints

from app.api.bodies.fields import READ_ONLY, Body, Text, Url, one_of
from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.return_proof import ReturningProof
from app.services.organization_settings import MAX_FACES_KEPT_DAYS

_COLOUR = r"^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$"


class OrganizationSettingsBody(Body):
    """Settings to keep; what is left out has its default again, and the name stays."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY | {"logo"}

    name: Text | None = Field(default=None, description="The name that customers read.")
    accent: Annotated[str, StringConstraints(pattern=_COLOUR)] | None = Field(
        default=None, description="Colour of buttons and links; made readable where it is not."
    )
    support_contact: Text | None = Field(default=None, description="Mail address or phone number.")
    privacy_url: Url | None = None
    biometric_consent: bool = Field(
        default=True, description="Customers are asked before a selfie is taken."
    )
    selfie_alternative: bool = Field(
        default=False, description="Who does not agree goes on without a selfie, to a person."
    )
    faces_kept_days: int = Field(
        default=30,
        ge=0,
        le=MAX_FACES_KEPT_DAYS,
        description="Days after the end of a request at which selfies are deleted.",
    )
    erasure_allowed: bool = Field(default=False, description="Customers may erase their files.")
    signed_return: bool = Field(default=False, description="The way back carries a signature.")
    link_extension: bool = Field(default=False, description="Customers may ask for more time.")
    link_renewal: bool = Field(
        default=False, description="Customers whose link has expired may ask for a new one."
    )
    returning_customer_proof: Annotated[ReturningProof, BeforeValidator(one_of(ReturningProof))] = (
        Field(
            default=ReturningProof.OFF,
            description="What customers prove who open their link in another browser.",
        )
    )
    handoff_match: bool = Field(
        default=False, description="A phone is asked for the number on the computer."
    )
    capture: Annotated[CaptureMode, BeforeValidator(one_of(CaptureMode))] = Field(
        default=CaptureMode.NATIVE,
        description="What Take photo opens: the camera app of the phone, or our camera screen.",
    )
    image_policy: Annotated[ImagePolicy, BeforeValidator(one_of(ImagePolicy))] = Field(
        default=ImagePolicy.ADAPTIVE,
        description="Which bytes of a photo are sent: as taken behind a small copy, by the line, "
        "or made small.",
    )

    def to_changes(self) -> dict[str, Any]:
        """Return the settings by column."""
        changes = self.model_dump()
        if self.name is None:
            del changes["name"]
        return changes


class LogoBody(Body):
    """A logo to show."""

    data: Annotated[str, StringConstraints(max_length=1_400_000)] = Field(
        description="A PNG, JPEG or WebP of up to 1 MB, as base 64. No SVG.",
        json_schema_extra={"contentEncoding": "base64"},
    )
