"""Pages that say why something cannot go on; whatever is not here is answered by `app.errors`."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.domain.errors import LinkExpired
from app.domain.journey import Journey
from app.domain.statuses import ReturnInfo
from app.gatherer.blueprint import (
    SessionMissing,
    TimeIsOver,
    blueprint,
    current_journey,
    return_url,
)
from app.services.journey import read_journey


@blueprint.errorhandler(LinkExpired)
def link_expired(error: LinkExpired) -> ResponseReturnValue:
    """Say that the time of an opened link is over, and offer the way back."""
    # The link still leads to the receipt.
    token = request.values.get("token", "")
    return _expired_page(read_journey(error.kyc_request_id), token)


@blueprint.errorhandler(TimeIsOver)
def time_is_over(_error: TimeIsOver) -> ResponseReturnValue:
    """Say the same to a customer who was on the way."""
    return _expired_page(current_journey())


@blueprint.errorhandler(SessionMissing)
def session_missing(_error: SessionMissing) -> ResponseReturnValue:
    """Say that this browser must open the link again."""
    return render_template("errors/session_missing.html"), 403


@blueprint.errorhandler(CSRFError)
def page_too_old(_error: CSRFError) -> ResponseReturnValue:
    """Say that a form no longer fits its session; nothing of it was done."""
    return render_template("errors/page_too_old.html", token=request.form.get("token")), 403


def _expired_page(journey: Journey, token: str = "") -> ResponseReturnValue:
    page = render_template(
        "errors/link_expired.html",
        journey=journey,
        merchant=journey.organization_name,
        expires_at=journey.expires_at,
        token=token,
        was_sending=journey.was_cut_off,
        return_url=return_url(journey, ReturnInfo.TOKEN_EXPIRED),
    )
    return page, 410
