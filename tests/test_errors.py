"""Refusals and faults: a problem for programs, a page for people, nothing of our insides."""

import pytest
from apiflask import APIFlask
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from app.domain.errors import (
    IllegalTransition,
    KycError,
    LinkExpired,
    LinkInvalid,
    NotFound,
    NotPermitted,
    RequestClosed,
    ServiceUnavailable,
    StaleRevision,
    UnreadableFile,
)
from app.limits import LimitReached
from app.services.transaction import reading

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECRET = "sesame-in-the-message"


@pytest.fixture
def app(own_app: APIFlask) -> APIFlask:
    """An application that a view may be added to."""
    return own_app


def fail_with(app: APIFlask, error: Exception) -> None:
    """Make a path of the API's raise `error`."""

    def view() -> str:
        raise error

    app.add_url_rule("/kyc-broken", "broken", view)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(SECRET), 404),
        (NotPermitted(SECRET), 403),
        (RequestClosed(SECRET), 409),
        (UnreadableFile(SECRET), 422),
        (IllegalTransition("accepted", "sent"), 409),
        (StaleRevision(SECRET), 409),
        (ServiceUnavailable(SECRET), 503),
        (KycError(SECRET), 500),
    ],
)
def test_every_refusal_is_a_problem_without_our_insides(
    app: APIFlask, error: KycError, status: int
) -> None:
    fail_with(app, error)
    answer = app.test_client().get("/kyc-broken")
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.get_json()["instance"] == "/kyc-broken"
    assert SECRET not in answer.text


def test_a_fault_is_a_problem_without_our_insides(app: APIFlask) -> None:
    fail_with(app, ZeroDivisionError(SECRET))
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = app.test_client().get("/kyc-broken")
    assert (answer.status_code, answer.mimetype) == (500, "application/problem+json")
    assert SECRET not in answer.text
    assert "ZeroDivision" not in answer.text


def test_a_database_that_is_away_is_told_with_a_time_to_wait(app: APIFlask) -> None:
    def view() -> str:
        with reading():
            raise OperationalError(SECRET, {}, Exception(SECRET))

    app.add_url_rule("/kyc-broken", "broken", view)
    answer = app.test_client().get("/kyc-broken")
    assert answer.status_code == 503
    assert 0 < int(answer.headers["Retry-After"]) <= 15
    assert SECRET not in answer.text


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_a_person_who_is_lost_gets_a_page(app: APIFlask) -> None:
    answer = app.test_client().get("/nowhere", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "We cannot find this page" in answer.text


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(SECRET), 404),
        (LinkInvalid(SECRET), 404),
        (LinkExpired(SECRET), 410),
        (LimitReached(0, SECRET), 429),
        (RequestEntityTooLarge(SECRET), 413),
        (BadRequest(SECRET), 400),
        (ServiceUnavailable(SECRET), 503),
        (ZeroDivisionError(SECRET), 500),
    ],
)
def test_every_refusal_of_the_portal_is_a_page(
    app: APIFlask, error: Exception, status: int
) -> None:
    def view() -> str:
        raise error

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", "demo.broken", view)
    answer = app.test_client().get("/broken", headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert answer.text.count("<h1") == 1
    assert SECRET not in answer.text
    assert ("Retry-After" in answer.headers) is (status in {429, 503})
