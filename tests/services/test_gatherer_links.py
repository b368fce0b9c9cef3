"""Links: only the one text that we wrote opens a request."""

import string
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from apiflask import APIFlask
from itsdangerous import URLSafeSerializer

from app.adapters.clock import MovableClock
from app.domain.errors import LinkExpired, LinkInvalid
from app.extensions import resources
from app.models import KycRequest
from app.services.gatherer_links import make_link, read_link
from app.services.transaction import transaction

ALPHABET = string.ascii_letters + string.digits + "-_."


def token_of(kyc_request: KycRequest) -> str:
    return parse_qs(urlsplit(make_link(kyc_request)).query)["token"][0]


def rotate(*keys: str) -> None:
    resources().settings = replace(resources().settings, secret_keys=keys)


def test_a_link_opens_its_request(kyc_request: KycRequest) -> None:
    assert make_link(kyc_request).startswith("http://localhost/?token=")
    assert read_link(token_of(kyc_request)).id == kyc_request.id


def test_every_single_changed_character_is_refused(kyc_request: KycRequest) -> None:
    token = token_of(kyc_request)
    refused = 0
    for position, character in enumerate(token):
        for other in ALPHABET:
            if other != character:
                with pytest.raises(LinkInvalid):
                    read_link(token[:position] + other + token[position + 1 :])
                refused += 1
    assert refused > 4000


def test_cut_padded_and_doubled_tokens_are_refused(kyc_request: KycRequest) -> None:
    token = token_of(kyc_request)
    for changed in (
        *(token[:length] for length in range(len(token))),
        token + "=",
        token + "==",
        token + " ",
        "." + token,
        token * 2,
        token * 50,
        token.swapcase(),
        token.replace(".", ".."),
    ):
        with pytest.raises(LinkInvalid):
            read_link(changed)


def test_a_token_for_another_purpose_is_refused(app: APIFlask, kyc_request: KycRequest) -> None:
    payload = [kyc_request.id, kyc_request.link_nonce]
    for salt in ("kyc-gatherer-link-v2", "itsdangerous", "cookie-session"):
        key = resources().settings.secret_keys[-1]
        with pytest.raises(LinkInvalid):
            read_link(str(URLSafeSerializer(key, salt=salt).dumps(payload)))


def test_old_keys_verify_until_they_are_taken_out(kyc_request: KycRequest) -> None:
    old = resources().settings.secret_keys[-1]
    token = token_of(kyc_request)
    new = "n" * 20 + "0123456789abcdef"
    rotate(old, new)
    assert read_link(token).id == kyc_request.id
    rotate(new)
    with pytest.raises(LinkInvalid):
        read_link(token)


def test_new_links_are_signed_by_the_newest_key_alone(kyc_request: KycRequest) -> None:
    old, new = resources().settings.secret_keys[-1], "n" * 20 + "0123456789abcdef"
    rotate(old, new)
    token = token_of(kyc_request)
    rotate(new)
    assert read_link(token).id == kyc_request.id


def test_a_link_ends_with_the_request_s_time(kyc_request: KycRequest, clock: MovableClock) -> None:
    clock.advance(timedelta(minutes=59))
    read_link(token_of(kyc_request))
    clock.advance(timedelta(minutes=1, seconds=1))
    with pytest.raises(LinkExpired) as caught:
        read_link(token_of(kyc_request))
    assert caught.value.kyc_request_id == kyc_request.id


def test_a_clock_that_is_behind_expires_nothing(
    kyc_request: KycRequest, clock: MovableClock
) -> None:
    clock.advance(-timedelta(seconds=30))
    assert read_link(token_of(kyc_request)).id == kyc_request.id


def test_a_changed_nonce_ends_every_link(kyc_request: KycRequest) -> None:
    token = token_of(kyc_request)
    with transaction() as session:
        session.get_one(KycRequest, kyc_request.id).link_nonce = "another"
    with pytest.raises(LinkInvalid):
        read_link(token)
