"""Which language a page is in, and the switch that changes it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask

from app.adapters.clock import MovableClock
from app.config import Settings
from app.factory import create_app
from app.models import KycRequest
from app.services.gatherer_links import make_link
from tests.gatherer.conftest import ANY_IDENTITY, BILL, ID_CARD, MakeRequest
from tests.gatherer.customer import Customer
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

GERMAN = "Bestätigen Sie Ihre Identität für Harbour Street Shop"
ENGLISH = "Verify your identity for Harbour Street Shop"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def language_of(customer: Customer) -> tuple[str, str]:
    """Return `lang` and `dir` of the page."""
    found = re.search(r'<html lang="([^"]+)" dir="([^"]+)">', customer.text)
    assert found is not None
    return found[1], found[2]


def switch(customer: Customer, tag: str) -> None:
    """Press a language in the header."""
    customer.press("language-de", values={"language": tag})


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("de", GERMAN),
        ("de-AT,en;q=0.5", GERMAN),
        ("tlh, de;q=0.8, en;q=0.9", ENGLISH),
        ("tlh, de;q=0.8", GERMAN),
        ("de;q=0, en", ENGLISH),
        ("tlh", ENGLISH),
        ("*", ENGLISH),
        ("not a language!, ;;;q=x", ENGLISH),
        ("", ENGLISH),
    ],
)
def test_browser_chooses_where_nobody_else_does(
    gatherer: Customer, make_request: MakeRequest, accepted: str, heading: str
) -> None:
    link = make_link(make_request())
    assert gatherer.open(link, headers={"Accept-Language": accepted}).heading == heading
    assert language_of(gatherer) == ("de" if heading == GERMAN else "en", "ltr")


def test_request_counts_before_the_browser(gatherer: Customer, make_request: MakeRequest) -> None:
    link = make_link(make_request(locale="de-CH"))
    assert gatherer.open(link, headers={"Accept-Language": "en"}).heading == GERMAN
    gatherer.press("start")
    assert gatherer.page.heading == "Fotografieren Sie die Fotoseite Ihres Reisepasses"


def test_request_in_an_unshipped_language_leaves_it_to_the_browser(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    link = make_link(make_request(locale="tlh"))
    assert gatherer.open(link, headers={"Accept-Language": "de"}).heading == GERMAN


def test_link_counts_before_the_request_and_on_every_page(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    link = make_link(make_request(ANY_IDENTITY, locale="en"))
    assert gatherer.open(f"{link}&locale=de").heading == GERMAN
    gatherer.press("start")
    assert "locale" not in gatherer.url
    assert gatherer.page.heading == "Welches Dokument verwenden Sie?"
    gatherer.choose("passport")
    assert gatherer.page.heading == "Fotografieren Sie die Fotoseite Ihres Reisepasses"


def test_links_language_is_that_of_its_own_request(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    german, english = make_request(), make_request()
    gatherer.open(f"{make_link(german)}&locale=de")
    gatherer.press("start")
    gatherer.open(make_link(english))
    gatherer.press("start")
    assert gatherer.page.heading == "Take a photo of the photo page of your passport"
    gatherer.open(f"/verify/{german.id}/identity-proof/front")
    assert gatherer.page.heading == "Fotografieren Sie die Fotoseite Ihres Reisepasses"


@pytest.mark.parametrize("locale", ["", "x" * 100, "de_DE", "../../etc", "<b>", "de\u0000"])
def test_malformed_language_of_a_link_is_passed_over(
    gatherer: Customer, make_request: MakeRequest, locale: str
) -> None:
    gatherer.open(f"{make_link(make_request())}&locale={locale}")
    assert gatherer.page.heading == ENGLISH
    gatherer.press("start")
    assert language_of(gatherer) == ("en", "ltr")


def test_own_choice_counts_first_and_survives_the_journey(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ID_CARD, locale="en")
    gatherer.open(f"{make_link(kyc_request)}&locale=en", headers={"Accept-Language": "en"})
    switch(gatherer, "de")
    assert gatherer.page.heading == GERMAN
    gatherer.press("start")
    assert gatherer.page.heading == "Fotografieren Sie die Vorderseite: Personalausweis"
    gatherer.hand_in("front", jpeg())
    assert gatherer.page.heading == "Fotografieren Sie die Rückseite: Personalausweis"
    switch(gatherer, "en")
    assert gatherer.page.heading == "Take a photo of the back of your identity card"
    gatherer.hand_in("back", jpeg(2))
    assert gatherer.page.heading == "Check your photos"


def test_switch_keeps_the_page_and_the_files(start: Start, make_request: MakeRequest) -> None:
    customer = start(make_request(BILL))
    customer.hand_in("pages", jpeg())
    address = customer.url
    switch(customer, "de")
    assert customer.url == address
    assert "Seite 1: Rechnung eines Versorgers" in customer.text
    customer.press("send")
    assert customer.page.heading != "Prüfen Sie Ihre Fotos"


def test_switch_on_the_answer_of_a_refused_form_shows_its_page_again(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(ANY_IDENTITY))
    address = customer.url
    customer.press("send")
    assert customer.page.alert == "Select the document you will use"
    switch(customer, "de")
    assert customer.url == address
    assert customer.page.heading == "Welches Dokument verwenden Sie?"


def test_switch_works_on_error_pages(gatherer: Customer) -> None:
    gatherer.open("/?token=unknown")
    assert gatherer.page.heading == "This link does not work"
    form = gatherer.page.form_with("language-de")
    assert form is not None
    assert "back" not in form.values
    answer = gatherer.post(
        form.action,
        {**form.values, "language": "de"},
        headers={"Referer": "http://localhost/?token=unknown"},
    )
    assert answer.headers["Location"] == "/?token=unknown"
    gatherer.open("/no/such/page")
    assert gatherer.page.heading == "Wir können diese Seite nicht finden"
    assert language_of(gatherer) == ("de", "ltr")


@pytest.mark.parametrize(
    "back",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", "x",
     "/a\r\nSet-Cookie: a=b", "/ /evil.example", "\\\\evil.example"],
)  # fmt: skip
def test_switch_leads_nowhere_else(gatherer: Customer, back: str) -> None:
    gatherer.open("/")
    form = gatherer.page.form_with("language-de")
    assert form is not None
    answer = gatherer.post(
        form.action,
        {**form.values, "language": "de", "back": back},
        headers={"Referer": "https://evil.example/path"},
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


@pytest.mark.parametrize("tag", ["", "xx", "english", "tlh", "de\u0000", "a" * 5000])
def test_choosing_no_language_of_ours_changes_nothing(
    gatherer: Customer, make_request: MakeRequest, tag: str
) -> None:
    gatherer.open(make_link(make_request()))
    switch(gatherer, "de")
    switch(gatherer, tag)
    assert gatherer.page.heading == GERMAN


def test_choice_is_kept_in_the_session_cookie_alone(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    gatherer.open(make_link(make_request()))
    switch(gatherer, "de")
    with gatherer.browser.session_transaction() as session:
        assert session["language"] == "de"
    assert len(gatherer.browser._cookies) == 1


def test_switch_names_each_language_in_its_own(
    gatherer: Customer, make_request: MakeRequest
) -> None:
    gatherer.open(make_link(make_request()))
    buttons = re.findall(
        r'<button name="language" value="([^"]+)" lang="([^"]+)" data-testid="language-[^"]+"'
        r"([^>]*)>([^<]+)<",
        gatherer.text,
    )
    assert ("de", "de", "", "Deutsch") in buttons
    assert ("en", "en", ' aria-current="true"', "English") in buttons
    assert [name for *_, name in buttons] == sorted(name for *_, name in buttons)


def test_foreign_site_cannot_switch(gatherer: Customer) -> None:
    answer = gatherer.request("POST", "/language", data={"language": "de"})
    assert answer.status_code == 403
    assert gatherer.open("/").heading == "This link does not work"


def test_expired_link_speaks_the_language_of_its_request(
    gatherer: Customer, make_request: MakeRequest, clock: MovableClock
) -> None:
    link = make_link(make_request(locale="de"))
    clock.advance(timedelta(hours=2))
    assert gatherer.open(link).heading == "Dieser Link ist abgelaufen"
    switch(gatherer, "en")
    assert gatherer.page.heading == "This link has expired"


def test_scripts_get_their_sentences_in_the_language_of_the_page(
    start: Start, make_request: MakeRequest
) -> None:
    customer = start(make_request(ID_CARD, locale="de"))
    found = re.search(r"""data-module="capture"[^>]*data-strings='([^']+)'""", customer.text)
    assert found is not None
    words = json.loads(found[1])
    assert words["retry"] == "Noch einmal versuchen"
    assert words["sending"] == "Wird gesendet: {percent}"
    form = customer.page.form_with("send")
    assert form is not None
    answer = customer.post(
        form.action or customer.url, form.values, headers={"Accept": "application/json"}
    )
    assert answer.get_json()["title"].startswith("Machen Sie ein Foto der Vorderseite")


@pytest.mark.parametrize(
    ("locale", "expected"), [("en-XA", ("en-XA", "ltr")), ("ar-XB", ("ar-XB", "rtl"))]
)
def test_pseudo_languages_are_there_in_the_sandbox(
    gatherer: Customer, make_request: MakeRequest, locale: str, expected: tuple[str, str]
) -> None:
    gatherer.open(f"{make_link(make_request())}&locale={locale}")
    assert language_of(gatherer) == expected
    assert gatherer.page.heading != ENGLISH
    assert f'value="{locale}" lang' not in gatherer.text


@pytest.mark.parametrize("locale", ["en-XA", "ar-XB"])
def test_pseudo_languages_are_not_there_in_production(
    app: APIFlask, settings: Settings, locale: str
) -> None:
    production = create_app(replace(settings, environment="live"))
    page = production.test_client().get(f"/?locale={locale}", headers={"Accept": "text/html"})
    # Its region means nothing to production, its language may be one that ships.
    assert f'<html lang="{locale[:2]}" ' in page.get_data(as_text=True)
