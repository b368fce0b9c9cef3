"""Who may send just now: a worker's places, shared out so that no endpoint holds up another.

A worker sends many deliveries at a time, and a receiver that never answers holds its place for the
whole time limit. So each endpoint gets few places, one that is in doubt gets fewer, and all those
in doubt together get a part only. In doubt is an endpoint that failed last, that has acknowledged
nothing since this process began, or that is being waited for just now for longer than a moment.

The places are this process's own, and so is the count: nothing is asked of the database.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

#: Of the places of one worker (`jobs.engine.CONCURRENCY`): for one endpoint that answers, for one
#: in doubt, and for all in doubt together.
EACH, EACH_IN_DOUBT, TOGETHER_IN_DOUBT = 6, 2, 12

#: Most receivers answer in a tenth of this.
_SLOW_SECONDS = 1.0


class SendingPlaces:
    """The places of one worker process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._began: defaultdict[str, list[float]] = defaultdict(list)
        self._proven: set[str] = set()

    @contextmanager
    def place(self, endpoint_id: str, *, is_failing: bool) -> Iterator[bool]:
        """Tell whether there is a place for this endpoint, and hold it while the block runs."""
        began = monotonic()
        with self._lock:
            has_place = self._has_place(endpoint_id, began, is_failing=is_failing)
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
            (self._proven.add if is_acknowledged else self._proven.discard)(endpoint_id)

    def _has_place(self, endpoint_id: str, moment: float, *, is_failing: bool) -> bool:
        held = len(self._began.get(endpoint_id, ()))
        if not is_failing and not self._is_in_doubt(endpoint_id, moment):
            return held < EACH
        together = sum(
            len(began) for each, began in self._began.items() if self._is_in_doubt(each, moment)
        )
        return held < EACH_IN_DOUBT and together < TOGETHER_IN_DOUBT

    def _is_in_doubt(self, endpoint_id: str, moment: float) -> bool:
        slow = moment - _SLOW_SECONDS
        is_slow = any(began <= slow for began in self._began.get(endpoint_id, ()))
        return is_slow or endpoint_id not in self._proven
