"""How many deliveries the sweep hands over at once: a portion for each endpoint, and for all.

Whatever is tried again, and all that waits for an endpoint that failed last, is handed over by the
sweep. What it hands over is work for the workers, so it is bounded: however many deliveries wait
for endpoints that are dead, those that live wait behind a few of them only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: Under way to one endpoint that failed last, and to all of those together: one tells whether it
#: answers again.
EACH_FAILING, FAILING_TOGETHER = 1, 24

#: The same of endpoints that answer: what they missed while they did not comes in portions too.
EACH_ANSWERING, ANSWERING_TOGETHER = 32, 64


@dataclass(frozen=True)
class Backlog:
    """An endpoint, how many of its deliveries are under way, and whether more are due."""

    endpoint_id: str
    is_failing: bool
    under_way: int = 0
    is_due: bool = True


def portions(backlogs: Iterable[Backlog]) -> Iterator[tuple[Backlog, int]]:
    """Yield how many more may be handed over for each endpoint, those with none left out.

    Whoever comes first is served first, so the caller varies the order.
    """
    backlogs = tuple(backlogs)
    together = {True: FAILING_TOGETHER, False: ANSWERING_TOGETHER}
    # New events go to endpoints that answer without the sweep, and are not held against it.
    together[True] -= sum(each.under_way for each in backlogs if each.is_failing)
    for each in backlogs:
        most = EACH_FAILING if each.is_failing else EACH_ANSWERING
        portion = min(most - each.under_way, together[each.is_failing])
        if each.is_due and portion > 0:
            together[each.is_failing] -= portion
            yield each, portion
