"""Settings of an organization: the wire's shape there and back, and every wrong value told."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidFields
from app.domain.judgement.settings_json import settings_from_json
from app.domain.scoring_settings import CheckName, LocationAge, MinimumAge, settings_for

STRICT = settings_for(2)


def wrong_fields(data: dict[str, Any]) -> list[str]:
    """Return the fields that are refused."""
    with pytest.raises(InvalidFields) as refused:
        settings_from_json(data, STRICT)
    return [item.field for item in refused.value.fields]


@pytest.mark.parametrize("level", [1, 2, 3])
def test_defaults_survive_the_way_there_and_back(level: int) -> None:
    settings = settings_for(level)
    assert settings_from_json(settings.as_json(), STRICT) == settings


def test_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="4"):
        settings_for(4)


@pytest.mark.parametrize("data", [{}, {"identityProof": None}, {"identityProof": {}}])
def test_what_is_missing_keeps_its_default(data: dict[str, Any]) -> None:
    assert settings_from_json(data, STRICT) == STRICT


def test_values_given_win_over_the_defaults() -> None:
    settings = settings_from_json(
        {
            "identityProof": {
                "weights": {"firstName": 5, "issueDate": None},
                "thresholds": {"acceptAbove": 90},
                "faceThresholds": {"match": 0.5, "review": 1},
                "minimumAgeSettings": {
                    "defaultMinimumAge": 20,
                    "locationOverrides": [
                        {"country": "us", "minimumAge": 21},
                        {"country": "US", "state": "AL", "minimumAge": 19},
                    ],
                },
            },
            "addressProof": {"documentMaxAge": 30, "thresholds": {"rejectBelow": 0}},
        },
        STRICT,
    )
    identity, address = settings.identity, settings.address
    assert identity.weights == {**STRICT.identity.weights, CheckName.FIRST_NAME: 5}
    assert (identity.accept_above, identity.reject_below) == (90, STRICT.identity.reject_below)
    assert (identity.face_match, identity.face_review) == (0.5, 1.0)
    assert identity.minimum_age == MinimumAge(
        20, (LocationAge("US", 21), LocationAge("US", 19, "AL"))
    )
    assert (address.document_max_age_days, address.reject_below) == (30, 0)
    assert settings_from_json(settings.as_json(), STRICT) == settings


def test_every_wrong_value_is_told_at_once() -> None:
    assert wrong_fields(
        {
            "identityProof": {
                "weights": {"firstName": 101, "lastName": -1, "phone": 1, "dateOfBirth": True},
                "thresholds": {"acceptAbove": 40, "rejectBelow": 41},
                "faceThresholds": {"match": 0, "review": "far"},
                "minimumAgeSettings": {
                    "defaultMinimumAge": 0,
                    "locationOverrides": [
                        {"country": "USA", "minimumAge": 21},
                        {"minimumAge": 21, "state": " "},
                        {"country": "DE", "town": "Ulm"},
                        "DE",
                    ],
                },
            },
            "addressProof": {"documentMaxAge": 0, "weights": [1]},
            "fundsProof": {},
        }
    ) == [
        "fundsProof",
        "identityProof.thresholds.rejectBelow",
        "identityProof.faceThresholds.match",
        "identityProof.faceThresholds.review",
        "identityProof.weights.phone",
        "identityProof.weights.firstName",
        "identityProof.weights.lastName",
        "identityProof.weights.dateOfBirth",
        "identityProof.minimumAgeSettings.defaultMinimumAge",
        "identityProof.minimumAgeSettings.locationOverrides.0.country",
        "identityProof.minimumAgeSettings.locationOverrides.1.country",
        "identityProof.minimumAgeSettings.locationOverrides.1.state",
        "identityProof.minimumAgeSettings.locationOverrides.2.town",
        "identityProof.minimumAgeSettings.locationOverrides.2.minimumAge",
        "identityProof.minimumAgeSettings.locationOverrides.3",
        "identityProof.minimumAgeSettings.locationOverrides.3.country",
        "identityProof.minimumAgeSettings.locationOverrides.3.minimumAge",
        "addressProof.weights",
        "addressProof.documentMaxAge",
    ]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"identityProof": []}, "identityProof"),
        (
            {"identityProof": {"faceThresholds": {"match": 0.7}}},
            "identityProof.faceThresholds.match",
        ),
        (
            {"identityProof": {"minimumAgeSettings": {"locationOverrides": {}}}},
            "identityProof.minimumAgeSettings.locationOverrides",
        ),
        (
            {"identityProof": {"faceThresholds": {"match": float("nan")}}},
            "identityProof.faceThresholds.match",
        ),
    ],
)
def test_wrong_value_is_named(data: dict[str, Any], field: str) -> None:
    assert wrong_fields(data) == [field]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(part=st.sampled_from(["identityProof", "addressProof"]), data=st.data())
def test_any_json_is_read_or_refused(part: str, data: st.DataObject) -> None:
    keys = ["weights", "thresholds", "faceThresholds", "minimumAgeSettings", "documentMaxAge"]
    value = data.draw(JSON | st.dictionaries(st.sampled_from(keys), JSON))
    with suppress(InvalidFields):
        settings = settings_from_json({part: value}, STRICT)
        assert settings_from_json(settings.as_json(), STRICT) == settings
