"""Credentials that do not hold: hundreds of them, none taken, none told apart from another."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from apiflask import APIFlask
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from app.adapters.token_keys import key_in_pem
from app.domain.access_tokens import TokenAlgorithm
from app.extensions import now, resources, settings
from app.models import Organization
from app.services.organizations import create_api_key, revoke_api_key, roll_api_key
from app.services.token_issuers import IssuerKeys, add_issuer
from tests.api.conftest import KEY_HEADER, Json
from tests.support.token_vectors import SECRET, Issuer, encode, invalid_tokens, make_issuers

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Told = tuple[int, bytes, tuple[tuple[str, str], ...]]


@pytest.fixture
def issuers(organization: Organization) -> list[Issuer]:
    """Issuers of an organization, one of each algorithm."""
    made = make_issuers()
    for each in made:
        algorithm = TokenAlgorithm(each.algorithm)
        keys = key_in_pem(each.public_pem, algorithm, key_id="one") if each.public_pem else None
        secret = None if each.public_pem else SECRET
        add_issuer(organization.id, each.name, algorithm, IssuerKeys(keys), secret=secret)
    return made


class Asker:
    """Asks with one credential after the other, each from an address of its own."""

    def __init__(self, app: APIFlask, path: str = "/kyc-requests") -> None:
        self._client = app.test_client(use_cookies=False)
        self._path = path
        self.count = 0

    def ask(self, headers: dict[str, str] | None = None, **query: str) -> TestResponse:
        """Return the answer; many failures from one address would be shut out."""
        self.count += 1
        address = f"10.{self.count // 65536}.{self.count // 256 % 256}.{self.count % 256}"
        return self._client.get(
            self._path,
            headers=headers,
            query_string=query,
            environ_overrides={"REMOTE_ADDR": address},
        )


def told(answer: TestResponse) -> Told:
    """Return everything that the caller learns."""
    return answer.status_code, answer.data, tuple(sorted(answer.headers.items()))


def test_no_invalid_jwt_is_taken_or_told_apart(app: APIFlask, issuers: list[Issuer]) -> None:
    asker, moment = Asker(app), int(now().timestamp())
    expected = told(asker.ask({KEY_HEADER: "wrong"}))
    assert expected[0] == 401
    counted = 0
    for issuer in issuers:
        good = {"iss": issuer.name, "aud": settings().base_url, "exp": moment + 300}
        assert asker.ask({"Authorization": f"Bearer {issuer.sign(good)}"}).status_code == 200
        others = [each for each in issuers if each is not issuer]
        for name, token in invalid_tokens(issuer, others, settings().base_url, moment):
            answer = asker.ask({"Authorization": f"Bearer {token}"})
            assert told(answer) == expected, (issuer.algorithm, name)
            counted += 1
    assert counted >= 1000


def _wrong_keys(organization: Organization) -> Iterator[str]:
    _, good = create_api_key(organization.id)
    yield from (good[:length] for length in range(0, len(good), 3))
    yield from (good[:at] + ("0" if good[at] != "0" else "1") + good[at + 1 :] for at in range(75))
    yield from (good.upper(), good.swapcase(), good * 2, f"{good}0", f"0{good}", good[::-1])
    yield from (good.replace("sandbox", "live"), good.removeprefix("sk_sandbox_"), f'"{good}"')
    yield from ("*", "%", "' OR ''='", "null", "undefined", "0", "é" * 50, "x" * 20_000, f"{good},")
    yield from (f"Bearer {good}", f"{good} {good}", f"{good}\t{good}", good.replace("_", "-"))
    revoked, text = create_api_key(organization.id)
    revoke_api_key(revoked.id)
    yield text
    rolled, text = create_api_key(organization.id)
    roll_api_key(rolled.id, overlap=timedelta())
    yield text
    yield create_api_key(organization.id, allowed_networks=["192.0.2.0/24"])[1]
    live = replace(resources().settings, environment="live")
    sandbox, resources().settings = resources().settings, live
    yield create_api_key(organization.id)[1]
    resources().settings = sandbox


def test_no_wrong_key_is_taken_or_told_apart(app: APIFlask, organization: Organization) -> None:
    asker = Asker(app)
    keys = list(_wrong_keys(organization))
    expected = told(asker.ask({KEY_HEADER: "wrong"}))
    for key in keys:
        assert told(asker.ask({KEY_HEADER: key})) == expected, key[:40]
    assert len(keys) >= 120


def _wrong_links(token: str, payload: list[str]) -> Iterator[str]:
    key = settings().secret_keys[-1]
    body, _, signature = token.rpartition(".")
    yield from (token[:length] for length in range(1, len(token), 2))
    yield from (
        token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        for at in range(0, len(token), 2)
    )
    yield from (f"{token}=", f"{token}.", token * 2, token.swapcase(), token[::-1], f" {token}")
    yield from (f"{body}.", f".{signature}", f"{body}.{signature}.{signature}", body, signature)
    for salt in ("itsdangerous", "cookie-session", "wtf-csrf-token", "kyc-gatherer-link-v2"):
        yield str(URLSafeSerializer(key, salt=salt).dumps(payload))
    for wrong in ("", "0" * 32, key[:-1], key.upper()):
        yield str(URLSafeSerializer(wrong, salt="kyc-gatherer-link-v1").dumps(payload))
    yield f"{encode({'alg': 'none'})}.{encode(payload)}."
    yield from ("null", "[]", "x" * 600, "é", "\x00", "../", "' OR 1=1 --", "%00", "{}", "a.b.c.d")


def test_no_wrong_link_is_taken_or_told_apart(app: APIFlask, created: Json) -> None:
    (href,) = [each["href"] for each in created["_links"] if each["rel"] == "gatherer"]
    token = parse_qs(urlsplit(href).query)["token"][0]
    asker = Asker(app, "/")
    assert asker.ask(token=token).status_code == 200
    answers = [asker.ask(token=each) for each in _wrong_links(token, [created["id"], "0" * 26])]
    assert {each.status_code for each in answers} == {404}
    assert len({re.sub(r'nonce="[^"]+"', "", each.text) for each in answers}) == 1
    assert len(answers) >= 120
