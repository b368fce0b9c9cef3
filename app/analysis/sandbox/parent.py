"""The application's side of a decoding child: get one, bound it, believe nothing it says."""

import json
import os
import selectors
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore

from app.analysis.sandbox.fork_server import WALL_SECONDS, Child, servers
from app.domain.errors import (
    DamagedFile,
    FileTooLarge,
    PdfLocked,
    ServiceUnavailable,
    UnreadableFile,
)

#: An answer is at most a few pages of JPEG at 2000 pixels: a megabyte each.
ANSWER_BYTES = 32 * 1024 * 1024
CHILDREN_AT_ONCE = 2
#: How long a request waits for its turn before the customer is asked to try again.
TURN_SECONDS = 30.0

_CHUNK = 65536
_turns = BoundedSemaphore(CHILDREN_AT_ONCE)


@dataclass(frozen=True)
class Answer:
    """What the child found: plain JSON facts, not to be trusted, and the pictures it made."""

    facts: Mapping[str, object]
    blobs: tuple[bytes, ...]


def decode(
    decoder: str,
    task: str,
    data: bytes,
    options: Mapping[str, object],
    *,
    wall_seconds: float = WALL_SECONDS,
) -> Answer:
    """Have a child run `task` of the module `decoder` on `data` with `options` (plain JSON).

    Raises FileTooLarge, PdfLocked or DamagedFile as the child says; DamagedFile also when it
    crashes, takes too long or answers nonsense; ServiceUnavailable when it cannot start or all
    children stay busy.
    """
    order = {"decoder": decoder, "task": task, "options": dict(options)}
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise ServiceUnavailable("decoder busy")
    try:
        return understand(_run(order, data, wall_seconds))
    except ChildFailed as failure:
        # Whatever the file did to its child, its next try must not meet the same layout of memory.
        servers.replace()
        raise DamagedFile(failure.reason) from failure
    finally:
        _turns.release()


class ChildFailed(Exception):
    """A child died, hung or answered nonsense; `reason` is a constant for logs and tests."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _run(order: Mapping[str, object], data: bytes, wall_seconds: float) -> bytes:
    """Give a child its order and, once it is ready, the file; return what it wrote."""
    child = servers.new_child()
    try:
        deadline = time.monotonic() + wall_seconds
        _await_ready(child, json.dumps(order).encode() + b"\n", deadline)
        return _converse(child, memoryview(data), deadline)
    finally:
        child.kill()


def _await_ready(child: Child, order: bytes, deadline: float) -> None:
    """Send the order and wait for the walls to stand; raises ServiceUnavailable."""
    try:
        os.write(child.orders, order)
        with selectors.DefaultSelector() as selector:
            selector.register(child.answers, selectors.EVENT_READ)
            ready = selector.select(max(0.0, deadline - time.monotonic()))
        if ready and os.read(child.answers, 1):
            return
    except BrokenPipeError:
        pass
    servers.replace()
    raise ServiceUnavailable("decoder not ready")


def _converse(child: Child, message: memoryview, deadline: float) -> bytes:
    """Write the message while reading the answer, until the child closes its end.

    Raises ChildFailed when the time is over or the answer is too long.
    """
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.orders, selectors.EVENT_WRITE)
        selector.register(child.answers, selectors.EVENT_READ)
        os.set_blocking(child.orders, False)
        while (left := deadline - time.monotonic()) > 0 and len(answer) <= ANSWER_BYTES:
            ready = [key.fd for key, _ in selector.select(left)]
            if child.orders in ready:
                message = _write_some(child.orders, message)
                if not message:
                    selector.unregister(child.orders)
                    child.close_orders()
            if child.answers in ready:
                chunk = os.read(child.answers, _CHUNK)
                if not chunk:
                    return bytes(answer)
                answer += chunk
    raise ChildFailed("timeout" if len(answer) <= ANSWER_BYTES else "answer too long")


def _write_some(pipe: int, message: memoryview) -> memoryview:
    """Write what the pipe takes and return the rest: nothing once the child has closed it."""
    try:
        return message[os.write(pipe, message[:_CHUNK]) :]
    except BrokenPipeError:
        return message[:0]


def understand(answer: bytes) -> Answer:
    """Take an answer apart; raise the refusal it holds, or ChildFailed when it makes no sense."""
    head, _, body = answer.partition(b"\n")
    try:
        said = json.loads(head)
        if "error" in said:
            raise _refusal(said["error"], said["reason"])
        facts, sizes = dict(said["facts"]), [int(size) for size in said["sizes"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChildFailed("answer" if answer else "no answer") from error
    if min(sizes, default=0) < 0 or sum(sizes) != len(body):
        raise ChildFailed("answer")
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return Answer(
        facts, tuple(body[end - size : end] for size, end in zip(sizes, ends, strict=True))
    )


def _refusal(error: object, reason: object) -> UnreadableFile:
    """Return the refusal that the child named; anything it may not say is a damaged file."""
    if error == "FileTooLarge" and reason in {"pixels", "pages"}:
        return FileTooLarge(str(reason))
    return (PdfLocked if error == "PdfLocked" else DamagedFile)(str(reason)[:60])
