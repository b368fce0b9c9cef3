"""The package index is reached as pip's configuration says."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import default_index, package_index
from scripts.package_index import IndexSettings, IndexUnreachableError
from tests.scripts.index_server import IndexServer


@pytest.fixture(params=[True, False], ids=["json", "html"])
def index(request: pytest.FixtureRequest) -> Iterator[IndexServer]:
    """An index with one archive."""
    server = IndexServer(speaks_json=request.param)
    server.archives["thing-1.0.tar.gz"] = b"content"
    yield server
    server.close()


def configuration(folder: Path, text: str) -> dict[str, str]:
    """Return an environment in which pip would read only this file."""
    file = folder / "pip.conf"
    file.write_text(text, encoding="utf-8")
    return {"HOME": str(folder / "nobody"), "PIP_CONFIG_FILE": str(file)}


def test_configuration_file_names_index_and_trust(tmp_path: Path) -> None:
    environ = configuration(
        tmp_path,
        "[global]\nindex-url = http://mirror.test/simple/\ncert = /ca.pem\n"
        "trusted-host = mirror.test\n  other.test\n[install]\nproxy = http://proxy.test:3128\n",
    )
    assert package_index.read_settings(environ) == IndexSettings(
        url="http://mirror.test/simple",
        certificate="/ca.pem",
        trusted_hosts=("mirror.test", "other.test"),
        proxy="http://proxy.test:3128",
    )


def test_environment_overrules_configuration_file(tmp_path: Path) -> None:
    environ = configuration(tmp_path, "[global]\nindex-url = http://mirror.test/simple\n")
    environ["PIP_INDEX_URL"] = "http://nearer.test/simple"
    assert package_index.read_settings(environ).url == "http://nearer.test/simple"
    environ["UV_DEFAULT_INDEX"] = "http://nearest.test/simple"
    assert package_index.read_settings(environ).url == "http://nearest.test/simple"


def test_configuration_in_the_home_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".config/pip").mkdir(parents=True)
    (tmp_path / ".config/pip/pip.conf").write_text("[global]\nindex-url = http://home.test/s\n")
    assert package_index.read_settings({"HOME": str(tmp_path)}).url == "http://home.test/s"


def test_default_index_is_used_when_files_are_switched_off() -> None:
    settings = package_index.read_settings({"PIP_CONFIG_FILE": "/dev/null"})
    assert settings == IndexSettings(url=str(default_index.find()))


def test_default_index_is_what_a_copy_of_pip_names() -> None:
    assert re.fullmatch(r"https://[^/]+/simple", default_index.find() or "")


def test_default_index_is_read_from_a_wheel_where_pip_is_not_installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(default_index.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(default_index, "_WHEEL_FOLDERS", (tmp_path,))
    assert default_index.find() is None
    with zipfile.ZipFile(tmp_path / "pip-99-py3-none-any.whl", "w") as wheel:
        source = 'PyPI = PackageIndex("https://index.test/", file_storage_domain="files.test")\n'
        wheel.writestr("pip/_internal/models/index.py", source)
    assert default_index.find() == "https://index.test/simple"


def test_unknown_index_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(default_index, "find", lambda: None)
    with pytest.raises(IndexUnreachableError, match="PIP_INDEX_URL"):
        package_index.read_settings({"PIP_CONFIG_FILE": "/dev/null"})


def test_uv_is_told_what_pip_would_know() -> None:
    settings = IndexSettings("http://mirror.test/s", "/ca.pem", ("a.test", "b.test"), "http://p")
    assert package_index.uv_environment(settings) == {
        "UV_DEFAULT_INDEX": "http://mirror.test/s",
        "SSL_CERT_FILE": "/ca.pem",
        "UV_INSECURE_HOST": "a.test b.test",
        "HTTPS_PROXY": "http://p",
        "HTTP_PROXY": "http://p",
    }


def test_archive_is_found_on_the_page_and_fetched(index: IndexServer) -> None:
    with package_index.open_archive(IndexSettings(index.url), "thing", "thing-1.0.tar.gz") as file:
        assert file.read() == b"content"


def test_archive_that_is_not_offered_is_named(index: IndexServer) -> None:
    with pytest.raises(IndexUnreachableError, match=r"offers no file thing-2\.0"):
        package_index.open_archive(IndexSettings(index.url), "thing", "thing-2.0.tar.gz")


def test_trouble_that_passes_is_waited_out(index: IndexServer) -> None:
    index.failures = 1
    with package_index.open_archive(IndexSettings(index.url), "thing", "thing-1.0.tar.gz") as file:
        assert file.read() == b"content"


def test_name_and_password_in_the_address_become_a_header(index: IndexServer) -> None:
    address = index.url.replace("http://", "http://anna:s%40fe@")
    package_index.open_archive(IndexSettings(address), "thing", "thing-1.0.tar.gz").close()
    assert index.requests[0] == ("/simple/thing/", "Basic YW5uYTpzQGZl")


def test_index_that_does_not_answer_is_named() -> None:
    nobody = IndexSettings("http://127.0.0.1:9/simple")
    with pytest.raises(IndexUnreachableError, match=r"No file from 127\.0\.0\.1"):
        package_index.open_archive(nobody, "thing", "thing-1.0.tar.gz")


def test_proxy_is_asked_for_other_hosts(index: IndexServer) -> None:
    settings = IndexSettings("http://mirror.test/simple", proxy=index.url.removesuffix("/simple"))
    with pytest.raises(IndexUnreachableError):
        package_index.open_archive(settings, "thing", "thing-1.0.tar.gz")
    assert index.requests[0][0] == "http://mirror.test/simple/thing/"
