"""Where the customer goes next: pure functions of the journey; no view names another view."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import url_for

from app.domain.documents import MAX_FILES_PER_DOCUMENT, DocumentType, FileTag
from app.domain.journey import OPEN_STATES, Journey, JourneyLine, LineState
from app.domain.statuses import RequestStatus


class Page(StrEnum):
    """A page of the journey; the value is its endpoint."""

    OVERVIEW = "gatherer.overview"
    CHOOSE = "gatherer.choose_document"
    CAPTURE = "gatherer.capture"
    CONSENT = "gatherer.consent"
    REVIEW = "gatherer.review"
    CHECKING = "gatherer.checking"
    DONE = "gatherer.done"


@dataclass(frozen=True)
class Step:
    """A page, and for which document and side where it has one."""

    page: Page
    document_type: DocumentType | None = None
    side: FileTag | None = None


def next_step(journey: Journey, at: DocumentType | None = None, *, is_over: bool = False) -> Step:
    """Return where the customer goes on; `at` is the document they are busy with.

    `is_over`: the link's time has ended, so nothing can be gathered any more.

    | the document at hand has something to do        | its next page                          |
    | another one is half gathered                    | its next page                          |
    | one was refused                                 | its first page, which says why         |
    | one was not begun                               | its first page                         |
    | one is being analysed                           | checking                               |
    | nothing is left, or the request has ended       | done                                   |
    """
    if journey.status.is_final:
        return Step(Page.DONE)
    if is_over:
        return Step(Page.CHECKING if journey.is_checking else Page.DONE)
    here = None if at is None else journey.line(at)
    if here is not None and here.state in OPEN_STATES:
        return step_of(here)
    for state in (LineState.GATHERING, LineState.RETRY, LineState.TO_DO):
        line = next((line for line in journey.lines if line.state is state), None)
        if line is not None:
            return step_of(line)
    return Step(Page.CHECKING if journey.is_checking else Page.DONE)


def step_of(line: JourneyLine) -> Step:
    """Return the next page of one document: choose, then each missing side, then review.

    Consent comes right before the selfie.
    """
    if line.subtype is None:
        return Step(Page.CHOOSE, line.document_type)
    if line.needs_consent and line.missing[:1] == (FileTag.FACE_PROOF,):
        return Step(Page.CONSENT, line.document_type)
    if line.missing:
        return Step(Page.CAPTURE, line.document_type, line.missing[0])
    return Step(Page.REVIEW, line.document_type)


def previous_step(line: JourneyLine, step: Step) -> Step:
    """Return the page before `step` in the order of one document, for its Back link."""
    pages = pages_of(line)
    place = pages.index(step) if step in pages else 0
    return pages[place - 1] if place > 0 else Step(Page.OVERVIEW)


def pages_of(line: JourneyLine) -> Sequence[Step]:
    """Return every page of one document in order, as far as they are known."""
    pages = [Step(Page.CAPTURE, line.document_type, side) for side in line.needed]
    if line.needs_consent and FileTag.FACE_PROOF in line.needed:
        pages.insert(line.needed.index(FileTag.FACE_PROOF), Step(Page.CONSENT, line.document_type))
    if len(line.permitted_subtypes) > 1:
        pages.insert(0, Step(Page.CHOOSE, line.document_type))
    return [*pages, Step(Page.REVIEW, line.document_type)]


def is_workable(line: JourneyLine) -> bool:
    """Tell whether the customer may gather files for it: open, or skipped and taken up again."""
    return line.state in OPEN_STATES or line.state is LineState.SKIPPED


def has_ended_unfinished(journey: Journey, *, is_over: bool) -> bool:
    """Tell whether the time ended before the customer was through: the page then says so.

    A request that was fulfilled, has failed, or waits for a decision keeps its own page.
    """
    if journey.status in {RequestStatus.EXPIRED, RequestStatus.ABANDONED}:
        return True
    undecided = {LineState.CHECKING, LineState.IN_REVIEW}
    return (
        is_over
        and not journey.status.is_final
        and not any(line.state in undecided for line in journey.lines)
    )


def page_limit(line: JourneyLine) -> int:
    """Return how many files the page set of a document may hold; the selfie counts as one too."""
    return MAX_FILES_PER_DOCUMENT - (1 if line.face_proof_required else 0)


def url_for_step(kyc_request_id: str, step: Step) -> str:
    """Return the address of a page."""
    values: dict[str, Any] = {"document_type": step.document_type, "side": step.side}
    given = {name: value for name, value in values.items() if value is not None}
    return url_for(step.page.value, kyc_request_id=kyc_request_id, **given)
