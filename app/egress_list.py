"""Where data can go from here: every host that the running configuration names.

Each field of the settings is either read here or listed as one that names no host; a test holds
both lists to the settings, so a new outside service cannot be left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from app.config import Settings
from app.service_settings import ServiceAddress

THIS_MACHINE: Final = "this machine"


@dataclass(frozen=True)
class Destination:
    """A host that data can reach: what it is (a constant), and its name without path or port."""

    purpose: str
    host: str


#: Fields of the settings that name no host that data is sent to: our own address, secrets, limits,
#: folders, and which networks webhooks may reach.
NAMES_NO_HOST: Final = frozenset(
    {
        "environment", "base_url", "data_dir", "secret_keys", "s3_bucket", "s3_region",
        "s3_access_key", "s3_secret_key", "demo_api_key", "egress_allowed_networks", "rate_limit",
        "trusted_proxy_hops", "trusted_hosts", "worker_slot", "models_dir", "portraits_dir",
        "spoof_model", "log_level", "services", "reuse_check", "event_streams", "webhook_speed_up",
        "services.picture_search_is_sandbox", "services.picture_search_sends_picture",
    }
)  # fmt: skip


def _of_url(url: str) -> str:
    return urlsplit(url).hostname or THIS_MACHINE


def _of_service(address: ServiceAddress | None) -> str | None:
    return None if address is None else _of_url(address.url)


def _of_scanner(settings: Settings) -> str | None:
    address = settings.services.malware_scanner
    return None if address is None else address.host or THIS_MACHINE


#: By the field that names it: what the host is for, and how it is read; None where there is none.
DESTINATIONS: Final[Mapping[str, tuple[str, Callable[[Settings], str | None]]]] = {
    "database_url": ("database", lambda it: _of_url(it.database_url)),
    "s3_endpoint_url": ("object-store", lambda it: _of_url(it.s3_endpoint_url)),
    "rate_limit_storage_url": (
        "rate-limits",
        lambda it: (
            None
            if it.rate_limit_storage_url.startswith(("memory:", "sqlite:"))
            else _of_url(it.rate_limit_storage_url)
        ),
    ),
    "services.credit_bureau": ("credit-bureau", lambda it: _of_service(it.services.credit_bureau)),
    "services.picture_search": (
        "picture-search",
        lambda it: _of_service(it.services.picture_search),
    ),
    "services.malware_scanner": ("malware-scanner", _of_scanner),
}


def destinations(settings: Settings) -> Iterator[Destination]:
    """Yield every host that the settings name."""
    for purpose, read in DESTINATIONS.values():
        host = read(settings)
        if host is not None:
            yield Destination(purpose, host)
