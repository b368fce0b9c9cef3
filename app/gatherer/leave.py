"""Ways out: done, finish for now, leave."""

from flask import redirect, render_template
from flask.typing import ResponseReturnValue

from app.domain.journey import Journey, LineState
from app.domain.statuses import ReturnInfo
from app.gatherer.blueprint import allow_return, blueprint, current_journey, is_over, return_url
from app.gatherer.navigation import go_on, url_to
from app.gatherer.steps import Page, Step, is_workable, next_step, step_of
from app.services import finish as finishing


@blueprint.get("/verify/<kyc_request_id>/done")
def done() -> ResponseReturnValue:
    """Show how it ended, with the way back to the merchant."""
    journey = current_journey()
    if journey.open_lines and not (journey.status.is_final or is_over(journey)):
        return go_on()
    return render_template(
        "gatherer/done.html",
        outcome=_outcome(journey),
        return_url=return_url(journey, journey.info),
        returns_alone=journey.info is ReturnInfo.SUCCESS,
        url_of={
            line.document_type: url_to(step_of(line))
            for line in journey.lines
            if is_workable(line) and not journey.status.is_final and not is_over(journey)
        },
    )


@blueprint.post("/verify/<kyc_request_id>/finish")
def finish() -> ResponseReturnValue:
    """End for now: back to the merchant with the result so far."""
    journey = current_journey()
    info = finishing.finish(journey.kyc_request_id)
    return redirect(return_url(journey, info) or url_to(Step(Page.DONE)), 303)


@blueprint.get("/verify/<kyc_request_id>/leave")
def confirm_leave() -> ResponseReturnValue:
    """Ask before leaving, and say what is kept."""
    journey = current_journey()
    allow_return(journey)
    step = next_step(journey, is_over=is_over(journey))
    return render_template("gatherer/leave.html", keep_going_url=url_to(step))


@blueprint.post("/verify/<kyc_request_id>/leave")
def leave() -> ResponseReturnValue:
    """Go back to the merchant without finishing; the link keeps working."""
    journey = current_journey()
    info = finishing.leave(journey.kyc_request_id)
    return redirect(return_url(journey, info) or url_to(Step(Page.OVERVIEW)), 303)


def _outcome(journey: Journey) -> str:
    """Return which ending the page tells: refused, nothing, accepted, incomplete or received."""
    if any(line.state is LineState.EXHAUSTED for line in journey.lines):
        return "refused"
    if journey.info is ReturnInfo.BACK:
        return "nothing"
    if journey.info is ReturnInfo.SUCCESS:
        return "accepted"
    is_missing = any(is_workable(line) for line in journey.lines)
    return "incomplete" if is_missing else "received"
