"""Issuers of JWTs and keys that are rolled, set up by the commands an operator uses."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jwt
import pytest
from apiflask import APIFlask
from click.testing import Result

from app.adapters import key_sets
from app.adapters.clock import MovableClock
from app.adapters.key_sets import KeySets
from app.extensions import now, resources, settings
from app.factory import create_app
from app.models import Organization, TokenIssuer
from app.services.organizations import create_api_key, list_api_keys, revoke_api_key
from app.services.token_issuers import reseal_token_secrets
from app.services.transaction import reading
from tests.api.conftest import KEY_HEADER, Merchant
from tests.support.token_vectors import Issuer, make_issuers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Run = Callable[..., Result]
NAMES = ("one", "two")


@pytest.fixture
def run(app: APIFlask) -> Run:
    """Run a command."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=[str(word) for word in words])


@pytest.fixture(scope="module")
def issuers() -> dict[str, Issuer]:
    """An issuer of each algorithm."""
    return {each.algorithm: each for each in make_issuers()}


def ask(app: APIFlask, issuer: Issuer, **header: str) -> int:
    """Return the status of a call with a token of an issuer."""
    end = int((now() + timedelta(minutes=5)).timestamp())
    claims = {"iss": issuer.name, "aud": settings().base_url, "exp": end}
    headers = {"Authorization": f"Bearer {issuer.sign(claims, **header)}"}
    return Merchant(app, headers).get("/kyc-requests").status_code


def jwk(issuer: Issuer, name: str) -> dict[str, str]:
    """Return the public key of an issuer as a JWK."""
    public = issuer.private.public_key()
    found = json.loads(jwt.get_algorithm_by_name(issuer.algorithm).to_jwk(public))
    return {**found, "kid": name}


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA"])
def test_a_public_key_lets_its_issuer_in(
    app: APIFlask, run: Run, organization: Organization, issuers: dict[str, Issuer],
    algorithm: str, tmp_path: Path,
) -> None:  # fmt: skip
    issuer, pem = issuers[algorithm], tmp_path / "key.pem"
    pem.write_text(issuer.public_pem or "")
    assert ask(app, issuer) == 401
    add = ("token-issuer", "add", organization.id, issuer.name, "--algorithm", algorithm)
    assert run(*add, "--public-key", pem, "--key-id", "one").exit_code == 0
    assert ask(app, issuer) == 200
    assert (
        f"{issuer.name}\t{algorithm}\tkeys one"
        in run("token-issuer", "list", organization.id).output
    )
    again = run(*add, "--public-key", pem)
    assert (again.exit_code, "is taken" in again.output) == (1, True)
    assert run("token-issuer", "remove", issuer.name).exit_code == 0
    assert ask(app, issuer) == 401


def test_keys_of_a_set_overlap_while_one_follows_another(
    app: APIFlask, run: Run, organization: Organization, issuers: dict[str, Issuer], tmp_path: Path
) -> None:
    issuer, file = issuers["ES256"], tmp_path / "keys.json"
    follower = Issuer(issuer.name, "ES256", make_issuers()[2].private, issuer.public_pem)

    def publish(*keys: dict[str, str]) -> None:
        encryption = {**keys[0], "use": "enc", "kid": "e"}
        file.write_text(json.dumps({"keys": [*keys, encryption, {"kty": "oct", "k": "AA"}, 7]}))

    publish(jwk(issuer, "one"))
    run("token-issuer", "add", organization.id, issuer.name, "--algorithm", "ES256",
        "--jwks-file", file)  # fmt: skip
    assert (ask(app, issuer, kid="one"), ask(app, follower, kid="two")) == (200, 401)
    publish(jwk(issuer, "one"), jwk(follower, "two"))
    assert run("token-issuer", "new-keys", issuer.name, file).exit_code == 0
    assert (ask(app, issuer, kid="one"), ask(app, follower, kid="two")) == (200, 200)
    publish(jwk(follower, "two"))
    run("token-issuer", "new-keys", issuer.name, file)
    assert (ask(app, issuer, kid="one"), ask(app, follower, kid="two")) == (401, 200)


def test_a_shared_secret_is_shown_once_sealed_and_rolled(
    app: APIFlask, run: Run, organization: Organization, clock: MovableClock
) -> None:
    name = "https://shop.example"
    old = run("token-issuer", "add", organization.id, name).output.strip()
    new = run("token-issuer", "new-secret", name).output.strip()
    assert len({old, new}) == 2
    with reading() as session:
        row = session.query(TokenIssuer).one()
        assert old not in f"{row.secret}{row.previous_secret}"
    before, after = (Issuer(name, "HS256", secret, None) for secret in (old, new))
    assert (ask(app, before), ask(app, after)) == (200, 200)
    assert reseal_token_secrets() == 0
    clock.advance(timedelta(hours=24))
    assert (ask(app, before), ask(app, after)) == (401, 200)


