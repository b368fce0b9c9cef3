"""Waiting: the page, and the few bytes that scripts ask for again and again."""

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.gatherer.blueprint import allow_return, blueprint, current_journey, is_over
from app.gatherer.navigation import go_on, url_to
from app.gatherer.steps import Page, Step, next_step
from app.gatherer.wording.states import STATE_NAMES, STATE_TONES


@blueprint.get("/verify/<kyc_request_id>/checking")
def checking() -> ResponseReturnValue:
    """Show how far the checks are; without scripts the customer asks again by a link."""
    journey = current_journey()
    if next_step(journey, is_over=is_over(journey)) != Step(Page.CHECKING):
        return go_on()
    allow_return(journey)
    return render_template("gatherer/checking.html")


@blueprint.get("/verify/<kyc_request_id>/progress")
def progress() -> Response:
    """Return each document's state, and the next page once there is another than waiting."""
    journey = current_journey()
    step = next_step(journey, is_over=is_over(journey))
    answer = jsonify(
        next=None if step.page is Page.CHECKING else url_to(step),
        lines=[
            {
                "type": line.document_type,
                "state": line.state,
                "tone": STATE_TONES[line.state],
                "text": str(STATE_NAMES[line.state]),
            }
            for line in journey.lines
        ],
    )
    # Unchanged answers cost a header: pollers send the tag back.
    answer.add_etag()
    answer.make_conditional(request)
    return answer
