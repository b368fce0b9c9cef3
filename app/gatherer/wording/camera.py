"""What the browser sees in a photo, and what our camera screen says, for scripts and templates."""

from flask_babel import lazy_gettext as _l

#: By the names of `static/js/photo-look.js`.
HINTS = {
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

#: What the capture page says beside `wording.scripts.CAPTURE`.
CAPTURE = {
    "cancelled": _l("The photo was not sent. Take or choose another one."),
    "closedTitle": _l("This page was closed while a photo was being sent"),
    "closedBody": _l("If you do not see the photo here, take or choose it again."),
}
