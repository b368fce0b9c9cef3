"""Who may send just now: a worker's places, shared out so that no endpoint holds up another.

A worker sends many deliveries at a time, and a receiver that never answers holds its place for the
whole time limit. So each endpoint gets few places, and fewer while it is *failing*: it failed last,
or is being waited for just now for longer than a moment. All that fail together get a part of the
places. Those that have acknowledged nothing since this process began are *unknown*: most of them
answer, but all the unknown and the failing together leave places for those that are known to.

The places are this process's own, and so is the count: nothing is asked of the database.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

#: Of the 32 places of a worker for deliveries, and 12 for retries (`jobs.engine.CONCURRENCY`): for
#: one endpoint that is known to answer; for any other; for all that fail; for all that fail or are
#: unknown. What fails comes by the retries, but not what was under way when it began to.
EACH, EACH_OTHER, FAILING_TOGETHER, OTHERS_TOGETHER = 6, 2, 12, 24

#: Most receivers answer in a tenth of this.
_SLOW_SECONDS = 1.0


class SendingPlaces:
    """The places of one worker process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._began: defaultdict[str, list[float]] = defaultdict(list)
        self._failing: set[str] = set()
        self._known: set[str] = set()

    @contextmanager
    def place(self, endpoint_id: str, *, is_failing: bool) -> Iterator[bool]:
        """Tell whether there is a place for this endpoint, and hold it while the block runs.

        `is_failing` is what the database says, which other processes write too.
        """
        began = monotonic()
        with self._lock:
            (self._failing.add if is_failing else self._failing.discard)(endpoint_id)
            has_place = self._has_place(endpoint_id, began)
            if has_place:
                self._began[endpoint_id].append(began)
        try:
            yield has_place
        finally:
            if has_place:
                with self._lock:
                    self._began[endpoint_id].remove(began)
                    if not self._began[endpoint_id]:
                        del self._began[endpoint_id]

    def note(self, endpoint_id: str, *, is_acknowledged: bool) -> None:
        """Remember how the last sending to an endpoint ended."""
        with self._lock:
            (self._known.add if is_acknowledged else self._known.discard)(endpoint_id)

    def _has_place(self, endpoint_id: str, moment: float) -> bool:
        held = len(self._began.get(endpoint_id, ()))
        is_failing = self._fails(endpoint_id, moment)
        if not is_failing and endpoint_id in self._known:
            return held < EACH
        failing = unknown = 0
        for each, began in self._began.items():
            if self._fails(each, moment):
                failing += len(began)
            elif each not in self._known:
                unknown += len(began)
        return (
            held < EACH_OTHER
            and failing + unknown < OTHERS_TOGETHER
            and not (is_failing and failing >= FAILING_TOGETHER)
        )

    def _fails(self, endpoint_id: str, moment: float) -> bool:
        slow = moment - _SLOW_SECONDS
        is_slow = any(began <= slow for began in self._began.get(endpoint_id, ()))
        return is_slow or endpoint_id in self._failing
