"""The page that says where data can go leaves nothing out."""

from dataclasses import fields, replace

from app.config import Settings
from app.domain.access_tokens import TokenAlgorithm
from app.domain.commands import PostWebhook
from app.egress_list import DESTINATIONS, NAMES_NO_HOST, THIS_MACHINE, destinations
from app.gatherer.wording.privacy import PURPOSES
from app.models import Organization
from app.service_settings import ScannerAddress, ServiceAddress, ServiceSettings
from app.services.token_issuers import IssuerKeys, add_issuer
from app.services.webhooks import create_endpoint
from tests.gatherer.customer import Customer


def full(settings: Settings) -> Settings:
    return replace(
        settings,
        database_url="postgresql+psycopg://kyc:secret-1@db.example:5432/kyc",
        s3_endpoint_url="https://s3.example:9000/bucket",
        rate_limit_storage_url="redis://:secret-2@redis.example:6379/0",
        services=ServiceSettings(
            credit_bureau=ServiceAddress("https://bureau.example/ask?key=secret-3", "secret-4"),
            picture_search=ServiceAddress("https://pictures.example/", "secret-5"),
            malware_scanner=ScannerAddress(host="clamd.example", port=3310),
        ),
    )


def test_every_field_of_the_settings_is_accounted_for() -> None:
    """A new setting must be listed as a host, or as none."""
    names = {item.name for item in fields(Settings)}
    names |= {f"services.{item.name}" for item in fields(ServiceSettings)}
    assert names == set(DESTINATIONS) | NAMES_NO_HOST
    assert not set(DESTINATIONS) & NAMES_NO_HOST


def test_every_host_is_named_and_no_secret(settings: Settings) -> None:
    found = list(destinations(full(settings)))
    assert {each.host for each in found} == {
        "db.example", "s3.example", "redis.example", "bureau.example", "pictures.example",
        "clamd.example",
    }  # fmt: skip
    assert "secret" not in repr(found)
    assert {each.purpose for each in found} == set(PURPOSES)


def test_services_that_are_not_there_are_not_listed(settings: Settings) -> None:
    bare = replace(settings, database_url="sqlite:////tmp/x", services=ServiceSettings())
    found = {each.purpose: each.host for each in destinations(bare)}
    assert found == {"database": THIS_MACHINE, "object-store": "127.0.0.1"}


def test_page_and_json_count_hosts_of_organizations_and_name_none(
    gatherer: Customer, organization: Organization
) -> None:
    for path in ("a", "b"):
        command = PostWebhook(f"https://hooks.example/{path}")
        create_endpoint(organization.id, command, actor="test")
    gatherer.open("/privacy/egress")
    assert "public keys" not in gatherer.text
    for name in ("a", "b"):
        keys = IssuerKeys(url=f"https://keys.example/{name}")
        add_issuer(organization.id, f"https://{name}.example", TokenAlgorithm.ES256, keys)
    page = gatherer.open("/privacy/egress")
    assert page.heading == "Where data can go from here"
    assert "1 address hears" in gatherer.text
    assert "public keys are fetched from addresses that they name (1)" in gatherer.text
    answer = gatherer.request("GET", "/privacy/egress", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert (answer.json["webhookHosts"], answer.json["tokenKeyHosts"]) == (1, 1)
    told = gatherer.text + answer.get_data(as_text=True)
    assert not [name for name in ("hooks.example", "keys.example", "a.example") if name in told]
    assert organization.name not in gatherer.text
