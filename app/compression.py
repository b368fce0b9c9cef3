"""Compressed pages, styles and scripts: the server in front of us sends bytes as they are.

Compressing a page that holds a secret beside text an attacker chose lets the attacker guess the
secret from lengths (BREACH). Here the attack has nothing to hold on to: no page repeats text from a
foreign request, the session cookie is SameSite=Lax so that other sites cannot fetch our pages as
the customer, and the constant half of a CSRF token is worthless without its signature, which covers
the second it was made in and so differs from page to page.
"""

import gzip

from flask import Flask, Response, request

#: Below this many bytes a packet is saved by nothing, and the header of gzip costs more.
MIN_BYTES = 500
_LEVEL = 6
_MEDIA_TYPES = frozenset({"text/html", "text/css", "text/javascript", "image/svg+xml"})


def init_app(app: Flask) -> None:
    """Compress what is worth it, after every view."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _MEDIA_TYPES:
        return response
    response.vary.add("Accept-Encoding")
    if not _can_compress(response):
        return response
    data = response.get_data()
    if len(data) < MIN_BYTES:
        return response
    # No time in the header: the same page gives the same bytes.
    response.set_data(gzip.compress(data, _LEVEL, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    return response


def _can_compress(response: Response) -> bool:
    return (
        not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
    )
