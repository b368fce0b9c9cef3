"""Bars for the figures, as shares of a drawing; the templates draw them as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.statuses import RequestStatus
from app.services.operator_figures import DayOfRequests, DayOfVerdicts

#: The drawing's inner size; axis and names stand outside it.
WIDTH, HEIGHT = 560, 140

#: What is drawn together, from the ground up, with its tone.
GROUPS: Mapping[str, tuple[str, frozenset[RequestStatus]]] = {
    "Fulfilled": ("good", frozenset({RequestStatus.FULFILLED})),
    "Open": (
        "active",
        frozenset(
            {
                RequestStatus.GATHERING,
                RequestStatus.ATTEMPTED,
                RequestStatus.PARTIAL,
                RequestStatus.PENDING_REVIEW,
            }
        ),
    ),
    "Failed": ("bad", frozenset({RequestStatus.FAILED})),
    "Expired or abandoned": (
        "quiet",
        frozenset({RequestStatus.EXPIRED, RequestStatus.ABANDONED}),
    ),
}


@dataclass(frozen=True)
class Bar:
    """A rectangle of the drawing."""

    left: float
    top: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True)
class Chart:
    """Bars, the value at the top of the scale, and the names under the first and last bar."""

    bars: Sequence[Bar]
    top: float
    first: str
    last: str


def requests_chart(days: Sequence[DayOfRequests]) -> Chart:
    """Return one stacked bar for each day."""
    top = max([1, *(sum(day.counts.values()) for day in days)])
    step = WIDTH / len(days)
    bars = []
    for place, day in enumerate(days):
        ground = float(HEIGHT)
        for tone, statuses in GROUPS.values():
            height = sum(day.counts.get(status, 0) for status in statuses) / top * HEIGHT
            ground -= height
            bars.append(Bar(place * step + step * 0.15, ground, step * 0.7, height, tone))
    return _chart(bars, top, [day.day for day in days])


def verdicts_chart(days: Sequence[DayOfVerdicts]) -> Chart:
    """Return two bars for each day: the median in front of the 95th percentile."""
    top = max([1.0, *(day.p95 for day in days if day.p95 is not None)])
    step = WIDTH / len(days)
    bars = []
    for place, day in enumerate(days):
        for value, tone in ((day.p95, "quiet"), (day.p50, "active")):
            height = (value or 0) / top * HEIGHT
            inset = 0.15 if tone == "quiet" else 0.3
            left, width = place * step + step * inset, step * (1 - 2 * inset)
            bars.append(Bar(left, HEIGHT - height, width, height, tone))
    return _chart(bars, top, [day.day for day in days])


def _chart(bars: Sequence[Bar], top: float, names: Sequence[str]) -> Chart:
    return Chart([bar for bar in bars if bar.height > 0], top, names[0], names[-1])
