"""Real worker processes: they work, stop when told, and take over from those that died."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import psutil
import pytest
from apiflask import APIFlask
from sqlalchemy import delete, select, update

from app.config import Settings
from app.domain.commands import PostWebhook
from app.domain.jobs import SWEEP_SECONDS
from app.domain.statuses import DocumentStatus
from app.extensions import now
from app.jobs.engine import SLOT_LOST
from app.models import (
    AuditEntry,
    KycDocument,
    KycRequest,
    SweepLock,
    WebhookDelivery,
    WorkerHeartbeat,
)
from app.services.kyc_requests import find_kyc_request
from app.services.transaction import reading, transaction
from app.services.webhooks import create_endpoint
from tests.jobs.worker_process import COMMAND, ROOT, environ_of, wait_until, worker
from tests.support.gathering import gather, send
from tests.support.receiver import Receiver, answering, receiving
from tests.support.stalling_proxy import stalling

#: What has nothing to do with the kind of database is run on one of them.
ON_ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def receiver(kyc_request: KycRequest) -> Iterator[Receiver]:
    """A receiver that hears of every event of the organization."""
    with receiving() as server:
        create_endpoint(kyc_request.organization_id, PostWebhook(server.url))
        yield server


@pytest.fixture
def document_id(kyc_request: KycRequest) -> str:
    """A document that was just sent."""
    gather(kyc_request.id)
    return send(kyc_request.id)


def document(document_id: str) -> KycDocument:
    with reading() as session:
        return session.get_one(KycDocument, document_id)


def is_concluded(document_id: str) -> bool:
    return document(document_id).status != DocumentStatus.IN_PROGRESS


def deliveries() -> list[WebhookDelivery]:
    with reading() as session:
        return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def all_delivered() -> bool:
    found = deliveries()
    return bool(found) and all(item.status == "delivered" for item in found)


def conclusions(document_id: str) -> int:
    """Count how often the analyser moved the document."""
    with reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(
                AuditEntry.subject_id == document_id, AuditEntry.actor == "analyser"
            )
        )
        return len(rows.all())


def has_started(slot: str) -> bool:
    with reading() as session:
        return session.get(WorkerHeartbeat, slot) is not None


def let_leases_run_out() -> None:
    """Do in a moment what time does in half a minute."""
    over = now() - timedelta(seconds=1)
    with transaction() as session:
        session.execute(delete(SweepLock))
        for model in (KycDocument, WebhookDelivery):
            session.execute(update(model).where(model.owner.is_not(None)).values(lease_until=over))


def test_a_worker_concludes_delivers_and_stops(
    settings: Settings, document_id: str, receiver: Receiver
) -> None:
    with worker(settings, "worker-1") as process:
        wait_until(lambda: is_concluded(document_id) and all_delivered())
        children = psutil.Process(process.pid).children(recursive=True)
        assert process.stop() == 0
        assert not any(child.is_running() for child in children)
    assert conclusions(document_id) == 1
    assert "Traceback" not in process.log()


@ON_ONE_DATABASE
def test_a_worker_ends_with_the_process_that_started_it(app: APIFlask, settings: Settings) -> None:
    program = (
        "import subprocess, sys, time;"
        f"print(subprocess.Popen({COMMAND!r}, stdout=sys.stderr).pid, flush=True);"
        "time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**environ_of(settings), "WORKER_SLOT": "worker-1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert parent.stdout is not None
    orphan = psutil.Process(int(parent.stdout.readline()))
    wait_until(lambda: has_started("worker-1"))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not orphan.is_running(), seconds=20)


@ON_ONE_DATABASE
def test_the_newest_process_has_the_slot(app: APIFlask, settings: Settings) -> None:
    with worker(settings, "worker-1") as older:
        older.wait_for("worker.started")
        with worker(settings, "worker-1") as newer:
            newer.wait_for("worker.started")
            assert older.process.wait(timeout=30) == SLOT_LOST
            assert newer.process.poll() is None


@ON_ONE_DATABASE
def test_a_restarted_slot_goes_on_where_it_was_killed(
    settings: Settings, document_id: str, receiver: Receiver
) -> None:
    """Everything is killed between the receiver's answer and our commit, and started again."""
    reached, release = threading.Event(), threading.Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        reached.set()
        release.wait(60)

    receiver.behave = hang
    with worker(settings, "worker-1") as process:
        wait_until(reached.is_set)
        process.kill()
    receiver.behave = answering(200)
    release.set()
    with worker(settings, "worker-1") as process:
        wait_until(lambda: is_concluded(document_id) and all_delivered())
        assert process.stop() == 0
    # Repeated, never lost, and each repetition has the id and the body of the first.
    sent = {(item.headers["webhook-id"], item.body) for item in receiver.received}
    assert {event for event, _ in sent} == {item.event_id for item in deliveries()}
    assert len(sent) == len(deliveries())
    assert conclusions(document_id) == 1


