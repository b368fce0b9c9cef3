"""Compressed answers."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask import Flask, Response

from app import compression

LONG = "word " * 200


@pytest.fixture
def app() -> Flask:
    """An application with a page of each kind."""
    app = Flask(__name__)
    compression.init_app(app)
    for path, content_type in (
        ("html", "text/html; charset=utf-8"),
        ("js", "text/javascript"),
        ("jpeg", "image/jpeg"),
        ("json", "application/json"),
    ):
        app.add_url_rule(
            f"/{path}", path, lambda kind=content_type: Response(LONG, content_type=kind)
        )
    app.add_url_rule("/short", "short", lambda: Response("short", content_type="text/html"))
    app.add_url_rule("/stream", "stream", lambda: Response(iter([LONG]), content_type="text/html"))
    return app


@pytest.mark.parametrize("path", ["html", "js"])
@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate", "gzip", gzip.decompress),
        ("gzip, deflate, br", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ],
)
def test_text_is_compressed(
    app: Flask, path: str, accepted: str, encoding: str, unpack: Callable[[bytes], bytes]
) -> None:
    answer = app.test_client().get(f"/{path}", headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.get_data()) < 100
    assert unpack(answer.get_data()).decode() == LONG


@pytest.mark.parametrize("path", ["jpeg", "json", "short", "stream"])
def test_what_gains_nothing_is_sent_as_it_is(app: Flask, path: str) -> None:
    answer = app.test_client().get(f"/{path}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("accepted", ["", "zstd", "gzip;q=0, br;q=0", "identity"])
def test_browser_that_does_not_ask_gets_plain_bytes(app: Flask, accepted: str) -> None:
    answer = app.test_client().get("/html", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.get_data(as_text=True) == LONG


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_same_page_gives_the_same_bytes(app: Flask, encoding: str) -> None:
    client = app.test_client()
    first, second = (
        client.get("/html", headers={"Accept-Encoding": encoding}).get_data() for _ in range(2)
    )
    assert first == second
