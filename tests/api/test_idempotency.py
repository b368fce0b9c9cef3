"""A POST sent again under its key: the first answer again, and nothing done twice."""

import os
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.adapters.clock import MovableClock
from app.domain.commands import Address, PutCustomer
from app.domain.errors import FirstStillRunning
from app.extensions import resources
from app.models import Customer, IdempotencyKey, KycRequest, Organization, WebhookEndpoint
from app.services import idempotency
from app.services.customers import create_customer
from app.services.idempotency import LEASE, KeptAnswer, forget_keys, once
from app.services.organizations import create_organization
from app.services.transaction import (
    UnitOfWork,
    after_commit,
    one_commit,
    reading,
    transaction,
)
from tests.api.conftest import Json, MakeMerchant, Merchant, invalid_fields

AT_ONCE = 24

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Post = Callable[..., TestResponse]


@pytest.fixture
def post(merchant: Merchant, body: Json) -> Post:
    """Create a KYC request under a key."""

    def send(key: str = "one", sent: Json = body, query: str = "") -> TestResponse:
        return merchant.post(f"/kyc-requests{query}", sent, headers={"Idempotency-Key": key})

    return send


def how_many(model: type = KycRequest) -> int:
    with reading() as session:
        return session.scalars(select(func.count()).select_from(model)).one()


@on_sqlite
def test_the_first_answer_comes_again(
    merchant: Merchant, organization: Organization, body: Json
) -> None:
    key = {"Idempotency-Key": "one"}
    paths = ("/kyc-requests", "/kyc-requests/", f"/organizations/{organization.id}/kyc-requests")
    first, *others = [merchant.post(path, body, headers=key) for path in paths]
    assert first.status_code == 201
    assert "Idempotent-Replayed" not in first.headers
    for other in others:
        assert (other.status_code, other.data) == (201, first.data)
        assert other.headers["Location"] == first.headers["Location"]
        assert other.headers["Content-Type"] == first.headers["Content-Type"]
        assert other.headers["Idempotent-Replayed"] == "true"
        assert "X-RateLimit-Remaining" in other.headers
    assert how_many() == 1


@on_sqlite
def test_a_secret_shown_once_is_sealed_while_it_is_kept(merchant: Merchant) -> None:
    key = {"Idempotency-Key": "one"}
    answers = [
        merchant.post("/webhooks", {"url": "https://shop.example"}, headers=key) for _ in range(2)
    ]
    assert answers[0].data == answers[1].data
    assert how_many(WebhookEndpoint) == 1
    with reading() as session:
        kept = session.scalars(select(IdempotencyKey)).one()
    assert kept.answer
    assert answers[0].get_json()["signingSecret"] not in kept.answer
    assert "one" not in {kept.key_hash, kept.id}


@on_sqlite
def test_another_request_under_the_key_is_refused(post: Post, body: Json) -> None:
    assert post().status_code == 201
    for answer in (post(sent={**body, "matchLevel": 1}), post(query="?expand=documents")):
        assert invalid_fields(answer) == {"Idempotency-Key"}
        assert "fresh key" in answer.get_json()["detail"]
    assert post("two").get_json()["id"] != post().get_json()["id"]
    assert how_many() == 2


@on_sqlite
def test_a_key_belongs_to_one_organization_and_one_operation(
    post: Post, merchant: Merchant, make_merchant: MakeMerchant
) -> None:
    rival = make_merchant(create_organization("Rival"))
    key = {"Idempotency-Key": "one"}
    mine, theirs = (each.post("/customers", {}, headers=key) for each in (merchant, rival))
    assert (mine.status_code, theirs.status_code, post().status_code) == (201, 201, 201)
    assert mine.get_json()["id"] != theirs.get_json()["id"]


@on_sqlite
def test_a_refusal_is_not_kept(post: Post, merchant: Merchant, body: Json) -> None:
    assert post(sent={**body, "matchLevel": 9}).status_code == 422
    assert merchant.post(
        "/kyc-requests", data="{", headers={"Idempotency-Key": "one"}
    ).status_code in {400, 415}
    assert how_many(IdempotencyKey) == 0
    assert post().status_code == 201


