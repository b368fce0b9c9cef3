"""What each check weighs, and the thresholds: our defaults per match level, and an organization's.

Every document starts at 100 points and each failed check takes its weight off. The weights follow
three ideas (docs/judgement.md holds the tables): a check that names another person, another date
of birth, an expired paper or a minor weighs 60, so that it alone ends below every `reject_below`;
a check that only hints weighs enough to send the strict levels to a person; a check of weight 0
is switched off and only reported. The reference publishes no defaults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.regions import region_key
from app.domain.statuses import MatchLevel


class CheckName(StrEnum):
    """The checks; the values are those of the wire, but for the last three, which are ours."""

    CONTAINS_IMAGE = "containsImage"
    IS_IDENTITY_DOCUMENT = "isIdentityDocument"
    IS_PUBLISHED_ONLINE = "isPublishedOnline"
    FIRST_NAME = "firstName"
    LAST_NAME = "lastName"
    DATE_OF_BIRTH = "dateOfBirth"
    EXPIRATION_DATE = "expirationDate"
    ISSUE_DATE = "issueDate"
    HAS_MINIMAL_AGE = "hasMinimalAge"
    DOCUMENT_SUBTYPE = "documentSubtype"
    HAS_MATCHING_FACE_PROOF = "hasMatchingFaceProof"
    IS_TAMPERED = "isTampered"
    LINE1 = "line1"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postalCode"
    DATE = "date"
    PHONE = "phone"
    NATIONALITY = "nationality"
    MRZ_CHECKSUM = "mrzChecksum"
    IS_PHOTOCOPY = "isPhotocopy"


_C = CheckName
_LEVELS = (MatchLevel.MODERATE, MatchLevel.STRICT, MatchLevel.BASIC)

# One column for each level: moderate (1), strict (2), basic (3).
_IDENTITY_WEIGHTS: Mapping[CheckName, tuple[int, int, int]] = {
    _C.CONTAINS_IMAGE: (60, 60, 60),
    _C.IS_IDENTITY_DOCUMENT: (60, 60, 60),
    _C.IS_PUBLISHED_ONLINE: (30, 40, 30),
    _C.FIRST_NAME: (60, 60, 60),
    _C.LAST_NAME: (60, 60, 60),
    _C.DATE_OF_BIRTH: (60, 60, 60),
    _C.EXPIRATION_DATE: (60, 60, 60),
    _C.ISSUE_DATE: (5, 10, 0),
    _C.HAS_MINIMAL_AGE: (60, 60, 60),
    _C.NATIONALITY: (0, 5, 0),
    _C.DOCUMENT_SUBTYPE: (60, 60, 60),
    _C.MRZ_CHECKSUM: (25, 30, 20),
    _C.HAS_MATCHING_FACE_PROOF: (60, 60, 60),
    _C.IS_TAMPERED: (30, 40, 30),
    _C.IS_PHOTOCOPY: (25, 30, 10),
}
_ADDRESS_WEIGHTS: Mapping[CheckName, tuple[int, int, int]] = {
    _C.FIRST_NAME: (40, 40, 40),
    _C.LAST_NAME: (60, 60, 60),
    _C.LINE1: (40, 40, 40),
    _C.CITY: (15, 20, 10),
    _C.REGION: (0, 5, 0),
    _C.POSTAL_CODE: (20, 25, 15),
    _C.DATE: (60, 60, 60),
    _C.PHONE: (0, 5, 0),
    _C.DOCUMENT_SUBTYPE: (10, 20, 5),
    _C.IS_TAMPERED: (30, 40, 30),
}
_ACCEPT_ABOVE = (80, 85, 75)
_REJECT_BELOW = (50, 50, 50)


@dataclass(frozen=True)
class LocationAge:
    """A minimum age that holds in one country (ISO 3166 alpha-2), or in one state of it."""

    country: str
    minimum_age: int
    state: str | None = None


@dataclass(frozen=True)
class MinimumAge:
    """The age in years a person must have reached: by state, else by country, else the default."""

    default: int = 18
    overrides: tuple[LocationAge, ...] = ()

    def at(self, country: str, state: str) -> int:
        """Return the minimum age where the customer lives; a state may be named or coded."""
        places = {
            (place.country.upper(), region_key(place.country, place.state or "")): place.minimum_age
            for place in self.overrides
        }
        whole_country = places.get((country.upper(), ""), self.default)
        return places.get((country.upper(), region_key(country, state)), whole_country)


@dataclass(frozen=True)
class IdentitySettings:
    """How identity proofs are judged.

    Distances are those of the face model (0 = same picture): up to `face_match` the selfie shows
    the holder, up to `face_review` a person must look, beyond they differ. The nearest different
    persons seen lay at 0.55, 1.8 % of drawn portraits over 0.50 from their holder and none over
    0.55 (docs/accuracy.md): the first bound keeps clear of strangers, the band is wide for it.
    """

    weights: Mapping[CheckName, int]
    accept_above: int
    reject_below: int
    minimum_age: MinimumAge = MinimumAge()
    face_match: float = 0.50
    face_review: float = 0.65


@dataclass(frozen=True)
class AddressSettings:
    """How address proofs are judged; a paper older than the days given is refused."""

    weights: Mapping[CheckName, int]
    accept_above: int
    reject_below: int
    document_max_age_days: int = 90


@dataclass(frozen=True)
class ScoringSettings:
    """An organization's settings for both types that the machine judges."""

    identity: IdentitySettings
    address: AddressSettings

    def as_json(self) -> dict[str, object]:
        """Return the settings in the wire's shape, keys in camelCase."""
        identity, address = self.identity, self.address
        return {
            "identityProof": {
                **_shared_json(identity),
                "minimumAgeSettings": {
                    "defaultMinimumAge": identity.minimum_age.default,
                    "locationOverrides": [
                        {
                            "country": place.country,
                            "state": place.state,
                            "minimumAge": place.minimum_age,
                        }
                        for place in identity.minimum_age.overrides
                    ],
                },
                "faceThresholds": {"match": identity.face_match, "review": identity.face_review},
            },
            "addressProof": {
                **_shared_json(address),
                "documentMaxAge": address.document_max_age_days,
            },
        }


def settings_for(level: int) -> ScoringSettings:
    """Return our defaults for a match level; raises ValueError for an unknown one."""
    column = _LEVELS.index(MatchLevel(level))
    return ScoringSettings(
        IdentitySettings(
            weights={name: row[column] for name, row in _IDENTITY_WEIGHTS.items()},
            accept_above=_ACCEPT_ABOVE[column],
            reject_below=_REJECT_BELOW[column],
        ),
        AddressSettings(
            weights={name: row[column] for name, row in _ADDRESS_WEIGHTS.items()},
            accept_above=_ACCEPT_ABOVE[column],
            reject_below=_REJECT_BELOW[column],
        ),
    )


def _shared_json(settings: IdentitySettings | AddressSettings) -> dict[str, object]:
    """Return weights and thresholds in the wire's shape."""
    return {
        "weights": {str(name): weight for name, weight in settings.weights.items()},
        "thresholds": {
            "acceptAbove": settings.accept_above,
            "rejectBelow": settings.reject_below,
        },
    }
