"""A package index on this machine: real HTTP, pages in JSON or HTML, as slow or broken as asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

JSON_PAGE = "application/vnd.pypi.simple.v1+json"


class IndexServer:
    """Serves archives; `failures` is how many requests are answered 503 first."""

    def __init__(self, *, speaks_json: bool = True) -> None:
        self.archives: dict[str, bytes] = {}
        self.failures = 0
        self.cut_short = 0
        self.requests: list[tuple[str, str | None]] = []
        self._speaks_json = speaks_json
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/simple"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()

    def page(self) -> tuple[str, bytes]:
        """Return media type and body of the page that lists all archives."""
        if self._speaks_json:
            files = [{"filename": name, "url": f"../../files/{name}"} for name in self.archives]
            return JSON_PAGE, json.dumps({"files": files}).encode()
        links = "".join(f'<a href="../../files/{n}#sha256=0">{n}</a>\n' for n in self.archives)
        return "text/html", f"<!DOCTYPE html><html><body>{links}</body></html>".encode()

    def _handler(index) -> type[BaseHTTPRequestHandler]:  # noqa: N805 (`self` is the request)
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                index.requests.append((self.path, self.headers["Authorization"]))
                if index.failures:
                    index.failures -= 1
                    self.send_error(503)
                elif self.path.startswith("/simple/"):
                    self._answer(*index.page())
                elif (name := self.path.removeprefix("/files/")) in index.archives:
                    self._answer("application/octet-stream", index.archives[name])
                else:
                    self.send_error(404)

            def _answer(self, kind: str, body: bytes) -> None:
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if index.cut_short and kind == "application/octet-stream":
                    index.cut_short -= 1
                    body = body[: len(body) // 2]
                    self.close_connection = True
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing on the terminal."""

        return Handler
