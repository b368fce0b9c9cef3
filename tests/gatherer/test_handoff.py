"""Going on with a phone: the code, both devices' pages, and who is let in."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from apiflask import APIFlask
from PIL import Image, ImageDraw
from sqlalchemy import func, select

from app.adapters.clock import MovableClock
from app.gatherer.qr import draw
from app.models import AuditEntry, File, GathererSession, Handoff, KycRequest
from app.services.gatherer_links import make_link
from app.services.journey import read_journey
from app.services.organization_settings import change_settings
from app.services.transaction import reading
from tests.gatherer.conftest import BILL, ID_CARD, PASSPORT, MakeRequest
from tests.gatherer.customer import Customer, photo
from tests.support.pictures import jpeg

Start = Callable[[KycRequest], Customer]

CHROME_ON_WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


@pytest.fixture
def computer(gatherer: Customer) -> Customer:
    """The customer's computer: Chrome on Windows."""
    gatherer.browser.environ_base["HTTP_USER_AGENT"] = CHROME_ON_WINDOWS
    return gatherer


@pytest.fixture
def phone(app: APIFlask) -> Customer:
    """Another browser."""
    return Customer(app)


@pytest.fixture
def begin(computer: Customer, start: Start) -> Callable[[KycRequest], str]:
    """Start a request on the computer and show a code; return its address."""

    def show(kyc_request: KycRequest) -> str:
        start(kyc_request)
        computer.press("use-phone")
        return computer.page.hooks["address"]

    return show


Begin = Callable[[KycRequest], str]


def audited() -> list[str]:
    with reading() as session:
        return list(
            session.scalars(
                select(AuditEntry.event)
                .where(AuditEntry.event.startswith("handoff-"), AuditEntry.actor == "customer")
                .order_by(AuditEntry.id)
            )
        )


def open_sessions() -> int:
    with reading() as session:
        open_ = select(func.count(GathererSession.id)).where(GathererSession.ended_at.is_(None))
        return session.scalar(open_) or 0


def told(device: Customer, kyc_request: KycRequest) -> dict[str, Any]:
    answer = device.request("GET", f"/verify/{kyc_request.id}/phone/state")
    assert answer.status_code == 200
    assert len(answer.get_data()) <= 350
    found: dict[str, Any] = answer.json
    return found


def test_the_drawing_can_be_scanned() -> None:
    address = "https://verify.shop.example/phone?code=Ab_-0123456789abcdefgh"
    drawn = draw(address)
    picture = Image.new("L", (drawn.size * 5, drawn.size * 5), 255)
    pencil = ImageDraw.Draw(picture)
    for stroke in drawn.path.split("M")[1:]:
        place, length = stroke.split("h")
        x, y = (float(part) for part in place.split())
        top = (x * 5, (y - 0.5) * 5)
        pencil.rectangle((*top, top[0] + int(length) * 5 - 1, top[1] + 4), fill=0)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [address]


def test_phone_goes_on_and_the_computer_follows(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ID_CARD)
    address = begin(kyc_request)
    assert told(computer, kyc_request)["text"] == "Waiting for your phone"
    page = phone.open(address)
    assert page.heading == "You are continuing for Harbour Street Shop"
    assert page.hooks["started"] == "Started on Chrome, Windows, 1 minute ago."
    assert "Only continue if you started this." in phone.text
    page = phone.press("continue-here")
    assert page.heading == "Take a photo of the front of your identity card"
    assert "code=" not in phone.url
    assert told(computer, kyc_request)["text"] == "Phone connected"
    phone.hand_in("front", jpeg(1))
    assert told(computer, kyc_request)["text"] == "Front received."
    phone.hand_in("back", jpeg(2))
    assert told(computer, kyc_request)["text"] == "Back received."
    assert told(computer, kyc_request)["next"] is None
    phone.press("send")
    assert told(computer, kyc_request)["next"] == f"/verify/{kyc_request.id}/checking"
    assert phone.page.heading == "We are checking your documents"
    assert computer.follow("finished-on-phone").heading == "We are checking your documents"
    assert audited() == ["handoff-connected"]


