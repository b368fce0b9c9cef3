"""The list of what is asked, how each stands, and what to do about a refusal."""

from contextlib import suppress

from flask import render_template
from flask.typing import ResponseReturnValue

from app.domain.documents import DocumentType
from app.domain.errors import SubmissionRefused
from app.domain.journey import LineState
from app.gatherer.blueprint import allow_return, blueprint, current_journey, is_over
from app.gatherer.handoff import offer
from app.gatherer.navigation import go_on, url_to
from app.gatherer.steps import is_workable, step_of
from app.gatherer.wording.states import RECEIVED_STATES
from app.services.gather_files import skip_document


@blueprint.get("/verify/<kyc_request_id>/")
def overview() -> ResponseReturnValue:
    """Show every document with its state; where nothing is open, what comes next instead."""
    journey = current_journey()
    if not journey.open_lines or is_over(journey):
        return go_on()
    allow_return(journey)
    retries = [line for line in journey.lines if line.state is LineState.RETRY]
    return render_template(
        "gatherer/overview.html",
        handoff=offer(),
        received=sum(line.state in RECEIVED_STATES for line in journey.lines),
        retries=retries,
        following=next((line for line in journey.open_lines if line not in retries), None),
        url_of={
            line.document_type: url_to(step_of(line)) for line in journey.lines if is_workable(line)
        },
    )


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/skip")
def skip(document_type: DocumentType) -> ResponseReturnValue:
    """Note that the customer has none of these, or will not send one."""
    # Settled meanwhile, in another tab or by the analyser: the next page tells.
    with suppress(SubmissionRefused):
        skip_document(current_journey().kyc_request_id, document_type)
    return go_on()
