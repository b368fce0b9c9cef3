"""Whose turn it is: claims, leases, the sweep, and a slot that is started again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import update

from app.adapters.clock import MovableClock
from app.adapters.job_queue import workflow_id
from app.domain.jobs import LEASE_SECONDS, JobName
from app.domain.statuses import DocumentStatus
from app.extensions import now, queue
from app.models import KycDocument, KycRequest, WebhookDelivery
from app.services import claims
from app.services.transaction import reading, transaction
from tests.support.gathering import gather, send

LEASE = timedelta(seconds=LEASE_SECONDS)
A_MOMENT = timedelta(seconds=1)


@pytest.fixture
def document_id(kyc_request: KycRequest) -> str:
    """A document that was just sent; its word waits."""
    gather(kyc_request.id)
    return send(kyc_request.id)


def row(document_id: str) -> KycDocument:
    with reading() as session:
        return session.get_one(KycDocument, document_id)


def word(document_id: str, generation: int) -> str:
    return workflow_id(JobName.ANALYSE_DOCUMENT, document_id, generation)


def take_up(document_id: str, generation: int = 0) -> None:
    """Do what the engine does when a worker takes a word up: it waits no more."""
    queue().cancel([word(document_id, generation)])


def finish(document_id: str, owner: str) -> bool:
    with transaction() as session:
        return claims.finish(session, KycDocument, document_id, owner)


def test_a_row_that_nobody_owns_is_claimed_at_once(document_id: str) -> None:
    assert claims.claim(KycDocument, document_id, "a:1:x")
    found = row(document_id)
    assert found.owner == "a:1:x"
    assert found.lease_until is not None
    assert LEASE - A_MOMENT <= found.lease_until - now() <= LEASE


def test_a_row_is_claimed_by_one_of_many(app: APIFlask, document_id: str) -> None:
    def rush(number: int) -> bool:
        with app.app_context():
            return claims.claim(KycDocument, document_id, f"a:1:{number}")

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(rush, range(16))) == 1


def test_a_claim_holds_until_its_lease_is_over(document_id: str, clock: MovableClock) -> None:
    assert claims.claim(KycDocument, document_id, "a:1:x")
    clock.advance(LEASE - A_MOMENT)
    assert not claims.claim(KycDocument, document_id, "b:1:y")
    clock.advance(2 * A_MOMENT)
    assert claims.claim(KycDocument, document_id, "b:1:y")


def test_only_the_owner_finishes(document_id: str) -> None:
    claims.claim(KycDocument, document_id, "a:1:x")
    assert not finish(document_id, "b:1:y")
    assert finish(document_id, "a:1:x")
    assert not finish(document_id, "a:1:x")
    assert row(document_id).owner is None


def test_the_fenced_owner_changes_nothing(document_id: str, clock: MovableClock) -> None:
    """A worker that slept through its lease finds its row taken when it wakes."""
    claims.claim(KycDocument, document_id, "a:1:x")
    clock.advance(LEASE + A_MOMENT)
    assert claims.claim(KycDocument, document_id, "b:1:y")
    assert not finish(document_id, "a:1:x")
    assert finish(document_id, "b:1:y")


def test_a_settled_document_is_not_claimed(document_id: str) -> None:
    with transaction() as session:
        session.execute(
            update(KycDocument)
            .where(KycDocument.id == document_id)
            .values(status=DocumentStatus.ACCEPTED.value)
        )
    assert not claims.claim(KycDocument, document_id, "a:1:x")


def test_an_unknown_row_is_not_claimed(app: APIFlask) -> None:
    assert not claims.claim(KycDocument, "kyc_doc_unknown", "a:1:x")
    assert not claims.claim(WebhookDelivery, "hook_log_unknown", "a:1:x")


def test_claiming_is_no_change_of_the_resource(document_id: str, clock: MovableClock) -> None:
    before = (row(document_id).revision, row(document_id).updated_at)
    clock.advance(A_MOMENT)
    claims.claim(KycDocument, document_id, "a:1:x")
    claims.extend(["a:1:x"])
    finish(document_id, "a:1:x")
    clock.advance(LEASE)
    claims.sweep_documents()
    assert (row(document_id).revision, row(document_id).updated_at) == before


def test_the_heartbeat_keeps_a_claim(document_id: str, clock: MovableClock) -> None:
    claims.claim(KycDocument, document_id, "a:1:x")
    for _ in range(5):
        clock.advance(LEASE - A_MOMENT)
        assert claims.extend(["a:1:x", "a:1:other"]) == 1
    assert not claims.claim(KycDocument, document_id, "b:1:y")
    take_up(document_id)
    assert claims.sweep_documents() == 0


def test_the_heartbeat_does_not_keep_what_is_anothers(document_id: str) -> None:
    claims.claim(KycDocument, document_id, "a:1:x")
    assert claims.extend(["a:2:x"]) == 0
    assert claims.extend([]) == 0


def test_a_dead_workers_row_is_swept_to_the_next_generation(
    document_id: str, clock: MovableClock
) -> None:
    claims.claim(KycDocument, document_id, "a:1:x")
    take_up(document_id)
    clock.advance(LEASE + A_MOMENT)
    assert claims.sweep_documents() == 1
    found = row(document_id)
    assert (found.generation, found.owner) == (1, None)
    assert queue().waiting([word(document_id, 1)]) == {word(document_id, 1)}
    assert claims.claim(KycDocument, document_id, "b:1:y")
    assert not finish(document_id, "a:1:x")


def test_the_sweep_takes_a_row_over_once(document_id: str, clock: MovableClock) -> None:
    take_up(document_id)
    clock.advance(LEASE + A_MOMENT)
    assert [claims.sweep_documents() for _ in range(3)] == [1, 0, 0]


def test_two_sweeps_at_once_take_a_row_over_once(
    app: APIFlask, document_id: str, clock: MovableClock
) -> None:
    take_up(document_id)
    clock.advance(LEASE + A_MOMENT)

    def sweep(_: int) -> int:
        with app.app_context():
            return claims.sweep_documents()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(sweep, range(4))) == 1
    assert row(document_id).generation == 1


def test_a_word_still_in_the_queue_is_not_said_again(document_id: str, clock: MovableClock) -> None:
    clock.advance(LEASE + A_MOMENT)
    assert claims.sweep_documents() == 0
    found = row(document_id)
    assert found.generation == 0
    assert found.lease_until is not None
    assert found.lease_until > now()


def test_a_row_whose_job_ended_without_settling_it_is_swept(document_id: str) -> None:
    claims.claim(KycDocument, document_id, "a:1:x")
    take_up(document_id)
    finish(document_id, "a:1:x")
    assert claims.sweep_documents() == 1


def test_a_settled_document_is_not_swept(document_id: str, clock: MovableClock) -> None:
    with transaction() as session:
        session.execute(
            update(KycDocument)
            .where(KycDocument.id == document_id)
            .values(status=DocumentStatus.REJECTED.value)
        )
    take_up(document_id)
    clock.advance(LEASE + A_MOMENT)
    assert claims.sweep_documents() == 0


def test_a_slot_that_starts_again_lets_go_of_what_it_held(document_id: str) -> None:
    claims.claim(KycDocument, document_id, "worker-1:old:x")
    assert claims.clear_slot("worker-1") == 1
    assert claims.claim(KycDocument, document_id, "worker-1:new:y")


@pytest.mark.parametrize("slot", ["worker-", "worker", "orker-1", "w%", "worker_1"])
def test_a_slot_lets_go_of_nothing_of_another(document_id: str, slot: str) -> None:
    claims.claim(KycDocument, document_id, "worker-1:old:x")
    assert claims.clear_slot(slot) == 0


def test_more_rows_than_one_batch_are_swept_in_one_go(
    kyc_request: KycRequest, document_id: str, clock: MovableClock
) -> None:
    with transaction() as session:
        for number in range(450):
            session.add(
                KycDocument(
                    id=f"kyc_doc_{number}",
                    organization_id=kyc_request.organization_id,
                    customer_id=kyc_request.customer_id,
                    kyc_request_id=kyc_request.id,
                    submission_id=f"s{number}",
                    type="identity-proof",
                    status=DocumentStatus.IN_PROGRESS.value,
                    match_level=2,
                    tags=[],
                    revision=1,
                    generation=0,
                    analysis_runs=0,
                    created_at=now(),
                    updated_at=now(),
                )
            )
    take_up(document_id)
    clock.advance(LEASE + A_MOMENT)
    assert claims.sweep_documents() == 451


def test_a_token_names_slot_and_boot_and_is_fresh() -> None:
    tokens = {claims.new_owner("worker-1", "boot") for _ in range(100)}
    assert len(tokens) == 100
    assert all(token.startswith("worker-1:boot:") and len(token) <= 120 for token in tokens)
