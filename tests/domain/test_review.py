"""What reviewers may do, and how a document is scored by what they saw."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain.errors import ReviewRefused
from app.domain.judgement.overrides import Override, override_matches
from app.domain.review import REVIEW_LASTS, ReviewState, ReviewVerb, check_review
from app.domain.review_queue import QueueFilter, QueueSort, QueueState
from app.domain.staff import EVERYTHING, READS, can_review
from app.domain.statuses import DocumentStatus

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WEIGHTS = {"lastName": 60, "expirationDate": 60, "isTampered": 40, "containsImage": 60}


def state(
    status: str, *, by: str | None = None, started: timedelta | None = None, reviewed: bool = False
) -> ReviewState:
    began = None if started is None else NOW - started
    return ReviewState(DocumentStatus(status), by, began, NOW if reviewed else None)


@pytest.mark.parametrize("verb", list(ReviewVerb))
@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (state("in-progress"), "in-progress"),
        (state("archived", by="ada", reviewed=True), "archived"),
        (state("pending", by="bob", started=timedelta()), "in-review"),
        (state("rejected", by="bob", started=timedelta()), "in-review"),
        (state("accepted", by="bob", reviewed=True), "decided"),
        (state("rejected", by="bob", started=timedelta(), reviewed=True), "decided"),
    ],
)
def test_no_verb_is_done_where_the_document_is_not_there_for_it(
    verb: ReviewVerb, found: ReviewState, reason: str
) -> None:
    with pytest.raises(ReviewRefused) as refused:
        check_review(found, verb, "ada", NOW)
    assert refused.value.reason == reason


@pytest.mark.parametrize("verb", [each for each in ReviewVerb if each is not ReviewVerb.STOP])
@pytest.mark.parametrize(
    "found",
    [
        state("pending"),
        state("accepted"),
        state("rejected"),
        state("pending", by="bob", started=REVIEW_LASTS),
        state("pending", by="bob", reviewed=True),
    ],
)
def test_every_verb_is_done_where_nobody_was_first(verb: ReviewVerb, found: ReviewState) -> None:
    assert check_review(found, verb, "ada", NOW)


@pytest.mark.parametrize(
    ("found", "verb"),
    [
        (state("accepted", by="ada", reviewed=True), ReviewVerb.ACCEPT),
        (state("rejected", by="ada", reviewed=True), ReviewVerb.REJECT),
        (state("rejected", by="ada", reviewed=True), ReviewVerb.REVIEW),
        (state("pending", by="ada", reviewed=True), ReviewVerb.REVIEW),
        (state("pending", by="ada", started=timedelta()), ReviewVerb.START),
        (state("pending"), ReviewVerb.STOP),
        (state("pending", by="ada", started=timedelta(), reviewed=True), ReviewVerb.STOP),
    ],
)
def test_what_is_so_already_changes_nothing(found: ReviewState, verb: ReviewVerb) -> None:
    assert not check_review(found, verb, "ada", NOW)


@pytest.mark.parametrize(
    ("values", "lost"),
    [
        ({"lastName": "Lopez"}, 0),
        ({"lastName": None}, 60),
        ({"expirationDate": "2026-11-23T00:00:00Z"}, 0),
        ({"expirationDate": "2026-11-22T00:00:00Z"}, 60),
        ({"isTampered": False, "containsImage": True}, 0),
        ({"isTampered": True, "containsImage": False}, 100),
        ({"documentNumber": "K1"}, 0),
    ],
)
def test_a_document_is_scored_by_what_a_person_saw(values: dict[str, object], lost: int) -> None:
    override = Override(values, WEIGHTS, date(2026, 11, 23))
    found = override_matches(None, override)
    assert found["score"] == 100 - lost
    assert found["data"] == values
    assert "documentNumber" not in {item["name"] for item in found["checkList"]}


def test_what_was_not_overridden_stays() -> None:
    kept = {"name": "city", "failed": True, "score": 20, "reason": "mismatch"}
    before = {"version": "2.0", "score": 20, "data": {"city": None}}
    matches = {**before, "checkList": [kept, {**kept, "name": "lastName", "score": 60}]}
    override = Override({"lastName": "Lopez"}, WEIGHTS, date(2026, 11, 23))
    found = override_matches(matches, override)
    assert found["checkList"][0] == kept
    assert (found["score"], found["data"]) == (80, {"city": None, "lastName": "Lopez"})


def test_the_desk_opens_to_who_may_read_and_decide() -> None:
    assert can_review(frozenset({EVERYTHING}))
    assert can_review(READS | {"PostKycDocumentReview"})
    assert not can_review(READS)
    assert not can_review(frozenset({"PostKycDocumentReview", "GetKycDocument"}))


def test_a_filter_is_an_address() -> None:
    assert QueueFilter().as_args() == {}
    chosen = QueueFilter(
        QueueState.REVIEWED, customer_id="anna", older_than_hours=0, sort=QueueSort.LOWEST
    )
    expected = {"state": "reviewed", "customer": "anna", "older": "0", "sort": "lowest"}
    assert chosen.as_args() == expected
    assert chosen.as_args(page=3) == {**expected, "page": "3"}
