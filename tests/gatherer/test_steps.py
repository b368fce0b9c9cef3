"""Where the customer goes next, for every state a document can be in."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.journey import GatheredFile, Journey, JourneyLine, LineState, SentDocument
from app.domain.statuses import DocumentStatus, RequestStatus, ReturnInfo
from app.gatherer.steps import (
    Page,
    Step,
    has_ended_unfinished,
    next_step,
    page_limit,
    pages_of,
    previous_step,
    step_of,
)

IDENTITY, ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF
THEN = datetime(2026, 11, 23, 12, tzinfo=UTC)

TO_DO = JourneyLine(
    document_type=IDENTITY,
    requested_subtypes=(DocumentSubtype.ID_CARD,),
    chosen_subtype=None,
    face_proof_required=False,
    face_liveness_required=False,
    max_attempts=3,
    attempts_used=0,
    is_waived=False,
    is_skipped=False,
    files=(),
    statuses=(),
    latest=None,
)
REFUSED = SentDocument("kyc_doc_1", None, DocumentStatus.REJECTED, None, THEN)


def _file(tag: FileTag) -> GatheredFile:
    return GatheredFile(f"file_{tag}", tag, 0, "image/jpeg", 10, 10, 1, THEN, "key")


LINES = {
    LineState.TO_DO: TO_DO,
    LineState.GATHERING: replace(TO_DO, files=(_file(FileTag.FRONT),)),
    LineState.CHECKING: replace(TO_DO, statuses=(DocumentStatus.IN_PROGRESS,), attempts_used=1),
    LineState.ACCEPTED: replace(TO_DO, statuses=(DocumentStatus.ACCEPTED,), attempts_used=1),
    LineState.IN_REVIEW: replace(TO_DO, statuses=(DocumentStatus.PENDING,), attempts_used=1),
    LineState.RETRY: replace(
        TO_DO, statuses=(DocumentStatus.REJECTED,), latest=REFUSED, attempts_used=1
    ),
    LineState.EXHAUSTED: replace(
        TO_DO, statuses=(DocumentStatus.REJECTED,), latest=REFUSED, attempts_used=3
    ),
    LineState.SKIPPED: replace(TO_DO, is_skipped=True),
}


def _journey(*lines: JourneyLine, status: RequestStatus = RequestStatus.GATHERING) -> Journey:
    types = (IDENTITY, ADDRESS)
    return Journey(
        kyc_request_id="kyc_req_1",
        organization_name="Shop",
        support_contact=None,
        privacy_url=None,
        status=status,
        redirect_url=None,
        reason=None,
        expires_at=THEN,
        lines=tuple(
            replace(line, document_type=kind) for kind, line in zip(types, lines, strict=False)
        ),
        info=ReturnInfo.BACK,
    )


def test_the_table_has_a_line_for_every_state() -> None:
    assert {state: line.state for state, line in LINES.items()} == {item: item for item in LINES}
    assert set(LINES) == set(LineState)


FRONT = Step(Page.CAPTURE, IDENTITY, FileTag.FRONT)
BACK = Step(Page.CAPTURE, IDENTITY, FileTag.BACK)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (LineState.TO_DO, FRONT),
        (LineState.GATHERING, BACK),
        (LineState.RETRY, FRONT),
        (LineState.CHECKING, Step(Page.CHECKING)),
        (LineState.ACCEPTED, Step(Page.DONE)),
        (LineState.IN_REVIEW, Step(Page.DONE)),
        (LineState.EXHAUSTED, Step(Page.DONE)),
        (LineState.SKIPPED, Step(Page.DONE)),
    ],
)
def test_one_document_leads(state: LineState, step: Step) -> None:
    assert next_step(_journey(LINES[state])) == step


@pytest.mark.parametrize(
    ("first", "second", "document_type"),
    [
        (LineState.TO_DO, LineState.GATHERING, ADDRESS),
        (LineState.RETRY, LineState.GATHERING, ADDRESS),
        (LineState.TO_DO, LineState.RETRY, ADDRESS),
        (LineState.CHECKING, LineState.TO_DO, ADDRESS),
        (LineState.TO_DO, LineState.TO_DO, IDENTITY),
        (LineState.SKIPPED, LineState.CHECKING, None),
    ],
)
def test_of_two_documents_the_more_urgent_leads(
    first: LineState, second: LineState, document_type: DocumentType | None
) -> None:
    assert next_step(_journey(LINES[first], LINES[second])).document_type is document_type


def test_document_at_hand_comes_first() -> None:
    journey = _journey(LINES[LineState.GATHERING], LINES[LineState.TO_DO])
    assert next_step(journey, ADDRESS) == Step(Page.CAPTURE, ADDRESS, FileTag.FRONT)


def test_document_at_hand_that_is_sent_is_left() -> None:
    journey = _journey(LINES[LineState.CHECKING], LINES[LineState.TO_DO])
    assert next_step(journey, IDENTITY).document_type is ADDRESS


@pytest.mark.parametrize("status", [item for item in RequestStatus if item.is_final])
def test_ended_request_is_done(status: RequestStatus) -> None:
    assert next_step(_journey(TO_DO, status=status)) == Step(Page.DONE)


def test_nothing_is_gathered_once_the_time_is_over() -> None:
    for first, second in product(LINES.values(), repeat=2):
        step = next_step(_journey(first, second), is_over=True)
        assert step.page in {Page.CHECKING, Page.DONE}


@pytest.mark.parametrize("state", list(LineState))
def test_time_over_is_told_unless_somebody_still_decides(state: LineState) -> None:
    ended = has_ended_unfinished(_journey(LINES[state]), is_over=True)
    assert ended is (state not in {LineState.CHECKING, LineState.IN_REVIEW})


@pytest.mark.parametrize("status", list(RequestStatus))
def test_before_the_end_only_an_ended_request_is_told(status: RequestStatus) -> None:
    ended = has_ended_unfinished(_journey(TO_DO, status=status), is_over=False)
    assert ended is (status in {RequestStatus.EXPIRED, RequestStatus.ABANDONED})


def test_complete_document_leads_to_review() -> None:
    line = replace(TO_DO, files=(_file(FileTag.FRONT), _file(FileTag.BACK)))
    assert step_of(line) == Step(Page.REVIEW, IDENTITY)


def test_undecided_choice_leads_to_it() -> None:
    line = replace(TO_DO, requested_subtypes=None)
    assert step_of(line) == Step(Page.CHOOSE, IDENTITY)
    assert pages_of(line) == [Step(Page.CHOOSE, IDENTITY), Step(Page.REVIEW, IDENTITY)]


def test_each_page_knows_the_one_before() -> None:
    assert previous_step(TO_DO, FRONT) == Step(Page.OVERVIEW)
    assert previous_step(TO_DO, BACK) == FRONT
    assert previous_step(TO_DO, Step(Page.REVIEW, IDENTITY)) == BACK
    choice = replace(TO_DO, requested_subtypes=None, chosen_subtype=DocumentSubtype.ID_CARD)
    assert previous_step(choice, FRONT) == Step(Page.CHOOSE, IDENTITY)


def test_selfie_counts_as_one_of_three_files() -> None:
    assert page_limit(TO_DO) == 3
    assert page_limit(replace(TO_DO, face_proof_required=True)) == 2
