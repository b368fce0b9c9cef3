"""Compressed pages, styles and scripts: the server in front of us sends bytes as they are.

Compressing a page that holds a secret beside text an attacker chose lets the attacker guess the
secret from lengths (BREACH). Here the attack has nothing to hold on to: no page repeats text from a
foreign request, the session cookie is SameSite=Lax so that other sites cannot fetch our pages as
the customer, and the constant half of a CSRF token is worthless without its signature, which covers
the second it was made in and so differs from page to page.
"""

import gzip
from functools import lru_cache
from typing import Final

import brotli
from flask import Flask, Response, request

#: Below this many bytes a packet is saved by nothing, and the header of gzip costs more.
MIN_BYTES: Final = 500
_MEDIA_TYPES: Final = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})
_GZIP_LEVEL: Final = 6
#: A page is compressed anew each time, a script once: that may take as long as it takes.
_PAGE_QUALITY, _SCRIPT_QUALITY = 5, 11
_KEPT_SCRIPTS: Final = 64


def init_app(app: Flask) -> None:
    """Compress what is worth it, after every view."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _MEDIA_TYPES:
        return response
    response.vary.add("Accept-Encoding")
    encoding = _encoding_for(response)
    if encoding is None:
        return response
    data = response.get_data()
    if len(data) < MIN_BYTES:
        return response
    response.set_data(_encode(data, encoding, is_page=response.mimetype == "text/html"))
    response.headers["Content-Encoding"] = encoding
    return response


def _encoding_for(response: Response) -> str | None:
    """Return `br` or `gzip`, whichever the browser takes, or None to send the bytes as they are."""
    if (
        response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
    ):
        return None
    return next((name for name in ("br", "gzip") if request.accept_encodings[name] > 0), None)


def _encode(data: bytes, encoding: str, *, is_page: bool) -> bytes:
    if encoding == "gzip":
        # No time in the header: the same page gives the same bytes.
        return gzip.compress(data, _GZIP_LEVEL, mtime=0)
    return _brotli(data, _PAGE_QUALITY) if is_page else _brotli_once(data)


@lru_cache(maxsize=_KEPT_SCRIPTS)
def _brotli_once(data: bytes) -> bytes:
    return _brotli(data, _SCRIPT_QUALITY)


def _brotli(data: bytes, quality: int) -> bytes:
    compressed: bytes = brotli.compress(data, mode=brotli.MODE_TEXT, quality=quality)
    return compressed
