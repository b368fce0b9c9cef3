"""Send webhooks to receivers that fail in every way, while the worker is killed again and again.

First: events go to ten endpoints of a receiver that fails by statuses, silence, resets, redirects,
trickles, floods, bad certificates and 410, and the worker is ended by SIGKILL at random moments.
Nothing may be lost, copies must be the same bytes, and the order must be restorable.

Second: events go to twenty endpoints that answer, and then again with half of them dead. The time
to the living ones may not double.

It runs on a database of its own, SQLite or PostgreSQL, with retries sped up for the first part
only.
"""

import argparse
import json
import random
import signal
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from socket import socket
from typing import Any

from sqlalchemy import func, select

from app.domain.commands import CreateKycRequest, PostWebhook, RequestDocument
from app.domain.documents import DocumentType
from app.domain.events import EventType
from app.domain.statuses import DeliveryStatus
from app.extensions import now
from app.models import KycRequest, WebhookDelivery
from app.services import webhook_events
from app.services.kyc_requests import create_kyc_request
from app.services.transaction import reading, transaction
from app.services.webhooks import create_endpoint
from scripts.faulty_receiver import WAYS, FaultyReceiver, faulty_receiver
from scripts.webhook_site import DATABASES, running_site

#: Who is silent for good is for the second part.
_WAYS = tuple(way for way in WAYS if way != "silent")

#: Events to the endpoint that answers 410: the first switches it off.
_GONE_EVENTS = 5


@dataclass
class Faults:
    """What became of the first part."""

    events: int = 0
    kills: int = 0
    seconds: float = 0.0
    tries: int = 0
    lost: list[str] = field(default_factory=list)
    copies: int = 0
    altered: int = 0
    unsigned: int = 0
    redirected: int = 0
    ended_by_410: int = 0
    disorder: int = 0
    left: Counter[str] = field(default_factory=Counter)

    @property
    def is_good(self) -> bool:
        """Tell whether every promise was kept."""
        wrong = self.altered + self.unsigned + self.redirected + self.disorder
        return not self.lost and not wrong and self.copies <= self.kills


