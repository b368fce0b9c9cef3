"""Look at what is about to be committed: no pictures of papers, no large files, no secrets.

Run by pre-commit with the names of the files; ``git`` is not asked, so any list will do.
"""

import re
import sys
from pathlib import Path

MAX_BYTES = 500_000
#: A scan of somebody's passport must never get into the history.
PICTURES = {".gif", ".heic", ".heif", ".jpeg", ".jpg", ".pdf", ".png", ".tif", ".tiff", ".webp"}
#: Where pictures and fonts of ours belong.
ALLOWED_FOLDERS = ("app/specimens/fonts/", "docs/img/", "static/img/", "tests/files/")
SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bsk_(live|sandbox)_[0-9a-f]{32,}"
)
BLANK_AT_END = re.compile(rb"[ \t]+$", re.MULTILINE)


def main(names: list[str]) -> int:
    """Print what is wrong with each file; return 1 when anything is."""
    complaints = [f"{name}: {text}" for name in names for text in complaints_about(Path(name))]
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def complaints_about(file: Path) -> list[str]:
    """Return what speaks against committing a file, given by its path from the root."""
    content = file.read_bytes()
    found = []
    if not file.as_posix().startswith(ALLOWED_FOLDERS):
        if file.suffix.lower() in PICTURES:
            found.append(f"pictures belong in {', '.join(ALLOWED_FOLDERS)}")
        if len(content) > MAX_BYTES:
            found.append(f"larger than {MAX_BYTES // 1000} KB")
    if SECRET.search(content):
        found.append("holds what looks like a secret")
    if b"\0" not in content:
        found += _untidiness(content)
    return found


def _untidiness(text: bytes) -> list[str]:
    found = []
    if BLANK_AT_END.search(text):
        found.append("blanks at the end of a line")
    if text and not text.endswith(b"\n"):
        found.append("no newline at its end")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
