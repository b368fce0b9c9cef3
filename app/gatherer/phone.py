"""Going on with a phone, on the phone's side: what the code opens, and what may be done about it.

Opening the code has no effect, however often and by whomever: link scanners open links too.
"""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import limits
from app.domain.errors import LinkInvalid
from app.domain.handoff import HandoffEnd, HandoffPhase
from app.extensions import now
from app.gatherer import forms, sessions
from app.gatherer.blueprint import blueprint
from app.gatherer.steps import next_step, url_for_step
from app.gatherer.wording.handoff import ending, started
from app.languages.choice import wish_language
from app.languages.formats import isolated
from app.services import handoffs
from app.services.gatherer_sessions import find_session
from app.services.handoffs import OpenedCode
from app.services.journey import read_journey


@blueprint.get("/phone")
def open_code() -> ResponseReturnValue:
    """Say who asks and where it began, before anything happens."""
    code = request.args.get("code", "")
    opened = _open(code)
    if _is_at_work(opened):
        return _go_on(opened)
    journey = read_journey(opened.kyc_request_id)
    wish_language(journey.locale)
    return code_page(opened, code, isolated(journey.organization_name))


def code_page(opened: OpenedCode, code: str, merchant: str) -> ResponseReturnValue:
    """Return what a code shows: the question whether to go on, or why it cannot be used."""
    if opened.phase is HandoffPhase.CONNECTED:
        return render_template("errors/handoff_taken.html", merchant=merchant, code=code), 409
    if opened.phase is not HandoffPhase.WAITING:
        words = ending(opened.ended_as)
        status = 200 if opened.ended_as is HandoffEnd.REFUSED else 410
        return render_template("errors/code_over.html", merchant=merchant, ending=words), status
    return render_template(
        "gatherer/phone.html",
        merchant=merchant,
        started=started(opened.browser, opened.system, at=opened.started_at, now=now()),
        choices=opened.match_choices,
        code=code,
        key=forms.new_key(),
    )


@blueprint.post("/phone/continue")
def continue_on_phone() -> ResponseReturnValue:
    """Swap the code for a session; where that cannot be, the code's own page tells why."""
    code = request.form.get("code", "")
    opened = _open(code)
    if not _is_at_work(opened):
        secret = handoffs.connect_phone(
            code,
            key=request.form.get("key") or forms.new_key(),
            number=request.form.get("number", ""),
            user_agent=request.user_agent.string,
        )
        if secret is None:
            return _back_to(code)
        sessions.keep(opened.kyc_request_id, secret)
    return _go_on(opened)


@blueprint.post("/phone/refuse")
def refuse_handoff() -> ResponseReturnValue:
    """End it all: whoever holds this phone did not start it."""
    code = request.form.get("code", "")
    _open(code)
    handoffs.refuse_handoff(code)
    return _back_to(code)


@blueprint.post("/phone/stop")
def stop_phone() -> ResponseReturnValue:
    """Shut out the phone that used the code before."""
    code = request.form.get("code", "")
    _open(code)
    handoffs.stop_phone(code)
    return _back_to(code)


def _open(code: str) -> OpenedCode:
    if not code:
        # Nobody guesses with an empty hand.
        raise LinkInvalid
    try:
        return handoffs.open_code(code)
    except LinkInvalid:
        limits.count_failure("handoff")
        raise


def _is_at_work(opened: OpenedCode) -> bool:
    """Tell whether this browser is one of the handoff's two already, and has nothing to confirm."""
    secret = sessions.secret_of(opened.kyc_request_id)
    device = None if secret is None else find_session(secret, opened.kyc_request_id)
    return device is not None and device.id in {
        opened.computer_session_id,
        opened.phone_session_id,
    }


def _go_on(opened: OpenedCode) -> ResponseReturnValue:
    step = next_step(read_journey(opened.kyc_request_id))
    return redirect(url_for_step(opened.kyc_request_id, step), 303)


def _back_to(code: str) -> ResponseReturnValue:
    return redirect(url_for("gatherer.open_code", code=code), 303)
