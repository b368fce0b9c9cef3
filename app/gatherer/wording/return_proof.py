"""What is said about the code of a customer who comes back."""

from datetime import timedelta

from flask_babel import gettext

from app.domain.return_proof import CodePhase
from app.gatherer.wording.refusals import Refusal
from app.gatherer.wording.states import attempts_sentence, time_left


def wrong_code(tries_left: int) -> Refusal:
    """Return what is said about a code that is not the one that was sent."""
    return Refusal(gettext("That is not the code"), attempts_sentence(tries_left))


def code_over(phase: CodePhase) -> Refusal | None:
    """Return why there is no code to type, None where there is one."""
    if phase is CodePhase.USED_UP:
        return Refusal(gettext("This code no longer works"), gettext("Ask for another code."))
    if phase is CodePhase.NONE:
        return Refusal(
            gettext("We could not send you a code"),
            gettext("Ask again later, or open the link in the browser where you began."),
        )
    return None


def too_early(wait: timedelta) -> Refusal:
    """Return what is said to somebody who asks for another code too soon."""
    return Refusal(
        gettext("It is too early for another code"),
        # Translators: %(time)s is a span, such as "5 minutes", in dictionary form.
        gettext("Wait for %(time)s, then ask again.", time=time_left(wait)),
    )