def run_faults(events: int, kills: int, *, database: str = "sqlite", seed: int = 1) -> Faults:
    """Send events while the worker is killed, and return what became of them."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets.
    began = time.monotonic()
    with ExitStack() as stack:
        receiver = stack.enter_context(faulty_receiver())
        site, organization_id = stack.enter_context(
            running_site(database, WEBHOOK_SPEED_UP="1000", SSL_CERT_FILE=str(receiver.certificate))
        )
        requests = _listen(receiver, organization_id)
        told = [_tell(requests["gone"]) for _ in range(_GONE_EVENTS)]
        ways = [way for way in _WAYS if way != "gone"]
        rest = [ways[n % len(ways)] for n in range(events - _GONE_EVENTS)]
        for life in range(kills):
            site.start_worker()
            for way in rest[life::kills]:
                told.append(_tell(requests[way]))
                time.sleep(chance.uniform(0, 0.05))
            time.sleep(chance.uniform(0, 1.0))
            site.end_worker(signal.SIGKILL)
        site.start_worker()
        _wait_until_settled(240)
        site.end_worker(signal.SIGTERM)
        found = _judge(receiver, told)
    found.kills, found.seconds = kills, time.monotonic() - began
    return found


def _listen(receiver: FaultyReceiver, organization_id: str) -> dict[str, str]:
    """Register an endpoint for each way to fail, and return a KYC request that only it hears of."""
    requests = {}
    for way in _WAYS:
        line = RequestDocument(DocumentType.ADDRESS_PROOF)
        made = create_kyc_request(
            organization_id, CreateKycRequest("1", (line,), reason=way), actor="faults"
        )
        requests[way] = made.id
        hook = PostWebhook(receiver.url(way), filter=f"kycRequestId:{made.id}")
        _, receiver.secrets[way] = create_endpoint(organization_id, hook)
    return requests


def _tell(kyc_request_id: str) -> tuple[str, int]:
    """Change a request and tell it in the same transaction; return the request and its revision."""
    with transaction() as session:
        kyc_request = session.get_one(KycRequest, kyc_request_id)
        kyc_request.reason = f"change {kyc_request.revision}"
        session.flush()
        webhook_events.record_request(session, kyc_request, EventType.REQUEST_ATTEMPTED)
        return kyc_request.id, kyc_request.revision


def _wait_until_settled(seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and _statuses()[DeliveryStatus.WAITING]:
        time.sleep(0.2)


def _statuses() -> Counter[str]:
    with reading() as session:
        rows = session.execute(
            select(WebhookDelivery.status, func.count()).group_by(WebhookDelivery.status)
        ).all()
    return Counter({str(row[0]): int(row[1]) for row in rows})


def _judge(receiver: FaultyReceiver, told: Sequence[tuple[str, int]]) -> Faults:
    found = Faults(events=len(told), left=_statuses())
    with reading() as session:
        deliveries = session.scalars(select(WebhookDelivery)).all()
    recorded = {(body["kycRequestId"], body["revision"]): body for body in map(_body, deliveries)}
    for delivery in deliveries:
        event_id = delivery.event_id
        if delivery.endpoint.url.endswith("/gone"):
            found.ended_by_410 += delivery.status == DeliveryStatus.FAILED.value
        elif not receiver.taken[event_id]:
            found.lost.append(f"{delivery.endpoint.url}: {delivery.status} {delivery.last_error}")
        sent = receiver.bodies[event_id]
        found.altered += sum(body != delivery.body.encode() for body in sent)
        found.copies += max(0, receiver.taken[event_id] - 1)
        found.tries += delivery.attempts
    found.lost += [f"never recorded: {each}" for each in told if each not in recorded]
    found.unsigned, found.redirected = receiver.unsigned, receiver.redirected
    # What was taken, put in order by `sequence`, must be what was told, in the order of telling.
    arrived = [json.loads(receiver.bodies[event_id][0]) for event_id in receiver.taken]
    arrived.sort(key=lambda body: int(body["sequence"]))
    order = [(body["kycRequestId"], body["revision"]) for body in arrived]
    taken = set(order)
    found.disorder = sum(
        a != b for a, b in zip(order, filter(taken.__contains__, told), strict=True)
    )
    return found


def _body(delivery: WebhookDelivery) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(delivery.body)
    return found


# --- Half of the endpoints dead ---


#: The two runs take turns, so that what else the machine does weighs on both alike.
_ROUNDS = 3


@dataclass
class Pace:
    """How fast the living ones were served: milliseconds of each delivery, and what it cost."""

    times: list[float]
    processor_seconds: float

    @property
    def median(self) -> float:
        """The time of half of the deliveries."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The time that one in twenty took longer than."""
        return statistics.quantiles(self.times, n=20)[-1]


def run_half_dead(events: int, endpoints: int, *, dead: bool, database: str = "sqlite") -> Pace:
    """Send events to endpoints, half of them dead when `dead`.

    Return the milliseconds from an event to its acknowledgement at each endpoint that lives in
    both runs, and the processor time of the worker.
    """
    with ExitStack() as stack:
        receiver = stack.enter_context(faulty_receiver())
        site, organization_id = stack.enter_context(running_site(database))
        closed = stack.enter_context(_closed_port())
        living = set()
        for number in range(endpoints):
            is_living = number % 2 == 0
            url = receiver.url("answers")
            if dead and not is_living:
                # Half of the dead are silent, half refuse.
                refusing = f"http://127.0.0.1:{closed}/"
                url = refusing if number % 4 == 1 else receiver.url("silent")
            endpoint, _ = create_endpoint(organization_id, PostWebhook(url))
            if is_living:
                living.add(endpoint.id)
        line = RequestDocument(DocumentType.ADDRESS_PROOF)
        made = create_kyc_request(organization_id, CreateKycRequest("1", (line,)), actor="faults")
        site.start_worker()
        # A worker that just began is slow for a moment, whoever is dead: that is not what is asked.
        _tell(made.id)
        _wait_for(living, 120)
        before, began = site.processor_seconds, now()
        for _ in range(events):
            _tell(made.id)
            time.sleep(1.0)
        _wait_for(living, 120)
        return Pace(_times_of(living, began), site.processor_seconds - before)


