"""A server that speaks clamd's protocol (clamd(8)): PING, and INSTREAM with its size limit."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.malware_scanner import EICAR

STREAM_MAX_LENGTH = 12 * 1024 * 1024


@dataclass
class Clamd:
    """What a test sees of the server; `reply` overrides its verdict, None hangs up unanswered."""

    url: str = ""
    scanned: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    reply: bytes | None = b""
    delay: threading.Event | None = None


class _Handler(socketserver.StreamRequestHandler):
    clamd: Clamd

    def handle(self) -> None:
        """Answer one command; `z` commands end with a null byte, and so do their answers."""
        command = b""
        while not command.endswith(b"\0"):
            byte = self.rfile.read(1)
            if not byte:
                return
            command += byte
        self.clamd.commands.append(command)
        answer = {b"zPING\0": lambda: b"PONG", b"zINSTREAM\0": self._scan}.get(command)
        said = answer() if answer else b"UNKNOWN COMMAND"
        if self.clamd.delay is not None:
            self.clamd.delay.wait(30)
        if said is not None:
            self.wfile.write(said + b"\0")

    def _scan(self) -> bytes | None:
        stream = b""
        while length := int.from_bytes(self._exactly(4), "big"):
            if len(stream) + length > STREAM_MAX_LENGTH:
                return b"INSTREAM size limit exceeded. ERROR"
            stream += self._exactly(length)
        self.clamd.scanned.append(stream)
        if self.clamd.reply != b"":
            return self.clamd.reply
        return b"stream: Test.EICAR.Body.UNOFFICIAL FOUND" if EICAR in stream else b"stream: OK"

    def _exactly(self, count: int) -> bytes:
        data = self.rfile.read(count)
        if len(data) != count:
            raise ConnectionError
        return data


class _TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that hang up are what is tested."""


class _UnixServer(_TcpServer):
    address_family = socket.AF_UNIX


@contextmanager
def clamd(path: Path | None = None) -> Iterator[Clamd]:
    """Run the server until the block ends, on a free TCP port or at a unix socket."""
    seen = Clamd()
    handler = type("_Bound", (_Handler,), {"clamd": seen})
    if path is None:
        server = _TcpServer(("127.0.0.1", 0), handler)
        seen.url = f"tcp://127.0.0.1:{server.server_address[1]}"
    else:
        server = _UnixServer(str(path), handler)  # type: ignore[arg-type]
        seen.url = f"unix://{path}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield seen
    finally:
        if seen.delay is not None:
            seen.delay.set()
        server.shutdown()
        server.server_close()
        thread.join()
