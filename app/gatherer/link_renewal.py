"""Asking the merchant for a new link, on the page that says that the old one has expired."""

from flask import g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import limits
from app.domain.errors import LinkExpired, LinkInvalid
from app.gatherer.blueprint import blueprint
from app.services.gatherer_links import read_link
from app.services.link_renewals import ask_for_link


@blueprint.post("/new-link")
@blueprint.post("/verify/<kyc_request_id>/new-link")
def ask_new_link() -> ResponseReturnValue:
    """Ask for a new link with the old one, or with the session that it began, and say so."""
    if g.kyc_request_id is not None:
        ask_for_link(g.kyc_request_id)
        return redirect(url_for("gatherer.overview"), 303)
    token = request.form.get("token", "")
    try:
        read_link(token)
    except LinkExpired as expired:
        ask_for_link(expired.kyc_request_id)
    except LinkInvalid:
        limits.count_failure("link")
        raise
    return redirect(url_for("gatherer.start", token=token), 303)
