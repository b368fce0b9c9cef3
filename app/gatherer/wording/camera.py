"""What the browser sees in a photo, and what our camera screen says, for scripts and templates."""

from flask_babel import lazy_gettext as _l

#: By the names of `static/js/photo-look.js`.
HINTS = {
    "small": {
        "title": _l("The document is too far away"),
        "body": _l("Move closer until it almost fills the photo."),
    },
    "blurry": {
        "title": _l("The photo is blurry"),
        "body": _l("Hold the phone still and wait for it to focus."),
    },
    "glare": {
        "title": _l("A reflection covers part of the document"),
        "body": _l("Turn off the flash and move away from the light."),
    },
    "dark": {
        "title": _l("The photo is too dark"),
        "body": _l("Move closer to a window or lamp."),
    },
    "cut": {
        "title": _l("Part of the document is missing"),
        "body": _l("Move back until all four corners are in the photo."),
    },
}

#: Our camera screen: what is wrong, and cues by the names of `static/js/photo-look.js` and
#: `static/js/guidance.js`; left and right are the customer's own.
VIEWFINDER = {
    "denied": {
        "title": _l("Your browser is blocking the camera"),
        "body": _l(
            "You can take the photo with your phone's camera app instead. No permission needed."
        ),
    },
    "none": {
        "title": _l("We did not find a camera"),
        "body": _l("Continue on a phone, or choose a photo you already have."),
    },
    "busy": {
        "title": _l("Another app is using the camera"),
        "body": _l("Close it, then try again."),
    },
    "webview": {
        "title": _l("Open this page in your browser"),
        "body": _l("The app you are in does not let us use the camera."),
    },
    "copied": _l("Link copied"),
    "taken": _l("Photo taken"),
    "ready": _l("Take the photo when all of it is inside the frame"),
    "blurry": _l("Hold still"),
    "glare": _l("Turn away from the light"),
    "dark": _l("Find more light"),
    "cut": _l("Move back a little"),
    "light": _l("Find more light"),
    "look": _l("Look at the camera"),
    "closer": _l("Move closer"),
    "back": _l("Move back"),
    "left": _l("Move left"),
    "right": _l("Move right"),
    "higher": _l("Hold the phone higher"),
    "lower": _l("Hold the phone lower"),
    "hold": _l("Hold still and take the photo"),
}

#: How to allow the camera, by browser.
ALLOW_CAMERA = (
    (_l("Chrome"), _l("Press the sign beside the address, then Permissions, then Camera.")),
    (_l("Safari"), _l("Press the sign beside the address, then Website Settings, then Camera.")),
    (_l("Firefox"), _l("Press the lock beside the address and remove the block of the camera.")),
    (_l("Samsung Internet"), _l("Press the lock beside the address, then Permissions.")),
    (_l("Edge"), _l("Press the lock beside the address, then Permissions, then Camera.")),
)

#: What the capture page says beside `wording.scripts.CAPTURE`.
CAPTURE = {
    "cancelled": _l("The photo was not sent. Take or choose another one."),
    "closedTitle": _l("This page was closed while a photo was being sent"),
    "closedBody": _l("If you do not see the photo here, take or choose it again."),
}
