"""The queue, and the link that lets one in, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask

from app.adapters.clock import MovableClock
from app.domain.errors import LinkInvalid
from app.domain.review import Reviewer
from app.domain.review_queue import PAGE_SIZE
from app.models import Customer as CustomerRow
from app.models import Organization
from app.services import reviews
from app.services.organizations import create_api_key
from app.services.staff_links import make_staff_link, use_staff_link
from tests.api.conftest import Merchant, invalid_fields
from tests.gatherer.customer import Customer as Browser
from tests.review.conftest import case_of, many

BEA = Reviewer("key_bea", "Bea", "key:key_bea")


def test_the_queue_counts_and_filters(
    ada: Browser, customer: CustomerRow, clock: MovableClock
) -> None:
    first, second, third = many(customer, 3)
    reviews.start_review(customer.organization_id, second, BEA)
    reviews.accept(customer.organization_id, third, BEA)
    for query, shown in (
        ("", {first, second}),
        ("?state=unreviewed", {first}),
        ("?state=in-review", {second}),
        ("?state=reviewed", {third}),
        ("?state=machine", set()),
        ("?type=address-proof", set()),
        ("?customer=anna&sort=newest", {first, second}),
        ("?customer=nobody", set()),
        ("?reason=bonus", set()),
        ("?reason=%00", set()),
        ("?older=1", set()),
        ("?older=0&state=x&sort=y&page=99", {first, second}),
    ):
        ada.open(f"/review/{query}")
        assert {each for each in (first, second, third) if case_of(each) in ada.text} == shown
    assert ada.page.hooks["state-waiting"] == "Waiting 2"
    assert ada.page.hooks["state-reviewed"] == "Reviewed 1"
    assert "with Bea" in ada.text
    for _ in range(3):
        clock.advance(timedelta(minutes=20))
        ada.open("/review/")
    assert "with Bea" not in ada.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_queue_has_pages(ada: Browser, customer: CustomerRow) -> None:
    first, *_, last = many(customer, PAGE_SIZE + 1)
    ada.open("/review/")
    assert case_of(first) in ada.text
    assert case_of(last) not in ada.text
    ada.open("/review/?page=2")
    assert case_of(first) not in ada.text
    assert case_of(last) in ada.text
    assert "Page 2 of 2" in ada.text


def test_of_two_presses_of_a_link_one_signs_in(app: APIFlask, organization: Organization) -> None:
    token = make_staff_link(organization.id, "Bea").partition("token=")[2]

    def press(_: int) -> bool:
        with app.app_context():
            try:
                return bool(use_staff_link(token))
            except LinkInvalid:
                return False

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == [False, True]


def test_a_program_makes_a_link_for_a_person(app: APIFlask, organization: Organization) -> None:
    def merchant(*permissions: str) -> Merchant:
        _, key = create_api_key(organization.id, permissions=permissions or ("*",))
        return Merchant(app, {"REB-APIKEY": key})

    made = merchant().post("/staff-links", {"reviewer": "Bea"})
    assert made.status_code == 200
    browser = Browser(app)
    browser.open(made.get_json()["url"])
    browser.press("use-link")
    assert browser.page.heading == "Waiting: 0 documents"
    browser.open(made.get_json()["url"])
    assert browser.response.status_code == 404
    poor = merchant("PostStaffLink", "GetKycDocument")
    assert invalid_fields(poor.post("/staff-links", {"reviewer": "Eve"})) == {"permissions"}
    narrow = {"reviewer": "Eve", "permissions": ["GetKycDocument"]}
    assert invalid_fields(merchant().post("/staff-links", narrow)) == {"permissions"}
    assert invalid_fields(merchant().post("/staff-links", {"reviewer": " "})) == {"reviewer"}
