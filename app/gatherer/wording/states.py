"""How a requested document stands, in words and in the tone its mark is drawn in."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.journey import Journey, JourneyLine, LineState
from app.gatherer.wording.documents import TYPE_NAMES, another_document, noun_of
from app.languages.formats import (
    capital,
    format_alternatives,
    format_clock,
    format_moment,
    format_span,
    isolated,
)

STATE_NAMES: dict[LineState, str] = {
    # Translators: How one document stands.
    LineState.TO_DO: _l("Not started"),
    LineState.GATHERING: _l("Not sent yet"),
    LineState.CHECKING: _l("Being checked"),
    LineState.ACCEPTED: _l("Accepted"),
    LineState.IN_REVIEW: _l("Received, a person will look at it"),
    LineState.RETRY: _l("Needs another try"),
    LineState.EXHAUSTED: _l("Cannot be checked online"),
    LineState.SKIPPED: _l("Skipped"),
}

STATE_TONES: dict[LineState, str] = {
    LineState.TO_DO: "quiet",
    LineState.GATHERING: "active",
    LineState.CHECKING: "active",
    LineState.ACCEPTED: "good",
    LineState.IN_REVIEW: "good",
    LineState.RETRY: "bad",
    LineState.EXHAUSTED: "bad",
    LineState.SKIPPED: "quiet",
}

RECEIVED_STATES = frozenset({LineState.CHECKING, LineState.ACCEPTED, LineState.IN_REVIEW})

_RECEIVED: dict[FileTag, str] = {
    # Translators: The photo of the document's front has arrived.
    FileTag.FRONT: _l("Front received."),
    # Translators: The photo of the document's back has arrived.
    FileTag.BACK: _l("Back received."),
    FileTag.PAGES: _l("Page received."),
    FileTag.FACE_PROOF: _l("Selfie received."),
}


def attempts_sentence(attempts_left: int | None) -> str:
    """Return how often the customer may try again; None is unlimited."""
    if attempts_left is None:
        return str(gettext("You can try again as often as you need."))
    text = ngettext(
        "You can try %(num)d more time.", "You can try %(num)d more times.", attempts_left
    )
    return str(text)


def start_heading(journey: Journey) -> str:
    """Return the first page's heading."""
    merchant = isolated(journey.organization_name)
    if journey.line(DocumentType.IDENTITY_PROOF) is None:
        return str(gettext("Send your documents to %(merchant)s", merchant=merchant))
    return str(gettext("Verify your identity for %(merchant)s", merchant=merchant))


def minutes_needed(journey: Journey) -> int:
    """Return about how long it takes: two minutes a document, one for a selfie."""
    selfies = sum(line.face_proof_required for line in journey.lines)
    return 2 * len(journey.lines) + selfies


def asked_of(line: JourneyLine) -> str:
    """Return what one document may be, for the list of what is asked."""
    kinds = [noun_of(subtype) for subtype in line.permitted_subtypes]
    shown = [kind for kind in dict.fromkeys(kinds) if kind != noun_of(DocumentSubtype.OTHER)]
    if len(shown) > _SHOWN_KINDS:
        shown = [*shown[:_SHOWN_KINDS], another_document()]
    name = TYPE_NAMES[line.document_type]
    documents = capital(format_alternatives(shown)) if shown else str(name)
    if not line.face_proof_required:
        return documents
    # Translators: %(documents)s is a document or a list of them, of which one is enough:
    # "Passport or identity card".
    return str(gettext("%(documents)s, and a selfie", documents=documents))


_SHOWN_KINDS = 3


def received_sentence(tag: FileTag) -> str:
    """Return the status when a side has arrived."""
    return str(_RECEIVED[tag])


def host_of(url: str) -> str:
    """Return the host an address leads to, so that leaving is no surprise."""
    return urlsplit(url).netloc


def moment(at: datetime) -> str:
    """Return a moment as the customer reads it: `3 March 2026, 14:05 UTC`."""
    return format_moment(at)


def clock(at: datetime) -> str:
    """Return a time of day as the customer reads it: `14:05 UTC`."""
    return format_clock(at)


def time_left(left: timedelta) -> str:
    """Return a span as words, rounded down: `2 days`, `58 minutes`; never less than a minute."""
    minutes = max(1, int(left.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= 2 * size or size == 1:
            return format_span(minutes // size, unit)
    raise AssertionError(minutes)


def time_left_sentence(left: timedelta) -> str:
    """Return how long the customer still has."""
    # Translators: %(time)s is a span, such as "5 minutes", in dictionary form. Put it where it
    # stays so: "Time left: 5 minutes".
    return str(gettext("You have %(time)s left.", time=time_left(left)))
