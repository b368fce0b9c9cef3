"""Lists: pages, order, and the filter grammar; on both databases."""

from datetime import timedelta

import pytest

from app import known_totals
from app.adapters.clock import MovableClock
from app.domain.wire_times import wire_time
from app.extensions import now
from app.models import KycRequest
from app.services.transaction import transaction
from tests.api.conftest import Json, Merchant, invalid_fields


@pytest.fixture
def three(merchant: Merchant, body: Json, clock: MovableClock) -> list[Json]:
    """Three requests, an hour apart, oldest first."""
    merchant.put("/customers/bob", {})
    made = []
    for changes in (
        {"reason": "First", "matchLevel": 1},
        {"reason": None, "matchLevel": 2, "customerId": "bob"},
        {"reason": "third", "matchLevel": 3, "redirectUrl": "https://shop.example/A"},
    ):
        made.append(merchant.post("/kyc-requests", {**body, **changes}).get_json())
        clock.advance(timedelta(hours=1))
    with transaction() as session:
        session.get_one(KycRequest, made[2]["id"]).reason = "Third"
    return made


def found(merchant: Merchant, three: list[Json], query: str) -> list[int]:
    """Return which of the three a query finds, by number, in the order answered."""
    answer = merchant.get("/kyc-requests", query_string=query)
    assert answer.status_code == 200, answer.text
    numbers = {each["id"]: number for number, each in enumerate(three, 1)}
    return [numbers[each["id"]] for each in answer.get_json()]


def test_filters_find_what_they_say(merchant: Merchant, three: list[Json]) -> None:
    first, second, third = three
    by_filter = {
        "": {1, 2, 3},
        f"id:{second['id']}": {2},
        f"id:{first['id']},{third['id']}": {1, 3},
        f"id:{second['id'].lower()}": set(),
        "customerId:anna": {1, 3},
        "customerId:!anna": {2},
        "customerId:nobody": set(),
        "status:gathering": {1, 2, 3},
        "status:GATHERING,failed": {1, 2, 3},
        "status:!gathering": set(),
        "status:!failed,!expired": {1, 2, 3},
        "reason:first": {1},
        "reason:FIRST,THIRD": {1, 3},
        "reason:!first": {2, 3},
        "reason:!first,!third": {2},
        "reason:null": {2},
        "reason:!null": {1, 3},
        "reason:null,first": {1, 2},
        "reason:fir": set(),
        "reason:%": set(),
        "reason:' OR 1=1 --": set(),
        "redirectUrl:https://shop.example/a": {3},
        "matchLevel:1,3": {1, 3},
        "matchLevel:2..3": {2, 3},
        "matchLevel:2..": {2, 3},
        "matchLevel:..2": {1, 2},
        "matchLevel:!2..3": {1},
        "matchLevel:-5..99999999999": {1, 2, 3},
        "revision:2": {3},
        f"createdTime:{first['createdTime']}": {1},
        f"createdTime:{second['createdTime']}..": {2, 3},
        f"createdTime:..{second['createdTime']}": {1, 2},
        f"createdTime:{second['createdTime']}..{second['createdTime']}": {2},
        f"createdTime:{first['createdTime'][:10]}..": {1, 2, 3},
        "createdTime:..2000-01-01": set(),
        "expirationTime:2000-01-01..2000-12-31": set(),
        "matchLevel:1..2;customerId:anna": {1},
        ";matchLevel:1;": {1},
        "updatedTime:!2000-01-01": {1, 2, 3},
    }
    for text, numbers in by_filter.items():
        answer = merchant.get("/kyc-requests", query_string={"filter": text})
        ids = {each["id"] for each in answer.get_json()} if answer.status_code == 200 else set()
        assert answer.status_code == 200, (text, answer.text)
        assert ids == {three[number - 1]["id"] for number in numbers}, text
        assert answer.headers["Pagination-Total"] == str(len(numbers))


SENSELESS = [
    "x", ":", "status", "status:", ":gathering", "foo:bar", "status:open", "matchLevel:two",
    "matchLevel:1.5", "matchLevel:..", "createdTime:yesterday", "createdTime:2020-13-01",
    "createdTime:2020-01-01T00:00:00", "status:a,,b", "status:!", "Status:failed",
    "organizationId:x", "matchLevel:1...2", "createdTime:9999-12-31", "a" * 3000,
    "matchLevel:" + "1," * 100 + "1",
    "id:\u0000", "reason:a\nb",
]  # fmt: skip


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_filter_that_says_nothing_is_refused(merchant: Merchant) -> None:
    for text in SENSELESS:
        for path in ("/kyc-requests", "/kyc-documents"):
            answer = merchant.get(path, query_string={"filter": text})
            assert invalid_fields(answer) == {"filter"}, text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_refused_filter_names_what_one_can_filter_by(merchant: Merchant) -> None:
    (field,) = merchant.get("/kyc-documents?filter=foo:1").get_json()["invalidFields"]
    assert "requestId, customerId, status, documentType" in field["message"]


def test_lists_are_sorted_newest_first_unless_asked(merchant: Merchant, three: list[Json]) -> None:
    assert found(merchant, three, "") == [3, 2, 1]
    assert found(merchant, three, "sort=createdTime") == [1, 2, 3]
    assert found(merchant, three, "sort=-updatedTime") == [3, 2, 1]
    assert found(merchant, three, "sort=updatedTime,-createdTime") == [1, 2, 3]


