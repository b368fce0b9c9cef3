"""Reach the Python package index the way pip on this machine would, with the standard library only.

The machine's pip configuration is honoured (files and ``PIP_*`` variables), so that a mirror, a
private certificate or a proxy that works for pip works for the set-up too. Nothing here needs pip
itself: Debian's bare ``python3`` has none.
"""

import base64
import configparser
import dataclasses
import html.parser
import json
import os
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import urllib.response
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from scripts import default_index

ATTEMPTS = 3
TIMEOUT_SECONDS = 60


class IndexUnreachableError(Exception):
    """The package index or a file on it could not be fetched; the text says which, and why."""


@dataclasses.dataclass(frozen=True)
class IndexSettings:
    """Where packages come from and what to trust on the way."""

    url: str
    certificate: str | None = None
    trusted_hosts: tuple[str, ...] = ()
    proxy: str | None = None


def read_settings(environ: Mapping[str, str] | None = None) -> IndexSettings:
    """Return what pip's configuration files and the environment say; the environment wins.

    Raises IndexUnreachableError when nothing names an index and no pip is there to ask.
    """
    environ = os.environ if environ is None else environ
    found = _read_files(_configuration_files(environ))
    for key in ("index-url", "cert", "trusted-host", "proxy"):
        value = environ.get("PIP_" + key.upper().replace("-", "_"))
        if value:
            found[key] = value
    url = environ.get("UV_DEFAULT_INDEX") or found.get("index-url") or default_index.find()
    if url is None:
        raise IndexUnreachableError(
            "No package index is known: this Python has no pip that could name one. Set "
            "PIP_INDEX_URL to the address of its simple pages, or install pip."
        )
    return IndexSettings(
        url=url.rstrip("/"),
        certificate=found.get("cert")
        or environ.get("SSL_CERT_FILE")
        or environ.get("REQUESTS_CA_BUNDLE"),
        trusted_hosts=tuple(found.get("trusted-host", "").split()),
        proxy=found.get("proxy"),
    )


def uv_environment(settings: IndexSettings) -> dict[str, str]:
    """Return the variables that tell uv what pip would know: uv reads no pip configuration."""
    environment = {"UV_DEFAULT_INDEX": settings.url}
    if settings.certificate:
        environment["SSL_CERT_FILE"] = settings.certificate
    if settings.trusted_hosts:
        environment["UV_INSECURE_HOST"] = " ".join(settings.trusted_hosts)
    if settings.proxy:
        environment |= {"HTTPS_PROXY": settings.proxy, "HTTP_PROXY": settings.proxy}
    return environment


def open_archive(settings: IndexSettings, project: str, archive: str) -> IO[bytes]:
    """Return a byte stream of one file of a project; raise IndexUnreachableError otherwise."""
    page_address = f"{settings.url}/{project}/"
    with _open(settings, page_address) as page:
        base, kind, body = page.url, page.headers.get_content_type(), page.read()
    addresses = _addresses(kind, body)
    if archive not in addresses:
        raise IndexUnreachableError(f"{page_address} offers no file {archive}.")
    return _open(settings, urllib.parse.urljoin(base, addresses[archive]))


def _configuration_files(environ: Mapping[str, str]) -> list[Path]:
    """List pip's configuration files, weakest first, as pip's documentation orders them."""
    explicit = environ.get("PIP_CONFIG_FILE")
    if explicit == os.devnull:
        return []
    home = Path(environ.get("HOME", "~")).expanduser()
    user_configuration = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    files = [
        Path("/etc/xdg/pip/pip.conf"),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        user_configuration / "pip/pip.conf",
        home / "Library/Application Support/pip/pip.conf",
        Path(sys.prefix) / "pip.conf",
    ]
    return [*files, Path(explicit)] if explicit else files


def _read_files(files: Iterable[Path]) -> dict[str, str]:
    """Merge the sections that hold for an installation; a later file overrules an earlier one."""
    parser = configparser.RawConfigParser(strict=False)
    parser.read(files, encoding="utf-8")
    merged: dict[str, str] = {}
    for section in ("global", "install"):
        if parser.has_section(section):
            merged.update(parser.items(section))
    return merged


class _Links(html.parser.HTMLParser):
    """Collect file name → address from an index page in HTML (PEP 503)."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        if self._address and data.strip():
            self.found[data.strip()] = self._address
            self._address = ""


def _addresses(kind: str, body: bytes) -> dict[str, str]:
    """Return file name → address out of an index page, JSON (PEP 691) or HTML."""
    if kind.endswith("json"):
        return {entry["filename"]: entry["url"] for entry in json.loads(body)["files"]}
    links = _Links()
    links.feed(body.decode())
    return links.found


def _opener(settings: IndexSettings, host: str) -> urllib.request.OpenerDirector:
    if host in settings.trusted_hosts:
        # The operator named this host in pip's "trusted-host": every file is still hash-checked.
        context = ssl._create_unverified_context()  # noqa: S323
    else:
        context = ssl.create_default_context(cafile=settings.certificate)
    handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
    if settings.proxy:
        proxies = {"http": settings.proxy, "https": settings.proxy}
        handlers.append(urllib.request.ProxyHandler(proxies))
    return urllib.request.build_opener(*handlers)


def _request(address: str) -> urllib.request.Request:
    """Build a request; a name and password inside the address become a header, as pip does."""
    parts = urllib.parse.urlsplit(address)
    headers = {"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.5, */*;q=0.1"}
    if parts.username:
        pair = (
            f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        )
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        address = urllib.parse.urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return urllib.request.Request(address, headers=headers)  # noqa: S310 (operator's own index)


def _open(settings: IndexSettings, address: str) -> urllib.response.addinfourl:
    """Open an address, trying again after trouble that may pass (no answer, 5xx)."""
    host = urllib.parse.urlsplit(address).hostname or ""
    opener = _opener(settings, host)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            answer: urllib.response.addinfourl = opener.open(
                _request(address), timeout=TIMEOUT_SECONDS
            )
            return answer
        except urllib.error.HTTPError as error:
            reason: object = f"{error.code} {error.reason}"
            if error.code < 500:
                break
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", error)
        if attempt < ATTEMPTS:
            time.sleep(attempt)
    raise IndexUnreachableError(f"No file from {host} ({reason}).")
