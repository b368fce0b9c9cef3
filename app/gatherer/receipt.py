"""The receipt on the customer's own link: what is kept, erasing it, and the proof of that."""

from flask import Response, json, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import limits
from app.domain.errors import ErasureRefused, LinkExpired, LinkInvalid
from app.gatherer import sessions
from app.gatherer.blueprint import blueprint, current_journey, is_over, return_url
from app.gatherer.navigation import url_to
from app.gatherer.steps import is_workable, next_step
from app.services.erasures import erase_request
from app.services.gatherer_links import read_link
from app.services.receipts import Receipt, make_proof, read_receipt


@blueprint.post("/receipt")
def open_receipt() -> ResponseReturnValue:
    """Swap the link for a session, also when its time is over, and go to the receipt."""
    try:
        kyc_request_id = read_link(request.form.get("token", "")).id
    except LinkExpired as expired:
        # The time ends what can be sent, not what a customer may know of it.
        kyc_request_id = expired.kyc_request_id
    except LinkInvalid:
        limits.count_failure("link")
        raise
    sessions.begin(kyc_request_id)
    return redirect(url_for("gatherer.receipt", kyc_request_id=kyc_request_id), 303)


@blueprint.get("/verify/<kyc_request_id>/receipt")
def receipt() -> ResponseReturnValue:
    """Show what was sent: kinds, times and states, never a picture."""
    journey = current_journey()
    return receipt_page(read_receipt(journey.kyc_request_id))


def receipt_page(found: Receipt) -> str:
    """Return the receipt with the ways on that there are."""
    journey = current_journey()
    may_go_on = any(map(is_workable, journey.lines)) and not (
        journey.status.is_final or is_over(journey)
    )
    return render_template(
        "gatherer/receipt.html",
        receipt=found,
        go_on_url=url_to(next_step(journey)) if may_go_on else None,
        return_url=return_url(journey, journey.info),
    )


@blueprint.get("/verify/<kyc_request_id>/erase")
def confirm_erase() -> ResponseReturnValue:
    """Say what erasing does, and ask."""
    found = read_receipt(current_journey().kyc_request_id)
    return confirm_page(found)


@blueprint.post("/verify/<kyc_request_id>/erase")
def erase() -> ResponseReturnValue:
    """Erase; the receipt tells what went. Pressed again, it changes nothing."""
    try:
        erase_request(current_journey().kyc_request_id, actor="customer")
    except ErasureRefused as refused:
        if refused.reason == "analysing":
            return render_template("gatherer/erase_later.html"), 409
    return go_on_to_receipt()


@blueprint.get("/verify/<kyc_request_id>/erasures/<erasure_id>")
def proof(erasure_id: str) -> ResponseReturnValue:
    """Hand out the signed proof of one erasure."""
    signed = make_proof(current_journey().kyc_request_id, erasure_id)
    response = Response(json.dumps(signed, indent=1), content_type="application/json")
    response.headers["Content-Disposition"] = 'attachment; filename="proof-of-deletion.json"'
    return response


def go_on_to_receipt() -> ResponseReturnValue:
    """Send the customer to the receipt."""
    return redirect(url_for("gatherer.receipt"), 303)


def confirm_page(found: Receipt) -> ResponseReturnValue:
    """Return the page that asks before erasing; where nothing can be erased, go to the receipt."""
    journey = current_journey()
    if not journey.terms.may_erase or not found.has_files:
        return go_on_to_receipt()
    if journey.is_checking:
        return render_template("gatherer/erase_later.html")
    return render_template("gatherer/erase.html")
