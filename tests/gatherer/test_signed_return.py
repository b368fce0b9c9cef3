"""The signed return: verified by both verifiers, on every way back, through a change of secret."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.adapters.clock import MovableClock
from app.domain.errors import NotFound
from app.models import KycRequest
from app.services.organization_settings import change_settings
from app.services.signed_returns import OVERLAP, make_return_secret, reseal_return_secrets
from tests.gatherer.conftest import MakeRequest
from tests.gatherer.customer import Customer
from tests.support.verifiers import PROGRAMS, run_verifier

Start = Callable[[KycRequest], Customer]
#: A merchant that uses names of ours for its own, with a fragment.
RETURN_URL = "https://shop.example/return?time=now&cart=7&signature=x#top"


def sign(kyc_request: KycRequest) -> str:
    secret = make_return_secret(kyc_request.organization_id, actor="test")
    change_settings(kyc_request.organization_id, {"signed_return": True}, actor="test")
    return secret


def leave(customer: Customer, kyc_request: KycRequest) -> str:
    customer.open(f"/verify/{kyc_request.id}/leave")
    customer.press("leave")
    assert customer.returned_to is not None
    return customer.returned_to


def holds(url: str, secret: str) -> list[bool]:
    return [run_verifier("verify_return", end, url, secret)[0] == 0 for end in PROGRAMS]


def test_return_is_signed_and_verified(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request(redirect_url=RETURN_URL)
    secret = sign(kyc_request)
    url = leave(start(kyc_request), kyc_request)
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    assert parts.fragment == "top"
    assert query["cart"] == ["7"]
    assert query["info"] == ["back"]
    assert query["request"] == [kyc_request.id]
    assert query["revision"] == ["1"]
    assert query["time"] == [str(int(clock.now().timestamp()))]
    assert len(query["signature"]) == 1
    assert holds(url, secret) == [True, True]


def test_altered_return_is_found_out(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(redirect_url=RETURN_URL)
    secret = sign(kyc_request)
    url = leave(start(kyc_request), kyc_request)
    for altered in (
        url.replace("info=back", "info=success"),
        url.replace("revision=1", "revision=2"),
        url.replace("signature=v1-", "signature=v1-0"),
        url.replace("info=back", "info=back&info=success"),
        url.split("&signature=")[0],
    ):
        assert altered != url
        assert holds(altered, secret) == [False, False]
    assert holds(url, "ret_another") == [False, False]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_both_secrets_sign_while_one_is_changed(
    start: Start, make_request: MakeRequest, clock: MovableClock
) -> None:
    kyc_request = make_request(redirect_url=RETURN_URL, expires_at=clock.now() + timedelta(days=9))
    old = sign(kyc_request)
    new = make_return_secret(kyc_request.organization_id, actor="test")
    customer = start(kyc_request)
    url = leave(customer, kyc_request)
    assert holds(url, old) == holds(url, new) == [True, True]
    clock.advance(OVERLAP)
    url = leave(customer, kyc_request)
    assert (holds(url, old), holds(url, new)) == ([False, False], [True, True])
    assert reseal_return_secrets() == 0


def test_return_is_not_signed_by_default(start: Start, make_request: MakeRequest) -> None:
    kyc_request = make_request(redirect_url="https://shop.example/return?time=now#top")
    url = leave(start(kyc_request), kyc_request)
    assert url == "https://shop.example/return?time=now&info=back#top"


def test_organization_that_is_none_gets_no_secret(make_request: MakeRequest) -> None:
    make_request()
    with pytest.raises(NotFound):
        make_return_secret("org_unknown", actor="test")
