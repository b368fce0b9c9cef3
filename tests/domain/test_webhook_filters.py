"""Which events pass an endpoint's filter."""

from typing import Any

import pytest

from app.domain.webhook_filters import admits, refusals_of

REQUEST: dict[str, Any] = {
    "eventType": "kyc-request-fulfilled",
    "kycRequestId": "kyc_req_1",
    "_embedded": {"kycRequest": {"status": "fulfilled", "matchLevel": 2, "reason": None}},
}


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        (None, True), ("", True),
        ("kycRequest.status:fulfilled", True), ("kycRequest.status:FAILED,Fulfilled", True),
        ("kycRequest.status:failed", False), ("kycRequest.status:!failed", True),
        ("kycRequest.status:!failed,!fulfilled", False),
        ("kycRequest.matchLevel:2", True), ("kycRequest.matchLevel:2..3", True),
        ("kycRequest.matchLevel:..1", False), ("kycRequest.matchLevel:3..", False),
        ("kycRequest.reason:null", True), ("kycRequest.reason:!null", False),
        ("kycRequestId:KYC_REQ_1;kycRequest.matchLevel:2", True),
        ("kycRequestId:kyc_req_1;kycRequest.matchLevel:1", False),
        # An event about a request has no document.
        ("kycDocument.status:accepted", False), ("kycDocument.status:!accepted", True),
        ("kycDocument.rejectionReason.type:null", True),
    ],
)  # fmt: skip
def test_an_event_passes_what_admits_it(text: str | None, passes: bool) -> None:
    assert list(refusals_of(text or "")) == []
    assert admits(text, REQUEST) is passes


@pytest.mark.parametrize(
    "text",
    [
        "status", "status:", "kycRequest.status", "kycRequest.customerName:x",
        "kycRequest.matchLevel:two", "kycRequest.matchLevel:..", "kycRequest.status:a,,b",
        "kycRequest.status:" + "x" * 2048,
    ],
)  # fmt: skip
def test_what_no_event_can_be_filtered_by_is_refused(text: str) -> None:
    assert len(list(refusals_of(text))) == 1
