"""Run the steps of one analysis so that a step that fails or comes too late harms no other."""

import time
from collections.abc import Callable
from typing import TypeVar

from structlog import get_logger

from app.domain.errors import ServiceUnavailable, UnreadableFile

log = get_logger()

Done = TypeVar("Done")
Undone = TypeVar("Undone")


class Watch:
    """The time of one analysis: what each step took, and which steps were not done.

    `failures` holds `step:reason` for each of them; any entry leads to a person, never to a
    rejection. A step that has begun is not broken off: the longest one takes a few seconds.
    """

    def __init__(self, budget_seconds: float) -> None:
        self._started = time.monotonic()
        self._budget_seconds = budget_seconds
        self.failures: list[str] = []
        self.timings: dict[str, float] = {}

    def step(self, name: str, work: Callable[[], Done], otherwise: Undone) -> Done | Undone:
        """Return what `work` returns, or `otherwise` when it fails or no time is left for it.

        Raises ServiceUnavailable as `work` does: that is no fault of the document, and the whole
        analysis is worth another try.
        """
        begun = time.monotonic()
        if begun - self._started >= self._budget_seconds:
            self.failures.append(f"{name}:out-of-time")
            return otherwise
        try:
            return work()
        except ServiceUnavailable:
            raise
        except UnreadableFile as refused:
            self.failures.append(f"{name}:{type(refused).__name__}")
        except Exception as error:
            # Only the kind and the place of the error: its message may quote the document.
            log.error("analysis.step_failed", name=name, error=_place(error))
            self.failures.append(f"{name}:crashed")
        finally:
            self.timings[name] = round(time.monotonic() - begun, 3)
        return otherwise


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "unknown"
    return f"{type(error).__name__} at {where}"
