"""The way back: one `info`, nothing else touched, and only addresses we send people to."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.return_url import UrlRefused, check_redirect_url, origin_of, with_info
from app.domain.statuses import ReturnInfo


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.com", "https://example.com?info=success"),
        ("https://example.com/", "https://example.com/?info=success"),
        ("https://example.com/a?b=1", "https://example.com/a?b=1&info=success"),
        ("https://example.com/a?info=back", "https://example.com/a?info=success"),
        ("https://example.com/a?info=x&b=%20&info=y", "https://example.com/a?b=%20&info=success"),
        ("https://example.com/a?%69nfo=x", "https://example.com/a?info=success"),
        ("https://example.com/a?b=1#part", "https://example.com/a?b=1&info=success#part"),
        ("https://example.com/a?information=1", "https://example.com/a?information=1&info=success"),
        ("https://example.com:8443/a?b", "https://example.com:8443/a?b&info=success"),
        ("https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/?info=success"),
    ],
)
def test_info_is_merged_into_the_address(url: str, expected: str) -> None:
    assert with_info(check_redirect_url(url, is_sandbox=False), ReturnInfo.SUCCESS) == expected


@given(st.lists(st.tuples(st.sampled_from(["a", "info", "b"]), st.text(max_size=5)), max_size=5))
def test_exactly_one_info_results(pairs: list[tuple[str, str]]) -> None:
    result = with_info(f"https://example.com/?{urlencode(pairs)}", ReturnInfo.BACK)
    query = parse_qsl(urlsplit(result).query, keep_blank_values=True)
    assert [value for name, value in query if name == "info"] == ["back"]
    assert [pair for pair in query if pair[0] != "info"] == [p for p in pairs if p[0] != "info"]


@pytest.mark.parametrize(
    "url",
    [
        "", "example.com", "/path", "//example.com/", "javascript:alert(1)", "data:text/html,x",
        "ftp://example.com/", "http://example.com/", "https://", "https:///path", "https://user@example.com/",
        "https://user:password@example.com/", "https://example.com:99999/", "https://example.com:-1/",
        "https://example.com:/", "https://example.com:0/", "https://example.com:443:80/", " https://example.com/",
        "https://example.com/ x", "https://example.com/\r\nSet-Cookie: a=b", "https://example.com/\t",
        "https://example.com\\@evil.example/", "https:\\\\example.com", "https://exa mple.com/",
        "https://[::1/", "https://example.com/\x00", "https://example.com/\u202e", "https://example.com/<script>",
        "https://@example.com/", "https://example.com@evil.example/", "mailto:a@example.com",
        "https://example.com/" + "a" * 2048,
    ],
)  # fmt: skip
def test_addresses_we_never_send_to_are_refused(url: str) -> None:
    with pytest.raises(UrlRefused):
        check_redirect_url(url, is_sandbox=True)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_http_to_this_machine_is_for_the_sandbox_only(host: str) -> None:
    url = f"http://{host}:8000/return"
    assert check_redirect_url(url, is_sandbox=True) == url
    with pytest.raises(UrlRefused):
        check_redirect_url(url, is_sandbox=False)


def test_an_allowlist_admits_its_origins_only() -> None:
    allowed = ("https://shop.example",)
    check_redirect_url("https://shop.example/back", is_sandbox=False, allowed_origins=allowed)
    for url in ("https://shop.example.evil.example/", "https://shop.example:8443/"):
        with pytest.raises(UrlRefused, match="allowlist"):
            check_redirect_url(url, is_sandbox=False, allowed_origins=allowed)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Shop.Example/x?y#z", "https://shop.example"),
        ("https://shop.example:8443/", "https://shop.example:8443"),
        ("http://[::1]:5000/", "http://[::1]:5000"),
    ],
)
def test_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin
