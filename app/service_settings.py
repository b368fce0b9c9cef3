"""Settings of the outside services: where each one is, with which secret; none by default."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.domain.return_url import UrlRefused, origin_of

MIN_SECRET_CHARACTERS = 16
_SCANNER_PORT = 3310


class ServiceMisconfigured(Exception):
    """A variable does not make sense; the text names it and the remedy."""


@dataclass(frozen=True)
class ServiceAddress:
    """A service that is asked over HTTP."""

    url: str
    secret: str = field(repr=False)


@dataclass(frozen=True)
class ScannerAddress:
    """clamd: host and port, or the path of its unix socket."""

    host: str = ""
    port: int = 0
    path: str = ""


@dataclass(frozen=True)
class ServiceSettings:
    """The outside services; None where there is none, or where the sandbox has its own twin."""

    credit_bureau: ServiceAddress | None = None
    picture_search: ServiceAddress | None = None
    picture_search_is_sandbox: bool = False
    picture_search_sends_picture: bool = False
    malware_scanner: ScannerAddress | None = None


def load_service_settings(env: Mapping[str, str], *, is_sandbox: bool) -> ServiceSettings:
    """Return the settings that `env` describes; raises ServiceMisconfigured."""
    sends = env.get("PICTURE_SEARCH_SENDS") or "hash"
    if sends not in {"hash", "picture"}:
        raise ServiceMisconfigured("PICTURE_SEARCH_SENDS must be `hash` or `picture`.")
    search_is_sandbox = env.get("PICTURE_SEARCH_URL") == "sandbox"
    if search_is_sandbox and not is_sandbox:
        raise ServiceMisconfigured("PICTURE_SEARCH_URL may be `sandbox` in the sandbox only.")
    return ServiceSettings(
        credit_bureau=_address(env, "CREDIT_BUREAU_URL", "CREDIT_BUREAU_SECRET", is_sandbox),
        picture_search=None
        if search_is_sandbox
        else _address(env, "PICTURE_SEARCH_URL", "PICTURE_SEARCH_SECRET", is_sandbox),
        picture_search_is_sandbox=search_is_sandbox,
        picture_search_sends_picture=sends == "picture",
        malware_scanner=_scanner(env.get("MALWARE_SCANNER_URL", "")),
    )


def _address(
    env: Mapping[str, str], url_name: str, secret_name: str, is_sandbox: bool
) -> ServiceAddress | None:
    url, secret = env.get(url_name, ""), env.get(secret_name, "")
    if not url:
        if secret:
            raise ServiceMisconfigured(f"{secret_name} is set without {url_name}.")
        return None
    try:
        origin_of(url)
    except UrlRefused as error:
        raise ServiceMisconfigured(f"{url_name} {error}.") from error
    if urlsplit(url).fragment:
        raise ServiceMisconfigured(f"{url_name} must have no fragment.")
    if not is_sandbox and not url.startswith("https://") and not _is_this_machine(url):
        raise ServiceMisconfigured(
            f"{url_name} must be an https URL outside the sandbox, unless it is on this machine."
        )
    weakest = 1 if is_sandbox else MIN_SECRET_CHARACTERS
    if len(secret) < weakest or not (secret.isascii() and secret.isprintable()):
        raise ServiceMisconfigured(
            f"{secret_name} must be set with {url_name}: {MIN_SECRET_CHARACTERS} or more "
            "characters of ASCII."
        )
    return ServiceAddress(url, secret)


def _is_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _scanner(url: str) -> ScannerAddress | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port or _SCANNER_PORT
    except ValueError as error:
        raise ServiceMisconfigured(f"MALWARE_SCANNER_URL: {error}.") from error
    if parts.scheme == "tcp" and parts.hostname and parts.path in {"", "/"}:
        return ScannerAddress(host=parts.hostname, port=port)
    if parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/"):
        return ScannerAddress(path=parts.path)
    raise ServiceMisconfigured(
        "MALWARE_SCANNER_URL must be `tcp://host:3310` or `unix:///path/of/clamd.socket`."
    )
