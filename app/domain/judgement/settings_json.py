"""Reads an organization's scoring settings from the wire's shape, telling every wrong value."""

import re
from collections.abc import Mapping
from typing import Any

from app.domain.errors import InvalidField, InvalidFields
from app.domain.scoring_settings import (
    AddressSettings,
    CheckName,
    IdentitySettings,
    LocationAge,
    MinimumAge,
    ScoringSettings,
)


def settings_from_json(data: Mapping[str, Any], defaults: ScoringSettings) -> ScoringSettings:
    """Return the settings of a JSON object; what is missing or null keeps its default.

    `data` has the keys `identityProof` and `addressProof`. Raises InvalidFields naming every value
    that cannot be, in dot notation.
    """
    reader = _Reader()
    root = reader.part(data, "", ("identityProof", "addressProof"))
    settings = ScoringSettings(
        _identity(reader, root.get("identityProof"), defaults.identity),
        _address(reader, root.get("addressProof"), defaults.address),
    )
    if reader.wrong:
        raise InvalidFields(reader.wrong)
    return settings


class _Reader:
    """Reads values and collects those that cannot be."""

    def __init__(self) -> None:
        self.wrong: list[InvalidField] = []

    def refuse(self, field: str, message: str) -> None:
        """Remember one wrong value."""
        self.wrong.append(InvalidField(field, message))

    def refuse_order(
        self, place: str, low: tuple[str, float], high: tuple[str, float], is_low_given: bool
    ) -> None:
        """Refuse two values in the wrong order, by the name of one that was given."""
        if is_low_given:
            self.refuse(f"{place}.{low[0]}", f"must not be above {high[0]}, which is {high[1]}")
        else:
            self.refuse(f"{place}.{high[0]}", f"must not be below {low[0]}, which is {low[1]}")

    def part(self, value: object, field: str, keys: tuple[str, ...]) -> Mapping[str, Any]:
        """Return an object, or an empty one; keys that are not known are refused."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.refuse(field, "must be an object")
            return {}
        for key in value:
            if key not in keys:
                self.refuse(f"{field}.{key}".lstrip("."), "is not a field we know")
        return value

    def whole(self, value: object, field: str, default: int, limits: tuple[int, int]) -> int:
        """Return a whole number within limits."""
        if value is None:
            return default
        low, high = limits
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.refuse(field, f"must be a whole number from {low} to {high}")
            return default
        return value

    def distance(self, value: object, field: str, default: float) -> float:
        """Return a face distance, above 0 and up to 2."""
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 2:
            self.refuse(field, "must be a number above 0 and up to 2")
            return default
        return float(value)

    def text(self, value: object, field: str, longest: int) -> str:
        """Return a text that is not empty."""
        if not isinstance(value, str) or not 0 < len(value.strip()) <= longest:
            self.refuse(field, f"must be a text of 1 to {longest} characters")
            return ""
        return value.strip()


def _identity(reader: _Reader, value: object, defaults: IdentitySettings) -> IdentitySettings:
    """Read the settings of identity proofs."""
    field = "identityProof"
    keys = ("weights", "thresholds", "minimumAgeSettings", "faceThresholds")
    data = reader.part(value, field, keys)
    accept_above, reject_below = _thresholds(reader, data, field, defaults)
    faces = reader.part(data.get("faceThresholds"), f"{field}.faceThresholds", ("match", "review"))
    match = reader.distance(
        faces.get("match"), f"{field}.faceThresholds.match", defaults.face_match
    )
    review = reader.distance(
        faces.get("review"), f"{field}.faceThresholds.review", defaults.face_review
    )
    if match > review:
        given = faces.get("match") is not None
        reader.refuse_order(f"{field}.faceThresholds", ("match", match), ("review", review), given)
    return IdentitySettings(
        weights=_weights(reader, data, field, defaults),
        accept_above=accept_above,
        reject_below=reject_below,
        minimum_age=_minimum_age(reader, data.get("minimumAgeSettings"), defaults.minimum_age),
        face_match=match,
        face_review=review,
    )


def _address(reader: _Reader, value: object, defaults: AddressSettings) -> AddressSettings:
    """Read the settings of address proofs."""
    field = "addressProof"
    data = reader.part(value, field, ("weights", "thresholds", "documentMaxAge"))
    accept_above, reject_below = _thresholds(reader, data, field, defaults)
    return AddressSettings(
        weights=_weights(reader, data, field, defaults),
        accept_above=accept_above,
        reject_below=reject_below,
        document_max_age_days=reader.whole(
            data.get("documentMaxAge"),
            f"{field}.documentMaxAge",
            defaults.document_max_age_days,
            (1, 3650),
        ),
    )


def _weights(
    reader: _Reader,
    data: Mapping[str, Any],
    field: str,
    defaults: IdentitySettings | AddressSettings,
) -> dict[CheckName, int]:
    """Read a weight of 0 to 100 for each check of a type."""
    place = f"{field}.weights"
    given = reader.part(data.get("weights"), place, tuple(defaults.weights))
    return {
        name: reader.whole(given.get(name), f"{place}.{name}", default, (0, 100))
        for name, default in defaults.weights.items()
    }


def _thresholds(
    reader: _Reader,
    data: Mapping[str, Any],
    field: str,
    defaults: IdentitySettings | AddressSettings,
) -> tuple[int, int]:
    """Read the scores from which a document is accepted and below which it is rejected."""
    place = f"{field}.thresholds"
    given = reader.part(data.get("thresholds"), place, ("acceptAbove", "rejectBelow"))
    accept_above = reader.whole(
        given.get("acceptAbove"), f"{place}.acceptAbove", defaults.accept_above, (0, 100)
    )
    reject_below = reader.whole(
        given.get("rejectBelow"), f"{place}.rejectBelow", defaults.reject_below, (0, 100)
    )
    if reject_below > accept_above:
        low, high = ("rejectBelow", reject_below), ("acceptAbove", accept_above)
        reader.refuse_order(place, low, high, given.get("rejectBelow") is not None)
    return accept_above, reject_below


def _minimum_age(reader: _Reader, value: object, defaults: MinimumAge) -> MinimumAge:
    """Read the minimum age and where another one holds."""
    field = "identityProof.minimumAgeSettings"
    data = reader.part(value, field, ("defaultMinimumAge", "locationOverrides"))
    default = reader.whole(
        data.get("defaultMinimumAge"), f"{field}.defaultMinimumAge", defaults.default, (1, 100)
    )
    places = data.get("locationOverrides")
    if places is None:
        return MinimumAge(default, defaults.overrides)
    if not isinstance(places, list):
        reader.refuse(f"{field}.locationOverrides", "must be a list")
        return MinimumAge(default)
    field = f"{field}.locationOverrides"
    overrides = tuple(
        _location_age(reader, place, f"{field}.{index}") for index, place in enumerate(places)
    )
    _refuse_doubled_places(reader, field, overrides)
    return MinimumAge(default, overrides)


def _refuse_doubled_places(reader: _Reader, field: str, overrides: tuple[LocationAge, ...]) -> None:
    """Refuse a place that is named twice: nobody could tell which age holds there."""
    seen: set[tuple[str, str]] = set()
    for index, override in enumerate(overrides):
        place = (override.country, (override.state or "").casefold())
        if override.country and place in seen:
            reader.refuse(f"{field}.{index}", "names a place that is given twice")
        seen.add(place)


def _location_age(reader: _Reader, value: object, field: str) -> LocationAge:
    """Read one country or state with its minimum age; both country and age are required."""
    place = reader.part(value, field, ("country", "state", "minimumAge"))
    country = place.get("country")
    if not isinstance(country, str) or not re.fullmatch("[A-Za-z]{2}", country):
        reader.refuse(f"{field}.country", "must be an ISO 3166 country code of two letters")
        country = ""
    state = place.get("state")
    age = place.get("minimumAge")
    if age is None:
        reader.refuse(f"{field}.minimumAge", "is required")
    return LocationAge(
        country.upper(),
        reader.whole(age, f"{field}.minimumAge", 18, (1, 100)),
        None if state is None else reader.text(state, f"{field}.state", 45),
    )
