"""Run a command in a network namespace of its own, in which nothing exists but this machine.

    python -m e2e.support.without_a_way_out COMMAND ...

Ends with 77 where the system does not allow namespaces, and with 78 where a way out is left.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from typing import Final

NOT_ALLOWED: Final = 77
WAY_OUT: Final = 78

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1
#: An address that belongs to nobody (RFC 5737): whoever has a route to it has one to the world.
_ANYWHERE: Final = ("192.0.2.1", 443)


def main() -> None:
    """Enter the namespace and become the command."""
    # Who is not root becomes root of a user namespace, in which a network namespace may be made.
    flags = _CLONE_NEWNET | (0 if os.geteuid() == 0 else _CLONE_NEWUSER)
    if ctypes.CDLL(None, use_errno=True).unshare(flags) != 0:
        sys.exit(NOT_ALLOWED)
    _bring_up_loopback()
    if _has_route():
        sys.exit(WAY_OUT)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the command is the caller's own.


def _bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        request = struct.pack("16sh", b"lo", 0) + bytes(22)
        flags = struct.unpack("16sh", fcntl.ioctl(asked, _SIOCGIFFLAGS, request)[:18])[1]
        fcntl.ioctl(asked, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", flags | _IFF_UP) + bytes(22))


def _has_route() -> bool:
    """Tell whether a datagram would leave; none is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(_ANYWHERE)
        except OSError:
            return False
        return True


if __name__ == "__main__":
    main()
