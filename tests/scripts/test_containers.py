"""The container files say what the program understands; they cannot be run here."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.config import load_settings

ROOT = Path(__file__).resolve().parents[2]
ASKED = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
FILLED_IN = {
    "BASE_URL": "https://kyc.example.com",
    "SECRET_KEYS": "0123456789abcdef0123456789abcdef",
    "POSTGRES_PASSWORD": "abcdefgh",
    "S3_ACCESS_KEY": "access",
    "S3_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "S3_ENDPOINT_URL": "http://storage:9000",
    "TRUSTED_PROXY_HOPS": "1",
    "CREDIT_BUREAU_URL": "https://bureau.example.com",
    "CREDIT_BUREAU_SECRET": "0123456789abcdef",
    "PICTURE_SEARCH_URL": "",
    "PICTURE_SEARCH_SECRET": "",
    "PICTURE_SEARCH_SENDS": "hash",
    "MALWARE_SCANNER_URL": "tcp://clamav:3310",
}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of the compose file, anchors resolved."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    return found


def environment(service: dict[str, Any]) -> dict[str, str]:
    """Return a service's environment with all blanks filled in."""
    return {
        name: ASKED.sub(lambda asked: FILLED_IN[asked[1]], str(value))
        for name, value in service["environment"].items()
    }


@pytest.mark.parametrize("name", ["web", "worker-1", "worker-2", "migrate"])
def test_settings_of_every_part_are_accepted(services: dict[str, Any], name: str) -> None:
    settings = load_settings(environment(services[name]))
    assert not settings.is_sandbox
    assert settings.database_url == "postgresql://kyc:abcdefgh@database/kyc"
    assert settings.s3_endpoint_url == "http://storage:9000"
    assert settings.rate_limit_storage_url == "redis://limits:6379"


def test_workers_have_names_of_their_own(services: dict[str, Any]) -> None:
    workers = [name for name in services if name.startswith("worker-")]
    slots = [services[name]["environment"]["WORKER_SLOT"] for name in workers]
    assert slots == workers
    assert len(workers) == 2


def test_every_service_waited_for_is_there(services: dict[str, Any]) -> None:
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)


def test_example_names_all_that_must_be_filled_in() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", (ROOT / "compose.yaml").read_text()))
    example = (ROOT / ".env.example").read_text()
    assert required == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_image_holds_what_it_is_made_of() -> None:
    text = (ROOT / "Containerfile").read_text()
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY")]
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), f"{name} is copied but not there"
