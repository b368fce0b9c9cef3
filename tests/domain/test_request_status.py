"""The status of a request: its ladder line by line, and what holds for every snapshot."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.request_status import (
    RequestedDocumentSnapshot,
    RequestSnapshot,
    derive_request_status,
    return_info,
)
from app.domain.statuses import (
    FINAL_REQUEST_STATUSES,
    DocumentStatus,
    RequestStatus,
    ReturnInfo,
)

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
OPEN, OVER = NOW + timedelta(hours=1), NOW - timedelta(seconds=1)
A, R, P, W = (
    DocumentStatus.ACCEPTED,
    DocumentStatus.REJECTED,
    DocumentStatus.PENDING,
    DocumentStatus.IN_PROGRESS,
)


def line(
    *statuses: DocumentStatus, limit: int = 3, waived: bool = False
) -> RequestedDocumentSnapshot:
    return RequestedDocumentSnapshot(limit, len(statuses), statuses, waived)


@pytest.mark.parametrize(
    ("lines", "expires_at", "expected"),
    [
        ([line()], OPEN, RequestStatus.GATHERING),
        ([line(), line()], OPEN, RequestStatus.GATHERING),
        ([line(W)], OPEN, RequestStatus.ATTEMPTED),
        ([line(R)], OPEN, RequestStatus.ATTEMPTED),
        ([line(P)], OPEN, RequestStatus.PENDING_REVIEW),
        ([line(P), line(R)], OPEN, RequestStatus.PENDING_REVIEW),
        ([line(P), line()], OPEN, RequestStatus.PENDING_REVIEW),
        ([line(A), line()], OPEN, RequestStatus.PARTIAL),
        ([line(A), line(P)], OPEN, RequestStatus.PARTIAL),
        ([line(A)], OPEN, RequestStatus.FULFILLED),
        ([line(R, A), line(waived=True)], OPEN, RequestStatus.FULFILLED),
        ([line(waived=True), line(waived=True)], OPEN, RequestStatus.FULFILLED),
        ([line(A)], OVER, RequestStatus.FULFILLED),
        ([line(R, R, R)], OPEN, RequestStatus.FAILED),
        ([line(A), line(R, R, R)], OPEN, RequestStatus.FAILED),
        ([line(R, R, P)], OPEN, RequestStatus.PENDING_REVIEW),
        ([line(R, R, W)], OPEN, RequestStatus.ATTEMPTED),
        ([line(R, R, R, R, limit=0)], OPEN, RequestStatus.ATTEMPTED),
        ([line(R, limit=1)], OPEN, RequestStatus.FAILED),
        ([line()], OVER, RequestStatus.EXPIRED),
        ([line(R)], OVER, RequestStatus.ABANDONED),
        ([line(A), line()], OVER, RequestStatus.ABANDONED),
        ([line(P)], OVER, RequestStatus.PENDING_REVIEW),
        ([line(W)], OVER, RequestStatus.ATTEMPTED),
        ([line(A), line(W)], OVER, RequestStatus.PARTIAL),
    ],
)
def test_status_is_derived_line_by_line(
    lines: list[RequestedDocumentSnapshot], expires_at: datetime, expected: RequestStatus
) -> None:
    assert derive_request_status(RequestSnapshot(tuple(lines), expires_at), NOW) is expected


def test_time_is_over_at_the_very_moment() -> None:
    assert derive_request_status(RequestSnapshot((line(),), NOW), NOW) is RequestStatus.EXPIRED


_lines = st.lists(
    st.builds(
        lambda limit, statuses, waived: RequestedDocumentSnapshot(
            limit, len(statuses), tuple(statuses), waived
        ),
        st.integers(0, 4),
        st.lists(st.sampled_from(DocumentStatus), max_size=4),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@given(_lines, st.sampled_from([OPEN, OVER]), st.sampled_from(sorted(FINAL_REQUEST_STATUSES)))
def test_a_final_status_never_changes(
    lines: list[RequestedDocumentSnapshot], expires_at: datetime, final: RequestStatus
) -> None:
    snapshot = RequestSnapshot(tuple(lines), expires_at, final)
    assert derive_request_status(snapshot, NOW) is final


@given(_lines)
def test_the_clock_ends_nothing_that_is_undecided(lines: list[RequestedDocumentSnapshot]) -> None:
    if any(item.is_undecided for item in lines):
        status = derive_request_status(RequestSnapshot(tuple(lines), OVER), NOW)
        assert status not in {RequestStatus.EXPIRED, RequestStatus.ABANDONED}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line(A)], ReturnInfo.SUCCESS),
        ([line(R, A), line(waived=True)], ReturnInfo.SUCCESS),
        ([line(A), line()], ReturnInfo.PARTIAL),
        ([line(A), line(R)], ReturnInfo.PARTIAL),
        ([line(A), line(P)], ReturnInfo.PARTIAL),
        ([line(P)], ReturnInfo.MANUAL),
        ([line(R), line()], ReturnInfo.MANUAL),
        ([line(W)], ReturnInfo.MANUAL),
        ([line(), line()], ReturnInfo.BACK),
    ],
)
def test_info_of_a_customer_who_finishes(
    lines: list[RequestedDocumentSnapshot], expected: ReturnInfo
) -> None:
    assert return_info(lines) is expected