@contextmanager
def _closed_port() -> Iterator[int]:
    """Yield a port that is ours and where nobody listens."""
    with socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


def _of(living: set[str]) -> list[WebhookDelivery]:
    with reading() as session:
        return list(
            session.scalars(select(WebhookDelivery).where(WebhookDelivery.endpoint_id.in_(living)))
        )


def _wait_for(living: set[str], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if all(each.status == DeliveryStatus.DELIVERED for each in _of(living)):
            return
        time.sleep(0.2)


def _times_of(living: set[str], began: datetime) -> list[float]:
    found = [each for each in _of(living) if each.created_at >= began]
    times = [
        (each.delivered_at - each.created_at).total_seconds() * 1000
        for each in found
        if each.delivered_at is not None
    ]
    if len(times) < len(found):
        raise RuntimeError(f"{len(found) - len(times)} were not delivered to living endpoints")
    return times


def main() -> int:
    """Print what became of both parts; end with 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="make webhook-faults", description=__doc__)
    parser.add_argument("--events", type=int, default=1000, help="events (default 1000)")
    parser.add_argument("--kills", type=int, default=100, help="kills of the worker (default 100)")
    parser.add_argument(
        "--paced", type=int, default=25, help="events in each round of part two (25)"
    )
    parser.add_argument("--only", choices=("faults", "half-dead"), help="one part alone")
    parser.add_argument("--database", choices=DATABASES, default="sqlite", help="(sqlite)")
    options = parser.parse_args()
    is_good = True
    print(options.database)
    if options.only != "half-dead":
        found = run_faults(options.events, options.kills, database=options.database)
        is_good = _print_faults(found)
    if options.only != "faults":
        is_good = _print_half_dead(options.paced, options.database) and is_good
    return 0 if is_good else 1


def _print_faults(found: Faults) -> bool:
    print(f"{found.events} events, {found.kills} kills of the worker, {found.seconds:.0f} s")
    print(f"  lost                       {len(found.lost)}")
    for each in found.lost[:5]:
        print(f"    {each}")
    print(f"  tries                      {found.tries}")
    print(f"  taken twice                {found.copies}")
    print(f"  other bytes on another try {found.altered}")
    print(f"  signature does not hold    {found.unsigned}")
    print(f"  redirects followed         {found.redirected}")
    print(f"  out of order by sequence   {found.disorder}")
    print(f"  ended by the receiver, 410 {found.ended_by_410}")
    return found.is_good


def _print_half_dead(events: int, database: str) -> bool:
    print("time to the deliveries at 10 living endpoints of 20")
    rounds = []
    for _ in range(_ROUNDS):
        alive, dead = (
            run_half_dead(events, 20, dead=dead, database=database) for dead in (False, True)
        )
        rounds.append((alive, dead))
        _print_paces(alive, dead)
    alive, dead = (
        Pace(
            [time for pace in paces for time in pace.times],
            sum(pace.processor_seconds for pace in paces),
        )
        for paces in zip(*rounds, strict=True)
    )
    print(f"all rounds together, {len(dead.times)} deliveries")
    _print_paces(alive, dead)
    return dead.median < 2 * alive.median and dead.p95 < 2 * alive.p95


def _print_paces(alive: Pace, dead: Pace) -> None:
    for name, pace in (("none dead", alive), ("half dead", dead)):
        print(
            f"  {name}   median {pace.median:5.0f} ms, p95 {pace.p95:5.0f} ms,"
            f" processor {pace.processor_seconds:5.1f} s"
        )
    shares = (
        dead.median / alive.median,
        dead.p95 / alive.p95,
        dead.processor_seconds / alive.processor_seconds,
    )
    print("  ratio       median {:5.2f}   , p95 {:5.2f}   , processor {:5.2f}".format(*shares))


if __name__ == "__main__":
    sys.exit(main())
