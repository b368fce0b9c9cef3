"""Weigh the customer's pages: bytes on the wire, scripts and styles included, photos not.

    make budget                                  pages of an application made for the purpose
    .venv/bin/python -m scripts.budget LINK      pages behind a gatherer link of a running portal

Without a link every state of the catalogue is weighed too, and the heaviest of each kind printed.
Ends with status 1 when a page is heavier than it promises. Nothing is uploaded.
"""

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from app import create_app
from app.adapters.job_queue import JobQueue
from app.config import load_settings
from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentType
from app.extensions import resources
from app.services import organizations, schema
from app.services.customers import put_customer
from app.services.gatherer_links import make_link
from app.services.kyc_requests import create_kyc_request
from scripts.html_forms import Page, read_page

KILOBYTE = 1024
#: What a first visit to each page may weigh (compressed, everything it loads), in bytes.
BUDGETS = {
    "start": 15 * KILOBYTE,
    "choice": 15 * KILOBYTE,
    "capture": 40 * KILOBYTE,
    "phone": 12 * KILOBYTE,
}

#: What states may weigh and ask for, by the beginnings of their names; the first that fits counts.
#: Bytes are those of every file a page can load, and requests include those that follow a pick; a
#: merchant's logo and the thumbnails of photos come on top.
STATE_BUDGETS = (
    ("capture-selfie", 17 * KILOBYTE, 3),
    ("capture-liveness", 25 * KILOBYTE, 4),
    ("capture", 14 * KILOBYTE, 3),
    ("camera", 17 * KILOBYTE, 3),
    ("file", 14 * KILOBYTE, 3),
    ("line", 14 * KILOBYTE, 3),
    ("refused", 14 * KILOBYTE, 3),
    ("review", 12 * KILOBYTE, 1),
    ("start", 11 * KILOBYTE, 1),
    ("overview", 11 * KILOBYTE, 1),
    ("choose", 11 * KILOBYTE, 1),
    ("use-phone", 12 * KILOBYTE, 1),
    ("", 9 * KILOBYTE, 1),
)

#: What browsers send where the portal is reached by https.
_HEADERS = {"Accept": "text/html", "Accept-Encoding": "br, gzip"}

_SCRIPTS = re.compile(r'(?:src|href)="([^"]+\.js)"')
_IMPORTS = re.compile(r'(?:from |new URL\(|importScripts\()"(\./[^"]+\.js)"')


@dataclass(frozen=True)
class Weight:
    """What one page costs a browser that has nothing yet, in bytes and requests."""

    name: str
    page: int
    scripts: int
    requests: int

    @property
    def total(self) -> int:
        """Everything together."""
        return self.page + self.scripts

    @property
    def is_within_budget(self) -> bool:
        """Tell whether the page keeps its promise."""
        return self.total <= BUDGETS[self.name]

    @property
    def kind(self) -> tuple[str, int, int]:
        """The kind of state this is: the beginning of its name, bytes and requests it may cost."""
        return next(kind for kind in STATE_BUDGETS if self.name.startswith(kind[0]))

    @property
    def is_within_state_budget(self) -> bool:
        """Tell whether a state of the catalogue keeps within its kind's budget."""
        _beginning, most_bytes, most_requests = self.kind
        return self.total <= most_bytes and self.requests <= most_requests


def main() -> int:
    """Print a table; status 1 when a budget is broken."""
    parser = argparse.ArgumentParser(prog="make budget", description=__doc__)
    parser.add_argument("link", nargs="?", help="a gatherer link of a running portal")
    options = parser.parse_args()
    states: list[Weight] = []
    if options.link:
        with httpx.Client(trust_env=False) as client:
            weights = weigh(client, options.link)
    else:
        with own_portal() as (client, link):
            weights, states = weigh(client, link), weigh_states(client)
    print(f"{'page':22}{'HTML + CSS':>12}{'scripts':>10}{'requests':>10}{'total':>9}{'budget':>9}")
    for weight in weights:
        _print(weight, BUDGETS[weight.name], is_light=weight.is_within_budget)
    for kind in STATE_BUDGETS if states else ():
        heaviest = max((w for w in states if w.kind == kind), key=lambda w: w.total)
        _print(heaviest, kind[1], is_light=heaviest.is_within_state_budget)
    is_light = all(weight.is_within_budget for weight in weights)
    return 0 if is_light and all(state.is_within_state_budget for state in states) else 1


