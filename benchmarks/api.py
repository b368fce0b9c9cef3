"""The merchant's API: requests per second and p99, beside a bare Flask handler on the same server.

Create, list and read KYC requests over HTTP, on SQLite and on PostgreSQL, with few and with many
requests in the table. The bare handler answers from the same processes in the same run, so the
ratio says what the API costs and not what the machine does. Queries are counted for each call.
Everything lies in a folder of its own that is gone at the end.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event, text

from app import create_app
from app.adapters.database import WRITES
from app.config import load_settings
from app.domain.commands import Address, PutCustomer
from app.extensions import resources
from app.services import organizations, schema
from app.services.customers import put_customer
from tests.support.databases import serve_postgres
from tests.support.object_store_server import free_port

ROOT = Path(__file__).resolve().parent.parent
WEB_PROCESSES, WEB_THREADS = 2, 4
CLIENTS = 6
READY_SECONDS = 90

BODY = json.dumps(
    {
        "customerId": "anna",
        "documents": [{"type": "identity-proof", "faceProofRequired": True}],
        "redirectUrl": "https://shop.example/return",
    }
).encode()


@dataclass(frozen=True)
class Call:
    """One kind of request."""

    name: str
    method: str
    path: str
    body: bytes | None = None


@dataclass(frozen=True)
class Pace:
    """How a kind of request went."""

    per_second: float
    median_ms: float
    p99_ms: float


@dataclass(frozen=True)
class Shop:
    """The organization that calls: its id, its key, and one request of its own."""

    organization_id: str
    key: str
    kyc_request_id: str


def main() -> int:
    """Print a table for each database and each number of rows."""
    parser = argparse.ArgumentParser(prog="make bench-api", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="requests in the full table")
    parser.add_argument("--seconds", type=float, default=4, help="for each kind of call")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database only")
    parser.add_argument("--quick", action="store_true", help="1000 rows and one second a call")
    options = parser.parse_args()
    sizes = (1000,) if options.quick else (1000, options.rows)
    seconds = 1.0 if options.quick else options.seconds
    for kind in ("sqlite", "postgresql"):
        if options.only in {None, kind}:
            with _database(kind) as (url, folder):
                _measure(kind, url, folder, sizes, seconds)
    return 0


@contextmanager
def _database(kind: str) -> Iterator[tuple[str, Path]]:
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as name:
        folder = Path(name)
        if kind == "sqlite":
            yield f"sqlite:///{folder / 'kyc.sqlite3'}", folder
        else:
            with serve_postgres() as url:
                yield url, folder


def _measure(kind: str, url: str, folder: Path, sizes: tuple[int, ...], seconds: float) -> None:
    environment = {
        "DATABASE_URL": url,
        "DATA_DIR": str(folder),
        "S3_ENDPOINT_URL": "http://127.0.0.1:9",
        "RATE_LIMIT": str(10**9),
        "LOG_LEVEL": "ERROR",
        "BASE_URL": "http://127.0.0.1",
    }
    app = create_app(load_settings(environment))
    with app.app_context():
        schema.upgrade()
        engine = resources().engine
        shop = _make_shop(app.test_client())
        for size in sizes:
            began = time.monotonic()
            _fill(engine, shop, size)
            print(f"\n{kind}, {size:,} requests (filled in {time.monotonic() - began:.0f} s)")
            calls = _calls(shop)
            queries = {call.name: _queries(engine, app.test_client(), shop, call) for call in calls}
            with _serve(environment) as port:
                _report(calls, queries, port, shop, seconds)
        engine.dispose()
        resources().queue.close()


def _make_shop(client: object) -> Shop:
    organization_id = organizations.create_organization("Bench").id
    _, key = organizations.create_api_key(organization_id)
    put_customer(organization_id, PutCustomer(Address(first_name="Anna"), "anna"))
    answer = client.post(  # type: ignore[attr-defined]
        "/kyc-requests", data=BODY, headers={"REB-APIKEY": key}, content_type="application/json"
    )
    return Shop(organization_id, key, answer.get_json()["id"])


def _calls(shop: Shop) -> list[Call]:
    return [
        Call("bare Flask handler", "GET", "/bare/"),
        Call("POST /kyc-requests", "POST", "/kyc-requests", BODY),
        Call("POST, Idempotency-Key", "POST", "/kyc-requests", BODY),
        Call("GET /kyc-requests/{id}", "GET", f"/kyc-requests/{shop.kyc_request_id}"),
        Call("GET /kyc-requests?limit=10", "GET", "/kyc-requests?limit=10"),
        Call("… filter=status", "GET", "/kyc-requests?limit=10&filter=status:gathering,attempted"),
        Call("… filter=customerId", "GET", "/kyc-requests?limit=10&filter=customerId:anna"),
    ]


def _report(
    calls: list[Call], queries: Mapping[str, int], port: int, shop: Shop, seconds: float
) -> None:
    print(f"  {'':<28} {'per s':>8} {'median ms':>10} {'p99 ms':>8} {'of bare':>8} {'queries':>8}")
    bare = 0.0
    for call in calls:
        pace = _press(call, port, shop, seconds)
        bare = bare or pace.per_second
        print(
            f"  {call.name:<28} {pace.per_second:8.0f} {pace.median_ms:10.1f} {pace.p99_ms:8.1f} "
            f"{pace.per_second / bare:8.2f} {queries[call.name]:8d}"
        )


def _press(call: Call, port: int, shop: Shop, seconds: float) -> Pace:
    """Send a call from several clients at once, each on its own connection, for some seconds."""
    end = time.monotonic() + seconds
    took: list[float] = []
    failures: list[str] = []

    def send(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        count = 0
        while time.monotonic() < end:
            headers = _headers(call, shop, f"{number}-{count}-{end}")
            began = time.perf_counter()
            connection.request(call.method, call.path, call.body, headers)
            answer = connection.getresponse()
            body = answer.read()
            took.append(time.perf_counter() - began)
            count += 1
            if answer.status >= 300:
                failures.append(f"{answer.status} {body[:200]!r}")

    clients = [threading.Thread(target=send, args=(number,)) for number in range(CLIENTS)]
    began = time.monotonic()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    whole = time.monotonic() - began
    assert not failures, (call.name, failures[0])
    took.sort()
    p99 = took[min(len(took) - 1, round(0.99 * len(took)))]
    return Pace(len(took) / whole, 1000 * statistics.median(took), 1000 * p99)


def _headers(call: Call, shop: Shop, key: str) -> dict[str, str]:
    headers = {"REB-APIKEY": shop.key, "Content-Type": "application/json"}
    return {**headers, "Idempotency-Key": key} if "Idempotency" in call.name else headers


def _queries(engine: Engine, client: object, shop: Shop, call: Call) -> int:
    """Return how many statements one call sends to the database."""
    if call.path == "/bare/":
        return 0
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    answer = client.open(  # type: ignore[attr-defined]
        call.path,
        method=call.method,
        data=call.body,
        headers=_headers(call, shop, f"counted {time.monotonic()}"),
    )
    event.remove(engine, "before_cursor_execute", note)
    assert answer.status_code < 300, answer.text
    return len([each for each in sent if not each.startswith(("BEGIN", "PRAGMA"))])


@contextmanager
def _serve(environment: Mapping[str, str]) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws",
            "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning",
            "--workers", str(WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS),
            "benchmarks.support.beside_bare:application",
        ],
        cwd=ROOT,
        env={**os.environ, **environment},
    )  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(port: int) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        with suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health/live")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.3)
    raise TimeoutError("the server does not answer")


# Rows as the API would have written them, one a second into the past, of three statuses.
_ROWS = """
INSERT INTO kyc_requests (id, organization_id, customer_id, status, redirect_url, match_level,
  expires_at, link_nonce, extensions_used, revision, created_at, updated_at)
