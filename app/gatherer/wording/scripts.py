"""Sentences that scripts show, handed to them with the page; `{…}` stands for a number."""

from app.domain.documents import FileTag
from app.domain.errors import EmptyFile
from app.gatherer.wording.refusals import NO_ATTEMPT_USED, TOO_LARGE_TO_SEND, unreadable_file

_EMPTY = unreadable_file(EmptyFile(), FileTag.FRONT, None)

CAPTURE: dict[str, str] = {
    "photo": "The photo you picked",
    "preparing": "Preparing your photo",
    "sending": "Sending, {percent} percent",
    "retrying": "Connection problem. Trying again ({n} of 5)",
    "moving": "Sending. The next page opens by itself.",
    "check": "Is everything readable?",
    "use": "Use this photo",
    "again": "Take it again",
    "another": "Choose another file",
    "more": "Take another page",
    "retry": "Try again",
    "offlineTitle": "You are offline",
    "offlineBody": "Your photo is kept on this page and will be sent when you are back online. "
    "Keep this page open.",
    "lostTitle": "The photo was not sent",
    "lostBody": "Move to a place with better signal, then try again.",
    "cameraTitle": "Your phone closed the page while the camera was open",
    "cameraBody": "Take the photo again. If it happens twice, take it with your camera app first, "
    "then choose it here.",
    "largeTitle": TOO_LARGE_TO_SEND.title,
    "largeBody": f"{TOO_LARGE_TO_SEND.action} {NO_ATTEMPT_USED}",
    "emptyTitle": _EMPTY.title,
    "emptyBody": f"{_EMPTY.action} {NO_ATTEMPT_USED}",
}

#: One at a time, as text that is also spoken; nothing flashes.
LIVENESS: dict[str, str] = {
    "turn-left": "Turn your head slowly to your left, then look at the camera again",
    "turn-right": "Turn your head slowly to your right, then look at the camera again",
    "blink": "Look at the camera and blink a few times, slowly",
    "move-closer": "Move your face slowly closer to the camera and stay there",
    "ready": "Look straight at the camera with your whole face in the picture.",
    "step": "Step {n} of {of}. {text}.",
    "opening": "Your browser asks whether this page may use the camera.",
    "sending": "Sending",
    "checking": "Checking. This takes a few seconds.",
    "done": "Thank you. The next page opens by itself.",
    "doubt": "We could not confirm this selfie. Try again, or go on: a person will look at it. "
    "This did not use up an attempt.",
    "late": "The time for this step is over. Try again: this did not use up an attempt.",
    "lost": "The connection was lost. Try again: this did not use up an attempt.",
    "refused": "The camera steps end here. Go on: a person will look at your selfie.",
    "noCamera": "We cannot use the camera here. Take the selfie with the buttons below instead; "
    "a person will look at it.",
    "again": "Try again",
}

TIME_LIMIT: dict[str, str] = {
    "minutes": "You have {n} minutes left.",
    "minute": "You have 1 minute left.",
    "over": "The time of this link is over. What you already sent is safe.",
}

CHECKING: dict[str, str] = {
    "waiting": "Usually under a minute. The next page opens by itself.",
    "long": "Still checking. You do not need to wait here.",
    "longer": "This takes longer than usual. You can close this page and open your link later.",
}

RETURN: dict[str, str] = {
    "going": "You go back to {merchant} in {n} seconds.",
    "staying": "You stay on this page.",
}
