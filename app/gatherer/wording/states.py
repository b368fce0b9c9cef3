"""How a requested document stands, in words and in the tone its mark is drawn in."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.journey import Journey, JourneyLine, LineState
from app.gatherer.wording.documents import TYPE_NAMES, noun_of

STATE_NAMES: dict[LineState, str] = {
    LineState.TO_DO: "Not started",
    LineState.GATHERING: "Not sent yet",
    LineState.CHECKING: "Being checked",
    LineState.ACCEPTED: "Accepted",
    LineState.IN_REVIEW: "Received, a person will look at it",
    LineState.RETRY: "Needs another try",
    LineState.EXHAUSTED: "Cannot be checked online",
    LineState.SKIPPED: "Skipped",
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


def attempts_sentence(attempts_left: int | None) -> str:
    """Return how often the customer may try again; None is unlimited."""
    if attempts_left is None:
        return "You can try again as often as you need."
    if attempts_left == 1:
        return "You can try 1 more time."
    return f"You can try {attempts_left} more times."


def start_heading(journey: Journey) -> str:
    """Return the first page's heading."""
    if journey.line(DocumentType.IDENTITY_PROOF) is None:
        return f"Send your documents to {journey.organization_name}"
    return f"Verify your identity for {journey.organization_name}"


def minutes_needed(journey: Journey) -> int:
    """Return about how long it takes: two minutes a document, one for a selfie."""
    selfies = sum(line.face_proof_required for line in journey.lines)
    return 2 * len(journey.lines) + selfies


def asked_of(line: JourneyLine) -> str:
    """Return what one document may be, for the list of what is asked."""
    kinds = [noun_of(subtype) for subtype in line.permitted_subtypes]
    shown = [kind for kind in dict.fromkeys(kinds) if kind != noun_of(DocumentSubtype.OTHER)]
    if not shown:
        text = TYPE_NAMES[line.document_type]
    elif len(shown) > _SHOWN_KINDS:
        text = ", ".join(shown[:_SHOWN_KINDS]) + " or another document"
    else:
        text = _alternatives(shown)
    text = text[:1].upper() + text[1:]
    return f"{text}, and a selfie" if line.face_proof_required else text


_SHOWN_KINDS = 3


def _alternatives(kinds: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(kinds[:-1]), kinds[-1]]))


def received_sentence(tag: FileTag) -> str:
    """Return the status when a side has arrived."""
    names = {FileTag.FRONT: "Front", FileTag.BACK: "Back", FileTag.PAGES: "Page"}
    return f"{names.get(tag, 'Selfie')} received."


def host_of(url: str) -> str:
    """Return the host an address leads to, so that leaving is no surprise."""
    return urlsplit(url).netloc


def moment(at: datetime) -> str:
    """Return a moment as the customer reads it: `3 March 2026, 14:05 UTC`."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def time_left(left: timedelta) -> str:
    """Return a span as words, rounded down: `2 days`, `58 minutes`; never less than a minute."""
    minutes = max(1, int(left.total_seconds() // 60))
    for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
        if minutes >= 2 * size or size == 1:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError(minutes)
