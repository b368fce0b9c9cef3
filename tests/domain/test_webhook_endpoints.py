"""Which webhook endpoints a merchant may register."""

from ipaddress import ip_network

import pytest

from app.domain.commands import PostCredential, PostWebhook, WebhookHeader
from app.domain.webhook_endpoints import (
    MAX_HEADERS,
    check_credential,
    check_endpoint,
    refusal_of,
)

LOOPBACK = (ip_network("127.0.0.0/8"),)


def refusal(url: str, *, is_sandbox: bool = True, opened: bool = True) -> str | None:
    return refusal_of(url, is_sandbox=is_sandbox, opened=LOOPBACK if opened else ())


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/hooks",
        "https://shop.example:8443/hooks?tenant=1",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://xn--bcher-kva.example/",
    ],
)
def test_https_goes_anywhere_public(url: str) -> None:
    assert refusal(url, is_sandbox=False, opened=False) is None


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/",
        "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "https://[64:ff9b::7f00:1]/",
    ],
)  # fmt: skip
def test_a_literal_private_address_is_refused_at_once(url: str) -> None:
    assert refusal(url, opened=False) == "must not lead to a private address"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/demo", "http://localhost:8000/demo"])
def test_http_goes_only_into_the_operators_networks_of_a_sandbox(url: str) -> None:
    assert refusal(url) is None
    assert refusal(url, opened=False) == "must be an https URL"
    assert refusal(url, is_sandbox=False) == "must be an https URL"


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/", "http://8.8.8.8/", "http://10.0.0.1/", "http://2130706433/",
        "ftp://shop.example/", "javascript:alert(1)", "//shop.example/", "shop.example", "",
        "https://", "https:///path", "https://user@shop.example/", "https://a:b@shop.example/",
        "https://shop.example:0/", "https://shop.example:99999/", "https://shop.example:/",
        "https://shop.example/a b", "https://shop.example/\r\nHost: x", "https://shop.example\\@x/",
        "https://bücher.example/", "https://shop.example/#part",
        f"https://shop.example/{'a' * 2048}",
    ],
)  # fmt: skip
def test_anything_else_is_refused(url: str) -> None:
    assert refusal(url) is not None


def headers(*pairs: tuple[str, str]) -> tuple[WebhookHeader, ...]:
    return tuple(WebhookHeader(name, value) for name, value in pairs)


def wrong(**changes: object) -> list[str]:
    command = PostWebhook(**{"url": "https://shop.example/", **changes})  # type: ignore[arg-type]
    return [item.field for item in check_endpoint(command, is_sandbox=True, opened=())]


def test_a_good_endpoint_has_nothing_wrong() -> None:
    assert (
        wrong(
            events=("kyc-request-fulfilled",),
            status="inactive",
            method="PUT",
            headers=headers(("X-Tenant", "a b"), ("Authorization", "Bearer x"), ("X-Empty", "")),
        )
        == []
    )


def test_everything_wrong_is_told_at_once() -> None:
    assert wrong(
        url="http://shop.example/",
        method="GET",
        status="paused",
        events=("kyc-request-fulfilled", "nonsense"),
        headers=headers(("Host", "x"), ("a b", "x"), ("X-Good", "line\r\nbreak")),
    ) == ["url", "method", "status", "eventsFilter.1", "headers.0.name", "headers.1.name",
          "headers.2.value"]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["webhook-id", "Webhook-Signature", "CONTENT-LENGTH", "Transfer-Encoding", "Connection"]
)
def test_our_own_headers_cannot_be_set(name: str) -> None:
    assert wrong(headers=headers((name, "x"))) == ["headers.0.name"]


@pytest.mark.parametrize("value", [" x", "x ", "é", "\x00", "a\tb", "x" * 1001])
def test_a_value_that_no_header_can_hold_is_refused(value: str) -> None:
    assert wrong(headers=headers(("X-Good", value))) == ["headers.0.value"]


def test_there_are_not_too_many_headers() -> None:
    assert wrong(headers=headers(*[("X-Good", "x")] * (MAX_HEADERS + 1))) == ["headers"]


def test_only_a_sandbox_disturbs_what_it_sends() -> None:
    command = PostWebhook("https://shop.example/", chaos=True)
    assert list(check_endpoint(command, is_sandbox=True, opened=())) == []
    (wrong,) = check_endpoint(command, is_sandbox=False, opened=())
    assert wrong.field == "chaos"


GOOD = {"host": "shop.example", "auth_type": "basic", "username": "kyc", "password": "a:b c"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"auth_type": "none", "username": "", "password": ""}, []),
        ({"host": "SHOP.example", "auth_type": "digest"}, []),
        ({"host": "shop.example:8443"}, ["host"]),
        ({"host": "https://shop.example"}, ["host"]),
        ({"host": "a@shop.example"}, ["host"]),
        ({"host": "", "auth_type": "ntlm"}, ["host", "auth.type"]),
        ({"username": "", "password": ""}, ["auth.username", "auth.password"]),
        ({"username": "a:b"}, ["auth.username"]),
        ({"password": "line\r\nbreak"}, ["auth.password"]),
    ],
)
def test_a_credential_names_one_host_and_what_a_header_can_hold(
    changes: dict[str, str], fields: list[str]
) -> None:
    assert [item.field for item in check_credential(PostCredential(**GOOD | changes))] == fields
