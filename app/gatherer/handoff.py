"""Going on with a phone, on the computer's side: the code, and how far the phone is."""

import json
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from apiflask import APIFlask
from flask import (
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.domain.errors import LinkInvalid
from app.domain.handoff import RENEW_BEFORE, HandoffPhase
from app.domain.journey import Journey
from app.extensions import now, settings
from app.gatherer import qr
from app.gatherer.blueprint import (
    allow_return,
    blueprint,
    current_device,
    current_journey,
    is_over,
)
from app.gatherer.navigation import go_on, url_to
from app.gatherer.steps import Page, next_step
from app.gatherer.streams import Streams
from app.gatherer.wording.handoff import state_sentence
from app.services import handoffs
from app.services.gatherer_sessions import is_session_open
from app.services.handoff_state import HandoffState, read_state
from app.services.journey import read_journey

#: This computer's newest code. The database has only its hash, and a page that is loaded again must
#: show it again; the cookie is signed and no script can read it.
_KEY = "handoff"

_STREAMS = "kyc_event_streams"


def init_app(app: APIFlask, *, event_streams: int) -> None:
    """Let so many threads of this process tell how far a phone is; whoever else asks, polls."""
    app.extensions[_STREAMS] = Streams(most=event_streams, life_seconds=25, pause_seconds=0.5)


def offer() -> HandoffState:
    """Return how the handoff of this browser stands, for pages that offer one or tell of one."""
    return read_state(current_device())


@blueprint.post("/verify/<kyc_request_id>/phone")
def begin_handoff() -> ResponseReturnValue:
    """Make a fresh code; the one before it is dead."""
    journey = current_journey()
    if _is_through(journey):
        return go_on()
    code = handoffs.begin_handoff(current_device())
    if code is not None:
        session[_KEY] = [journey.kyc_request_id, code]
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_shown_code(read_state(current_device()), code))
    return redirect(url_for("gatherer.use_phone"), 303)


@blueprint.get("/verify/<kyc_request_id>/phone")
def use_phone() -> ResponseReturnValue:
    """Show the code, and how far the phone is; once the phone is through, go on."""
    journey = current_journey()
    state = read_state(current_device())
    if state.is_phone or _is_through(journey):
        return go_on()
    code = _kept_code(journey.kyc_request_id)
    return handoff_page(state, code, has_asked="asked" in request.args)


def handoff_page(state: HandoffState, code: str | None, *, has_asked: bool = False) -> str:
    """Return the page with the code and how far the phone is."""
    journey = current_journey()
    allow_return(journey)
    return render_template(
        "gatherer/use_phone.html",
        state=state,
        code=_shown_code(state, code),
        continue_url=url_to(next_step(journey)),
        has_asked=has_asked,
    )


@blueprint.get("/verify/<kyc_request_id>/phone/state")
def phone_state() -> Response:
    """Return how far the other device is; unchanged answers cost a header."""
    answer = Response(_told(current_journey()), content_type="application/json")
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.get("/verify/<kyc_request_id>/phone/events")
def phone_events() -> Response:
    """Tell each change when it happens, where this process can spare a thread."""
    device = current_device()

    def look() -> str | None:
        is_open = is_session_open(device.id)
        return _told(read_journey(device.kyc_request_id)) if is_open else None

    streams: Streams = current_app.extensions[_STREAMS]
    return streams.answer(look, request.headers.get("Last-Event-ID", ""))


@blueprint.post("/verify/<kyc_request_id>/phone/end")
def end_handoff() -> ResponseReturnValue:
    """Shut out the phone."""
    handoffs.disconnect_phone(current_device())
    return redirect(url_for("gatherer.use_phone"), 303)


def _is_through(journey: Journey) -> bool:
    """Tell whether nothing is left that a phone could take a photo of."""
    step = next_step(journey, is_over=is_over(journey))
    return step.page in {Page.CHECKING, Page.DONE}


def _told(journey: Journey) -> str:
    """Return what a device is told of the other, as JSON; `next` once all photos are sent."""
    state = read_state(current_device())
    through = not state.is_phone and _is_through(journey)
    return json.dumps(
        {
            "phase": state.phase,
            "text": state_sentence(state),
            "received": None if state.received is None else state.received.id,
            "next": url_to(next_step(journey, is_over=is_over(journey))) if through else None,
        }
    )


def _kept_code(kyc_request_id: str) -> str | None:
    """Return the code that this browser was given last, if it can still be used."""
    known, code = session.get(_KEY, (None, None))
    if known != kyc_request_id:
        return None
    with suppress(LinkInvalid):
        opened = handoffs.open_code(code)
        is_own = opened.computer_session_id == current_device().id
        if is_own and opened.phase is HandoffPhase.WAITING:
            return str(code)
    return None


def _shown_code(state: HandoffState, code: str | None) -> dict[str, Any] | None:
    """Return what the page shows of a code: its drawing, address, number and life in seconds."""
    if code is None or state.code_expires_at is None:
        return None
    # The request's id, which each address of a page gets by itself, is no part of a code's.
    path = url_for("gatherer.open_code", code=code, kyc_request_id=None)
    address = f"{settings().base_url}{path}"
    left = state.code_expires_at - now() - RENEW_BEFORE
    return {
        "address": address,
        "number": state.match_number,
        "seconds": max(1, int(left.total_seconds())),
        **asdict(qr.draw(address)),
    }
