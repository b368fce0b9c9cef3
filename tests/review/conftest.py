"""A member of staff with a browser, and documents that wait for them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from apiflask import APIFlask

from app.models import Customer as CustomerRow
from app.models import Organization
from app.services.organizations import create_api_key
from tests.gatherer.customer import Customer as Browser
from tests.support.decisions import decide, waiting
from tests.support.reports import passport

SignIn = Callable[..., Browser]


@pytest.fixture
def sign_in(app: APIFlask, organization: Organization) -> SignIn:
    """Sign in with a fresh key; by default one that may do everything."""

    def enter(**options: object) -> Browser:
        _, key = create_api_key(organization.id, **options)  # type: ignore[arg-type]
        browser = Browser(app)
        browser.open("/review/")
        assert browser.response.status_code == 401
        browser.press("sign-in", values={"key": key})
        return browser

    return enter


@pytest.fixture
def ada(sign_in: SignIn) -> Browser:
    """Ada, who may do everything."""
    return sign_in(label="Ada")


@pytest.fixture
def pending(customer: CustomerRow) -> str:
    """The id of a passport that the machine left to a person."""
    return decide(waiting(customer), replace(passport(), failures=("ocr",)))


def many(customer: CustomerRow, count: int) -> list[str]:
    """Leave several passports to a person; return their ids, oldest first."""
    report = replace(passport(), failures=("ocr",))
    return [decide(waiting(customer, number), report) for number in range(1, count + 1)]


def case_of(document_id: str) -> str:
    """Return the address of a case."""
    return f"/review/documents/{document_id}"
