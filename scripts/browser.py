"""Find the Chromium that the browser tests drive, or get one."""

import os
import shutil
import sys
from pathlib import Path

from scripts.commands import CommandError, SetupError, run_quietly
from scripts.python_environment import PYTHON, apt_install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MACOS_CHROME = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
PLAYWRIGHT_CACHES = (
    Path.home() / ".cache" / "ms-playwright",
    Path.home() / "Library" / "Caches" / "ms-playwright",
)
ADVICE = """make test needs a browser and fonts.
  Debian/Ubuntu: sudo apt-get install chromium fonts-noto-core
  macOS:         brew install --cask google-chrome
  or name one:   CHROMIUM=/path/to/chrome make test
Everything else is installed; `make run` needs none of this."""


def find() -> Path | None:
    """Return the browser to use, None to let Playwright use a build of its own.

    Raises SetupError when $CHROMIUM names a file that is not there.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise SetupError(f"CHROMIUM={named} is not a program.")
        return Path(found)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return MACOS_CHROME if MACOS_CHROME.exists() else None


def is_present() -> bool:
    """Tell whether the tests have a browser, be it Playwright's own."""
    caches = [Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "")), *PLAYWRIGHT_CACHES]
    return find() is not None or any(
        entry for cache in caches if cache.name for entry in cache.glob("chromium-*")
    )


def install() -> None:
    """Get a browser: Debian's package as root, else Playwright's build; raise SetupError if none.

    Fonts come along because a bare machine draws boxes for most of the world's scripts.
    """
    if _is_debian() and os.geteuid() == 0:
        try:
            apt_install(["chromium", "fonts-noto-core"])
        except CommandError as error:
            print(f"\n  {error}", file=sys.stderr)
        else:
            return
    try:
        run_quietly(PYTHON, "-m", "playwright", "install", "chromium")
    except CommandError as error:
        raise SetupError(ADVICE) from error


def _is_debian() -> bool:
    # Ubuntu is left out on purpose: its `chromium` package is a shell for a snap.
    release = Path("/etc/os-release")
    return release.exists() and "\nID=debian\n" in "\n" + release.read_text(encoding="utf-8")
