"""Where packages come from when nobody configured anything: what pip on this machine would ask.

No address is written down here. pip knows the public index, and a copy of pip comes with nearly
every Python: installed, bundled for `ensurepip`, or as a wheel among Debian's packages.
"""

import importlib.util
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

#: Debian's package that holds pip as a wheel, for a Python that came without any.
DEBIAN_PACKAGE = "python3-pip-whl"

_SOURCE = "pip/_internal/models/index.py"
_ADDRESS = re.compile(r"^PyPI\s*=\s*PackageIndex\(\s*[\"'](https://[^\"']+)[\"']", re.MULTILINE)
_WHEEL_FOLDERS = (Path("/usr/share/python-wheels"),)


def find() -> str | None:
    """Return the address of the index's simple pages, or None where no copy of pip is to be had."""
    for source in _sources():
        found = _ADDRESS.search(source)
        if found:
            return found[1].rstrip("/") + "/simple"
    return None


def _sources() -> Iterator[str]:
    installed = importlib.util.find_spec("pip")
    if installed is not None and installed.origin is not None:
        path = Path(installed.origin).parent.parent / _SOURCE
        if path.is_file():
            yield path.read_text(encoding="utf-8")
    for wheel in _wheels():
        with zipfile.ZipFile(wheel) as archive:
            yield archive.read(_SOURCE).decode()


def _wheels() -> Iterator[Path]:
    bundled = importlib.util.find_spec("ensurepip")
    folders = [*_WHEEL_FOLDERS]
    if bundled is not None and bundled.origin is not None:
        folders.insert(0, Path(bundled.origin).parent / "_bundled")
    for folder in folders:
        yield from sorted(folder.glob("pip-*.whl"))
