"""Server-Sent Events, as many as a process of few threads can afford.

Each open stream holds one thread, so only few are open at a time and none for long: the browser
opens the next one by itself and names the last event it saw. Whoever finds no place is answered
204, which tells the browser to stop, and its script polls instead.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from threading import BoundedSemaphore

from flask import Response, stream_with_context

#: How soon the browser opens the next stream after one has ended.
_RETRY_MS = 500

_NOTHING_NEW = ":\n\n"


class Streams:
    """The streams of one process: at most `most` at a time, each for `life_seconds`."""

    def __init__(self, *, most: int, life_seconds: float, pause_seconds: float) -> None:
        self._places = BoundedSemaphore(most)
        self._life_seconds = life_seconds
        self._pause_seconds = pause_seconds

    def answer(self, look: Callable[[], str | None], last_seen: str) -> Response:
        """Return a stream of what `look` returns each time that it changes, or 204.

        `look` returns None when there is nothing more to tell, which the browser hears as `over`.
        `last_seen` is the id of the last event that the browser had.
        """
        if not self._places.acquire(blocking=False):
            return Response(status=204)
        response = Response(
            stream_with_context(self._events(look, last_seen)), mimetype="text/event-stream"
        )
        response.call_on_close(self._places.release)
        # A proxy that gathers the answer would deliver it when it is over.
        response.headers["X-Accel-Buffering"] = "no"
        return response

    def _events(self, look: Callable[[], str | None], last_seen: str) -> Iterator[str]:
        ends_at = time.monotonic() + self._life_seconds
        yield f"retry: {_RETRY_MS}\n\n"
        while time.monotonic() < ends_at:
            told = look()
            if told is None:
                yield "event: over\ndata: over\n\n"
                return
            tag = hashlib.sha256(told.encode()).hexdigest()[:16]
            # An empty comment where nothing changed: only who writes learns that nobody listens any
            # more, and gives the thread back.
            yield _NOTHING_NEW if tag == last_seen else f"id: {tag}\ndata: {told}\n\n"
            last_seen = tag
            time.sleep(self._pause_seconds)
