"""The queue: what waits for a person, filtered, sorted, a page at a time."""

from enum import StrEnum
from typing import TypeVar

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.documents import DocumentType
from app.domain.review_queue import QueueFilter, QueueSort, QueueState
from app.review.blueprint import blueprint, current_staff
from app.services.review_desk import next_case, read_queue

E = TypeVar("E", bound=StrEnum)

_MOST_HOURS = 24 * 3650
_MOST_PAGES = 100_000


@blueprint.get("/")
def show_queue() -> ResponseReturnValue:
    """Show the documents that match."""
    chosen = read_filter()
    found = read_queue(current_staff().organization_id, chosen)
    if chosen.page > found.pages:
        return redirect(url_for("review.show_queue", **chosen.as_args(page=found.pages)), 303)
    return render_template("review/queue.html", queue=found, chosen=chosen)


@blueprint.get("/next")
def show_next() -> ResponseReturnValue:
    """Go to the next document that waits, or back to the queue."""
    chosen = read_filter()
    return go_to_next(chosen, but=request.args.get("but", ""))


def go_to_next(chosen: QueueFilter, *, but: str) -> ResponseReturnValue:
    """Return the way to the next document, or to the queue when none waits."""
    found = next_case(current_staff(), chosen, but=but)
    if found is None:
        return redirect(url_for("review.show_queue", **chosen.as_args()), 303)
    return redirect(case_address(found, chosen), 303)


def case_address(kyc_document_id: str, chosen: QueueFilter | None = None) -> str:
    """Return the address of a case, with the queue's filter that led or leads to it."""
    args = (chosen or read_filter()).as_args()
    return url_for("review.show_case", kyc_document_id=kyc_document_id, **args)


def read_filter() -> QueueFilter:
    """Return what the address asks for; what cannot be is as if it were not there."""
    given = request.args
    return QueueFilter(
        state=_choice(QueueState, given.get("state")) or QueueState.WAITING,
        document_type=_choice(DocumentType, given.get("type")),
        reason=given.get("reason", "").strip()[:255],
        customer_id=given.get("customer", "").strip()[:50],
        older_than_hours=_number(given.get("older"), _MOST_HOURS),
        sort=_choice(QueueSort, given.get("sort")) or QueueSort.OLDEST,
        page=max(1, _number(given.get("page"), _MOST_PAGES) or 1),
    )


def _choice(kind: type[E], value: str | None) -> E | None:
    return next((item for item in kind if item.value == value), None)


def _number(value: str | None, most: int) -> int | None:
    text = (value or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(most))):
        return None
    return min(int(text), most)
