"""KYC settings: defaults by match level, an organization's own values over them, and refusals."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.scoring_settings import settings_for
from app.extensions import now
from app.models import AuditEntry, Organization
from app.services.organizations import create_organization
from app.services.transaction import reading
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields

PATH = "/kyc-settings"
OWN: Json = {
    "identityProof": {
        "weights": {"issueDate": 20, "isPublishedOnline": 0},
        "thresholds": {"acceptAbove": 95},
        "minimumAgeSettings": {
            "defaultMinimumAge": 19,
            "locationOverrides": [{"country": "US", "state": "AL", "minimumAge": 21}],
        },
        "faceThresholds": {"match": 0.5},
    },
    "addressProof": {"documentMaxAge": 30},
}
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize("level", [1, 2, 3])
@only_sqlite
def test_defaults_of_each_match_level_are_told(merchant: Merchant, level: int) -> None:
    found = merchant.get(f"{PATH}?matchLevel={level}").get_json()
    assert {**found, **settings_for(level).as_json()} == found
    assert (found["matchLevel"], found["ownValues"], found["uiVersion"]) == (level, {}, "1")
    assert found["revision"] == 1


@only_sqlite
def test_the_strict_level_is_told_when_none_is_named(merchant: Merchant) -> None:
    assert merchant.get(PATH).get_json() == merchant.get(f"{PATH}?matchLevel=2").get_json()


def test_own_values_hold_at_every_level_over_its_defaults(merchant: Merchant) -> None:
    answer = merchant.put(PATH, {**OWN, "uiVersion": "2"})
    assert answer.status_code == 200
    assert {"X-RateLimit-Limit", "X-RateLimit-Remaining"} <= set(answer.headers.keys())
    assert answer.get_json() == merchant.get(PATH).get_json()
    for level in (1, 2, 3):
        found = merchant.get(f"{PATH}?matchLevel={level}").get_json()
        defaults: Any = settings_for(level).as_json()
        identity, address = found["identityProof"], found["addressProof"]
        assert identity["weights"] == {
            **defaults["identityProof"]["weights"],
            "issueDate": 20,
            "isPublishedOnline": 0,
        }
        assert identity["thresholds"] == {"acceptAbove": 95, "rejectBelow": 50}
        assert identity["minimumAgeSettings"] == OWN["identityProof"]["minimumAgeSettings"]
        assert identity["faceThresholds"] == {"match": 0.5, "review": 0.65}
        assert address == {**defaults["addressProof"], "documentMaxAge": 30}
        assert (found["ownValues"], found["uiVersion"], found["revision"]) == (OWN, "2", 2)


def test_what_a_body_leaves_out_follows_the_level_again(merchant: Merchant) -> None:
    merchant.put(PATH, OWN)
    nulls = {"identityProof": None, "addressProof": {"weights": None}, "uiVersion": None}
    found = merchant.put(PATH, nulls).get_json()
    assert (found["ownValues"], found["uiVersion"], found["revision"]) == ({}, None, 3)
    assert {**found, **settings_for(2).as_json()} == found
    assert merchant.put(PATH, {}).get_json()["uiVersion"] == "1"


def test_setting_the_same_again_changes_nothing(
    merchant: Merchant, organization: Organization
) -> None:
    first = merchant.put(PATH, OWN).get_json()
    assert merchant.put(PATH, OWN).get_json() == first
    assert merchant.put(PATH, first["ownValues"]).get_json() == first
    with reading() as session:
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.event == "kyc-settings-changed")
        ).all()
    assert (entry.organization_id, entry.old, entry.new) == (organization.id, "1", "2")
    assert entry.actor.startswith("key:")
    assert entry.at <= now()
    assert entry.data == {
        "before": {"uiVersion": "1"},
        "after": {**OWN, "uiVersion": "1"},
    }


@only_sqlite
def test_what_was_read_can_be_sent_back(merchant: Merchant) -> None:
    merchant.put(PATH, OWN)
    read = merchant.get(PATH).get_json()
    answer = merchant.put(PATH, read)
    assert answer.status_code == 200
    again = answer.get_json()
    for name in ("identityProof", "addressProof", "uiVersion"):
        assert again[name] == read[name]


WRONG: list[tuple[str, Json]] = [
    ("uiVersion", {"uiVersion": "3"}),
    ("uiVersion", {"uiVersion": 1}),
    ("fundsProof", {"fundsProof": {}}),
    ("identityProof", {"identityProof": []}),
    ("identityProof.weights.matchesDateOfBirth", {"identityProof": {"weights": {"matchesDateOfBirth": 1}}}),  # noqa: E501
    ("addressProof.weights.firstName", {"addressProof": {"weights": {"firstName": "5"}}}),
    ("addressProof.documentMaxAgeDays", {"addressProof": {"documentMaxAgeDays": 5}}),
    ("addressProof.documentMaxAge", {"addressProof": {"documentMaxAge": 0}}),
    ("identityProof.thresholds.acceptAbove", {"identityProof": {"thresholds": {"acceptAbove": 49}}}),  # noqa: E501
    ("identityProof.faceThresholds.review", {"identityProof": {"faceThresholds": {"review": 0.4}}}),
]  # fmt: skip


@only_sqlite
def test_a_wrong_value_is_refused_by_name(merchant: Merchant) -> None:
    for name, body in WRONG:
        assert invalid_fields(merchant.put(PATH, body)) == {name}, body
    together = {
        "uiVersion": 1,
        "identityProof": {"weights": {"x": 1}},
        "addressProof": {"documentMaxAge": 0},
    }
    assert invalid_fields(merchant.put(PATH, together)) == {
        "uiVersion",
        "identityProof.weights.x",
        "addressProof.documentMaxAge",
    }
    assert merchant.get(PATH).get_json()["revision"] == 1


@only_sqlite
def test_a_value_that_fits_two_levels_only_is_refused_and_says_where(merchant: Merchant) -> None:
    answer = merchant.put(PATH, {"identityProof": {"thresholds": {"rejectBelow": 80}}})
    (field,) = answer.get_json()["invalidFields"]
    assert field == {
        "field": "identityProof.thresholds.rejectBelow",
        "message": "must not be above acceptAbove, which is 75 at match level 3",
    }


@only_sqlite
def test_a_place_with_two_ages_is_refused(merchant: Merchant) -> None:
    places = [{"country": "US", "minimumAge": 21}, {"country": "us", "minimumAge": 18}]
    body = {"identityProof": {"minimumAgeSettings": {"locationOverrides": places}}}
    assert invalid_fields(merchant.put(PATH, body)) == {
        "identityProof.minimumAgeSettings.locationOverrides.1"
    }


@pytest.mark.parametrize("query", ["4", "0", "", "x", "1&matchLevel=2"])
@only_sqlite
def test_an_unknown_match_level_is_refused(merchant: Merchant, query: str) -> None:
    assert invalid_fields(merchant.get(f"{PATH}?matchLevel={query}")) == {"matchLevel"}


@only_sqlite
def test_body_that_is_no_object_is_refused(merchant: Merchant) -> None:
    assert invalid_fields(merchant.put(PATH, [])) == {"body"}
    null = merchant.call("PUT", PATH, data="null", content_type="application/json")
    assert invalid_fields(null) == {"body"}
    assert merchant.call("PUT", PATH, data="x").status_code == 415


def test_settings_belong_to_one_organization(
    merchant: Merchant, make_merchant: MakeMerchant, organization: Organization
) -> None:
    other = create_organization("Other")
    merchant.put(f"/organizations/{organization.id}{PATH}/", OWN)
    assert merchant.get(f"/organizations/{organization.id}{PATH}").get_json()["ownValues"] == OWN
    assert make_merchant(other).get(PATH).get_json()["ownValues"] == {}
    assert merchant.get(f"/organizations/{other.id}{PATH}").status_code == 403
    assert merchant.put(f"/organizations/{other.id}{PATH}", OWN).status_code == 403


@only_sqlite
def test_a_key_needs_the_operations_permission(
    make_merchant: MakeMerchant, stranger: Merchant, organization: Organization
) -> None:
    reader = make_merchant(organization, permissions=["GetKycSettings"])
    assert reader.get(PATH).status_code == 200
    assert reader.put(PATH, OWN).status_code == 403
    assert stranger.get(PATH).status_code == 401
    assert stranger.put(PATH, OWN).status_code == 401
