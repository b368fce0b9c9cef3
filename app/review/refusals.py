"""What the desk answers when it cannot: sign in, not allowed, not there, or somebody was first."""

import structlog
from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import InternalServerError

from app.domain.errors import (
    LinkExpired,
    LinkInvalid,
    NotFound,
    NotPermitted,
    ReviewRefused,
    ServiceUnavailable,
)
from app.limits import LimitReached
from app.review.blueprint import NotSignedIn, blueprint
from app.review.queue import case_address
from app.review.sign_in import sign_in_page
from app.review_refusals import explain

log = structlog.get_logger()


@blueprint.errorhandler(NotSignedIn)
def ask_to_sign_in(_error: NotSignedIn) -> ResponseReturnValue:
    """Ask for a key where the page would have been; what was not done leads back to its case."""
    document_id = (request.view_args or {}).get("kyc_document_id")
    onwards = ""
    if request.method == "GET":
        onwards = request.full_path.rstrip("?")
    elif document_id is not None:
        onwards = case_address(document_id)
    return sign_in_page(onwards, status=401)


@blueprint.errorhandler(ReviewRefused)
def refused(error: ReviewRefused) -> ResponseReturnValue:
    """Say on the case itself why that cannot be done now."""
    flash(explain(error), "refused")
    return redirect(case_address((request.view_args or {})["kyc_document_id"]), 303)


@blueprint.errorhandler(NotFound)
def not_found(_error: NotFound) -> ResponseReturnValue:
    """Say that there is nothing here."""
    return _page(
        "There is no such document", "It may have been erased, or the address is not whole.", 404
    )


@blueprint.errorhandler(NotPermitted)
def not_permitted(_error: NotPermitted) -> ResponseReturnValue:
    """Say that the key or the link does not reach so far."""
    return _page(
        "You may not do this here",
        "Your key or link lacks the permission for it. Whoever runs this portal can give you one.",
        403,
    )


@blueprint.errorhandler(LinkExpired)
def link_expired(_error: LinkExpired) -> ResponseReturnValue:
    """Say that a sign-in link is too old."""
    return _page(
        "This link is no longer good", "A sign-in link lasts 15 minutes. Ask for a new one.", 410
    )


@blueprint.errorhandler(LinkInvalid)
def link_invalid(_error: LinkInvalid) -> ResponseReturnValue:
    """Say that a sign-in link is none, or was used."""
    return _page(
        "This link does not sign you in",
        "It was used before, or it is not whole. Ask for a new one.",
        404,
    )


@blueprint.errorhandler(CSRFError)
def page_too_old(_error: CSRFError) -> ResponseReturnValue:
    """Say that a form no longer fits its session; nothing of it was done."""
    return _page("This page is too old", "Nothing was done. Load the page again.", 403)


@blueprint.errorhandler(LimitReached)
def too_many(error: LimitReached) -> ResponseReturnValue:
    """Say for how long no further key is tried."""
    answer = _page("Too many wrong keys", "Wait a minute, then try again.", 429)
    return *answer, {"Retry-After": str(error.seconds_left)}


@blueprint.errorhandler(ServiceUnavailable)
@blueprint.errorhandler(InternalServerError)
def broken(error: ServiceUnavailable | InternalServerError) -> ResponseReturnValue:
    """Say that it is our fault, and that nothing is lost."""
    log.error("desk.failed", path=request.path, error=str(error))
    is_away = isinstance(error, ServiceUnavailable)
    words = (
        "Nothing was lost. Try again in a moment; if it stays so, tell whoever runs this portal."
    )
    return _page("The desk cannot do that right now", words, 503 if is_away else 500)


def _page(heading: str, words: str, status: int) -> tuple[str, int]:
    return render_template("review/refused.html", title=heading, words=words), status
