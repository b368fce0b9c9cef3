"""Regular duties: what some worker does each so many seconds, whichever comes first.

Each duty has a thread of its own in each worker, so a long one delays no other, and a lock row, so
that one worker does it at a time. These are not schedules of the engine: that would write a row for
each tick.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event

from flask import Flask
from structlog import get_logger

from app.domain.jobs import DELIVERY_SWEEP_SECONDS, SWEEP_SECONDS
from app.services import (
    claims,
    delivery_queues,
    erasures,
    idempotency,
    kept_faces,
    kyc_requests,
    liveness,
    retention,
    reused_papers,
    signed_returns,
    staff_links,
    staff_sessions,
    token_issuers,
    webhook_attempts,
    webhook_deliveries,
    webhooks,
    workers,
)

log = get_logger()

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True)
class Duty:
    """Something done each `seconds`; it returns how much there was to do."""

    name: str
    seconds: float
    do: Callable[[], int]


DUTIES = (
    Duty("sweep-documents", SWEEP_SECONDS, claims.sweep_documents),
    Duty("sweep-liveness", SWEEP_SECONDS, claims.sweep_liveness),
    Duty("sweep-deliveries", DELIVERY_SWEEP_SECONDS, delivery_queues.sweep_deliveries),
    Duty("expire-requests", _MINUTE, kyc_requests.expire_due),
    Duty("leave-liveness", _MINUTE, liveness.leave_late_sessions),
    Duty("delete-frames", _HOUR, liveness.delete_old_frames),
    Duty("finish-erasures", _MINUTE, erasures.finish_erasures),
    Duty("forget-faces", _HOUR, kept_faces.forget_faces),
    Duty("forget-loose-faces", _HOUR, kept_faces.forget_faces_without_request),
    Duty("sweep-orphans", _HOUR, retention.sweep_orphans),
    Duty("delete-unused-files", _HOUR, retention.delete_unused_files),
    Duty("delete-old-views", _HOUR, retention.delete_old_views),
    Duty("reseal-secrets", _HOUR, webhooks.reseal_secrets),
    Duty("reseal-return-secrets", _HOUR, signed_returns.reseal_return_secrets),
    Duty("reseal-token-secrets", _HOUR, token_issuers.reseal_token_secrets),
    Duty("delete-old-workflows", _HOUR, retention.delete_old_workflows),
    Duty("forget-deliveries", _HOUR, webhook_attempts.forget_deliveries),
    Duty("forget-codes", _MINUTE, webhook_deliveries.forget_codes),
    Duty("forget-idempotency-keys", _HOUR, idempotency.forget_keys),
    Duty("forget-staff-sessions", _HOUR, staff_sessions.forget_sessions),
    Duty("forget-staff-links", _HOUR, staff_links.forget_links),
    Duty("forget-fingerprints", _HOUR, reused_papers.forget_without_files),
)


def perform(app: Flask, duty: Duty, owner: str, stop: Event) -> None:
    """Do a duty at once and then each so many seconds, until `stop` is set."""
    while True:
        try:
            with app.app_context():
                if workers.take_turn(duty.name, owner, duty.seconds):
                    _do(duty)
        except Exception:
            # A duty that fails once is done again next time, and no other must suffer from it.
            log.exception("duty.failed", name=duty.name)
        if stop.wait(duty.seconds):
            return


def _do(duty: Duty) -> None:
    count = duty.do()
    if count:
        log.info("duty.done", name=duty.name, count=count)
