"""Which webhook endpoints a merchant may register."""

import re
from collections.abc import Collection, Iterator
from ipaddress import IPv4Address, ip_address
from urllib.parse import urlsplit

from app.domain import webhook_bodies, webhook_filters
from app.domain.commands import PostCredential, PostWebhook, WebhookHeader
from app.domain.egress import Address, Network, may_connect
from app.domain.errors import InvalidField
from app.domain.events import EventType
from app.domain.return_url import UrlRefused, origin_of
from app.domain.statuses import EndpointStatus

#: How many active endpoints an organization may have (the reference's limit).
MAX_ACTIVE_ENDPOINTS = 25

MAX_HEADERS = 20
MAX_HEADER_CHARACTERS = 1000

#: Methods that carry a body; the reference also has GET and DELETE, which do not.
METHODS = ("POST", "PUT", "PATCH")

#: How we prove ourselves to a receiver.
AUTH_TYPES = ("none", "basic", "digest")
MAX_AUTH_CHARACTERS = 255

#: How long the signing secret before the newest may go on signing.
LONGEST_OVERLAP_SECONDS = 24 * 3600

#: Headers that are ours, or that would change how the message is framed.
_RESERVED_HEADERS = frozenset(
    {
        "accept", "connection", "content-encoding", "content-length", "content-type", "expect",
        "host", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "user-agent",
        "webhook-id", "webhook-signature", "webhook-timestamp",
    }
)  # fmt: skip

#: RFC 9110: a name is a token; a value is visible ASCII, with blanks only inside.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_HEADER_VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?|")


def check_endpoint(
    command: PostWebhook, *, is_sandbox: bool, opened: Collection[Network]
) -> Iterator[InvalidField]:
    """Yield everything that is wrong with an endpoint; `opened` are the operator's networks."""
    reason = refusal_of(command.url, is_sandbox=is_sandbox, opened=opened)
    if reason is not None:
        yield InvalidField("url", reason)
    if command.method not in METHODS:
        yield InvalidField("method", f"must be one of {', '.join(METHODS)}")
    if command.status not in list(EndpointStatus):
        yield InvalidField("status", f"must be one of {', '.join(EndpointStatus)}")
    for position, name in enumerate(command.events):
        if name not in list(EventType):
            yield InvalidField(f"eventsFilter.{position}", "is not the name of an event")
    yield from _check_headers(command.headers)
    if command.chaos and not is_sandbox:
        yield InvalidField("chaos", "can be true in a sandbox only")
    yield from _check_texts(command)


def check_credential(command: PostCredential) -> Iterator[InvalidField]:
    """Yield everything that is wrong with a credential for receivers."""
    host = host_of(f"https://{command.host}/")
    if host is None or host != command.host.lower():
        yield InvalidField("host", "must be the name of a host alone, such as shop.example.com")
    if command.auth_type not in AUTH_TYPES:
        yield InvalidField("auth.type", f"must be one of {', '.join(AUTH_TYPES)}")
    if command.auth_type not in {"basic", "digest"}:
        return
    for name, value in (("username", command.username), ("password", command.password)):
        is_long = len(value) > MAX_AUTH_CHARACTERS
        if not value or is_long or not (value.isascii() and value.isprintable()):
            message = f"must be 1 to {MAX_AUTH_CHARACTERS} printable characters of ASCII"
            yield InvalidField(f"auth.{name}", message)
    if any(sign in command.username for sign in ':"\\'):
        yield InvalidField("auth.username", "must hold no colon, quotation mark or backslash")


def host_of(url: str) -> str | None:
    """Return the host that a URL names, in small letters; None where it names none."""
    try:
        origin_of(url)
    except UrlRefused:
        return None
    return urlsplit(url).hostname


def refusal_of(url: str, *, is_sandbox: bool, opened: Collection[Network]) -> str | None:
    """Return why webhooks are not sent to `url`, or None.

    https goes anywhere public; http only in the sandbox and into the operator's networks. Where a
    name leads is looked at when we connect, for it can change.
    """
    try:
        origin_of(url)
    except UrlRefused as error:
        return str(error)
    parts = urlsplit(url)
    if not url.isascii():
        return "must be written in ASCII letters, its host in Punycode"
    if parts.fragment:
        return "must not hold a fragment"
    address = _address_of(parts.hostname or "")
    if parts.scheme == "http" and not (is_sandbox and _is_opened(address, opened)):
        return "must be an https URL"
    if address is not None and not may_connect(address, opened):
        return "must not lead to a private address"
    return None


def _check_texts(command: PostWebhook) -> Iterator[InvalidField]:
    for message in webhook_filters.refusals_of(command.filter or ""):
        yield InvalidField("filter", message)
    if command.body is not None:
        for message in webhook_bodies.refusals_of(command.body):
            yield InvalidField("body", message)


def _check_headers(headers: tuple[WebhookHeader, ...]) -> Iterator[InvalidField]:
    if len(headers) > MAX_HEADERS:
        yield InvalidField("headers", f"must hold at most {MAX_HEADERS} headers")
    for position, header in enumerate(headers):
        name, value = header.name, header.value
        if _HEADER_NAME.fullmatch(name) is None:
            yield InvalidField(f"headers.{position}.name", "is not the name of a header")
        elif name.lower() in _RESERVED_HEADERS:
            yield InvalidField(f"headers.{position}.name", "is a header that we set ourselves")
        if len(value) > MAX_HEADER_CHARACTERS or _HEADER_VALUE.fullmatch(value) is None:
            yield InvalidField(f"headers.{position}.value", "is not the value of a header")
        if header.status not in list(EndpointStatus):
            message = f"must be one of {', '.join(EndpointStatus)}"
            yield InvalidField(f"headers.{position}.status", message)


def _address_of(host: str) -> Address | None:
    if host == "localhost":
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        return None


def _is_opened(address: Address | None, opened: Collection[Network]) -> bool:
    return address is not None and any(address in network for network in opened)