def test_what_cannot_verify_anything_is_told(
    run: Run, organization: Organization, issuers: dict[str, Issuer], tmp_path: Path
) -> None:
    (empty := tmp_path / "empty").write_text("")
    (pem := tmp_path / "pem").write_text(issuers["RS256"].public_pem or "")
    (weak := tmp_path / "weak").write_text("short")
    unnamed = {name: value for name, value in jwk(issuers["ES256"], "x").items() if name != "kid"}
    (twins := tmp_path / "twins").write_text(json.dumps({"keys": [unnamed, unnamed]}))
    for words, told in (
        (("--algorithm", "RS256"), "needs public keys"),
        (("--algorithm", "RS256", "--public-key", empty), "no public key"),
        (("--algorithm", "ES256", "--public-key", pem), "no public key"),
        (("--algorithm", "EdDSA", "--jwks-file", empty), "no JWK set"),
        (("--algorithm", "RS256", "--jwks-file", twins), "no key for RS256"),
        (("--algorithm", "ES256", "--jwks-file", twins), "a `kid` of its own"),
        (("--algorithm", "ES256", "--jwks-url", "http://shop.example/keys"), "https"),
        (("--secret-file", weak), "at least 32 bytes"),
        (("--jwks-url", "https://shop.example/keys"), "no public keys"),
    ):
        done = run("token-issuer", "add", organization.id, "https://shop.example", *words)
        assert done.exit_code == 1, words
        assert told in done.output, (words, done.output)
    assert "no organization" in run("token-issuer", "add", "org_x", "https://x.example").output
    assert "no HS256 issuer" in run("token-issuer", "new-secret", "https://x.example").output


class Published:
    """A JWK set at an address of this machine, and how often it was asked for."""

    def __init__(self) -> None:
        self.keys: list[dict[str, str]] = []
        self.status = 200
        self.asked = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked += 1
                self.send_response(outer.status)
                self.end_headers()
                self.wfile.write(json.dumps({"keys": outer.keys}).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/keys"


@pytest.fixture
def published() -> Iterator[Published]:
    """Publish a JWK set."""
    found = Published()
    threading.Thread(target=found.server.serve_forever, daemon=True).start()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_a_published_set_is_asked_for_rarely_and_followed(
    app: APIFlask, run: Run, organization: Organization, issuers: dict[str, Issuer],
    published: Published, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    issuer, moment = issuers["RS256"], [1000.0]
    monkeypatch.setattr(key_sets.time, "monotonic", lambda: moment[0])
    monkeypatch.setattr("app.adapters.filtered_network.time.monotonic", lambda: moment[0])
    published.keys = [jwk(issuer, "one")]
    run("token-issuer", "add", organization.id, issuer.name, "--algorithm", "RS256",
        "--jwks-url", published.url)  # fmt: skip
    assert [ask(app, issuer) for _ in range(3)] == [200] * 3
    assert published.asked == 1
    # A name we do not know makes us ask again, and not for each token.
    assert [ask(app, issuer, kid="two") for _ in range(3)] == [401] * 3
    moment[0] += key_sets.PAUSE_SECONDS
    published.keys = [jwk(issuer, "two")]
    assert [ask(app, issuer, kid=name) for name in ("two", "one")] == [200, 401]
    assert published.asked == 2
    # One that is away for a while shuts nobody out; one that is away for a day does.
    published.status = 503
    moment[0] += key_sets.FRESH_SECONDS
    assert ask(app, issuer, kid="two") == 200
    moment[0] += key_sets.STALE_SECONDS
    assert ask(app, issuer, kid="two") == 401
    # An address inside is not asked, whoever configured it.
    asked = published.asked
    resources().key_sets = KeySets()
    published.status = 200
    assert (ask(app, issuer, kid="two"), published.asked) == (401, asked)


def test_a_rolled_key_overlaps_and_a_revoked_one_is_out_everywhere(
    app: APIFlask, run: Run, organization: Organization, clock: MovableClock
) -> None:
    key, old_text = create_api_key(organization.id, permissions=["GetKycRequestCollection"])
    new_text = run("api-key", "roll", key.id, "--overlap-hours", "2").output.strip()
    old, new = (Merchant(app, {KEY_HEADER: text}) for text in (old_text, new_text))
    elsewhere = create_app(settings(), clock=clock)
    other_process = Merchant(elsewhere, old.headers)
    asked = "/kyc-requests"
    assert [each.get(asked).status_code for each in (old, new, other_process)] == [200] * 3
    assert new.get("/customers").status_code == 403
    assert "until" in run("api-key", "list", organization.id).output
    clock.advance(timedelta(hours=2))
    assert [each.get(asked).status_code for each in (old, new, other_process)] == [401, 200, 401]
    successor = next(each for each in list_api_keys(organization.id) if each.id != key.id)
    other_process = Merchant(elsewhere, new.headers)
    assert other_process.get(asked).status_code == 200
    revoke_api_key(successor.id)
    assert [each.get(asked).status_code for each in (new, other_process)] == [401, 401]
    assert "no key" in run("api-key", "roll", key.id).output
    assert run("api-key", "roll", successor.id, "--overlap-hours", "25").exit_code == 2
    elsewhere.extensions["kyc"].engine.dispose()


def test_a_permission_that_is_no_operation_is_told(run: Run, organization: Organization) -> None:
    done = run("api-key", "create", organization.id, "--permission", "PostKycRequests")
    assert "no operation PostKycRequests" in done.output
    assert (
        run("api-key", "create", organization.id, "--permission", "PostKycRequest").exit_code == 0
    )
