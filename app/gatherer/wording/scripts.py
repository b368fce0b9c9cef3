"""Sentences that scripts show, handed to them with the page.

`{…}` stands for what only the script knows; a sentence with a number in it needs no plural form.
"""

from datetime import timedelta

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.domain.documents import FileTag
from app.domain.errors import EmptyFile
from app.gatherer.wording.documents import paragraph
from app.gatherer.wording.refusals import NO_ATTEMPT_USED, TOO_LARGE_TO_SEND, unreadable_file
from app.gatherer.wording.states import time_left_sentence
from app.languages.formats import format_part, format_span

_EMPTY = unreadable_file(EmptyFile(), FileTag.FRONT, None)

CAPTURE: dict[str, str] = {
    # Translators: Stands in place of the photo for who cannot see it.
    "photo": _l("The photo you picked"),
    "preparing": _l("Preparing your photo"),
    # Translators: {percent} is how much was sent: "25%".
    "sending": _l("Sending, {percent}"),
    # Translators: {n} is a number from 1 to 5.
    "retrying": _l("Connection problem. Trying again ({n} of 5)"),
    "moving": _l("Sending. The next page opens by itself."),
    "check": _l("Is everything readable?"),
    "use": _l("Use this photo"),
    "again": _l("Take it again"),
    "another": _l("Choose another file"),
    "more": _l("Take another page"),
    "retry": _l("Try again"),
    "offlineTitle": _l("You are offline"),
    "offlineBody": _l(
        "Your photo is kept on this page and will be sent when you are back online. "
        "Keep this page open."
    ),
    "lostTitle": _l("The photo was not sent"),
    "lostBody": _l("Move to a place with better signal, then try again."),
    "cameraTitle": _l("Your phone closed the page while the camera was open"),
    "cameraBody": _l(
        "Take the photo again. If it happens twice, take it with your camera app first, "
        "then choose it here."
    ),
    "largeTitle": TOO_LARGE_TO_SEND.title,
    "largeBody": LazyString(paragraph, TOO_LARGE_TO_SEND.action, NO_ATTEMPT_USED),
    "emptyTitle": _EMPTY.title,
    "emptyBody": LazyString(paragraph, _EMPTY.action, NO_ATTEMPT_USED),
}

#: One at a time, as text that is also spoken; nothing flashes.
LIVENESS: dict[str, str] = {
    # Translators: Instructions; each follows "Step 1 of 3." and is read aloud by screen readers.
    "turn-left": _l("Turn your head slowly to your left, then look at the camera again."),
    "turn-right": _l("Turn your head slowly to your right, then look at the camera again."),
    "blink": _l("Look at the camera and blink a few times, slowly."),
    "move-closer": _l("Move your face slowly closer to the camera and stay there."),
    "ready": _l("Look straight at the camera with your whole face in the picture."),
    # Translators: {n} and {of} are numbers from 1 to 3, {text} is a whole sentence.
    "step": _l("Step {n} of {of}. {text}"),
    "opening": _l("Your browser asks whether this page may use the camera."),
    "sending": _l("Sending"),
    "checking": _l("Checking. This takes a few seconds."),
    "done": _l("Thank you. The next page opens by itself."),
    "doubt": _l(
        "We could not confirm this selfie. Try again, or go on: a person will look at it. "
        "This did not use up an attempt."
    ),
    "late": _l("The time for this step is over. Try again: this did not use up an attempt."),
    "lost": _l("The connection was lost. Try again: this did not use up an attempt."),
    "refused": _l("The camera steps end here. Go on: a person will look at your selfie."),
    "noCamera": _l(
        "We cannot use the camera here. Take the selfie with the buttons below instead; "
        "a person will look at it."
    ),
    "again": _l("Try again"),
}

TIME_LIMIT: dict[str, str] = {
    "minutes": LazyString(time_left_sentence, timedelta(minutes=5)),
    "minute": LazyString(time_left_sentence, timedelta(minutes=1)),
    "over": _l("The time of this link is over. What you already sent is safe."),
}

CHECKING: dict[str, str] = {
    "waiting": _l("Usually under a minute. The next page opens by itself."),
    "long": _l("Still checking. You do not need to wait here."),
    "longer": _l("This takes longer than usual. You can close this page and open your link later."),
}


def quarters() -> list[str]:
    """Return the quarters of a whole, which the capture page says of a photo on its way.

    Written here because a slow phone's browser takes a tenth of a second to learn how.
    """
    return [format_part(quarter / 4) for quarter in range(5)]


def return_words(merchant: str, seconds: int) -> dict[str, str]:
    """Return what the last page says about going back to the merchant by itself."""
    # Translators: %(time)s is a span, such as "5 seconds", in dictionary form.
    going = gettext(
        "You go back to %(merchant)s in %(time)s.",
        merchant=merchant,
        time=format_span(seconds, "second"),
    )
    return {"going": str(going), "staying": str(gettext("You stay on this page."))}
