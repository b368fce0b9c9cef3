"""What is cleared away in time: orphans and old words, and nothing else."""

from datetime import timedelta

import pytest
from apiflask import APIFlask

from app.adapters.clock import MovableClock
from app.adapters.job_queue import workflow_id
from app.adapters.object_store import file_key, view_key
from app.domain.jobs import JobName
from app.extensions import queue, store
from app.models import KycRequest
from app.services.retention import delete_old_views, delete_old_workflows, sweep_orphans
from tests.support.gathering import gather, send


def keys() -> set[str]:
    return {item.key for item in store().list()}


def put_orphan(name: str) -> str:
    key = file_key("org_1", "kyc_req_1", name)
    store().put(key, b"left behind", media_type="image/jpeg")
    return key


def test_an_object_nobody_points_at_goes_and_others_stay(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    gather(kyc_request.id)
    kept = keys()
    put_orphan("file_1")
    put_orphan("file_2")
    clock.advance(timedelta(hours=2))
    assert sweep_orphans() == 2
    assert keys() == kept
    assert sweep_orphans() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pictures_made_for_reviewers_go_after_a_day(app: APIFlask, clock: MovableClock) -> None:
    key = put_orphan("file_1")
    store().put(view_key(key, "1-1000-0"), b"seen", media_type="image/jpeg")
    assert delete_old_views() == 0
    clock.advance(timedelta(days=1, minutes=1))
    assert delete_old_views() == 1
    assert keys() == {key}


def test_an_empty_database_deletes_nothing(app: APIFlask, clock: MovableClock) -> None:
    key = put_orphan("file_1")
    clock.advance(timedelta(hours=2))
    assert sweep_orphans() == 0
    assert keys() == {key}


def test_a_young_object_may_be_about_to_get_its_row(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    gather(kyc_request.id)
    key = put_orphan("file_1")
    assert sweep_orphans() == 0
    clock.advance(timedelta(minutes=59))
    assert sweep_orphans() == 0
    assert key in keys()


def test_what_is_not_a_customers_file_is_not_touched(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    gather(kyc_request.id)
    store().put("backups/of-the-operator", b"keep", media_type="text/plain")
    clock.advance(timedelta(hours=2))
    assert sweep_orphans() == 0


def test_words_that_are_over_are_forgotten_after_a_day(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    gather(kyc_request.id)
    done = workflow_id(JobName.ANALYSE_DOCUMENT, send(kyc_request.id), 0)
    queue().cancel([done])
    assert delete_old_workflows() == 0
    clock.advance(timedelta(days=1, minutes=1))
    assert delete_old_workflows() == 1
    assert delete_old_workflows() == 0


def test_words_that_wait_are_never_forgotten(kyc_request: KycRequest, clock: MovableClock) -> None:
    gather(kyc_request.id)
    waiting = workflow_id(JobName.ANALYSE_DOCUMENT, send(kyc_request.id), 0)
    clock.advance(timedelta(days=400))
    assert delete_old_workflows() == 0
    assert queue().waiting([waiting]) == {waiting}
