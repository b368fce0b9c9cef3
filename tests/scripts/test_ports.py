"""Ports are known to be free, or taken, before anything starts."""

import socket
from collections.abc import Iterator

import pytest

from scripts import ports
from scripts.ports import PortTaken


@pytest.fixture
def listener() -> Iterator[int]:
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_port_of_another_program_is_taken(listener: int) -> None:
    with pytest.raises(PortTaken, match="taken by another program") as caught:
        ports.check("127.0.0.1", listener)
    assert caught.value.port == listener


def test_port_is_taken_for_every_address_when_one_is(listener: int) -> None:
    with pytest.raises(PortTaken):
        ports.check("0.0.0.0", listener)  # noqa: S104 (asked for, not listened on)


def test_port_is_free_again_after_a_server_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        client = socket.create_connection(("127.0.0.1", port))
        accepted, _ = server.accept()
        # The side that closes first keeps the connection in TIME_WAIT.
        accepted.close()
        client.close()
    ports.check("127.0.0.1", port)


def test_host_that_is_not_ours_is_said_so() -> None:
    with pytest.raises(PortTaken, match=r"not to be had on 192\.0\.2\.1"):
        ports.check("192.0.2.1", 8000)


def test_a_free_port_is_proposed(listener: int) -> None:
    proposed = ports.free_after("127.0.0.1", listener - ports.STEP)
    assert proposed > listener
    ports.check("127.0.0.1", proposed)


def test_only_a_listener_answers(listener: int) -> None:
    assert ports.answers("127.0.0.1", listener)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert not ports.answers("127.0.0.1", unused.getsockname()[1])
