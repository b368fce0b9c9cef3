"""Pages that say why something cannot go on; whatever is not here is answered by `app.errors`."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.domain.errors import LinkExpired
from app.domain.journey import Journey
from app.domain.link_renewal import LinkRenewal
from app.domain.statuses import ReturnInfo
from app.gatherer import sessions
from app.gatherer.blueprint import (
    SessionMissing,
    TimeIsOver,
    blueprint,
    current_journey,
    return_url,
)
from app.languages.choice import wish_language
from app.languages.formats import isolated
from app.services.handoffs import was_shut_out
from app.services.journey import read_journey
from app.services.link_renewals import find_renewal


@blueprint.errorhandler(LinkExpired)
def link_expired(error: LinkExpired) -> ResponseReturnValue:
    """Say that the time of an opened link is over, and offer the way back."""
    journey = read_journey(error.kyc_request_id)
    wish_language(journey.locale)
    # The link still leads to the receipt.
    return expired_page(
        journey, find_renewal(journey.kyc_request_id), request.values.get("token", "")
    )


@blueprint.errorhandler(TimeIsOver)
def time_is_over(_error: TimeIsOver) -> ResponseReturnValue:
    """Say the same to a customer who was on the way."""
    journey = current_journey()
    return expired_page(journey, find_renewal(journey.kyc_request_id))


@blueprint.errorhandler(SessionMissing)
def session_missing(_error: SessionMissing) -> ResponseReturnValue:
    """Say that this browser must open the link again, or a phone the code on its computer."""
    secret = sessions.secret_of(g.kyc_request_id)
    was_phone = secret is not None and was_shut_out(secret)
    return session_missing_page(was_phone=was_phone)


def session_missing_page(*, was_phone: bool) -> ResponseReturnValue:
    """Return the page for a browser whose session has ended."""
    page = "errors/handoff_ended.html" if was_phone else "errors/session_missing.html"
    return render_template(page), 403


@blueprint.errorhandler(CSRFError)
def page_too_old(_error: CSRFError) -> ResponseReturnValue:
    """Say that a form no longer fits its session; nothing of it was done."""
    return page_too_old_page(request.form.get("token"))


def page_too_old_page(token: str | None) -> ResponseReturnValue:
    """Return the page that asks to load an old one again; `token` is the link's, if it had one."""
    if token:
        g.link_token = token
    return render_template("errors/page_too_old.html", token=token), 403


def expired_page(journey: Journey, renewal: LinkRenewal, token: str = "") -> ResponseReturnValue:
    """Return the page about the end of a link; `token` is the link's, if the customer opened it."""
    page = render_template(
        "errors/link_expired.html",
        journey=journey,
        merchant=isolated(journey.organization_name),
        expires_at=journey.expires_at,
        token=token,
        renewal=renewal,
        was_sending=journey.was_cut_off,
        return_url=return_url(journey, ReturnInfo.TOKEN_EXPIRED),
    )
    return page, 410
