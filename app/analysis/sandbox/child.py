"""The fork server and the decoding children: a script run as `python -I -S child.py`.

The server loads the decoders once, goes behind the outer walls and waits on the socket that is its
standard input. For each file it is handed two pipes, forks, and hands back the child's number and
handle. It never sees a byte of a file, so nothing of one file can reach the next: each is decoded
in a process of its own, which is gone afterwards. `-I -S` and the bare package below keep the
application, its settings and the web framework out of both.

A child reads one order from its first pipe (a line of JSON), goes behind the inner walls, says with
one byte that it is ready, and only then is sent the file. It writes one answer to the second pipe:
a line of JSON, then the bytes of each picture it made. A child that ends before it was ready is our
fault, whatever comes after is the file's; no file can pretend otherwise.
"""

import array
import codecs
import gc
import importlib
import json
import os
import select
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

READY = b"\0"
#: What the libraries decode text with; a codec is a file too, and no child can open one.
_CODECS = ("ascii", "latin-1", "cp1252", "utf-8", "utf-16", "utf-16-le", "utf-16-be")
_REAPING_SECONDS = 0.2


def main() -> None:
    """Get ready, then fork a child for each pair of pipes until the application is gone."""
    setup = json.loads(sys.argv[1])
    package = ModuleType("sandbox")
    package.__path__ = [str(Path(__file__).resolve().parent)]
    sys.modules["sandbox"] = package
    walls = importlib.import_module("sandbox.walls")
    is_apart = walls.enter(memory_bytes=setup["memory_bytes"])
    sys.path.extend(setup["paths"])
    decoders = {name: importlib.import_module(f"sandbox.{name}") for name in setup["decoders"]}
    refused = importlib.import_module("sandbox.refused").Refused
    for name in _CODECS:
        codecs.lookup(name)
    gc.collect()
    gc.freeze()
    server = os.getpid()
    control = socket.socket(fileno=0)
    control.sendall(READY)
    children: set[int] = set()
    while pipes := _next_pipes(control, children):
        child = os.fork()
        if child == 0:
            try:
                _take_over(control, pipes)
                walls.shut(setup["cpu_seconds"], parent_pid=server, is_apart=is_apart)
                _decode(decoders, refused)
            finally:
                os._exit(1)
        children.add(child)
        for pipe in pipes:
            os.close(pipe)
        _announce(control, child)
    _let_finish(children, setup["wall_seconds"])


def _next_pipes(control: socket.socket, children: set[int]) -> list[int]:
    """Return the two pipes of the next file, reaping meanwhile; nothing once nobody asks."""
    while not select.select([control], [], [], _REAPING_SECONDS if children else None)[0]:
        _reap(children)
    _reap(children)
    with suppress(OSError):
        return socket.recv_fds(control, 1, 2)[1]
    return []


def _announce(control: socket.socket, child: int) -> None:
    """Tell the child's number, with a handle that can mean no other process where there is one."""
    handles = array.array("i", [os.pidfd_open(child)] if hasattr(os, "pidfd_open") else [])
    with suppress(OSError):
        socket.send_fds(control, [child.to_bytes(4, "big")], list(handles))
    for handle in handles:
        os.close(handle)


def _reap(children: set[int]) -> None:
    """Forget the children that have ended."""
    for child in list(children):
        if os.waitpid(child, os.WNOHANG)[0]:
            children.discard(child)


def _let_finish(children: set[int], wall_seconds: float) -> None:
    """Wait for the children still at work; the kernel kills those that outlast this process."""
    deadline = time.monotonic() + wall_seconds
    while children and time.monotonic() < deadline:
        time.sleep(_REAPING_SECONDS / 10)
        _reap(children)


def _take_over(control: socket.socket, pipes: list[int]) -> None:
    """Make the two pipes standard input and output; the way to the application goes away."""
    control.detach()
    for number, pipe in enumerate(pipes):
        os.dup2(pipe, number)
        os.close(pipe)


def _decode(decoders: dict[str, ModuleType], refused: Any) -> None:
    """Decode one file, answer, and leave without tidying up."""
    stdin, stdout = open(0, "rb"), open(1, "wb")  # noqa: SIM115  Pipes, for one use.
    order = json.loads(stdin.readline())
    task = getattr(decoders[order["decoder"]], order["task"])
    os.write(1, READY)
    data = stdin.read()
    try:
        facts, blobs = task(data, **order["options"])
        answer = {"facts": facts, "sizes": [len(blob) for blob in blobs]}
    except refused as refusal:
        answer, blobs = {"error": refusal.error, "reason": refusal.reason}, []
    except Exception as error:
        # Decoders raise anything on hostile input: SyntaxError, struct.error, MemoryError.
        answer, blobs = {"error": "DamagedFile", "reason": type(error).__name__}, []
    stdout.write(json.dumps(answer).encode() + b"\n" + b"".join(blobs))
    stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
