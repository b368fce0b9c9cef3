"""Who may call: keys, JWTs, permissions, networks, and the organization in the path."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
from apiflask import APIFlask

from app.api.blueprint import operation_of
from app.domain.access_tokens import TokenAlgorithm
from app.extensions import now, settings
from app.models import AuditEntry, Organization
from app.services.organizations import create_api_key, create_organization, revoke_api_key
from app.services.token_issuers import IssuerKeys, add_issuer, remove_issuer
from app.services.transaction import reading
from tests.api.conftest import KEY_HEADER, Json, MakeMerchant, Merchant

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "a-secret-of-the-organization-of-enough-length"
ISSUER = "https://shop.example"

Token = Callable[..., str]


@pytest.fixture
def issuer(organization: Organization) -> Organization:
    """The organization, able to sign tokens."""
    add_issuer(organization.id, ISSUER, TokenAlgorithm.HS256, IssuerKeys(), secret=SECRET)
    return organization


def make_token(secret: str = SECRET, algorithm: str = "HS256", **changes: Any) -> str:
    """Return a token that would be good but for `changes`; None leaves a claim out."""
    claims = {
        "iss": ISSUER,
        "aud": settings().base_url,
        "exp": int((now() + timedelta(minutes=5)).timestamp()),
        **changes,
    }
    kept = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


def bearer(app: APIFlask, token: str) -> Merchant:
    """Return a client that sends a token."""
    return Merchant(app, {"Authorization": f"Bearer {token}"})


def routes(app: APIFlask) -> Iterator[tuple[str, str, str]]:
    """Yield operation id, method and path of every route of the API, ids filled in."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[0] in {"api", "organization_api"}:
            _, path = rule.build(dict.fromkeys(rule.arguments, "x")) or ("", "")
            for method in (rule.methods or set()) - {"HEAD"}:
                yield operation_of(app.view_functions[rule.endpoint]).id, method, path


def test_a_key_may_do_only_what_it_is_permitted(
    app: APIFlask, make_merchant: MakeMerchant, organization: Organization
) -> None:
    everything = {each for each, *_ in routes(app)}
    for wanted, method, path in routes(app):
        ours = path.replace("/organizations/x", f"/organizations/{organization.id}")
        others = make_merchant(organization, permissions=sorted(everything - {wanted}))
        assert others.call(method, ours).status_code == 403, wanted
        permitted = make_merchant(organization, permissions=[wanted])
        is_refused = permitted.call(method, ours).status_code in {401, 403}
        # What is a customer's opens to a token of theirs alone.
        assert is_refused is wanted.startswith("Storefront"), wanted


WRONG_KEYS = [
    "",
    " ",
    "x",
    "sk_sandbox_",
    f"sk_sandbox_{'0' * 64}",
    "sk_live_x",
    "*",
    "é",
    "a" * 99,
]


def test_a_wrong_key_is_refused(app: APIFlask) -> None:
    for key in WRONG_KEYS:
        answer = Merchant(app, {KEY_HEADER: key}).get("/kyc-requests")
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_key_is_refused_once_revoked(app: APIFlask, organization: Organization) -> None:
    key, plaintext = create_api_key(organization.id)
    merchant = Merchant(app, {KEY_HEADER: plaintext})
    assert merchant.get("/kyc-requests").status_code == 200
    revoke_api_key(key.id)
    assert merchant.get("/kyc-requests").status_code == 401


def test_a_key_works_from_its_networks_only(app: APIFlask, organization: Organization) -> None:
    _, plaintext = create_api_key(organization.id, allowed_networks=["10.0.0.0/8"])
    merchant = Merchant(app, {KEY_HEADER: plaintext})
    for address, status in (("10.1.2.3", 200), ("127.0.0.1", 401), ("11.0.0.1", 401)):
        answer = merchant.get("/kyc-requests", environ_overrides={"REMOTE_ADDR": address})
        assert answer.status_code == status
    forwarded = merchant.get("/kyc-requests", headers={"X-Forwarded-For": "10.1.2.3"})
    assert forwarded.status_code == 401


def test_a_good_token_is_taken(app: APIFlask, issuer: Organization, body: Json) -> None:
    merchant = bearer(app, make_token())
    answer = merchant.post("/kyc-requests", body)
    assert answer.status_code == 201
    with reading() as session:
        actors = {entry.actor for entry in session.query(AuditEntry)}
    assert f"jwt:{ISSUER}" in actors


def test_a_token_can_name_what_it_may_do(app: APIFlask, issuer: Organization) -> None:
    narrow = bearer(app, make_token(permissions=["GetKycRequest", 7]))
    assert narrow.get("/kyc-requests").status_code == 403
    assert narrow.get("/kyc-requests/unknown").status_code == 404
    assert bearer(app, make_token(permissions="*")).get("/kyc-requests").status_code == 401


def test_a_token_for_a_customer_opens_nothing_of_the_merchant_s(
    app: APIFlask, issuer: Organization
) -> None:
    customer = bearer(app, make_token(customerId="anna"))
    assert customer.get("/kyc-requests").status_code == 403
    assert customer.get("/customers/anna").status_code == 403


def test_a_clock_may_differ_by_a_minute(app: APIFlask, issuer: Organization) -> None:
    past = int(now().timestamp())
    assert bearer(app, make_token(exp=past - 50)).get("/customers").status_code == 200
    assert bearer(app, make_token(exp=past - 70)).get("/customers").status_code == 401
    assert bearer(app, make_token(nbf=past + 50)).get("/customers").status_code == 200
    assert bearer(app, make_token(nbf=past + 70)).get("/customers").status_code == 401


def test_another_scheme_is_refused(app: APIFlask, issuer: Organization) -> None:
    for scheme in ("Basic", "bearer:", "Token", ""):
        merchant = Merchant(app, {"Authorization": f"{scheme} {make_token()}"})
        assert merchant.get("/kyc-requests").status_code == 401


def test_a_key_decides_where_both_are_sent(app: APIFlask, issuer: Organization) -> None:
    both = {KEY_HEADER: "wrong", "Authorization": f"Bearer {make_token()}"}
    assert Merchant(app, both).get("/kyc-requests").status_code == 401


def test_a_removed_issuer_is_out_at_once(app: APIFlask, issuer: Organization) -> None:
    merchant = bearer(app, make_token())
    assert merchant.get("/kyc-requests").status_code == 200
    remove_issuer(ISSUER)
    assert merchant.get("/kyc-requests").status_code == 401


def test_the_organization_in_the_path_must_be_the_credential_s(
    merchant: Merchant, organization: Organization
) -> None:
    other = create_organization("Other")
    assert merchant.get(f"/organizations/{organization.id}/kyc-requests").status_code == 200
    for named in (other.id, "unknown", "x" * 500, organization.id.lower()):
        assert merchant.get(f"/organizations/{named}/kyc-requests").status_code == 403


def test_many_wrong_credentials_are_shut_out(app: APIFlask, merchant: Merchant) -> None:
    guesser = Merchant(app, {KEY_HEADER: "wrong"})
    statuses = [guesser.get("/kyc-requests").status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    refused = guesser.get("/kyc-requests")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    # A good key behind the same address goes on, and so does a caller who guesses nothing.
    assert merchant.get("/kyc-requests").status_code == 200
    assert Merchant(app).get("/kyc-requests").status_code == 401
    elsewhere = guesser.get("/kyc-requests", environ_overrides={"REMOTE_ADDR": "192.0.2.1"})
    assert elsewhere.status_code == 401
