"""Handoffs: one code, one phone, whoever is fastest."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.errors import LinkInvalid
from app.domain.handoff import HandoffEnd, HandoffPhase
from app.extensions import now
from app.models import GathererSession, Handoff, KycRequest
from app.services.gatherer_sessions import find_session
from app.services.handoff_state import read_state
from app.services.handoffs import begin_handoff, connect_phone, open_code
from app.services.return_proofs import start_session
from app.services.transaction import reading
from tests.services.conftest import MakeRequest

FIREFOX_ON_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 15.1; rv:145.0) Gecko/20100101 Firefox/145"


def start(kyc_request: KycRequest, user_agent: str = "") -> GathererSession:
    secret = start_session(kyc_request.id, user_agent=user_agent)
    found = find_session(secret, kyc_request.id)
    assert found is not None
    return found


def connect(code: str, key: str = "a key") -> str | None:
    return connect_phone(code, key=key, number="", user_agent="")


def test_of_many_phones_one_wins(app: APIFlask, kyc_request: KycRequest) -> None:
    code = begin_handoff(start(kyc_request))
    assert code is not None

    def press(number: int) -> str | None:
        with app.app_context():
            return connect(code, f"key {number}")

    with ThreadPoolExecutor(8) as pool:
        secrets = list(pool.map(press, range(8)))
    winners = [secret for secret in secrets if secret is not None]
    assert len(winners) == 1
    assert find_session(winners[0], kyc_request.id) is not None


def test_only_the_family_of_a_browser_is_kept(kyc_request: KycRequest) -> None:
    computer = start(kyc_request, FIREFOX_ON_MAC)
    code = begin_handoff(computer)
    assert code is not None
    opened = open_code(code)
    assert (opened.browser, opened.system) == ("Firefox", "macOS")
    unknown = start(kyc_request, "curl/8.5")
    assert (unknown.browser, unknown.system) == (None, None)


def test_code_ends_with_the_request_that_it_is_for(
    make_request: MakeRequest, clock: MovableClock
) -> None:
    computer = start(make_request(expires_at=now() + timedelta(minutes=3)))
    code = begin_handoff(computer)
    assert code is not None
    clock.advance(timedelta(minutes=3))
    assert open_code(code).phase is HandoffPhase.OUT_OF_DATE
    assert connect(code) is None


def test_connected_computer_and_phone_get_no_code(kyc_request: KycRequest) -> None:
    computer = start(kyc_request)
    code = begin_handoff(computer)
    assert code is not None
    secret = connect(code)
    assert secret is not None
    phone = find_session(secret, kyc_request.id)
    assert phone is not None
    assert begin_handoff(computer) is None
    assert begin_handoff(phone) is None
    assert read_state(phone).is_phone
    assert read_state(computer).is_shared


def test_codes_nobody_used_are_forgotten_a_day_later(
    make_request: MakeRequest, clock: MovableClock
) -> None:
    computer = start(make_request(expires_at=now() + timedelta(days=3)))
    codes = [begin_handoff(computer) for _ in range(3)]
    assert [open_code(code or "").ended_as for code in codes] == [
        HandoffEnd.RENEWED,
        HandoffEnd.RENEWED,
        None,
    ]
    clock.advance(timedelta(days=1, seconds=1))
    begin_handoff(computer)
    with reading() as session:
        assert len(session.scalars(select(Handoff)).all()) == 1
    for code in codes:
        with pytest.raises(LinkInvalid):
            open_code(code or "")