def _print(weight: Weight, budget: int, *, is_light: bool) -> None:
    cells = (_kilobytes(weight.page), _kilobytes(weight.scripts), str(weight.requests))
    print(
        f"{weight.name:22}{cells[0]:>12}{cells[1]:>10}{cells[2]:>10}"
        f"{_kilobytes(weight.total):>9}{_kilobytes(budget):>9}{'' if is_light else '  too heavy'}"
    )


def weigh(client: httpx.Client, link: str) -> list[Weight]:
    """Open a link, go on to its first capture page and the one with a phone's code; weigh each."""
    opened = _open(client, "GET", link)
    weights = [_weigh_page(client, "start", opened)]
    arrived, page = _press(client, opened, "start", {})
    offered = [hook for hook in page.hooks if hook.startswith("subtype-")]
    if offered:
        weights.append(_weigh_page(client, "choice", arrived))
        chosen = {"subtype": offered[0].removeprefix("subtype-")}
        arrived, page = _press(client, arrived, "send", chosen)
    if not any(hook.startswith("file-") for hook in page.hooks):
        raise SystemExit(f"The link leads to {page.heading!r}, where nothing can be captured.")
    weights.append(_weigh_page(client, "capture", arrived))
    offered_phone, _ = _press(client, arrived, "use-phone", {})
    return [*weights, _weigh_page(client, "phone", offered_phone)]


def weigh_states(client: httpx.Client) -> list[Weight]:
    """Weigh every state of the catalogue."""
    listed = _open(client, "GET", f"{_STATES}/")
    names = re.findall(r'href="/_states/([\w-]+)"', listed.text)
    return [_weigh_page(client, name, _open_state(client, name)) for name in names]


def _open_state(client: httpx.Client, name: str) -> httpx.Response:
    # Refusals and edge states carry the status of a refusal.
    return client.get(f"{_STATES}/{name}", headers=_HEADERS)


_STATES = "http://127.0.0.1:8000/_states"


@contextmanager
def own_portal() -> Iterator[tuple[httpx.Client, str]]:
    """Yield a client of an application on an empty database, and a link to a request in it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'budget.sqlite3'}"
        app = create_app(load_settings({"DATA_DIR": folder, "DATABASE_URL": url}))
        with app.app_context():
            schema.migrate(resources().engine)
            JobQueue.initialise(url)
            link = _make_request()
        transport = httpx.WSGITransport(app=app)
        with httpx.Client(transport=transport, trust_env=False) as client:
            yield client, link
        with app.app_context():
            resources().queue.close()
            resources().engine.dispose()


def _make_request() -> str:
    organization = organizations.create_organization("Harbour Street Shop")
    address = Address(first_name="Anna", last_name="Lopez")
    customer, _ = put_customer(organization.id, PutCustomer(address))
    command = CreateKycRequest(
        customer.id,
        (RequestDocument(DocumentType.IDENTITY_PROOF), RequestDocument(DocumentType.ADDRESS_PROOF)),
        redirect_url="https://shop.example/return",
    )
    return make_link(create_kyc_request(organization.id, command, actor="budget"))


def _open(client: httpx.Client, method: str, url: str, **options: Any) -> httpx.Response:
    answer = client.request(method, url, headers=_HEADERS, follow_redirects=True, **options)
    answer.raise_for_status()
    return answer


def _press(
    client: httpx.Client, at: httpx.Response, hook: str, values: dict[str, str]
) -> tuple[httpx.Response, Page]:
    form = read_page(at.text).form_with(hook)
    if form is None:
        raise SystemExit(f"{at.url} has no {hook!r}.")
    target = urljoin(str(at.url), form.action or str(at.url))
    arrived = _open(client, "POST", target, data={**form.values, **values})
    return arrived, read_page(arrived.text)


def _weigh_page(client: httpx.Client, name: str, page: httpx.Response) -> Weight:
    """Weigh a page with every script it can load, those that load one another included."""
    waiting = [urljoin(str(page.url), found) for found in _SCRIPTS.findall(page.text)]
    weights: dict[str, int] = {}
    while waiting:
        url = waiting.pop()
        if url in weights:
            continue
        script = _open(client, "GET", url)
        weights[url] = script.num_bytes_downloaded
        waiting += [urljoin(url, found) for found in _IMPORTS.findall(script.text)]
    return Weight(name, page.num_bytes_downloaded, sum(weights.values()), 1 + len(weights))


def _kilobytes(count: int) -> str:
    return f"{count / KILOBYTE:.1f} KB"


if __name__ == "__main__":
    sys.exit(main())
