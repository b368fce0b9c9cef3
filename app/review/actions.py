"""The verbs at the desk: the same services as the API's, answered by pages."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.api.bodies.reading import parse_body
from app.api.bodies.review import KycDocumentMatchesBody, KycDocumentRejectionBody
from app.domain.documents import SUBTYPES, DocumentType
from app.domain.errors import InvalidFields, NotFound
from app.domain.review import ReviewVerb, check_review
from app.domain.staff import Staff
from app.extensions import now
from app.models import KycDocument
from app.review.blueprint import blueprint, require
from app.review.correction import SHOWN, changed_values, fields_of
from app.review.customer_words import customer_words
from app.review.queue import case_address, go_to_next, read_filter
from app.review.words import title_of
from app.services import reviews
from app.services.kyc_documents import find_kyc_document
from app.services.review_desk import CASE_VIEWED, note_look, read_case

_ADDRESS = "/documents/<kyc_document_id>"


@blueprint.post(f"{_ADDRESS}/accept")
def accept(kyc_document_id: str) -> ResponseReturnValue:
    """Accept, and go on to the next document."""
    staff = require(ReviewVerb.ACCEPT)
    accepted = reviews.accept(staff.organization_id, kyc_document_id, staff.reviewer)
    flash(f"Accepted: {title_of(accepted)}.")
    return go_to_next(read_filter(), but=accepted.id)


@blueprint.get(f"{_ADDRESS}/reject")
def choose_rejection(kyc_document_id: str) -> ResponseReturnValue:
    """Ask for the reason, each beside what the customer will read."""
    return _rejection_page(require(ReviewVerb.REJECT), kyc_document_id)


@blueprint.post(f"{_ADDRESS}/reject")
def reject(kyc_document_id: str) -> ResponseReturnValue:
    """Reject for a reason, and go on to the next document."""
    staff = require(ReviewVerb.REJECT)
    given = {"type": request.form.get("type", ""), "message": _message() or None}
    try:
        body = parse_body(KycDocumentRejectionBody, given)
    except InvalidFields as error:
        return _rejection_page(staff, kyc_document_id, error)
    rejected = reviews.reject(
        staff.organization_id,
        kyc_document_id,
        staff.reviewer,
        kind=body.type,
        message=body.message,
    )
    flash(f"Rejected: {title_of(rejected)}.")
    return go_to_next(read_filter(), but=rejected.id)


@blueprint.post(f"{_ADDRESS}/start")
def start(kyc_document_id: str) -> ResponseReturnValue:
    """Keep the document for an hour."""
    staff = require(ReviewVerb.START)
    reviews.start_review(staff.organization_id, kyc_document_id, staff.reviewer)
    flash("This document is kept for you for an hour.")
    return _back_to(kyc_document_id)


@blueprint.post(f"{_ADDRESS}/stop")
def stop(kyc_document_id: str) -> ResponseReturnValue:
    """Give the document back."""
    staff = require(ReviewVerb.STOP)
    reviews.stop_review(staff.organization_id, kyc_document_id, staff.reviewer)
    flash("Given back to everybody.")
    return _back_to(kyc_document_id)


@blueprint.post(f"{_ADDRESS}/review")
def review(kyc_document_id: str) -> ResponseReturnValue:
    """Note that a person looked."""
    staff = require(ReviewVerb.REVIEW)
    reviews.review(staff.organization_id, kyc_document_id, staff.reviewer)
    flash("Noted that you looked. The status stays as it was.")
    return _back_to(kyc_document_id)


@blueprint.get(f"{_ADDRESS}/matches")
def show_matches(kyc_document_id: str) -> ResponseReturnValue:
    """Ask for what is to stand in the place of what was matched."""
    return _matches_page(require(ReviewVerb.MATCHES), kyc_document_id)


@blueprint.post(f"{_ADDRESS}/matches")
def correct(kyc_document_id: str) -> ResponseReturnValue:
    """Put what was changed in its place; the document is scored again."""
    staff = require(ReviewVerb.MATCHES)
    document = find_kyc_document(staff.organization_id, kyc_document_id)
    values = changed_values(document, request.form)
    if not values:
        flash("Nothing was changed.")
        return _back_to(kyc_document_id)
    try:
        body = parse_body(KycDocumentMatchesBody, {"type": document.type, **values})
        corrected = reviews.correct_matches(
            staff.organization_id,
            kyc_document_id,
            staff.reviewer,
            kind=body.type,
            values=body.values(),
        )
    except InvalidFields as error:
        return _matches_page(staff, kyc_document_id, error)
    flash(f"Corrected. The score is now {corrected.score}.")
    return _back_to(kyc_document_id)


def _rejection_page(
    staff: Staff, kyc_document_id: str, error: InvalidFields | None = None
) -> ResponseReturnValue:
    case = read_case(staff.organization_id, kyc_document_id)
    _check(staff, case.document, ReviewVerb.REJECT)
    page = render_template(
        "review/reject.html",
        document=case.document,
        customer_words=customer_words(case),
        chosen=read_filter(),
        given=request.form,
        form_error=error,
        errors={item.field: item.message for item in error.fields} if error else {},
    )
    return page, 422 if error else 200


def _matches_page(
    staff: Staff, kyc_document_id: str, error: InvalidFields | None = None
) -> ResponseReturnValue:
    document = find_kyc_document(staff.organization_id, kyc_document_id)
    fields = fields_of(document)
    if not fields:
        # A credit file is the bureau's word: nothing of it is anybody's to correct.
        raise NotFound
    _check(staff, document, ReviewVerb.MATCHES)
    # The form holds what was read of the paper.
    note_look(staff, document.id, CASE_VIEWED, {"page": "matches"})
    page = render_template(
        "review/matches.html",
        document=document,
        fields=fields,
        shown_before=SHOWN,
        subtypes=SUBTYPES[DocumentType(document.type)],
        chosen=read_filter(),
        given=request.form,
        form_error=error,
        errors={item.field: item.message for item in error.fields} if error else {},
    )
    return page, 422 if error else 200


def _check(staff: Staff, document: KycDocument, verb: ReviewVerb) -> None:
    """Raise ReviewRefused before anybody fills in a form that would be refused."""
    check_review(document.review_state, verb, staff.reviewer.id, now())


def _message() -> str:
    return " ".join(request.form.get("message", "").split())


def _back_to(kyc_document_id: str) -> ResponseReturnValue:
    return redirect(case_address(kyc_document_id), 303)
