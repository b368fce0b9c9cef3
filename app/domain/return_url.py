"""Building the address a customer is sent back to, and refusing those we never send to."""

from collections.abc import Container, Mapping
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from app.domain.statuses import ReturnInfo

MAX_URL_CHARACTERS = 2048
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class UrlRefused(ValueError):
    """This is no address we would send a customer to; the text says why, for the merchant."""


def check_redirect_url(url: str, *, is_sandbox: bool, allowed_origins: tuple[str, ...] = ()) -> str:
    """Return `url` as we keep it; raises UrlRefused.

    Any https address, http only for this machine in the sandbox, no user name in it, no control
    character, blank or backslash, a real port; with an allowlist of origins only those.
    """
    parts = _split(url)
    if parts.scheme != "https" and not (
        is_sandbox and parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS
    ):
        raise UrlRefused("must be an https URL")
    if allowed_origins and origin_of(url) not in allowed_origins:
        raise UrlRefused("its origin is not on the organization's allowlist")
    return url


def with_info(redirect_url: str, info: ReturnInfo) -> str:
    """Return `redirect_url` with exactly one `info`; its other query and its fragment are kept."""
    return with_parameters(redirect_url, {"info": info.value})


def with_parameters(redirect_url: str, parameters: Mapping[str, str]) -> str:
    """Return `redirect_url` with exactly one of each parameter; all else of it is kept."""
    parts = _split(redirect_url)
    # Pairs that are none of ours are kept byte for byte, so that a signed query stays valid.
    kept = [pair for pair in parts.query.split("&") if pair and not _is_one_of(pair, parameters)]
    query = "&".join([*kept, urlencode(parameters)])
    return urlunsplit(parts._replace(query=query))


def return_text(parameters: Mapping[str, str]) -> str:
    """Return what a signed return signs: `request`, `revision`, `info` and `time`, a line each."""
    names = ("request", "revision", "info", "time")
    return "\n".join(["kyc-return-v1", *(parameters[name] for name in names)])


def origin_of(url: str) -> str:
    """Return scheme, host and port of `url`, as a CSP source; raises UrlRefused."""
    parts = _split(url)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else quote(host, safe=".-")
    port = f":{parts.port}" if parts.port is not None else ""
    return f"{parts.scheme}://{host}{port}"


def _is_one_of(pair: str, names: Container[str]) -> bool:
    return any(name in names for name, _ in parse_qsl(pair, keep_blank_values=True))


def _split(url: str) -> SplitResult:
    if len(url) > MAX_URL_CHARACTERS:
        raise UrlRefused(f"must be at most {MAX_URL_CHARACTERS} characters")
    if any(not character.isprintable() or character in ' \\"<>^`{|}' for character in url):
        raise UrlRefused("must not hold blanks, control characters or backslashes")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UrlRefused("is not a URL") from error
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise UrlRefused("must be an https URL")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise UrlRefused("must not hold a user name or password")
    if port == 0 or (parts.netloc.endswith(":")):
        raise UrlRefused("must not name an empty or zero port")
    return parts