def test_pages_join_up_and_tell_where_they_stand(merchant: Merchant, three: list[Json]) -> None:
    assert found(merchant, three, "limit=2") == [3, 2]
    assert found(merchant, three, "limit=2&offset=2") == [1]
    assert found(merchant, three, "offset=3") == []
    assert found(merchant, three, "limit=0") == []
    headers = merchant.get("/kyc-requests?limit=2&offset=1").headers
    told = [headers[f"Pagination-{name}"] for name in ("Total", "Limit", "Offset")]
    assert told == ["3", "2", "1"]
    assert merchant.get("/kyc-requests").headers["Pagination-Limit"] == "100"


WRONG_QUERIES = [
    ("limit=-1", {"limit"}), ("limit=1001", {"limit"}), ("limit=ten", {"limit"}),
    ("limit=1.5", {"limit"}), ("limit=", {"limit"}), ("limit=%D9%A1", {"limit"}),
    ("limit=1&limit=2", {"limit"}), ("limit=" + "9" * 5000, {"limit"}),
    ("offset=-1", {"offset"}), ("offset=99999999999999999999", {"offset"}),
    ("sort=name", {"sort"}), ("sort=--createdTime", {"sort"}), ("sort=id", {"sort"}),
    ("expand=files", {"expand"}), ("expand=documents,x", {"expand"}),
    ("sort=x&filter=y", {"sort", "filter"}), ("limit=x&offset=y", {"limit", "offset"}),
    ("sort=createdTime&sort=createdTime", {"sort"}),
]  # fmt: skip


def test_ties_are_settled_in_the_direction_of_the_order(
    merchant: Merchant, body: Json, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    monkeypatch.setattr("app.services.kyc_requests.now", lambda: moment)
    ids = sorted(merchant.post("/kyc-requests", body).get_json()["id"] for _ in range(4))
    for sort, expected in (("", ids[::-1]), ("createdTime", ids), ("-updatedTime", ids[::-1])):
        answer = merchant.get(f"/kyc-requests?sort={sort}")
        assert [each["id"] for each in answer.get_json()] == expected


def test_the_total_of_a_long_list_is_known_for_some_seconds(
    merchant: Merchant, body: Json, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def totals() -> list[str]:
        return [
            merchant.get(f"/kyc-requests?filter={filters}").headers["Pagination-Total"]
            for filters in ("", "matchLevel:1")
        ]

    monkeypatch.setattr(known_totals, "LONG", 1)
    seen = []
    for _ in range(3):
        merchant.post("/kyc-requests", body)
        seen.append(totals())
    clock.advance(known_totals.KEPT_FOR)
    seen.append(totals())
    assert seen == [["1", "0"], ["2", "0"], ["2", "0"], ["3", "0"]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_wrong_parameter_is_named(merchant: Merchant) -> None:
    for query, wrong in WRONG_QUERIES:
        assert invalid_fields(merchant.get(f"/kyc-requests?{query}")) == wrong, query


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_thousand_may_be_asked_for(merchant: Merchant, created: Json) -> None:
    assert len(merchant.get("/kyc-requests?limit=1000&offset=0").get_json()) == 1


def test_documents_are_found_by_their_request(merchant: Merchant) -> None:
    merchant.put("/customers/lucky", {"primaryAddress": {"firstName": "accept"}})
    merchant.put("/customers/other", {})
    made = [
        merchant.post(
            "/kyc-requests",
            {"customerId": customer, "documents": [{"type": "credit-file-proof"}]},
        ).get_json()["id"]
        for customer in ("lucky", "other")
    ]
    by_filter = {
        f"requestId:{made[0]}": ["accepted"],
        f"requestId:{made[1]}": ["rejected"],
        f"requestId:{','.join(made)};status:accepted": ["accepted"],
        "customerId:other": ["rejected"],
        "documentType:credit-file-proof;documentSubtype:null;customerId:lucky": ["accepted"],
        "documentType:identity-proof": [],
        "rejectionReason.type:critical-info-missing": ["rejected"],
        "reviewTime:null;processedTime:!null;customerId:lucky": ["accepted"],
        f"createdTime:..{wire_time(now())};customerId:other": ["rejected"],
    }
    for text, statuses in by_filter.items():
        answer = merchant.get("/kyc-documents", query_string={"filter": text})
        assert [each["status"] for each in answer.get_json()] == statuses, text


def test_customers_and_webhooks_are_filtered_too(merchant: Merchant) -> None:
    merchant.put("/customers/1", {"primaryAddress": {"lastName": "Ölund", "country": "SE"}})
    merchant.put("/customers/2", {})
    webhook = merchant.post("/webhooks", {"url": "https://shop.example/a"}).get_json()
    by_path = {
        "/customers?filter=primaryAddress.country:se": "1",
        "/customers?filter=primaryAddress.lastName:Ölund": "1",
        "/customers?filter=hasFulfilledKyc:false;id:2": "2",
        "/webhooks?filter=status:active;url:https://shop.example/a": webhook["id"],
    }
    for path, expected in by_path.items():
        assert [each["id"] for each in merchant.get(path).get_json()] == [expected]
    assert merchant.get("/customers?filter=hasFulfilledKyc:TRUE").get_json() == []
    assert invalid_fields(merchant.get("/customers?filter=hasFulfilledKyc:1")) == {"filter"}
