"""The application's side of the decoding child: start it, bound it, believe nothing it says.

The limits are set by the child itself before it touches the file, not by a `preexec_fn`: the web
server and the worker run threads, and between fork and exec of a threaded process almost nothing is
safe to call.
"""

import json
import os
import selectors
import subprocess
import sys
import sysconfig
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, cast

from app.domain.errors import (
    DamagedFile,
    FileTooLarge,
    PdfLocked,
    ServiceUnavailable,
    UnreadableFile,
)

#: Address space of the child. 12 megapixels need 20 to 205 MB of it, the largest picture of each
#: type up to 445 MB (an RGBA PNG of 50 megapixels).
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 10.0
#: An answer is at most a few pages of JPEG at 2000 pixels: a megabyte each.
ANSWER_BYTES = 32 * 1024 * 1024
CHILDREN_AT_ONCE = 2
#: How long a request waits for its turn before the customer is asked to try again.
TURN_SECONDS = 30.0

#: The script that each child runs.
CHILD = Path(__file__).with_name("child.py")
_NOT_READY = 70  # What `child` leaves with when it could not get ready.
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
    order = {
        "decoder": decoder,
        "task": task,
        "options": dict(options),
        "paths": [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")],
        "walls": {
            "memory_bytes": MEMORY_BYTES,
            "cpu_seconds": CPU_SECONDS,
            "parent_pid": os.getpid(),
        },
    }
    if not _turns.acquire(timeout=TURN_SECONDS):
        raise ServiceUnavailable("decoder busy")
    try:
        status, answer = _run(json.dumps(order).encode() + b"\n" + data, wall_seconds)
    finally:
        _turns.release()
    if status == _NOT_READY:
        raise ServiceUnavailable("decoder not ready")
    if status != 0:
        raise DamagedFile(f"status {status}")
    return understand(answer)


def _run(message: bytes, wall_seconds: float) -> tuple[int, bytes]:
    """Start a child, hand it the message, and return its exit status and what it wrote."""
    try:
        process = subprocess.Popen(  # noqa: S603  Our interpreter and our script, no shell.
            [sys.executable, "-I", "-S", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            start_new_session=True,
            bufsize=0,
        )
    except OSError as error:
        raise ServiceUnavailable("decoder does not start") from error
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    try:
        answer = _converse(stdin, stdout, memoryview(message), time.monotonic() + wall_seconds)
        return process.wait(timeout=1), answer
    except subprocess.TimeoutExpired as error:
        raise DamagedFile("lingers") from error
    finally:
        process.kill()
        process.wait()
        stdin.close()
        stdout.close()


def _converse(stdin: IO[bytes], stdout: IO[bytes], message: memoryview, deadline: float) -> bytes:
    """Write the message while reading the answer, until the child closes its end.

    Raises DamagedFile when the time is over or the answer is too long.
    """
    answer = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(stdin, selectors.EVENT_WRITE)
        selector.register(stdout, selectors.EVENT_READ)
        os.set_blocking(stdin.fileno(), False)
        while (left := deadline - time.monotonic()) > 0 and len(answer) <= ANSWER_BYTES:
            ready = [key.fileobj for key, _ in selector.select(left)]
            if stdin in ready:
                message = _write_some(stdin, message)
                if not message:
                    selector.unregister(stdin)
                    stdin.close()
            if stdout in ready:
                chunk = stdout.read(_CHUNK)
                if not chunk:
                    return bytes(answer)
                answer += chunk
    raise DamagedFile("timeout" if len(answer) <= ANSWER_BYTES else "answer too long")


def _write_some(pipe: IO[bytes], message: memoryview) -> memoryview:
    """Write what the pipe takes and return the rest: nothing once the child has closed it."""
    try:
        return message[pipe.write(message[:_CHUNK]) or 0 :]
    except BrokenPipeError:
        return message[:0]


def understand(answer: bytes) -> Answer:
    """Take an answer apart; raise the refusal it holds, or DamagedFile when it makes no sense."""
    head, _, body = answer.partition(b"\n")
    try:
        said = json.loads(head)
        if "error" in said:
            raise _refusal(said["error"], said["reason"])
        facts, sizes = dict(said["facts"]), [int(size) for size in said["sizes"]]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DamagedFile("answer") from error
    if min(sizes, default=0) < 0 or sum(sizes) != len(body):
        raise DamagedFile("answer")
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return Answer(
        facts, tuple(body[end - size : end] for size, end in zip(sizes, ends, strict=True))
    )


def _refusal(error: object, reason: object) -> UnreadableFile:
    """Return the refusal that the child named; anything it may not say is a damaged file."""
    if error == "FileTooLarge" and reason in {"pixels", "pages"}:
        return FileTooLarge(str(reason))
    return (PdfLocked if error == "PdfLocked" else DamagedFile)(str(reason)[:60])
