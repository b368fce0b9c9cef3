"""Find out whether ports are free before anything is started on them."""

import errno
import socket
from collections.abc import Iterable

#: How far apart the ports are that we propose: the portal and its storage fit in between.
STEP = 10


class PortTaken(Exception):
    """A port cannot be had; `port` says which, the text why."""

    def __init__(self, port: int, reason: str) -> None:
        super().__init__(reason)
        self.port = port


def check(host: str, port: int) -> None:
    """Raise PortTaken when no server could listen on this port of this host now."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            # A server that just ended leaves connections that fade; they are in nobody's way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            # Two sockets with this option may share a port until one of them listens.
            probe.listen(1)
    except (OSError, OverflowError) as error:
        is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        reason = "taken by another program" if is_taken else f"not to be had on {host} ({error})"
        raise PortTaken(port, reason) from error


def free_after(host: str, port: int, together: int = 1) -> int:
    """Return a later port, a multiple of ten away, with its next neighbours free as well."""
    for candidate in range(port + STEP, 65_000, STEP):
        if _are_free(host, range(candidate, candidate + together)):
            return candidate
    return port + STEP


def answers(host: str, port: int) -> bool:
    """Tell whether a server listens there."""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def _are_free(host: str, ports: Iterable[int]) -> bool:
    try:
        for port in ports:
            check(host, port)
    except PortTaken:
        return False
    return True
