"""A TCP proxy before a server of this machine that can hold back what clients ask."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class StallingProxy:
    """Where it listens; `stalled` is set once a request was held back."""

    port: int
    stalled: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        """The address that clients use instead of the server's."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def stalling(server_port: int, *, hold_back: bytes) -> Iterator[StallingProxy]:
    """Pass everything through until a request begins with `hold_back`, which is never answered."""
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = StallingProxy(listener.getsockname()[1])
    ended = threading.Event()

    def accept() -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    def serve(client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", server_port)) as server:
            threading.Thread(target=_copy, args=(server, client), daemon=True).start()
            with suppress(OSError):
                while data := client.recv(65536):
                    if data.startswith(hold_back):
                        proxy.stalled.set()
                        ended.wait()
                        return
                    server.sendall(data)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield proxy
    finally:
        ended.set()
        # Closing alone does not wake a thread that waits in accept.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
