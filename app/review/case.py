"""One case: the papers beside what was read, the checks, the signs, the faces and the history."""

from flask import render_template
from flask.typing import ResponseReturnValue

from app.extensions import now
from app.review.blueprint import blueprint, current_staff
from app.review.comparison import compared
from app.review.queue import read_filter
from app.services.review_desk import CASE_VIEWED, neighbours, note_look, read_case


@blueprint.get("/documents/<kyc_document_id>")
def show_case(kyc_document_id: str) -> ResponseReturnValue:
    """Show a document with all that belongs to it; the look is noted."""
    staff, chosen = current_staff(), read_filter()
    found = read_case(staff.organization_id, kyc_document_id)
    document = found.document
    note_look(staff, document.id, CASE_VIEWED)
    before, after = neighbours(staff, chosen, document.id)
    state = document.review_state
    in_review = state.is_in_review(now())
    is_own = document.reviewer_id == staff.reviewer.id
    return render_template(
        "review/case.html",
        case=found,
        document=document,
        rows=compared(document, found.customer),
        chosen=chosen,
        before=before,
        after=after,
        in_review=in_review,
        is_own=is_own,
        may_act=state.is_open and (is_own or not in_review),
    )
