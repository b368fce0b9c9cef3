"""An organization's own values over the defaults of each match level."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import InvalidFields
from app.domain.judgement.own_settings import OwnSettings, own_settings_from_json
from app.domain.scoring import Outcome
from app.domain.scoring_settings import CheckName, settings_for
from tests.domain.test_scoring_settings import JSON
from tests.support.reports import judged, passport

LEVELS = (1, 2, 3)


def test_having_set_nothing_leaves_each_level_as_it_is() -> None:
    for own in (OwnSettings(), own_settings_from_json({"identityProof": {"weights": None}})):
        assert own == OwnSettings()
        assert [own.at(level) for level in LEVELS] == [settings_for(level) for level in LEVELS]


def test_a_value_that_was_set_holds_at_every_level_and_no_other_moves() -> None:
    own = own_settings_from_json({"identityProof": {"weights": {"issueDate": 20}}})
    for level in LEVELS:
        defaults = settings_for(level)
        assert own.at(level).identity.weights == {
            **defaults.identity.weights,
            CheckName.ISSUE_DATE: 20,
        }
        assert own.at(level).address == defaults.address


@pytest.mark.parametrize("level", LEVELS)
def test_the_whole_of_one_level_can_be_set_for_all(level: int) -> None:
    whole = settings_for(level)
    own = own_settings_from_json(whole.as_json())
    assert [own.at(each) for each in LEVELS] == [whole] * 3


@pytest.mark.parametrize(
    ("thresholds", "field", "message"),
    [
        (
            {"rejectBelow": 80},
            "rejectBelow",
            "must not be above acceptAbove, which is 75 at match level 3",
        ),
        ({"acceptAbove": 40}, "acceptAbove", "must not be below rejectBelow, which is 50"),
        (
            {"acceptAbove": 40, "rejectBelow": 41},
            "rejectBelow",
            "must not be above acceptAbove, which is 40",
        ),
    ],
)
def test_thresholds_must_fit_every_level(
    thresholds: dict[str, int], field: str, message: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        own_settings_from_json({"addressProof": {"thresholds": thresholds}})
    (found,) = refused.value.fields
    assert (found.field, found.message) == (f"addressProof.thresholds.{field}", message)


def test_a_check_that_is_switched_off_gives_no_reason_to_reject() -> None:
    paper = passport(expirationDate="2020-01-01", firstName=None, lastName=None)
    assert judged(paper).rejection is not None
    own = own_settings_from_json({"identityProof": {"weights": {"expirationDate": 0}}})
    verdict = judged(paper, settings=own.at(2))
    assert verdict.score == 0
    assert (verdict.outcome, verdict.rejection) == (Outcome.PENDING, None)
    expired = next(item for item in verdict.checks if item.name is CheckName.EXPIRATION_DATE)
    assert (expired.failed, expired.score, expired.reason) == (True, 0, "expired")


@given(data=st.dictionaries(st.sampled_from(["identityProof", "uiVersion", "x"]), JSON) | JSON)
def test_any_json_is_read_or_refused(data: Any) -> None:
    with suppress(InvalidFields):
        own = own_settings_from_json(data)
        assert own_settings_from_json({**own.values, "uiVersion": own.ui_version}) == own
        assert all(own.at(level) for level in LEVELS)
