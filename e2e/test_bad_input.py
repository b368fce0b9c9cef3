"""What customers and merchants see for wrong input: a sentence that helps, never a 500."""

import json
from collections.abc import Callable, Iterator

import httpx
import pytest

from e2e.support.merchant import ADDRESS, PASSPORT, Merchant, Request
from e2e.support.portal import Portal
from scripts.customer_over_http import CustomerOverHttp
from tests import hostile_files, odd_files, pdf_writer
from tests.support.pictures import jpeg

FREE = "did not use up an attempt"

PHOTOS: dict[str, tuple[Callable[[], bytes], str]] = {
    "no bytes": (lambda: b"", "That file is empty"),
    "a text called .jpg": (lambda: b"this is not a photo" * 50, "Choose a JPG, PNG"),
    "a GIF": (lambda: hostile_files.wrong_types()["gif"], "Choose a JPG, PNG"),
    "a JPEG cut short": (
        lambda: jpeg(1, width=1600, height=1200)[:3000],
        "could not open that file",
    ),
    "88 megapixels": (lambda: hostile_files.png(11_000, 8_000), "too large"),
    "a PDF for a photo": (pdf_writer.pdf, "We need a photo for this one"),
}

PAGES: dict[str, tuple[Callable[[], bytes], str]] = {
    "20,000 pages": (lambda: pdf_writer.pdf(pages=20_000), "pages"),
    "a PDF with a password": (pdf_writer.locked_pdf, "password"),
}


@pytest.fixture
def customer() -> Iterator[CustomerOverHttp]:
    """A customer without a browser."""
    with CustomerOverHttp(subtypes={}, papers={}) as someone:
        yield someone


def go_to_the_camera(customer: CustomerOverHttp, request: Request) -> None:
    customer.open(request.link)
    next(customer.walk())


@pytest.mark.parametrize("name", PHOTOS)
def test_a_bad_photo_is_explained_and_free(
    name: str, merchant: Merchant, customer: CustomerOverHttp
) -> None:
    make, sentence = PHOTOS[name]
    request = merchant.ask(PASSPORT)
    go_to_the_camera(customer, request)
    customer.hand_in(make())
    print(f"{name}: {customer.status} {customer.page.alert}")
    assert customer.status == 422
    assert sentence in customer.page.alert
    assert FREE in customer.page.alert
    assert merchant.read(request)["status"] == "gathering"


@pytest.mark.parametrize("name", PAGES)
def test_a_bad_pdf_is_explained_and_free(
    name: str, merchant: Merchant, customer: CustomerOverHttp
) -> None:
    make, sentence = PAGES[name]
    go_to_the_camera(customer, merchant.ask(ADDRESS))
    customer.hand_in(make())
    print(f"{name}: {customer.status} {customer.page.alert}")
    assert customer.status == 422
    assert sentence in customer.page.alert
    assert FREE in customer.page.alert


def test_a_photo_over_twelve_megabytes_is_explained(
    merchant: Merchant, customer: CustomerOverHttp
) -> None:
    go_to_the_camera(customer, merchant.ask(PASSPORT))
    customer.hand_in(jpeg(1) + b"\0" * 13_000_000)
    print(f"over 12 MB: {customer.status} {customer.page.heading} {customer.page.alert}")
    assert customer.status in {413, 422}
    assert "12 MB" in customer.page.heading + customer.page.alert


@pytest.mark.parametrize("name", sorted(odd_files.odd_files()))
def test_an_odd_but_good_photo_is_taken(
    name: str, merchant: Merchant, customer: CustomerOverHttp
) -> None:
    go_to_the_camera(customer, merchant.ask(PASSPORT))
    customer.hand_in(odd_files.odd_files()[name])
    assert customer.status == 200
    assert customer.url.endswith("/review"), customer.page.alert


@pytest.mark.parametrize(
    ("name", "body", "status"),
    [
        ("huge", b'{"customerId": "' + b"a" * 100_000 + b'"}', 413),
        ("NaN", b'{"customerId": NaN}', 400),
        ("nested 10,000 deep", b"[" * 10_000 + b"]" * 10_000, 400),
        ("cut short", b'{"customerId": "a"', 400),
        ("not an object", b'"text"', 422),
        ("empty", b"", 400),
        ("not UTF-8", b'{"customerId": "\xff"}', 400),
    ],
)
def test_a_bad_body_is_a_problem_document(
    name: str, body: bytes, status: int, portal: Portal
) -> None:
    answer = httpx.post(
        f"{portal.url}/kyc-requests",
        content=body,
        headers={"REB-APIKEY": portal.api_key, "Content-Type": "application/json"},
        trust_env=False,
    )
    print(f"{name}: {answer.status_code} {answer.text[:200]}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert {"status", "type", "title", "detail"} <= set(json.loads(answer.text))
