"""The merchant's site that customers come back to: another origin on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def serve_return_site() -> Iterator[str]:
    """Yield the address of a site that greets whoever comes back."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Greeter)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/return?order=7"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Greeter(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = b"<!doctype html><html lang=en><title>Shop</title><h1>Welcome back to the shop</h1>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
