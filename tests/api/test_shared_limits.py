"""Several processes share one count, and let exactly as many pass as they should."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask

from app import limits
from app.extensions import resources
from tests.api.conftest import Merchant
from tests.support.redis_server import find_redis, serve_redis

REDIS = find_redis()
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
needs_redis = pytest.mark.skipif(
    REDIS is None, reason="no redis-server: make bootstrap-test or apt-get install redis-server"
)

LIMIT = 50
PROCESSES, CALLS = 4, 20


@pytest.fixture(params=["file", pytest.param("redis", marks=needs_redis)])
def app(own_app: APIFlask, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[APIFlask]:
    """An application that counts in a file, or in a Redis of its own."""
    file = nullcontext(f"sqlite:///{tmp_path / 'counts' / 'limits.sqlite3'}")
    with serve_redis(REDIS or Path(), tmp_path) if request.param == "redis" else file as url:
        resources().settings = replace(
            resources().settings, rate_limit=LIMIT, rate_limit_storage_url=url
        )
        limits.open_storage(own_app)
        yield own_app


def test_processes_together_let_exactly_the_limit_pass(app: APIFlask, merchant: Merchant) -> None:
    read, write = os.pipe()
    resources().engine.dispose()
    children = []
    for _ in range(PROCESSES):
        child = os.fork()
        if not child:
            # A body that is refused is a change that was tried: it counts, and writes nothing.
            told = [merchant.post("/kyc-requests", {}).status_code for _ in range(CALLS)]
            os.write(write, "".join(f"{status} " for status in told).encode())
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    os.close(write)
    with os.fdopen(read) as pipe:
        told = Counter(pipe.read().split())
    assert told == {"422": LIMIT, "429": PROCESSES * CALLS - LIMIT}
    refused = merchant.post("/kyc-requests", {})
    assert refused.headers["X-RateLimit-Limit"] == str(LIMIT)
    assert refused.headers["X-RateLimit-Remaining"] == "0"
    assert 0 < int(refused.headers["Retry-After"]) <= 600
