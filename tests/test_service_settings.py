"""Settings of the outside services: none by default, and a refusal to start with half of one."""

from pathlib import Path

import pytest

from app.adapters.credit_bureau import HttpBureau, SandboxBureau
from app.adapters.malware_scanner import ClamdScanner, SandboxScanner
from app.adapters.picture_search import HttpPictureSearch, SandboxPictureSearch
from app.config import Settings, SettingsError, load_settings
from app.outside_services import credit_bureau, malware_scanner, picture_search
from app.service_settings import ScannerAddress, ServiceSettings
from tests.test_config import LIVE

SECRET = "0123456789abcdef"
BUREAU = {"CREDIT_BUREAU_URL": "https://bureau.example/ask", "CREDIT_BUREAU_SECRET": SECRET}
SEARCH = {"PICTURE_SEARCH_URL": "https://search.example/", "PICTURE_SEARCH_SECRET": SECRET}


def live(tmp_path: Path, **changes: str) -> Settings:
    return load_settings({**LIVE, "DATA_DIR": str(tmp_path), **changes})


def sandbox(tmp_path: Path, **changes: str) -> Settings:
    return load_settings({"DATA_DIR": str(tmp_path), **changes})


def test_live_there_is_none_by_default(tmp_path: Path) -> None:
    settings = live(tmp_path)
    assert settings.services == ServiceSettings()
    assert credit_bureau(settings) is None
    assert picture_search(settings) is None
    assert malware_scanner(settings) is None


def test_the_sandbox_has_twins_of_bureau_and_scanner(tmp_path: Path) -> None:
    settings = sandbox(tmp_path)
    assert isinstance(credit_bureau(settings), SandboxBureau)
    assert isinstance(malware_scanner(settings), SandboxScanner)
    assert picture_search(settings) is None
    asked = sandbox(tmp_path, PICTURE_SEARCH_URL="sandbox")
    assert isinstance(picture_search(asked), SandboxPictureSearch)


def test_what_is_configured_is_built(tmp_path: Path) -> None:
    for settings in (
        live(tmp_path, **BUREAU, **SEARCH, MALWARE_SCANNER_URL="unix:///run/clamav/clamd.ctl"),
        sandbox(tmp_path, **BUREAU, **SEARCH, MALWARE_SCANNER_URL="unix:///run/clamav/clamd.ctl"),
    ):
        bureau, search = credit_bureau(settings), picture_search(settings)
        assert isinstance(bureau, HttpBureau)
        assert bureau.service.url == BUREAU["CREDIT_BUREAU_URL"]
        assert isinstance(search, HttpPictureSearch)
        assert not search.sends_picture
        assert malware_scanner(settings) == ClamdScanner(path="/run/clamav/clamd.ctl")


def test_the_picture_is_sent_only_where_the_operator_says_so(tmp_path: Path) -> None:
    search = picture_search(live(tmp_path, **SEARCH, PICTURE_SEARCH_SENDS="picture"))
    assert isinstance(search, HttpPictureSearch)
    assert search.sends_picture


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("tcp://clamav:3311", ScannerAddress("clamav", 3311)),
        ("tcp://127.0.0.1", ScannerAddress("127.0.0.1", 3310)),
        ("tcp://[::1]:3310", ScannerAddress("::1", 3310)),
        ("unix:/run/clamd.sock", ScannerAddress(path="/run/clamd.sock")),
    ],
)
def test_a_scanner_is_at_a_tcp_address_or_a_unix_socket(
    tmp_path: Path, url: str, address: ScannerAddress
) -> None:
    assert live(tmp_path, MALWARE_SCANNER_URL=url).services.malware_scanner == address


def test_a_bridge_on_this_machine_may_speak_http(tmp_path: Path) -> None:
    for host in ("127.0.0.1:9000", "localhost:9000", "[::1]:9000"):
        assert live(tmp_path, **{**BUREAU, "CREDIT_BUREAU_URL": f"http://{host}/ask"})


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("CREDIT_BUREAU_SECRET", {"CREDIT_BUREAU_URL": "https://bureau.example"}),
        ("CREDIT_BUREAU_SECRET", {**BUREAU, "CREDIT_BUREAU_SECRET": "short"}),
        ("CREDIT_BUREAU_SECRET", {**BUREAU, "CREDIT_BUREAU_SECRET": "line\nbreak-0123456789"}),
        ("CREDIT_BUREAU_SECRET", {"CREDIT_BUREAU_SECRET": SECRET}),
        ("CREDIT_BUREAU_URL", {**BUREAU, "CREDIT_BUREAU_URL": "http://bureau.example"}),
        ("CREDIT_BUREAU_URL", {**BUREAU, "CREDIT_BUREAU_URL": "https://me:pw@bureau.example"}),
        ("CREDIT_BUREAU_URL", {**BUREAU, "CREDIT_BUREAU_URL": "bureau.example"}),
        ("CREDIT_BUREAU_URL", {**BUREAU, "CREDIT_BUREAU_URL": "https://bureau.example/#x"}),
        ("PICTURE_SEARCH_URL", {"PICTURE_SEARCH_URL": "sandbox"}),
        ("PICTURE_SEARCH_SENDS", {**SEARCH, "PICTURE_SEARCH_SENDS": "everything"}),
        ("MALWARE_SCANNER_URL", {"MALWARE_SCANNER_URL": "http://clamav:3310"}),
        ("MALWARE_SCANNER_URL", {"MALWARE_SCANNER_URL": "tcp://clamav:port"}),
        ("MALWARE_SCANNER_URL", {"MALWARE_SCANNER_URL": "unix://run/clamd.sock"}),
        ("MALWARE_SCANNER_URL", {"MALWARE_SCANNER_URL": "clamav:3310"}),
    ],
)
def test_live_refuses_to_start_with(tmp_path: Path, name: str, changes: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=name):
        live(tmp_path, **changes)


def test_secrets_never_show_in_a_repr(tmp_path: Path) -> None:
    settings = live(tmp_path, **{**BUREAU, "CREDIT_BUREAU_SECRET": "q" * 8 + "w" * 8})
    assert "q" * 8 not in repr(settings)
