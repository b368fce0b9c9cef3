"""The code that a customer who comes back in another browser may be asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

CODE_DIGITS: Final = 6
CODE_LIFE: Final = timedelta(minutes=10)
MAX_TRIES: Final = 5
RESEND_AFTER: Final = timedelta(minutes=1)
#: Of one request, whatever the browser: with five tries each, a day of guessing finds the code of
#: one request in some 1,700.
MAX_CODES: Final = 5
MAX_CODES_WITHIN: Final = timedelta(hours=1)


class ReturningProof(StrEnum):
    """What a customer proves who opens a link in another browser than they began in."""

    OFF = "off"
    CODE = "code"


class CodePhase(StrEnum):
    """How it stands with the newest code of a browser."""

    NONE = "none"
    ASKED = "asked"
    RESENT = "resent"
    USED_UP = "used-up"


def phase_of(*, codes: int, tries: int, expires_at: datetime | None, now: datetime) -> CodePhase:
    """Return the phase; the first line that holds wins. `tries` and `expires_at` are the newest's.

    | none    | no code could be sent to this browser    |
    | used-up | its time is over, or there were five tries |
    | resent  | it is not the first of this browser      |
    | asked   | it is the first                          |
    """
    if expires_at is None:
        return CodePhase.NONE
    if tries >= MAX_TRIES or now >= expires_at:
        return CodePhase.USED_UP
    return CodePhase.RESENT if codes > 1 else CodePhase.ASKED


def wait_for_code(sent: Sequence[datetime], own: datetime | None, now: datetime) -> timedelta:
    """Return how long it is until another code may be sent; nothing when it may be now.

    `sent` are the times of the request's codes within the hour, oldest first; `own` is when this
    browser's newest one was sent.
    """
    ends = [now]
    if own is not None:
        ends.append(own + RESEND_AFTER)
    if len(sent) >= MAX_CODES:
        ends.append(sent[-MAX_CODES] + MAX_CODES_WITHIN)
    return max(ends) - now


def read_code(text: str) -> str | None:
    """Return what was typed as digits from 0 to 9, or None for what can be no code."""
    digits = "".join(str(int(character)) for character in text if character.isdecimal())
    return digits if len(digits) == CODE_DIGITS else None


def choose_contact(
    emails: Sequence[Mapping[str, Any]], phone_numbers: Sequence[Mapping[str, Any]]
) -> str | None:
    """Return where the merchant reaches a customer: the primary of each kind first, mail first."""
    for contacts in (emails, phone_numbers):
        ordered = sorted(contacts, key=lambda item: not item.get("primary"))
        if ordered:
            return str(ordered[0]["value"])
    return None


def mask(contact: str) -> str:
    """Return a contact so that its owner knows it again and nobody else learns it."""
    name, at, host = contact.rpartition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"•••{contact.strip()[-2:]}"
