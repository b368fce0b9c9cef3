"""What the customer will read after a rejection, in the customer's language, word for word.

The sentences are the portal's own and come by the same functions as there, so the desk cannot say
one thing and the portal another.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import g
from flask_babel import refresh

from app.domain.documents import DocumentType
from app.domain.errors import NotFound
from app.domain.journey import Journey, JourneyLine, LineState
from app.domain.rejections import RejectionReason, RejectionType
from app.domain.statuses import DocumentStatus
from app.extensions import now
from app.gatherer.wording.refusals import refusal_of
from app.gatherer.wording.states import attempts_sentence
from app.languages.formats import isolated
from app.languages.shipped import ENGLISH, Language, best_match
from app.models import KycDocument
from app.services.journey import read_journey
from app.services.review_desk import Case


@dataclass(frozen=True)
class Reading:
    """What a rejection for one reason tells the customer."""

    kind: RejectionType
    title: str
    action: str


@dataclass(frozen=True)
class CustomerWords:
    """The words for every reason, how often the customer may try again, and why they may not.

    `attempts` is None where the customer is not asked to try again; `note` tells the reviewer why.
    """

    language: Language
    is_known: bool
    readings: Sequence[Reading]
    attempts: str | None
    note: str | None


def customer_words(case: Case) -> CustomerWords:
    """Return what the customer of a case would read, for each reason."""
    document = case.document
    language = _language(case.language)
    journey = _journey(document)
    line = _line_after(journey, document)
    merchant = journey.organization_name if journey else ""
    with _in(language or ENGLISH):
        readings = [_reading(kind, merchant, line) for kind in RejectionType]
        tries = line is not None and line.state is LineState.RETRY
        left = attempts_sentence(line.attempts_left) if line and tries else None
    return CustomerWords(
        language=language or ENGLISH,
        is_known=language is not None,
        readings=readings,
        attempts=left,
        note=_note(journey, line, document),
    )


def _reading(kind: RejectionType, merchant: str, line: JourneyLine | None) -> Reading:
    refusal = refusal_of(RejectionReason(kind, ""), isolated(merchant), line)
    return Reading(kind, str(refusal.title), str(refusal.action))


def _line_after(journey: Journey | None, document: KycDocument) -> JourneyLine | None:
    """Return the line as it stands when this document is rejected."""
    line = journey.line(DocumentType(document.type)) if journey else None
    if line is None or line.latest is None:
        return None
    statuses = list(line.statuses)
    if document.document_status in statuses:
        statuses[statuses.index(document.document_status)] = DocumentStatus.REJECTED
    return replace(line, statuses=tuple(statuses))


def _note(journey: Journey | None, line: JourneyLine | None, document: KycDocument) -> str | None:
    if journey is None or line is None or line.latest is None:
        return "The customer was not asked for this document in the portal, and reads nothing."
    if journey.status.is_final or now() >= journey.expires_at:
        return "The customer's link is over: they read this nowhere, but in what you tell them."
    if line.latest.id != document.id:
        return "The customer has sent another one since, and their page speaks of that one."
    if line.state is LineState.EXHAUSTED:
        return "No attempt is left: the customer is told to ask you how to go on."
    if line.state is not LineState.RETRY:
        return "The customer has gone on, and their page does not ask for this one again."
    return None


def _journey(document: KycDocument) -> Journey | None:
    try:
        return read_journey(document.kyc_request_id or "")
    except NotFound:
        return None


def _language(tag: str | None) -> Language | None:
    return best_match(tag) if tag else None


@contextmanager
def _in(language: Language) -> Iterator[None]:
    before = g.language
    g.language = language
    refresh()
    try:
        yield
    finally:
        g.language = before
        refresh()
