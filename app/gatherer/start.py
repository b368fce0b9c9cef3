"""The link: what it shows (nothing happens by opening it), and pressing Start."""

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app import limits
from app.domain.errors import LinkExpired, LinkInvalid
from app.domain.journey import Journey
from app.domain.statuses import ReturnInfo
from app.gatherer import sessions
from app.gatherer.blueprint import blueprint, return_url
from app.gatherer.steps import Page, Step, next_step, url_for_step
from app.gatherer.wording.states import RECEIVED_STATES
from app.languages.choice import wish_language
from app.languages.formats import isolated
from app.services.gatherer_links import read_link
from app.services.journey import read_journey


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show what is asked, by whom, and until when. No effect, however often and by whomever."""
    token = request.args.get("token", "")
    return start_page(_open(token), token)


def start_page(journey: Journey, token: str) -> str:
    """Return the first page, or the one that says that it is over."""
    # A credit file alone asks nothing of the customer.
    is_finished = journey.status.is_final or not journey.lines
    return render_template(
        "gatherer/finished.html" if is_finished else "gatherer/start.html",
        journey=journey,
        merchant=isolated(journey.organization_name),
        expires_at=journey.expires_at,
        time_left=journey.expires_at - g.began_at,
        token=token,
        locale=request.args.get("locale"),
        leave_url=return_url(journey, ReturnInfo.BACK),
        return_url=return_url(journey, journey.info),
        is_return=_has_begun(journey),
    )


@blueprint.post("/start")
def start_session() -> ResponseReturnValue:
    """Swap the link for a session and go to a clean address."""
    locale = request.form.get("locale", "")
    wish_language(locale)
    journey = _open(request.form.get("token", ""))
    sessions.begin(journey.kyc_request_id, locale=locale)
    step = Step(Page.OVERVIEW) if _has_begun(journey) else next_step(journey)
    if journey.status.is_final:
        step = Step(Page.DONE)
    return redirect(url_for_step(journey.kyc_request_id, step), 303)


def _open(token: str) -> Journey:
    if not token:
        # Nobody guesses with an empty hand; whoever looks at the bare address is not counted.
        raise LinkInvalid
    try:
        journey = read_journey(read_link(token).id)
    except LinkExpired:
        g.link_token = token
        raise
    except LinkInvalid:
        limits.count_failure("link")
        raise
    g.link_token = token
    wish_language(journey.locale)
    return journey


def _has_begun(journey: Journey) -> bool:
    return any(line.files or line.state in RECEIVED_STATES for line in journey.lines)
