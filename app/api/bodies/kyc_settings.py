"""The body of the KYC settings.

Which values there may be is the domain's to say: the same object is read from a file by the
`rescore` command. The body here tells the contract what the domain takes.
"""

from typing import Annotated, Any, ClassVar

from pydantic import Field, WithJsonSchema

from app.api.bodies.fields import Body
from app.api.bodies.reading import read_json
from app.domain.judgement.own_settings import (
    DEFAULT_UI_VERSION,
    READ_ONLY,
    UI_VERSIONS,
    OwnSettings,
    own_settings_from_json,
)
from app.domain.scoring_settings import AddressSettings, IdentitySettings, settings_for
from app.domain.statuses import MatchLevel

Schema = dict[str, Any]

_DEFAULTS = settings_for(MatchLevel.STRICT)


def _whole(low: int, high: int) -> Schema:
    return {"type": ["integer", "null"], "minimum": low, "maximum": high}


def _part(description: str, properties: Schema) -> Schema:
    return {
        "type": ["object", "null"],
        "description": description,
        "properties": properties,
        "additionalProperties": False,
    }


def _scored_by(defaults: IdentitySettings | AddressSettings) -> Schema:
    """Return the schemas of weights and thresholds."""
    return {
        "weights": _part(
            "Points that each check takes off when it does not pass.",
            {str(name): _whole(0, 100) for name in defaults.weights},
        ),
        "thresholds": _part(
            "Scores from which a document is accepted, and below which it is rejected.",
            {"acceptAbove": _whole(0, 100), "rejectBelow": _whole(0, 100)},
        ),
    }


_DISTANCE: Schema = {"type": ["number", "null"], "exclusiveMinimum": 0, "maximum": 2}

_LOCATION: Schema = {
    "type": "object",
    "properties": {
        "country": {"type": "string", "pattern": "^[A-Za-z]{2}$"},
        "state": {"type": ["string", "null"], "maxLength": 45, "pattern": r"\S"},
        "minimumAge": {"type": "integer", "minimum": 1, "maximum": 100},
    },
    "required": ["country", "minimumAge"],
    "additionalProperties": False,
}

IDENTITY_SCHEMA = _part(
    "How identity proofs are judged.",
    {
        **_scored_by(_DEFAULTS.identity),
        "minimumAgeSettings": _part(
            "The age in years that the holder must have reached: by state, by country, else the "
            "default.",
            {
                "defaultMinimumAge": _whole(1, 100),
                "locationOverrides": {"type": ["array", "null"], "items": _LOCATION},
            },
        ),
        "faceThresholds": _part(
            "Distances between portrait and selfie: up to `match` they are one person, up to "
            "`review` it is uncertain.",
            {"match": _DISTANCE, "review": _DISTANCE},
        ),
    },
)

ADDRESS_SCHEMA = _part(
    "How address proofs are judged.",
    {
        **_scored_by(_DEFAULTS.address),
        "documentMaxAge": {
            **_whole(1, 3650),
            "description": "How many days old an address proof may be.",
        },
    },
)

UI_VERSION_SCHEMA: Schema = {
    "enum": [*UI_VERSIONS, None],
    "default": DEFAULT_UI_VERSION,
    "description": "1 = classic, 2 = modern. Kept for clients of the reference; one portal serves.",
}


class KycSettingsBody(Body):
    """KYC settings to keep: the values you set, everything else follows the match level."""

    ignored: ClassVar[frozenset[str]] = READ_ONLY

    identity_proof: Annotated[Any, WithJsonSchema(IDENTITY_SCHEMA)] = Field(default=None)
    address_proof: Annotated[Any, WithJsonSchema(ADDRESS_SCHEMA)] = Field(default=None)
    ui_version: Annotated[Any, WithJsonSchema(UI_VERSION_SCHEMA)] = Field(
        default=DEFAULT_UI_VERSION
    )


def read_own_settings() -> OwnSettings:
    """Return what the request's body sets; raises InvalidFields, or the HTTP errors of bodies."""
    return own_settings_from_json(read_json())
