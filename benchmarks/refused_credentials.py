"""Whether the time of a refusal tells one wrong credential from another.

Keys, JWTs and gatherer links that are wrong in different ways are sent in turn to the application
in this process. For each way the mean time is printed, without the slowest tenth, which is the
machine's; and for each kind of credential how far apart the means lie. The goal is under one
millisecond.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from apiflask import APIFlask
from flask.testing import FlaskClient

from app import create_app
from app.adapters.token_keys import key_in_pem
from app.config import load_settings
from app.domain.access_tokens import TokenAlgorithm
from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentType
from app.extensions import now, settings
from app.services import schema
from app.services.customers import put_customer
from app.services.gatherer_links import make_link
from app.services.kyc_requests import create_kyc_request
from app.services.organizations import create_api_key, create_organization, revoke_api_key
from app.services.token_issuers import IssuerKeys, add_issuer
from tests.support.token_vectors import SECRET, Issuer, make_issuers

GOAL_MS = 1.0

#: Headers and query of a request with one wrong credential.
Wrong = tuple[Mapping[str, str], Mapping[str, str]]


def main() -> int:
    """Print the means; end with 1 when two of one kind lie too far apart."""
    parser = argparse.ArgumentParser(prog="make bench-refused-credentials", description=__doc__)
    parser.add_argument("--samples", type=int, default=1000, help="of each way (default 1000)")
    parser.add_argument("--quick", action="store_true", help="50 of each way")
    options = parser.parse_args()
    samples = 50 if options.quick else options.samples
    with tempfile.TemporaryDirectory(prefix="kyc-bench-") as name:
        environment = {
            "DATA_DIR": name,
            "DATABASE_URL": f"sqlite:///{Path(name) / 'kyc.sqlite3'}",
            "LOG_LEVEL": "ERROR",
            "RATE_LIMIT_STORAGE_URL": "memory://",
        }
        app = create_app(load_settings(environment))
        with app.app_context():
            schema.upgrade()
            return _measure(app, samples)


def _measure(app: APIFlask, samples: int) -> int:
    organization_id = create_organization("Bench").id
    put_customer(organization_id, PutCustomer(Address(), "anna"))
    kinds = {
        "API keys": ("/kyc-requests", dict(_keys(organization_id))),
        "JWTs": ("/kyc-requests", dict(_tokens(organization_id))),
        "gatherer links": ("/", dict(_links(organization_id))),
    }
    furthest = 0.0
    client, addresses = app.test_client(use_cookies=False), count()
    for kind, (path, ways) in kinds.items():
        took: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(samples):
            for way, wrong in ways.items():
                took[way].append(_time(client, path, wrong, next(addresses)))
        means = {way: _mean(times) for way, times in took.items()}
        apart = max(means.values()) - min(means.values())
        furthest = max(furthest, apart)
        print(f"\n{kind}: means lie {apart:.3f} ms apart")
        for way, mean in means.items():
            print(f"  {way:<28} {mean:7.3f} ms")
    return 0 if furthest < GOAL_MS else 1


def _time(client: FlaskClient, path: str, wrong: Wrong, number: int) -> float:
    """Return the milliseconds of one refusal; each comes from another address."""
    address = f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"
    began = time.perf_counter()
    answer = client.get(
        path,
        headers=dict(wrong[0]),
        query_string=dict(wrong[1]),
        environ_overrides={"REMOTE_ADDR": address},
    )
    took = time.perf_counter() - began
    assert answer.status_code in {401, 404}, answer.status_code
    return 1000 * took


def _mean(times: list[float]) -> float:
    return statistics.fmean(sorted(times)[: max(1, len(times) * 9 // 10)])


def _keys(organization_id: str) -> Iterator[tuple[str, Wrong]]:
    _, good = create_api_key(organization_id)
    revoked, old = create_api_key(organization_id)
    revoke_api_key(revoked.id)
    _, elsewhere = create_api_key(organization_id, allowed_networks=["192.0.2.0/24"])
    for way, key in (
        ("no key of ours", "wrong"),
        ("unknown", f"{good[:-20]}{20 * '0'}"),
        ("last sign changed", good[:-1] + ("0" if good[-1] != "0" else "1")),
        ("revoked", old),
        ("from another network", elsewhere),
    ):
        yield way, ({"REB-APIKEY": key}, {})


def _tokens(organization_id: str) -> Iterator[tuple[str, Wrong]]:
    moment = int(now().timestamp())
    for issuer in make_issuers():
        algorithm = TokenAlgorithm(issuer.algorithm)
        pem = issuer.public_pem
        keys = key_in_pem(pem, algorithm, key_id="one") if pem else None
        add_issuer(
            organization_id,
            issuer.name,
            algorithm,
            IssuerKeys(keys),
            secret=None if pem else SECRET,
        )
        good = {"iss": issuer.name, "aud": settings().base_url, "exp": moment + 86_400}
        for way, token in (
            ("unknown issuer", issuer.sign({**good, "iss": "https://nobody.example"})),
            ("wrong signature", _bent(issuer, good)),
            ("expired", issuer.sign({**good, "exp": moment - 3600})),
            ("for somebody else", issuer.sign({**good, "aud": "https://other.example"})),
        ):
            yield f"{issuer.algorithm}, {way}", ({"Authorization": f"Bearer {token}"}, {})


def _bent(issuer: Issuer, claims: dict[str, object]) -> str:
    head, body, signature = issuer.sign(claims).split(".")
    middle = len(signature) // 2
    changed = "A" if signature[middle] != "A" else "B"
    return f"{head}.{body}.{signature[:middle]}{changed}{signature[middle + 1 :]}"


def _links(organization_id: str) -> Iterator[tuple[str, Wrong]]:
    line = RequestDocument(DocumentType.ADDRESS_PROOF)
    command = CreateKycRequest("anna", (line,), expires_at=now() + timedelta(days=1))
    kyc_request = create_kyc_request(organization_id, command, actor="bench")
    token = parse_qs(urlsplit(make_link(kyc_request)).query)["token"][0]
    middle = len(token) // 2
    changed = "A" if token[middle] != "A" else "B"
    for way, text in (
        ("no token", "wrong"),
        ("cut", token[:-6]),
        ("one sign changed", f"{token[:middle]}{changed}{token[middle + 1 :]}"),
    ):
        yield way, ({}, {"token": text})


if __name__ == "__main__":
    sys.exit(main())
