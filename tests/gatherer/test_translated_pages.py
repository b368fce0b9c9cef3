"""No page of a journey has a text that cannot be translated, or was not."""

import json
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.rejections import Advice, RejectionReason, RejectionType
from app.domain.transitions import DocumentEvent
from app.gatherer.catalogue.states import all_states
from app.models import KycRequest, Organization
from app.services.gatherer_links import make_link
from app.services.transaction import transaction
from scripts.translations import catalogue_files, read
from tests.gatherer.conftest import ANY_IDENTITY, BILL, MakeRequest
from tests.gatherer.customer import Customer
from tests.gatherer.outcomes import decide
from tests.support.pictures import jpeg

#: What a page holds as it is in every language; months and the "or" of lists come from CLDR.
_NAMES = re.compile(
    r"http\S+|\bor\b|Harbour Street Shop|shop\.example|help@shop\.example|"
    r"Orders over 500 need a check|\b(English|Deutsch|en-XA)\b|\b(January|February|March|April|May|"
    r"June|July|August|September|October|November|December)\b"
)
_SPOKEN = ("alt", "aria-label", "title", "placeholder")

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class _Reader(HTMLParser):
    """Collects what a person reads or hears of a page, scripts' sentences included."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_code = tag in {"style", "script"}
        if tag == "button" and given.get("name") == "language":
            self._is_code = True
        self.texts += [given[name] for name in _SPOKEN if name in given]
        if "data-strings" in given:
            self.texts += _leaves(json.loads(given["data-strings"]))

    def handle_endtag(self, tag: str) -> None:
        self._is_code = False

    def handle_data(self, data: str) -> None:
        if not self._is_code:
            self.texts.append(data)


def _leaves(strings: dict[str, Any]) -> Iterator[str]:
    """Yield the texts of a script, which may be in groups."""
    for value in strings.values():
        yield from _leaves(value) if isinstance(value, dict) else [value]


def texts_of(html: str) -> list[str]:
    """Return every text of a page, one for each element and spoken attribute."""
    reader = _Reader()
    # The switch names each language in its own words.
    reader.feed(re.sub(r'<details[^>]*"languages".*?</details>', "", html, flags=re.DOTALL))
    return [text.strip() for text in reader.texts if text.strip()]


@pytest.fixture
def walk(
    gatherer: Customer, make_request: MakeRequest, organization: Organization
) -> Callable[[str], Iterator[str]]:
    """Return a walk through every page of a journey in a language; yields each page."""

    def pages(locale: str) -> Iterator[str]:
        with transaction() as session:
            row = session.get(Organization, organization.id)
            assert row is not None
            row.support_contact = "help@shop.example"
            row.privacy_url = "https://shop.example/privacy"
        kyc_request = make_request(
            ANY_IDENTITY, BILL, locale=locale, reason="Orders over 500 need a check"
        )
        link = make_link(kyc_request)
        gatherer.open(link)
        yield gatherer.text
        gatherer.press("start")
        yield gatherer.text
        gatherer.press("send")
        yield gatherer.text
        yield from _identity(gatherer)
        yield from _address(gatherer, kyc_request)
        gatherer.open("/nowhere")

    return pages


def _identity(customer: Customer) -> Iterator[str]:
    customer.choose("id-card")
    yield customer.text
    customer.hand_in("front", b"no picture")
    yield customer.text
    customer.hand_in("front", jpeg())
    yield customer.text
    customer.hand_in("back", jpeg(2))
    yield customer.text
    customer.press("send")
    yield customer.text


def _address(customer: Customer, kyc_request: KycRequest) -> Iterator[str]:
    customer.hand_in("pages", jpeg(3))
    yield customer.text
    customer.open(f"/verify/{kyc_request.id}/")
    yield customer.text
    customer.open(f"/verify/{kyc_request.id}/leave")
    yield customer.text
    customer.open(f"/verify/{kyc_request.id}/address-proof/review")
    customer.press("send")
    yield customer.text
    reason = RejectionReason(RejectionType.DOCUMENT_UNREADABLE, "", Advice.BLURRY)
    decide(kyc_request.id, DocumentEvent.REJECTED, reason)
    customer.open(f"/verify/{kyc_request.id}/")
    yield customer.text
    customer.press("skip")
    customer.press("skip")
    customer.open(f"/verify/{kyc_request.id}/done")
    yield customer.text


def unmarked(html: str) -> list[str]:
    """Return the words of a page in the pseudo language that came past its catalogue."""
    text = " ".join(texts_of(html))
    # Innermost first: a document's name stands in brackets inside a sentence in brackets.
    while (inner := re.sub(r"\[[^\[\]]*\]", "", text)) != text:
        text = inner
    return re.findall(r"[^\W\d_]{2,}", _NAMES.sub("", text))


def test_every_text_of_a_journey_is_marked_for_translation(
    walk: Callable[[str], Iterator[str]],
) -> None:
    pages = list(walk("en-XA"))
    assert len(pages) >= 13
    assert [left for page in pages if (left := unmarked(page))] == []


@pytest.fixture
def states(app: APIFlask) -> Callable[[str], dict[str, str]]:
    """Return every state of the catalogue in a language, by its name."""
    with app.test_request_context():
        names = list(all_states())

    def read_states(tag: str) -> dict[str, str]:
        found = {}
        for name in names:
            # In a context of its own, as a server would.
            with app.app_context():
                found[name] = app.test_client().get(f"/_states/{name}?locale={tag}").text
        return found

    return read_states


def test_every_text_of_a_state_is_marked_for_translation(
    states: Callable[[str], dict[str, str]],
) -> None:
    left = {name: words for name, html in states("en-XA").items() if (words := unmarked(html))}
    assert left == {}


@pytest.mark.parametrize("path", catalogue_files(), ids=lambda path: path.parent.parent.name)
def test_no_text_of_a_state_stays_english(
    states: Callable[[str], dict[str, str]], path: Path
) -> None:
    tag = path.parent.parent.name.replace("_", "-")
    english = {
        message.id
        for message in read(path)
        if isinstance(message.id, str) and message.id and message.string != message.id
    }
    for name, html in states(tag).items():
        assert f'<html lang="{tag}"' in html
        assert english.intersection(texts_of(html)) == set(), name