@on_sqlite
def test_a_key_that_cannot_be_is_told(post: Post) -> None:
    for key in ("", " ", "x" * 256, "é"):
        assert post(key).status_code == 400, key
    assert post("x" * 255).status_code == 201


def test_a_fault_leaves_nothing_behind(
    app: APIFlask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as patch:
        patch.setattr("app.api.kyc_requests.present_kyc_request", fail)
        assert post().status_code == 500
    assert (how_many(), how_many(IdempotencyKey)) == (0, 0)
    assert post().status_code == 201


def test_who_lost_the_key_meanwhile_does_nothing(
    app: APIFlask, organization: Organization, clock: MovableClock
) -> None:
    claim = (organization.id, "PostCustomer", "one", "0" * 64)

    def elsewhere() -> KeptAnswer | None:
        with app.app_context(), once(*claim) as fast:
            if fast.kept is None:
                fast.keep(KeptAnswer(201, {}, "fast"))
            return fast.kept

    def overtaken() -> None:
        with ThreadPoolExecutor() as others, once(*claim) as slow:
            with pytest.raises(FirstStillRunning):
                others.submit(elsewhere).result()
            clock.advance(LEASE + timedelta(seconds=1))
            assert others.submit(elsewhere).result() is None
            create_customer(organization.id, PutCustomer(Address()))
            slow.keep(KeptAnswer(201, {}, "slow"))

    with pytest.raises(FirstStillRunning):
        overtaken()
    assert how_many(Customer) == 0
    assert elsewhere() == KeptAnswer(201, {}, "fast")


def test_a_key_is_kept_for_a_day(post: Post, clock: MovableClock) -> None:
    first = post().get_json()["id"]
    clock.advance(timedelta(hours=23, minutes=59))
    assert post().get_json()["id"] == first
    assert forget_keys() == 0
    clock.advance(timedelta(minutes=2))
    post("young")
    assert forget_keys() == 1
    assert post().get_json()["id"] != first
    # One that nobody swept yet is as good as gone too.
    clock.advance(timedelta(hours=24))
    assert post("young").status_code == 201
    assert how_many() == 4


def test_many_at_once_make_one(app: APIFlask, merchant: Merchant, body: Json) -> None:
    def send(_: int) -> TestResponse:
        return merchant.post("/kyc-requests", body, headers={"Idempotency-Key": "one"})

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(AT_ONCE)))
    statuses = Counter(each.status_code for each in answers)
    assert set(statuses) <= {201, 409}
    assert all(each.headers["Retry-After"] for each in answers if each.status_code == 409)
    assert len({each.data for each in answers if each.status_code == 201}) == 1
    assert send(0).headers["Idempotent-Replayed"] == "true"
    assert how_many() == 1


def test_what_cannot_be_taken_back_waits_for_the_commit(app: APIFlask) -> None:
    done: list[str] = []
    after_commit(lambda: done.append("at once"))
    with one_commit():
        with transaction():
            after_commit(lambda: done.append("later"))
        assert done == ["at once"]
    with suppress(ZeroDivisionError), one_commit():
        after_commit(lambda: done.append("never"))
        raise ZeroDivisionError
    assert done == ["at once", "later"]


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_before_the_commit() -> None:
    idempotency._keep = _die  # type: ignore[assignment]


def _die_after_the_commit() -> None:
    commit = UnitOfWork.commit
    UnitOfWork.commit = lambda unit: (commit(unit), _die())[0]  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("doom", "status"), [(_die_before_the_commit, 409), (_die_after_the_commit, 201)]
)
def test_a_process_that_is_killed_does_all_or_nothing(
    post: Post, clock: MovableClock, doom: Callable[[], None], status: int
) -> None:
    resources().engine.dispose()
    child = os.fork()
    if not child:
        doom()
        post()
        os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert how_many() == (status == 201)
    assert post().status_code == status
    clock.advance(LEASE + timedelta(seconds=1))
    assert post().status_code == 201
    assert how_many() == 1