def test_asking_too_early_says_so(
    begin: Begin, computer: Customer, make_request: MakeRequest
) -> None:
    begin(make_request())
    page = computer.follow("finished-on-phone")
    assert page.alert == "Not everything has arrived yet. Go on with your phone."


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Purpose": "prefetch;prerender"}, {"User-Agent": "Slackbot 1.0"}]
)
def test_opening_a_code_has_no_effect(
    begin: Begin,
    phone: Customer,
    make_request: MakeRequest,
    app: APIFlask,
    method: str,
    headers: dict[str, str],
) -> None:
    address = begin(make_request())
    for _ in range(3):
        assert Customer(app).request(method, address, headers=headers).status_code == 200
    assert open_sessions() == 1
    assert audited() == []
    phone.open(address)
    assert phone.press("continue-here").heading.startswith("Take a photo")


def test_phone_reads_the_language_that_the_merchant_asked_for(
    begin: Begin, phone: Customer, make_request: MakeRequest
) -> None:
    phone.open(begin(make_request(locale="de")))
    assert '<html lang="de"' in phone.text


def test_first_phone_wins_and_the_second_can_stop_it(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest, app: APIFlask
) -> None:
    kyc_request = make_request()
    address = begin(kyc_request)
    late = Customer(app)
    late.open(address)
    phone.open(address)
    phone.press("continue-here")
    assert late.press("continue-here").heading == "This link is open on another phone"
    assert late.response.status_code == 409
    assert late.press("stop-other").heading == "The other phone is stopped"
    assert phone.open(phone.url).heading == "This phone is not connected any more"
    assert phone.response.status_code == 403
    assert told(computer, kyc_request)["phase"] == "ended"
    assert audited() == ["handoff-connected", "handoff-stopped"]


def test_same_phone_may_press_twice_and_scan_again(
    begin: Begin, phone: Customer, make_request: MakeRequest
) -> None:
    address = begin(make_request())
    form = phone.open(address).form_with("continue-here")
    assert form is not None
    assert phone.request("POST", form.action, data=form.values).status_code == 303
    assert open_sessions() == 2
    # The answer of the first press was lost with its cookie, as when a button is pressed twice.
    phone.browser.delete_cookie("kyc")
    again = phone.open(address).form_with("stop-other")
    assert again is not None
    form.values["csrf_token"] = again.values["csrf_token"]
    assert phone.request("POST", form.action, data=form.values).status_code == 303
    assert open_sessions() == 2
    assert phone.open(address).heading.startswith("Take a photo")
    assert audited() == ["handoff-connected"]


