"""Settings: embedded defaults in the sandbox, and a refusal to start with a weak secret outside."""

import json
from pathlib import Path

import pytest

from app.config import SettingsError, load_settings

LIVE = {
    "ENVIRONMENT": "live",
    "BASE_URL": "https://verify.example.com",
    "DATABASE_URL": "postgresql://db/kyc",
    "SECRET_KEYS": "0123456789abcdef0123456789abcdef",
    "S3_ENDPOINT_URL": "https://s3.example.com",
    "S3_ACCESS_KEY": "access",
    "S3_SECRET_KEY": "s3cret-0123456789",
}


def test_the_sandbox_needs_nothing_and_keeps_what_it_draws(tmp_path: Path) -> None:
    first = load_settings({"DATA_DIR": str(tmp_path)})
    again = load_settings({"DATA_DIR": str(tmp_path)})
    assert first == again
    assert first.demo_api_key
    assert first.demo_api_key.startswith("sk_sandbox_")
    assert (tmp_path / "sandbox.json").stat().st_mode & 0o777 == 0o600
    assert first.base_url == "http://127.0.0.1:8000"


def test_commands_find_the_portal_that_runs_over_the_same_folder(tmp_path: Path) -> None:
    note = {"base_url": "http://127.0.0.1:8100", "s3_endpoint_url": "http://127.0.0.1:8101"}
    (tmp_path / "run.json").write_text(json.dumps({**note, "pids": {"web": 1}}))
    found = load_settings({"DATA_DIR": str(tmp_path)})
    assert (found.base_url, found.s3_endpoint_url) == tuple(note.values())
    named = load_settings({"DATA_DIR": str(tmp_path), "PORT": "8200"})
    assert (named.base_url, named.s3_endpoint_url) == (
        "http://127.0.0.1:8200",
        "http://127.0.0.1:8201",
    )


def test_live_settings_are_taken_as_given(tmp_path: Path) -> None:
    settings = load_settings({**LIVE, "DATA_DIR": str(tmp_path)})
    assert (settings.is_sandbox, settings.is_secure, settings.demo_api_key) == (False, True, None)
    assert not (tmp_path / "sandbox.json").exists()


@pytest.mark.parametrize("missing", sorted(set(LIVE) - {"ENVIRONMENT"}))
def test_live_refuses_to_start_without(missing: str, tmp_path: Path) -> None:
    environ = {name: value for name, value in LIVE.items() if name != missing}
    with pytest.raises(SettingsError, match=missing):
        load_settings({**environ, "DATA_DIR": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEYS", "short"),
        ("SECRET_KEYS", "a" * 64),
        ("SECRET_KEYS", "0123456789abcdef0123456789abcdef,weak"),
        ("S3_SECRET_KEY", "minioadmin"),
        ("BASE_URL", "http://verify.example.com"),
        ("BASE_URL", "https://user@verify.example.com"),
        ("ENVIRONMENT", "production"),
        ("PORT", "eighty"),
        ("EVENT_STREAMS", "-1"),
        ("WEBHOOK_SPEED_UP", "0"),
        ("WEBHOOK_SPEED_UP", "2"),
        ("EGRESS_ALLOWED_NETWORKS", "10.0.0.0/99"),
    ],
)
def test_live_refuses_to_start_with(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({**LIVE, name: value, "DATA_DIR": str(tmp_path)})


def test_secrets_never_show_in_a_repr(tmp_path: Path) -> None:
    text = repr(load_settings({**LIVE, "DATA_DIR": str(tmp_path)}))
    assert LIVE["SECRET_KEYS"] not in text
    assert LIVE["S3_SECRET_KEY"] not in text
