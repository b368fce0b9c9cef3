"""What the portal stored of a request, read from its own database beside the running portal."""

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from e2e.support.merchant import Request
from e2e.support.portal import Portal


@dataclass(frozen=True)
class StoredFile:
    """One file as it arrived; `width` and `height` are pixels."""

    tag: str
    position: int
    sha256: str
    size_bytes: int
    width: int
    height: int
    media_type: str
    source_type: str

    @property
    def long_edge(self) -> int:
        """The longer side in pixels."""
        return max(self.width, self.height)


def stored_files(portal: Portal, request: Request) -> list[StoredFile]:
    """Return the files of a request, sent or still being gathered, in order."""
    database = f"file:{portal.data_dir / 'kyc.sqlite3'}?mode=ro"
    query = (
        "SELECT tag, position, sha256, size_bytes, width, height, media_type, source_type "
        "FROM files WHERE kyc_request_id = ? ORDER BY tag, position"
    )
    with closing(sqlite3.connect(database, uri=True)) as connection:
        return [StoredFile(*row) for row in connection.execute(query, (request.id,))]


def digests(portal: Portal, request: Request) -> list[str]:
    """Return the SHA-256 of each stored file of a request."""
    return [file.sha256 for file in stored_files(portal, request)]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file on this machine."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
