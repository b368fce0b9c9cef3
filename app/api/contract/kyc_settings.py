"""The answer with the KYC settings, as a schema."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.api.contract.answers import Answer, Revisioned

Points = Annotated[int, Field(ge=0, le=100)]


class Thresholds(Answer):
    """Scores from which a document is accepted, and below which it is rejected."""

    accept_above: Points
    reject_below: Points


class LocationOverride(Answer):
    """A minimum age that holds in one country, or in one state of it."""

    country: str
    state: str | None
    minimum_age: int = Field(ge=1, le=100)


class MinimumAge(Answer):
    """The age in years that the holder must have reached."""

    default_minimum_age: int = Field(ge=1, le=100)
    location_overrides: list[LocationOverride]


class FaceThresholds(Answer):
    """Distances between portrait and selfie."""

    match: float
    review: float


class IdentityScoring(Answer):
    """How identity proofs are judged."""

    weights: dict[str, Points]
    thresholds: Thresholds
    minimum_age_settings: MinimumAge
    face_thresholds: FaceThresholds


class AddressScoring(Answer):
    """How address proofs are judged."""

    weights: dict[str, Points]
    thresholds: Thresholds
    document_max_age: int = Field(ge=1, description="Days.")


class KycSettings(Revisioned):
    """KYC settings as they hold at one match level."""

    identity_proof: IdentityScoring
    address_proof: AddressScoring
    ui_version: Literal["1", "2"] | None
    match_level: Literal[1, 2, 3] = Field(description="The level whose defaults are told.")
    own_values: dict[str, Any] = Field(
        description="What you have set; these hold at every match level."
    )
