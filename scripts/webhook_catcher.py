"""A merchant's webhook endpoint on this machine: verifies each signature and keeps what came."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@dataclass(frozen=True)
class Caught:
    """One webhook: the event's id and type, its content, and whether the signature held."""

    event_id: str
    event_type: str
    content: dict[str, Any]
    is_verified: bool


@dataclass
class WebhookCatcher:
    """Where it listens and what it caught; set `secret` as soon as the endpoint is registered."""

    url: str
    secret: str | None = None
    caught: list[Caught] = field(default_factory=list)

    def take(self, body: bytes, headers: dict[str, str]) -> None:
        """Keep one webhook."""
        content = json.loads(body)
        self.caught.append(
            Caught(
                headers.get("webhook-id", ""),
                str(content.get("eventType")),
                content,
                self._is_signed(body, headers),
            )
        )

    def _is_signed(self, body: bytes, headers: dict[str, str]) -> bool:
        if self.secret is None:
            return False
        try:
            Webhook(self.secret).verify(body.decode(), headers)
        except WebhookVerificationError:
            return False
        return True


@contextmanager
def catch_webhooks() -> Iterator[WebhookCatcher]:
    """Listen on a free port of this machine until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    catcher = WebhookCatcher(f"http://127.0.0.1:{server.server_port}/webhooks")
    server.catcher = catcher  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield catcher
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.catcher.take(body, headers)  # type: ignore[attr-defined]
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the caller prints what it caught."""
