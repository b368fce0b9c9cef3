"""Finding the customer's line and page; the end of every view that answers a form."""

from flask import redirect
from flask.typing import ResponseReturnValue

from app.domain.documents import DocumentType
from app.domain.errors import NotFound
from app.domain.journey import JourneyLine
from app.gatherer.blueprint import current_journey, is_over
from app.gatherer.steps import Step, next_step, previous_step, url_for_step
from app.services.journey import read_journey


def line_of(document_type: DocumentType) -> JourneyLine:
    """Return a requested document as it stood when this request came in; raises NotFound."""
    line = current_journey().line(document_type)
    if line is None:
        raise NotFound
    return line


def go_on(at: DocumentType | None = None) -> ResponseReturnValue:
    """Send the customer to their next page, as things stand now."""
    return redirect(next_url(at), 303)


def next_url(at: DocumentType | None = None) -> str:
    """Return the address of the customer's next page; `at` is the document they are busy with."""
    journey = read_journey(current_journey().kyc_request_id)
    return url_to(next_step(journey, at, is_over=is_over(journey)))


def url_to(step: Step) -> str:
    """Return the address of a page of the current request."""
    return url_for_step(current_journey().kyc_request_id, step)


def back_url(line: JourneyLine, step: Step) -> str:
    """Return the address of the page before `step`."""
    return url_to(previous_step(line, step))