def test_a_worker_killed_for_good_is_taken_over_from(
    settings: Settings, document_id: str, kyc_request: KycRequest
) -> None:
    """Killed in mid-analysis; by its own lease and the sweep alone another worker goes on."""
    storage_port = urlsplit(settings.s3_endpoint_url).port or 0
    with stalling(storage_port, hold_back=f"GET /{settings.s3_bucket}/files/".encode()) as proxy:
        stalled = replace(settings, s3_endpoint_url=proxy.url)
        with worker(stalled, "worker-1") as first:
            wait_until(proxy.stalled.is_set)
            assert (document(document_id).owner or "").startswith("worker-1:")
            with worker(settings, "worker-2") as second:
                second.wait_for("worker.started")
                first.kill()
                if not settings.database_url.startswith("sqlite"):
                    # The real half minute is waited for on one database; on the other it is moved.
                    let_leases_run_out()
                wait_until(lambda: is_concluded(document_id), seconds=30 + SWEEP_SECONDS + 15)
                assert second.stop() == 0
    assert conclusions(document_id) == 1
    found = find_kyc_request(kyc_request.organization_id, kyc_request.id)
    assert found.documents[0].attempts_used == 1
    assert document(document_id).generation == 1


@ON_ONE_DATABASE
def test_a_job_that_fails_is_left_to_a_later_generation(
    settings: Settings, document_id: str, kyc_request: KycRequest
) -> None:
    with worker(settings, "worker-1", S3_ENDPOINT_URL="http://127.0.0.1:9") as storeless:
        storeless.wait_for("job.failed")
        assert storeless.stop() == 0
    assert not is_concluded(document_id)
    let_leases_run_out()
    with worker(settings, "worker-2") as process:
        wait_until(lambda: is_concluded(document_id))
        assert process.stop() == 0
    assert document(document_id).generation >= 1
    assert conclusions(document_id) == 1


def test_a_stopped_worker_is_fenced_when_it_wakes(
    settings: Settings, document_id: str, receiver: Receiver
) -> None:
    """SIGSTOP in mid-delivery, another takes over, SIGCONT: the sleeper settles nothing."""
    reached, release = threading.Event(), threading.Event()

    def hang(request: BaseHTTPRequestHandler) -> None:
        reached.set()
        release.wait(60)
        answering(200)(request)

    receiver.behave = hang
    with worker(settings, "worker-1") as sleeper:
        wait_until(reached.is_set)
        os.kill(sleeper.pid, signal.SIGSTOP)
        receiver.behave = answering(200)
        let_leases_run_out()
        with worker(settings, "worker-2") as other:
            wait_until(all_delivered)
            settled = {item.id: item.attempts for item in deliveries()}
            os.kill(sleeper.pid, signal.SIGCONT)
            release.set()
            sleeper.wait_for("webhook.lost_claim")
            assert sleeper.stop() == 0
            assert other.stop() == 0
    assert settled.items() <= {item.id: item.attempts for item in deliveries()}.items()
