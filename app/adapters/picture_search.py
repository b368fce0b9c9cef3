"""Picture searches: has a picture of a document been published online? Off unless configured.

The contract is in docs/adapters.md. A service is told a picture's hashes, and the picture itself
only where the operator chose that.
"""

import base64
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from app.adapters.outside_service import OutsideService, OutsideServiceFailed
from app.adapters.tokens import new_id

#: How many addresses of the same picture the wire has room for.
MAX_MATCHES = 3
_URL_LENGTH = 2048


@dataclass(frozen=True)
class SearchedPicture:
    """One picture of a document.

    `sha256` is of the file as it was sent, `difference_hash` of what it shows (16 hex digits; see
    `analysis.picture_hash`), `jpeg` the clean picture without the file's metadata.
    """

    sha256: str
    difference_hash: str
    jpeg: bytes = field(repr=False)


@dataclass(frozen=True)
class Publication:
    """What a search found: whether the picture is published, and at most three addresses of it."""

    is_published: bool
    urls: tuple[str, ...] = ()


class PictureSearch(Protocol):
    """Looks for a picture in what is published."""

    def search(self, picture: SearchedPicture) -> Publication:
        """Return where `picture` was found; raises OutsideServiceFailed."""
        ...

    def check(self) -> bool:
        """Tell whether the search can be reached; raises nothing."""
        ...


class SandboxPictureSearch:
    """Finds every picture whose SHA-256 ends in `00`, and no other; asks nobody.

    A test makes such a file by adding bytes to the end of a JPEG until its hash fits.
    """

    def search(self, picture: SearchedPicture) -> Publication:
        """Return a made-up answer."""
        if not picture.sha256.endswith("00"):
            return Publication(is_published=False)
        return Publication(True, (f"https://pictures.example/{picture.difference_hash}.jpg",))

    def check(self) -> bool:
        """Tell that it is always there."""
        return True


@dataclass(frozen=True)
class HttpPictureSearch:
    """A search that is asked over HTTP; `sends_picture` tells whether it may see the picture."""

    service: OutsideService
    sends_picture: bool = False

    def search(self, picture: SearchedPicture) -> Publication:
        """Ask the search; see docs/adapters.md for question and answer."""
        question: dict[str, object] = {
            "sha256": picture.sha256,
            "differenceHash": picture.difference_hash,
        }
        if self.sends_picture:
            question["picture"] = base64.b64encode(picture.jpeg).decode()
        answer = self.service.ask(question, new_id("search"))
        is_published, urls = answer.get("isPublishedOnline"), answer.get("matchingImages", [])
        if not isinstance(is_published, bool) or not isinstance(urls, list):
            raise OutsideServiceFailed("answer-not-understood")
        kept = dict.fromkeys(url for url in urls if _is_address(url))
        return Publication(is_published, tuple(kept)[:MAX_MATCHES] if is_published else ())

    def check(self) -> bool:
        """Tell whether the search can be reached."""
        return self.service.check()


def _is_address(url: object) -> bool:
    """Tell whether a stranger's text can be shown as the address of a web page."""
    if not isinstance(url, str) or len(url) > _URL_LENGTH or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
