"""Signing in by a key or a link, and signing out."""

import re

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.errors import NotPermitted
from app.limits import count_failure
from app.review.blueprint import blueprint, forget_secret, keep_secret, secret_of_browser
from app.services.organizations import authenticate_key
from app.services.staff_links import read_staff_link, use_staff_link
from app.services.staff_sessions import begin_by_key, end_session

#: A path of the desk: browsers take `//` and `/\\` for the start of another host.
_OWN_PATH = re.compile(r"/review/[^\x00-\x20\\]*")

_WRONG = "This key is not known here, was revoked, or may not be used from this network."
_TOO_LITTLE = (
    "This key may not review. It needs GetKycDocumentCollection, GetKycDocument and one of the "
    "review operations."
)


@blueprint.get("/sign-in")
def sign_in() -> ResponseReturnValue:
    """Ask for a key."""
    return sign_in_page(request.args.get("next", ""))


@blueprint.post("/sign-in")
def take_key() -> ResponseReturnValue:
    """Sign in by a key, posted this once; the browser keeps a session instead."""
    onwards = request.form.get("next", "")
    key = authenticate_key(request.form.get("key", "").strip(), address=request.remote_addr or "")
    if key is None:
        # Guessing a key and using the API with a wrong one are counted apart.
        count_failure("desk")
        return sign_in_page(onwards, error=_WRONG, status=422)
    try:
        secret = begin_by_key(key)
    except NotPermitted:
        return sign_in_page(onwards, error=_TOO_LITTLE, status=422)
    return _signed_in(secret, onwards)


@blueprint.get("/link")
def open_link() -> ResponseReturnValue:
    """Show whom a link signs in; only the button does, so that no preview uses it up."""
    token = request.args.get("token", "")
    return render_template("review/link.html", link=read_staff_link(token), token=token)


@blueprint.post("/link")
def use_link() -> ResponseReturnValue:
    """Sign in by a link, once."""
    return _signed_in(use_staff_link(request.form.get("token", "")), "")


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the session on the server, and forget it here."""
    end_session(secret_of_browser() or "")
    response = make_response(redirect(url_for("review.sign_in"), 303))
    forget_secret(response)
    return response


def sign_in_page(
    onwards: str = "", *, error: str | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page that asks for a key; `onwards` is where the person wanted to go."""
    page = render_template(
        "review/sign_in.html", onwards=_own(onwards), error=error, form_error=error
    )
    return page, status


def _signed_in(secret: str, onwards: str) -> ResponseReturnValue:
    previous = secret_of_browser()
    if previous is not None:
        end_session(previous)
    response = make_response(redirect(_own(onwards) or url_for("review.show_queue"), 303))
    keep_secret(response, secret)
    return response


def _own(path: str) -> str:
    return path if _OWN_PATH.fullmatch(path) else ""
