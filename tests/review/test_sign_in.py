"""Who comes in at the desk, for how long, and what puts them out again."""

from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.errors import LinkInvalid, NotPermitted
from app.models import ApiKey, AuditEntry, Organization, StaffLink, StaffSession
from app.services.organizations import create_api_key, revoke_api_key
from app.services.staff_links import forget_links, make_staff_link, reviewer_id, use_staff_link
from app.services.staff_sessions import begin_by_key, forget_sessions
from app.services.transaction import reading, transaction
from tests.gatherer.customer import Customer as Browser
from tests.review.conftest import SignIn

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

READS = ["GetKycDocumentCollection", "GetKycDocument"]


def is_in(browser: Browser) -> bool:
    return browser.request("GET", "/review/").status_code == 200


def test_a_key_is_swapped_for_a_session_and_the_wish_is_kept(
    sign_in: SignIn, app: APIFlask, organization: Organization
) -> None:
    _, key = create_api_key(organization.id)
    browser = Browser(app)
    browser.open("/review/?state=reviewed")
    browser.press("sign-in", values={"key": key})
    assert browser.url.endswith("/review/?state=reviewed")
    cookie = browser.browser.get_cookie("kyc-desk")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert key not in cookie.value
    browser.press("sign-out")
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("onwards", "arrives"),
    [("//evil.example/", "/review/"), ("/review/\\evil", "/review/"), ("/demo", "/review/")],
)
def test_signing_in_leads_nowhere_else(
    app: APIFlask, organization: Organization, onwards: str, arrives: str
) -> None:
    _, key = create_api_key(organization.id)
    browser = Browser(app)
    browser.open("/review/sign-in")
    browser.press("sign-in", values={"key": key, "next": onwards})
    assert browser.url == f"http://localhost{arrives}"


def test_wrong_keys_are_refused_and_counted(app: APIFlask) -> None:
    browser = Browser(app)
    browser.open("/review/sign-in")
    for _ in range(10):
        browser.press("sign-in", values={"key": "sk_sandbox_wrong"})
        assert browser.response.status_code == 422
    browser.press("sign-in", values={"key": "sk_sandbox_wrong"})
    assert browser.response.status_code == 429
    assert int(browser.response.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "permissions", [["PostKycRequest"], READS, ["PostKycDocumentAcceptance", "GetKycDocument"]]
)
def test_a_key_that_may_not_review_is_refused(
    app: APIFlask, organization: Organization, permissions: list[str]
) -> None:
    _, key = create_api_key(organization.id, permissions=permissions)
    browser = Browser(app)
    browser.open("/review/sign-in")
    browser.press("sign-in", values={"key": key})
    assert "may not review" in browser.page.alert
    assert not is_in(browser)


def test_a_session_ends_idle_or_old(ada: Browser, clock: MovableClock) -> None:
    for _ in range(2):
        clock.advance(timedelta(minutes=29))
        assert is_in(ada)
    clock.advance(timedelta(minutes=30))
    assert not is_in(ada)


def test_a_session_ends_after_twelve_hours(ada: Browser, clock: MovableClock) -> None:
    for _ in range(25):
        clock.advance(timedelta(minutes=28))
        assert is_in(ada)
    clock.advance(timedelta(minutes=28))
    assert not is_in(ada)


def test_what_is_over_is_forgotten_after_a_day(
    organization: Organization, ada: Browser, clock: MovableClock
) -> None:
    use_staff_link(make_staff_link(organization.id, "Bea").partition("token=")[2])
    clock.advance(timedelta(hours=24))
    assert (forget_links(), forget_sessions()) == (0, 0)
    clock.advance(timedelta(days=364, hours=11))
    begin_by_key(_key_of_ada())
    clock.advance(timedelta(hours=1, minutes=1))
    # Ada's first session and Bea's are gone; the one that Ada began since goes on.
    assert (forget_links(), forget_sessions()) == (1, 2)
    with reading() as session:
        assert session.scalars(select(StaffLink)).all() == []
        assert len(session.scalars(select(StaffSession)).all()) == 1
        assert "signed-in" in session.scalars(select(AuditEntry.event)).all()


def _key_of_ada() -> ApiKey:
    with reading() as session:
        return session.scalars(select(ApiKey).where(ApiKey.label == "Ada")).one()


@pytest.mark.parametrize("change", ["revoked", "network", "permissions"])
def test_what_happens_to_the_key_happens_to_the_session(ada: Browser, change: str) -> None:
    with reading() as session:
        key_id = session.scalars(select(ApiKey.id).where(ApiKey.label == "Ada")).one()
    if change == "revoked":
        revoke_api_key(key_id)
    else:
        with transaction() as session:
            key = session.get_one(ApiKey, key_id)
            if change == "network":
                key.allowed_networks = ["192.0.2.0/24"]
            else:
                key.permissions = list(READS)
    assert not is_in(ada)


def test_a_link_signs_in_one_person_once(app: APIFlask, organization: Organization) -> None:
    link = make_staff_link(organization.id, "  Bea \n Berg ")
    browser = Browser(app)
    browser.open(link)
    # Looking at it uses nothing up.
    browser.open(link)
    assert browser.page.heading == "Sign in as Bea Berg"
    assert not is_in(browser)
    browser.press("use-link")
    assert is_in(browser)
    assert "Bea Berg" in browser.text
    other = Browser(app)
    other.open(link)
    assert other.response.status_code == 404
    with pytest.raises(LinkInvalid):
        use_staff_link(link.partition("token=")[2])
    with reading() as session:
        events = session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
        actors = session.scalars(select(AuditEntry.actor)).all()
    assert events[-2:] == ["staff-link-created", "signed-in"]
    assert f"reviewer:{reviewer_id('Bea Berg')}" in actors


def test_a_link_is_good_for_a_quarter_of_an_hour(
    app: APIFlask, organization: Organization, clock: MovableClock
) -> None:
    link = make_staff_link(organization.id, "Bea")
    clock.advance(timedelta(minutes=15))
    browser = Browser(app)
    browser.open(link)
    assert browser.response.status_code == 410
    browser.open(link[:-2] + "xx")
    assert browser.response.status_code == 404
    with pytest.raises(NotPermitted):
        make_staff_link(organization.id, "Bea", permissions=READS)
