"""One press for more time; the customer stays on the page they were on."""

from urllib.parse import urlsplit

from flask import redirect, request
from flask.typing import ResponseReturnValue

from app.gatherer.blueprint import blueprint, current_journey
from app.gatherer.navigation import next_url
from app.services.more_time import give_more_time


@blueprint.post("/verify/<kyc_request_id>/more-time")
def more_time() -> ResponseReturnValue:
    """Move the end of the link, where it can be moved."""
    give_more_time(current_journey().kyc_request_id)
    return redirect(_page_before() or next_url(), 303)


def _page_before() -> str | None:
    """Return the page of this request that the button was on: a path of ours, never an address."""
    path = urlsplit(request.referrer or "").path
    ours = f"/verify/{current_journey().kyc_request_id}/"
    return path if path.startswith(ours) and ".." not in path else None
