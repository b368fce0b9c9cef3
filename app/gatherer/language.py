"""The switch of languages, on every page: it keeps where the customer is and what was sent."""

import re
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.gatherer.blueprint import blueprint
from app.languages.choice import remember_own_choice

#: A path of our own: browsers take `//` and `/\\` for the start of another host.
_OWN_PATH = re.compile(r"/(?![/\\])[^\x00-\x20\\]*")


@blueprint.post("/language")
def store_language() -> ResponseReturnValue:
    """Remember the customer's choice and show the page again."""
    remember_own_choice(request.form.get("language", ""))
    back = request.form.get("back") or _referring_path()
    return redirect(back if _OWN_PATH.fullmatch(back) else "/", 303)


def page_address() -> str | None:
    """Return the address that shows this page again, also where it answers a form.

    None where the address was not proven to be one of ours: a page must not repeat what somebody
    else may have put there, and the browser tells it with the form.
    """
    if "link_token" in g:
        return url_for("gatherer.start", token=g.link_token)
    if "journey" not in g:
        return None
    adapter = current_app.create_url_adapter(request)
    if adapter is not None and adapter.test(request.path, "GET"):
        return request.path
    return url_for("gatherer.overview")


def _referring_path() -> str:
    address = urlsplit(request.referrer or "")
    if address.netloc != request.host:
        return "/"
    return f"{address.path}?{address.query}" if address.query else address.path
