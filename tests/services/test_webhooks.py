"""Webhook endpoints of an organization: created, found, limited, deleted."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.domain.commands import PostWebhook
from app.domain.errors import InvalidFields, NotFound
from app.domain.webhook_endpoints import MAX_ACTIVE_ENDPOINTS
from app.extensions import resources
from app.models import AuditEntry, KycRequest, Organization, WebhookDelivery, WebhookEndpoint
from app.services import organizations
from app.services.transaction import reading
from app.services.webhook_deliveries import secret_box
from app.services.webhooks import (
    create_endpoint,
    delete_endpoint,
    find_endpoint,
    list_endpoints,
    reseal_secrets,
)
from tests.support.gathering import gather, send

HOOK = PostWebhook("https://shop.example/hooks")


def test_an_endpoint_is_created_with_a_secret_shown_once(organization: Organization) -> None:
    endpoint, secret = create_endpoint(organization.id, HOOK)
    assert endpoint.id.startswith("hook_")
    assert secret.startswith("whsec_")
    found = find_endpoint(organization.id, endpoint.id)
    assert (found.url, found.status, found.method, found.revision) == (
        HOOK.url, "active", "POST", 1,
    )  # fmt: skip
    with reading() as session:
        stored = session.get_one(WebhookEndpoint, endpoint.id).secret
    assert secret not in stored
    assert secret.removeprefix("whsec_") not in stored


def test_secrets_differ(organization: Organization) -> None:
    assert create_endpoint(organization.id, HOOK)[1] != create_endpoint(organization.id, HOOK)[1]


def test_everything_wrong_is_refused_at_once(organization: Organization) -> None:
    command = PostWebhook("http://shop.example/", events=("nonsense",), status="paused")
    with pytest.raises(InvalidFields) as caught:
        create_endpoint(organization.id, command)
    assert [item.field for item in caught.value.fields] == ["url", "status", "eventsFilter.0"]
    assert list_endpoints(organization.id) == []


def test_http_is_taken_into_the_operators_networks(organization: Organization) -> None:
    endpoint, _ = create_endpoint(organization.id, PostWebhook("http://127.0.0.1:9000/hook"))
    assert endpoint.url == "http://127.0.0.1:9000/hook"


def test_there_are_at_most_25_active_ones(app: APIFlask, organization: Organization) -> None:
    def create(_: int) -> bool:
        with app.app_context():
            try:
                create_endpoint(organization.id, HOOK)
            except InvalidFields:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(create, range(MAX_ACTIVE_ENDPOINTS + 5))) == MAX_ACTIVE_ENDPOINTS
    create_endpoint(organization.id, PostWebhook(HOOK.url, status="inactive"))
    other = organizations.create_organization("Another shop")
    create_endpoint(other.id, HOOK)
    delete_endpoint(organization.id, list_endpoints(organization.id)[0].id)
    create_endpoint(organization.id, HOOK)


def test_endpoints_are_listed_oldest_first(organization: Organization, clock: MovableClock) -> None:
    created = []
    for number in range(3):
        command = PostWebhook(f"https://shop.example/{number}")
        created.append(create_endpoint(organization.id, command)[0].id)
        clock.advance(timedelta(seconds=1))
    assert [item.id for item in list_endpoints(organization.id)] == created


def test_another_organizations_endpoint_is_not_there(organization: Organization) -> None:
    other = organizations.create_organization("Another shop")
    endpoint, _ = create_endpoint(other.id, HOOK)
    with pytest.raises(NotFound):
        find_endpoint(organization.id, endpoint.id)
    with pytest.raises(NotFound):
        delete_endpoint(organization.id, endpoint.id)
    assert list_endpoints(organization.id) == []


def test_deleting_ends_what_waits_and_forgets_the_secret(kyc_request: KycRequest) -> None:
    gone, _ = create_endpoint(kyc_request.organization_id, HOOK)
    kept, _ = create_endpoint(kyc_request.organization_id, HOOK)
    gather(kyc_request.id)
    send(kyc_request.id)
    delete_endpoint(kyc_request.organization_id, gone.id)
    with reading() as session:
        statuses = {
            (item.endpoint_id, item.status, item.last_error)
            for item in session.scalars(select(WebhookDelivery))
        }
        assert session.get_one(WebhookEndpoint, gone.id).secret == ""
    assert statuses == {(gone.id, "failed", "endpoint-deleted"), (kept.id, "waiting", None)}
    with pytest.raises(NotFound):
        find_endpoint(kyc_request.organization_id, gone.id)
    with pytest.raises(NotFound):
        delete_endpoint(kyc_request.organization_id, gone.id)


def test_creating_and_deleting_are_in_the_audit_trail(organization: Organization) -> None:
    endpoint, _ = create_endpoint(organization.id, HOOK, actor="key:1")
    delete_endpoint(organization.id, endpoint.id, actor="key:2")
    with reading() as session:
        rows = session.scalars(
            select(AuditEntry).where(AuditEntry.subject_id == endpoint.id).order_by(AuditEntry.id)
        )
        assert [(row.event, row.actor) for row in rows] == [
            ("webhook-created", "key:1"),
            ("webhook-deleted", "key:2"),
        ]


def test_secrets_follow_a_new_key_so_that_the_old_one_can_go(organization: Organization) -> None:
    endpoint, secret = create_endpoint(organization.id, HOOK)
    old = resources().settings
    new_key = "a-newer-key-" * 5
    resources().settings = replace(old, secret_keys=(*old.secret_keys, new_key))
    assert reseal_secrets() == 1
    assert reseal_secrets() == 0
    resources().settings = replace(old, secret_keys=(new_key,))
    found = find_endpoint(organization.id, endpoint.id)
    assert secret_box().open(found.secret, context=endpoint.id) == secret
    assert found.revision == 1


def test_a_secret_that_no_key_opens_is_left_as_it_is(organization: Organization) -> None:
    endpoint, secret = create_endpoint(organization.id, HOOK)
    old = resources().settings
    resources().settings = replace(old, secret_keys=("another-key-" * 5,))
    assert reseal_secrets() == 0
    resources().settings = old
    found = find_endpoint(organization.id, endpoint.id)
    assert secret_box().open(found.secret, context=endpoint.id) == secret
