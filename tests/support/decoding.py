"""What the tests see of the fork server and its children."""

from contextlib import suppress

import psutil

from app.analysis.sandbox.fork_server import servers


def server_of_ours() -> psutil.Process:
    """Return the fork server that will be asked next."""
    assert servers.pid is not None
    return psutil.Process(servers.pid)


def our_children() -> list[psutil.Process]:
    """Return the decoding children of this process that are alive."""
    alive = []
    for server in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):
            if any("child.py" in word for word in server.cmdline()):
                alive += [
                    child for child in server.children() if child.status() != psutil.STATUS_ZOMBIE
                ]
    return alive
