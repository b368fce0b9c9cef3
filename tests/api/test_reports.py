"""Reports: what they count, whose, and over which time."""

from datetime import timedelta

import jsonschema_rs
import pytest

from app.adapters.clock import MovableClock
from app.domain.transitions import DocumentEvent
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import KycDocument
from app.services import status
from app.services.organizations import create_organization
from app.services.transaction import transaction
from tests.api.conftest import Json, MakeMerchant, Merchant
from tests.support.gathering import gather, send
from tests.support.pictures import jpeg

PLACE = "/experimental/reports"
EVENTS = DocumentEvent


def sent(created: Json, number: int) -> str:
    """Send one more document of a request."""
    gather(created["id"], data=jpeg(number), upload_key=f"key-{number}")
    return send(created["id"], f"submission-{number}")


def decide(document_id: str, *events: DocumentEvent, reason: str | None = None) -> None:
    with transaction() as session:
        document = session.get_one(KycDocument, document_id)
        document.rejection_type = reason
        for event in events:
            status.move(session, document, event, actor="test")


@pytest.fixture
def decided(merchant: Merchant, body: Json, clock: MovableClock) -> Json:
    """A request with a document of each fate."""
    line = {"type": "identity-proof", "maxAttempts": 0}
    found: Json = merchant.post("/kyc-requests", {**body, "documents": [line]}).get_json()
    expired = "document-expired"
    decide(sent(found, 1), EVENTS.REJECTED, reason=expired)
    decide(sent(found, 2), EVENTS.REJECTED, reason=expired)
    decide(sent(found, 3), EVENTS.ACCEPTED, EVENTS.OVERTURNED_BY_REVIEWER, reason="other")
    reviewed = sent(found, 4)
    with transaction() as session:
        document = session.get_one(KycDocument, reviewed)
        document.review_started_at = now()
        document.reviewed_at = now() + timedelta(seconds=90)
    decide(reviewed, EVENTS.REFERRED, EVENTS.REJECTED_BY_REVIEWER, reason="document-invalid")
    decide(sent(found, 5), EVENTS.REFERRED)
    decide(sent(found, 6), EVENTS.ACCEPTED)
    return found


def test_documents_are_told_by_fate_and_by_who_decided(merchant: Merchant, decided: Json) -> None:
    identity = merchant.get(f"{PLACE}/kyc-acceptance-summary").get_json()["data"][0]
    assert identity["statusStatistics"] == {
        "accepted": {"total": 1, "automatically": 1, "manually": 0, "afterAutoRejected": 0},
        "rejected": {"total": 4, "automatically": 2, "manually": 1, "afterAutoAccepted": 1},
        "pending": {"total": 0},
        # The one that waited, when a sibling was accepted.
        "archived": {"total": 1},
    }
    assert (identity["documentType"], identity["total"]) == ("identity-proof", 6)
    assert (identity["accuracyRate"], identity["acceptanceRate"]) == (75.0, 20.0)
    assert identity["manualReviewTime"] == 90
    rejections = merchant.get(f"{PLACE}/kyc-rejection-summary").get_json()["data"]
    assert rejections[0]["rejectionReasons"] == [
        {"rejectionReason": "document-expired", "count": 2},
        {"rejectionReason": "document-invalid", "count": 1},
        {"rejectionReason": "other", "count": 1},
    ]


def test_requests_are_told_by_status(
    merchant: Merchant, created: Json, make_merchant: MakeMerchant, clock: MovableClock
) -> None:
    merchant.put("/customers/1", {"primaryAddress": {"firstName": "accept"}})
    merchant.post(
        "/kyc-requests", {"customerId": "1", "documents": [{"type": "credit-file-proof"}]}
    )
    path = f"{PLACE}/kyc-request-summary"
    rows = merchant.get(path).get_json()["data"]
    assert [row["rejectionReason"] for row in rows if row["count"]] == ["fulfilled"]
    assert len(rows) == 5
    tomorrow = wire_time(now() + timedelta(days=1))
    for query, total in (
        (f"?periodStart={tomorrow}&periodEnd=2999-01-01", 0),
        (f"?periodStart=2020-01-01&periodEnd={now().date()}", 1),
    ):
        counts = [row["count"] for row in merchant.get(path + query).get_json()["data"]]
        assert sum(counts) == total
    rival = make_merchant(create_organization("Rival"))
    assert sum(row["count"] for row in rival.get(path).get_json()["data"]) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_period_that_cannot_be_is_a_400_and_answers_fit_their_schema(merchant: Merchant) -> None:
    document = merchant.get("/openapi.json").get_json()
    for report in ("acceptance", "rejection", "request"):
        path = f"{PLACE}/kyc-{report}-summary"
        for query in (
            "periodStart=yesterday",
            "periodEnd=2026-13-01",
            "periodStart=2026-02-02&periodEnd=2026-02-01",
            "periodStart=2026-02-02&periodStart=2026-02-02",
            "periodStart=",
        ):
            assert merchant.get(f"{path}?{query}").status_code == 400
        media = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**media["schema"], "components": document["components"]}
        jsonschema_rs.validator_for(schema).validate(merchant.get(path).get_json())
