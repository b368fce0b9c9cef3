"""What both devices of a handoff are told."""

from datetime import datetime, timedelta

from flask_babel import format_timedelta, gettext
from flask_babel import lazy_gettext as _l

from app.domain.handoff import HandoffEnd, HandoffPhase
from app.gatherer.wording.refusals import Refusal
from app.gatherer.wording.states import received_sentence
from app.services.handoff_state import HandoffState

_PHASES = {
    HandoffPhase.NONE: _l("There is no code yet"),
    HandoffPhase.WAITING: _l("Waiting for your phone"),
    HandoffPhase.CONNECTED: _l("Phone connected"),
    HandoffPhase.OUT_OF_DATE: _l("This code is out of date"),
    HandoffPhase.ENDED: _l("Your phone is not connected"),
}

_OUT_OF_DATE = (_l("This code is out of date"), _l("Scan the code on your computer again."))
_ENDINGS = {
    HandoffEnd.STOPPED: (
        _l("The other phone is stopped"),
        _l("Scan the code on your computer again."),
    ),
    HandoffEnd.REFUSED: (
        _l("Nothing was sent"),
        _l("We stopped it, and the website that asked can see that. You can close this page."),
    ),
    HandoffEnd.MISMATCHED: (
        _l("That is not the number on your computer"),
        _l("Nothing was sent. Scan the new code on your computer."),
    ),
}


def state_sentence(state: HandoffState) -> str:
    """Return how a handoff stands: the newest thing that happened."""
    if state.received is not None and state.is_shared:
        return str(received_sentence(state.received.tag))
    # A phone needs no telling that it is connected.
    return "" if state.is_phone else str(_PHASES[state.phase])


def ending(ended_as: HandoffEnd | None) -> Refusal:
    """Return what a code says that cannot be used any more."""
    title, action = _ENDINGS.get(ended_as, _OUT_OF_DATE) if ended_as else _OUT_OF_DATE
    return Refusal(str(title), str(action))


def started(browser: str | None, system: str | None, *, at: datetime, now: datetime) -> str:
    """Return where and when the customer began, so that they know their own computer again."""
    ago = format_timedelta(
        min(at - now, -timedelta(minutes=1)), granularity="minute", add_direction=True
    )
    if browser is None or system is None:
        return str(gettext("Started on a computer, %(ago)s.", ago=ago))
    return str(
        gettext(
            "Started on %(browser)s, %(system)s, %(ago)s.", browser=browser, system=system, ago=ago
        )
    )


def script_words() -> dict[str, str]:
    """Return the sentences that the script of the computer's page shows."""
    return {
        "copied": gettext("Link copied"),
        "marked": gettext("The link is marked. Copy it now."),
    }
