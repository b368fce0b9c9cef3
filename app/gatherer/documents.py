"""Choosing a document and sending it: choice, review, thumbnails."""

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.domain.commands import SubmitDocument
from app.domain.documents import DocumentType
from app.domain.errors import DuplicateFile, SubmissionRefused
from app.gatherer import forms
from app.gatherer.blueprint import allow_return, began_at, blueprint, current_journey, is_over
from app.gatherer.handoff import offer
from app.gatherer.navigation import back_url, go_on, line_of
from app.gatherer.steps import Page, Step, is_workable
from app.gatherer.wording.refusals import Refusal
from app.services.gather_files import choose_subtype, read_thumbnail
from app.services.submit_document import submit_document

_NO_CHOICE = Refusal(_l("Select the document you will use"), "")
_SAME_FILES = Refusal(
    _l("These are the same photos as before"),
    _l("Take new ones. This did not use up an attempt."),
)


@blueprint.get("/verify/<kyc_request_id>/<document_type:document_type>/document")
def choose_document(document_type: DocumentType) -> ResponseReturnValue:
    """Ask which document the customer will use."""
    line = line_of(document_type)
    if not is_workable(line) or is_over(current_journey()):
        return go_on()
    return _choice_page(document_type, None)


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/document")
def store_choice(document_type: DocumentType) -> ResponseReturnValue:
    """Remember the choice."""
    subtype = forms.read_subtype(request, line_of(document_type))
    if subtype is None:
        return refuse_choice(document_type)
    try:
        choose_subtype(current_journey().kyc_request_id, document_type, subtype)
    except SubmissionRefused:
        # Settled meanwhile, in another tab or by the analyser: the next page tells.
        return go_on()
    return go_on(document_type)


@blueprint.get("/verify/<kyc_request_id>/<document_type:document_type>/review")
def review(document_type: DocumentType) -> ResponseReturnValue:
    """Show what was gathered before it is sent."""
    line = line_of(document_type)
    if not is_workable(line) or not line.is_complete or is_over(current_journey()):
        return go_on(document_type)
    return _review_page(document_type, None)


@blueprint.post("/verify/<kyc_request_id>/<document_type:document_type>/review")
def send_document(document_type: DocumentType) -> ResponseReturnValue:
    """Send the gathered files as one document."""
    line = line_of(document_type)
    if line.subtype is None:
        return go_on(document_type)
    command = SubmitDocument(
        document_type=document_type,
        subtype=line.subtype,
        submission_id=request.form.get("submission_id", "")[:64] or forms.new_key(),
    )
    try:
        submit_document(current_journey().kyc_request_id, command, began_at=began_at())
    except DuplicateFile:
        return refuse_same(document_type)
    except SubmissionRefused:
        # Sent or settled meanwhile, or a side is gone: the next page tells.
        return go_on(document_type)
    return go_on()


@blueprint.get("/verify/<kyc_request_id>/files/<file_id>/thumbnail")
def thumbnail(file_id: str) -> ResponseReturnValue:
    """Show a small picture of a file that was not sent yet; a sent one is never shown again."""
    data = read_thumbnail(current_journey().kyc_request_id, file_id)
    return Response(data, content_type="image/jpeg")


def refuse_choice(document_type: DocumentType) -> ResponseReturnValue:
    """Ask again for a choice that was not made."""
    return _choice_page(document_type, _NO_CHOICE), 422


def refuse_same(document_type: DocumentType) -> ResponseReturnValue:
    """Say that the photos are those that were refused before."""
    return _review_page(document_type, _SAME_FILES), 422


def _choice_page(document_type: DocumentType, error: Refusal | None) -> str:
    line = line_of(document_type)
    allow_return(current_journey())
    step = Step(Page.CHOOSE, document_type)
    return render_template(
        "gatherer/choose_document.html", line=line, form_error=error, back_url=back_url(line, step)
    )


def _review_page(document_type: DocumentType, error: Refusal | None) -> str:
    line = line_of(document_type)
    step = Step(Page.REVIEW, document_type)
    return render_template(
        "gatherer/review.html",
        line=line,
        handoff=offer(),
        form_error=error,
        submission_id=forms.new_key(),
        back_url=back_url(line, step),
    )