SELECT 'kyc_req_' || n, :organization, 'c' || (n % 50000),
  CASE WHEN n % 20 = 0 THEN 'gathering' WHEN n % 3 = 0 THEN 'failed' ELSE 'fulfilled' END,
  'https://shop.example/return', 2, {moment}, 'nonce', 0, 1, {moment}, {moment} FROM {numbers}
"""
_LINES = """
INSERT INTO requested_documents (id, kyc_request_id, position, type, max_attempts,
  face_proof_required, face_liveness_required, attempts_used, is_waived)
SELECT 'line_' || n, 'kyc_req_' || n, 0, 'identity-proof', 3, {true}, {false}, 1, {false}
FROM {numbers}
"""
_PEOPLE = """
INSERT INTO customers (organization_id, id, first_name, last_name, address, address2, city, region,
  country, postal_code, emails, phone_numbers, has_fulfilled_kyc, revision, created_at, updated_at)
SELECT :organization, 'c' || n, 'Ada', 'Sample', '', '', '', '', 'GB', '', '[]', '[]', {false}, 1,
  {moment}, {moment} FROM {numbers}
"""
_DIALECTS = {
    "sqlite": {
        "numbers": "(WITH RECURSIVE s(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM s "
        "WHERE n < :last) SELECT n FROM s)",
        "moment": "datetime('now', '-' || n || ' seconds') || '.000000'",
        "true": "1",
        "false": "0",
    },
    "postgresql": {
        "numbers": "generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS n",
        "moment": "now() - n * interval '1 second'",
        "true": "true",
        "false": "false",
    },
}


def _fill(engine: Engine, shop: Shop, size: int) -> None:
    words = _DIALECTS[engine.dialect.name]
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        have = connection.execute(text("SELECT count(*) FROM requested_documents")).scalar_one()
        span = {"organization": shop.organization_id, "first": have + 1, "last": size}
        people = connection.execute(text("SELECT count(*) FROM customers")).scalar_one()
        if people < 50_000:
            everybody = {"organization": shop.organization_id, "first": 0, "last": 49_999}
            connection.execute(text(_PEOPLE.format(**words)), everybody)
        connection.execute(text(_ROWS.format(**words)), span)
        connection.execute(text(_LINES.format(**words)), span)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The databases do so by themselves in time.
        is_postgres = engine.dialect.name == "postgresql"
        connection.execute(text("VACUUM ANALYZE" if is_postgres else "ANALYZE"))


if __name__ == "__main__":
    sys.exit(main())