def test_renewed_code_is_dead_and_the_new_one_works(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    old = begin(make_request())
    computer.press("renew")
    new = computer.page.hooks["address"]
    assert new != old
    page = phone.open(old)
    assert (page.heading, phone.response.status_code) == ("This code is out of date", 410)
    assert "Scan the code on your computer again." in phone.text
    phone.open(new)
    assert phone.press("continue-here").heading.startswith("Take a photo")


def test_script_gets_a_new_code_in_place(
    begin: Begin, computer: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    old = begin(kyc_request)
    form = computer.page.form_with("renew")
    assert form is not None
    answer = computer.request(
        "POST", form.action, data=form.values, headers={"Accept": "application/json"}
    )
    assert answer.json["address"] != old
    assert 9 * 60 - 30 < answer.json["seconds"] <= 9 * 60
    assert answer.json["path"] == draw(answer.json["address"]).path


def test_code_is_shown_again_until_it_is_out_of_date(
    begin: Begin,
    computer: Customer,
    phone: Customer,
    make_request: MakeRequest,
    clock: MovableClock,
) -> None:
    address = begin(make_request())
    assert computer.open(computer.url).hooks["address"] == address
    phone.open(address)
    clock.advance(timedelta(minutes=10))
    assert computer.open(computer.url).hooks["address"] == ""
    assert computer.page.hooks["handoff-state"] == "This code is out of date"
    assert phone.press("continue-here").heading == "This code is out of date"
    assert open_sessions() == 1
    computer.press("renew")
    phone.open(computer.page.hooks["address"])
    assert phone.page.hooks["started"] == "Started on Chrome, Windows, 10 minutes ago."
    assert phone.press("continue-here").heading.startswith("Take a photo")


def test_code_is_kept_as_its_hash_alone(begin: Begin, make_request: MakeRequest) -> None:
    code = begin(make_request()).partition("code=")[2]
    assert len(code) == 22
    with reading() as session:
        rows = session.scalars(select(Handoff)).all()
    kept = [str(getattr(row, column.key)) for row in rows for column in Handoff.__table__.columns]
    assert kept
    assert all(code not in text for text in kept)


@pytest.mark.parametrize("action", ["/phone/continue", "/phone/refuse", "/phone/stop"])
def test_no_other_secret_is_a_code(
    begin: Begin, phone: Customer, make_request: MakeRequest, action: str
) -> None:
    kyc_request = make_request()
    address = begin(kyc_request)
    values = phone.open(address).forms[0].values
    link = make_link(kyc_request).partition("token=")[2]
    texts = set()
    for code in (link, "x" * 22, "x" * 5000, "%00", kyc_request.id):
        answer = phone.request("POST", action, data={**values, "code": code})
        assert answer.status_code == 404
        opened = phone.request("GET", "/phone", query_string={"code": code})
        assert opened.status_code in {404, 429}
        texts.add(opened.status_code)
    assert 404 in texts
    assert open_sessions() == 1
    assert phone.request("GET", f"/?token={address.partition('code=')[2]}").status_code == 404


def test_guessing_codes_is_slowed_down_and_good_ones_still_open(
    begin: Begin, phone: Customer, make_request: MakeRequest
) -> None:
    address = begin(make_request())
    answers = [phone.request("GET", f"/phone?code=guess{n}").status_code for n in range(12)]
    assert answers == [404] * 10 + [429] * 2
    assert phone.request("GET", address).status_code == 200
    assert [phone.request("GET", "/phone").status_code for _ in range(3)] == [404] * 3


def test_not_started_by_me_ends_everything(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    address = begin(kyc_request)
    phone.open(address)
    page = phone.press("not-me")
    assert (page.heading, phone.response.status_code) == ("Nothing was sent", 200)
    assert open_sessions() == 0
    assert computer.open(f"/verify/{kyc_request.id}/phone").heading == "Open your link again"
    assert computer.request("GET", f"/verify/{kyc_request.id}/phone/state").status_code == 403
    assert phone.open(address).heading == "Nothing was sent"
    assert audited() == ["handoff-refused"]


def test_used_code_cannot_end_the_sessions(
    begin: Begin, phone: Customer, make_request: MakeRequest, app: APIFlask
) -> None:
    address = begin(make_request())
    late = Customer(app)
    late.open(address)
    phone.open(address)
    phone.press("continue-here")
    assert late.press("not-me").heading == "This link is open on another phone"
    assert open_sessions() == 2


def test_computer_ends_it_and_the_phone_is_told(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    phone.open(begin(kyc_request))
    phone.press("continue-here")
    page = computer.open(computer.url)
    assert page.hooks["address"] == ""
    computer.press("disconnect")
    assert computer.page.hooks["handoff-state"] == "Your phone is not connected"
    assert phone.request("GET", f"/verify/{kyc_request.id}/phone/state").status_code == 403
    assert phone.open(phone.url).heading == "This phone is not connected any more"
    assert audited() == ["handoff-connected", "handoff-disconnected"]


def test_right_number_is_let_in(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    change_settings(kyc_request.organization_id, {"handoff_match": True}, actor="test")
    address = begin(kyc_request)
    number = computer.page.hooks["number"]
    offered = {hook for hook in phone.open(address).hooks if hook.startswith("number-")}
    assert len(offered) == 3
    assert "continue-here" not in phone.page.hooks
    assert {hook for hook in phone.open(address).hooks if hook.startswith("number-")} == offered
    page = phone.press(f"number-{number}", values={"number": number})
    assert page.heading.startswith("Take a photo")


@pytest.mark.parametrize("wrong", [None, "", "100"])
def test_wrong_number_ends_the_handoff(
    begin: Begin,
    computer: Customer,
    phone: Customer,
    make_request: MakeRequest,
    wrong: str | None,
) -> None:
    kyc_request = make_request()
    change_settings(kyc_request.organization_id, {"handoff_match": True}, actor="test")
    address = begin(kyc_request)
    number = computer.page.hooks["number"]
    hooks = [hook for hook in phone.open(address).hooks if hook.startswith("number-")]
    other = next(hook for hook in hooks if hook != f"number-{number}")
    picked = other.removeprefix("number-") if wrong is None else wrong
    page = phone.press(other, values={"number": picked})
    assert page.heading == "That is not the number on your computer"
    assert "Nothing was sent." in phone.text
    assert open_sessions() == 1
    assert told(computer, kyc_request)["phase"] == "ended"
    assert audited() == ["handoff-mismatched"]


def test_other_device_is_told_and_the_last_photo_wins(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request(ID_CARD)
    phone.open(begin(kyc_request))
    phone.press("continue-here")
    front = phone.url
    computer.follow("stay-here")
    phone.hand_in("front", jpeg(1))
    assert told(computer, kyc_request)["text"] == "Front received."
    # The computer's page is older than the phone's photo: Continue shows it first.
    assert computer.press("send").heading == "Take a photo of the front of your identity card"
    assert computer.page.hooks["sent-elsewhere"] == "You sent this from another device"
    computer.hand_in("front", jpeg(2))
    assert told(phone, kyc_request)["text"] == "Front received."
    assert phone.open(front).hooks["sent-elsewhere"] == "You sent this from another device"
    assert "sent-elsewhere" not in computer.open(front).hooks
    (kept,) = read_journey(kyc_request.id).lines[0].files
    with reading() as session:
        assert session.get_one(File, kept.id).sha256 == hashlib.sha256(jpeg(2)).hexdigest()


def test_stale_tab_shows_the_newer_photo_before_it_goes_on(
    start: Start, make_request: MakeRequest, app: APIFlask
) -> None:
    customer = start(make_request(ID_CARD))
    front = customer.url
    stale = customer.page.form_with("send")
    assert stale is not None
    customer.hand_in("front", jpeg(1))
    answer = customer.post(front, stale.values)
    assert answer.headers["Location"] == front.removeprefix("http://localhost")
    assert customer.open(front).form_with("send") is not None
    assert customer.press("send").heading == "Take a photo of the back of your identity card"


def test_phone_offers_no_other_phone(
    begin: Begin, phone: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request(PASSPORT, BILL)
    phone.open(begin(kyc_request))
    page = phone.press("continue-here")
    assert "use-phone" not in page.hooks
    assert "other-device" in page.hooks
    assert phone.open(f"/verify/{kyc_request.id}/phone").heading.startswith("Take a photo")


def test_code_opened_on_the_computer_itself_goes_on_there(
    begin: Begin, computer: Customer, make_request: MakeRequest
) -> None:
    address = begin(make_request())
    assert computer.open(address).heading.startswith("Take a photo")
    assert open_sessions() == 1


def test_polling_unchanged_costs_a_header(
    begin: Begin, computer: Customer, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    begin(kyc_request)
    address = f"/verify/{kyc_request.id}/phone/state"
    tag = computer.request("GET", address).headers["ETag"]
    again = computer.request("GET", address, headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_camera_screen_leads_to_a_phone_but_no_phone_to_another(
    computer: Customer, phone: Customer, start: Start, make_request: MakeRequest
) -> None:
    kyc_request = make_request()
    change_settings(kyc_request.organization_id, {"capture": "viewfinder"}, actor="test")
    start(kyc_request)
    computer.press("continue-on-phone")
    phone.open(computer.page.hooks["address"])
    phone.press("continue-here")
    assert "viewfinder" in phone.page.hooks
    assert "continue-on-phone" not in phone.page.hooks


def test_selfie_of_a_liveness_session_is_told_before_the_document_is_sent(
    begin: Begin, computer: Customer, phone: Customer, make_request: MakeRequest
) -> None:
    live = replace(PASSPORT, face_liveness_required=True)
    kyc_request = make_request(live)
    phone.open(begin(kyc_request))
    phone.press("continue-here")
    phone.hand_in("front", jpeg(1))
    form = phone.page.form_with("send")
    assert form is not None
    # As `static/js/liveness.js` sends it, before the first challenge.
    fields = {"csrf_token": form.values["csrf_token"], "upload_key": "k", "camera": photo(jpeg(2))}
    assert phone.post(phone.url, fields, headers={"Accept": "application/json"}).is_json
    assert told(computer, kyc_request)["text"] == "Selfie received."
