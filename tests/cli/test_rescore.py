"""`rescore`: which decisions other settings would turn, and nothing is changed by looking."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from click.testing import Result
from sqlalchemy import select

from app.adapters.clock import MovableClock
from app.cli import rescore as command
from app.domain.commands import Address, PutCustomer
from app.models import Customer, EvidenceRecord, KycDocument, Organization
from app.services.customers import put_customer
from app.services.organizations import create_organization
from app.services.transaction import reading, transaction
from tests.support.decisions import decide, waiting
from tests.support.reports import ERIKA, passport

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

WriteSettings = Callable[[Any], str]


def put_erika(organization_id: str, last_name: str = ERIKA.last_name) -> Customer:
    address = Address(
        first_name=ERIKA.first_name,
        last_name=last_name,
        date_of_birth=ERIKA.date_of_birth,
        country="GB",
    )
    return put_customer(organization_id, PutCustomer(address=address, customer_id="erika"))[0]


@pytest.fixture
def erika(organization: Organization) -> Customer:
    """The customer whose passport it is."""
    return put_erika(organization.id)


@pytest.fixture
def write(tmp_path: Path) -> WriteSettings:
    """Return a function that writes settings to a file and returns its name."""

    def make(settings: Any) -> str:
        file = tmp_path / "settings.json"
        file.write_text(settings if isinstance(settings, str) else json.dumps(settings))
        return str(file)

    return make


def run(app: APIFlask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=("rescore", *arguments))


def rescored(app: APIFlask, *arguments: str) -> Any:
    result = run(app, "--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_decisions_that_would_turn_are_told_with_their_checks(
    app: APIFlask, erika: Customer, write: WriteSettings
) -> None:
    expired = decide(waiting(erika, 1), passport(expirationDate="2026-11-01"))
    decide(waiting(erika, 2))
    settings = write({"identityProof": {"weights": {"expirationDate": 10}}})
    assert rescored(app, "--settings", settings) == {
        "counts": {
            "judged": 2,
            "changed": 1,
            "scoreOnly": 0,
            "unchanged": 1,
            "erased": 0,
            "unreadable": 0,
        },
        "changes": [
            {
                "kycDocumentId": expired,
                "organizationId": erika.organization_id,
                "documentType": "identity-proof",
                "matchLevel": 2,
                "decidedTime": rescored(app, "--settings", settings)["changes"][0]["decidedTime"],
                "old": {"outcome": "rejected", "score": 40, "rejectionType": "document-expired"},
                "new": {"outcome": "accepted", "score": 90, "rejectionType": None},
                "checks": [{"name": "expirationDate", "old": 60, "new": 10, "reason": "expired"}],
                "cause": "settings",
            }
        ],
    }
    shown = run(app, "--settings", settings).stdout
    assert f"{expired}  rejected 40 document-expired -> accepted 90\n" in shown
    assert "expirationDate: 60 -> 10 points (expired)" in shown
    assert "rejected -> accepted: 1\n" in shown
    assert "2 decisions judged again: 1 would change, 0 in score only, 1 not at all." in shown


def test_looking_changes_nothing(app: APIFlask, erika: Customer, write: WriteSettings) -> None:
    document_id = decide(waiting(erika), passport(expirationDate="2026-11-01"))
    with reading() as session:
        before = session.get_one(KycDocument, document_id)
        entries = session.scalars(select(EvidenceRecord.sha256)).all()
    run(app, "--settings", write({"identityProof": {"thresholds": {"rejectBelow": 0}}}))
    with reading() as session:
        after = session.get_one(KycDocument, document_id)
        assert session.scalars(select(EvidenceRecord.sha256)).all() == entries
    assert (after.status, after.score, after.revision) == ("rejected", 40, before.revision)


def test_the_settings_of_then_change_nothing_whatever_was_told_since(
    app: APIFlask, erika: Customer, write: WriteSettings, clock: MovableClock
) -> None:
    decide(waiting(erika, 1), passport(expirationDate="2026-11-24"))
    decide(waiting(erika, 2), passport(nationality=None))
    # The customer has another name by now, and the passport has run out.
    put_erika(erika.organization_id, "Berg")
    clock.advance(timedelta(days=400))
    counts = rescored(app, "--settings", write({}))["counts"]
    assert (counts["judged"], counts["unchanged"]) == (2, 2)
    nothing = write({"identityProof": {"weights": {"nationality": 0}}})
    counts = rescored(app, "--settings", nothing)["counts"]
    assert (counts["scoreOnly"], counts["changed"]) == (1, 0)


def test_each_level_keeps_its_own_defaults_under_the_settings(
    app: APIFlask, erika: Customer, write: WriteSettings
) -> None:
    for level in (1, 2, 3):
        decide(waiting(erika, level, match_level=level), passport(issueDate=None))
    counts = rescored(app, "--settings", write({"addressProof": {"documentMaxAge": 5}}))["counts"]
    assert counts["unchanged"] == 3
    stricter = write({"identityProof": {"weights": {"issueDate": 24}}})
    changes = rescored(app, "--settings", stricter)["changes"]
    assert {item["matchLevel"]: item["new"]["outcome"] for item in changes} == {
        1: "pending",
        2: "pending",
    }


def test_one_organization_or_the_latest_days_can_be_asked_for(
    app: APIFlask, erika: Customer, write: WriteSettings, clock: MovableClock
) -> None:
    decide(waiting(erika, 1))
    clock.advance(timedelta(days=3))
    other = put_erika(create_organization("Other").id)
    decide(waiting(other, 2))
    settings = write({})
    since = (clock.now() - timedelta(days=1)).date().isoformat()
    for options, judged in [
        ((), 2),
        (("--organization", erika.organization_id), 1),
        (("--since", since), 1),
        (("--since", since, "--organization", erika.organization_id), 0),
    ]:
        assert rescored(app, "--settings", settings, *options)["counts"]["judged"] == judged


def test_what_cannot_be_judged_again_is_counted_and_people_are_left_alone(
    app: APIFlask, erika: Customer, write: WriteSettings
) -> None:
    for number in (1, 2, 3):
        decide(waiting(erika, number))
    with reading() as session:
        first = session.scalars(select(EvidenceRecord).limit(1)).one()
    app.test_cli_runner().invoke(args=("evidence", "erase", first.kyc_document_id))
    with transaction() as session:
        other = session.get_one(EvidenceRecord, (erika.organization_id, 2))
        other.personal = json.dumps({**json.loads(other.personal or ""), "report": {"x": 1}})
    counts = rescored(app, "--settings", write({}))["counts"]
    assert (counts["judged"], counts["erased"], counts["unreadable"]) == (1, 1, 1)


def test_a_sign_of_life_goes_to_standard_error(
    app: APIFlask, erika: Customer, write: WriteSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        decide(waiting(erika, number))
    monkeypatch.setattr(command, "_STEP", 2)
    result = run(app, "--settings", write({}), "--json")
    assert result.stderr == "2 of 3 entries\n3 of 3 entries\n"
    assert json.loads(result.stdout)["counts"]["judged"] == 3


BAD = {"identityProof": {"weights": {"firstName": 101, "x": 1}}, "uiVersion": 3, "extra": 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (BAD, ["identityProof.weights.firstName:", "identityProof.weights.x:", "uiVersion:",
               "extra:"]),
        ([], ["body: must be a JSON object"]),
        ("{", ["is not JSON"]),
        ('{"identityProof": NaN}', ["is not JSON", "NaN"]),
        ("\udcff", ["is not JSON"]),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_with_all_its_faults(
    app: APIFlask, tmp_path: Path, given: Any, words: list[str]
) -> None:
    file = tmp_path / "settings.json"
    text = given if isinstance(given, str) else json.dumps(given)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    result = run(app, "--settings", str(file))
    assert result.exit_code == 1
    for word in words:
        assert word in result.output
    assert "Traceback" not in result.output


def test_an_unknown_organization_and_a_missing_file_are_told(
    app: APIFlask, write: WriteSettings
) -> None:
    unknown = run(app, "--settings", write({}), "--organization", "nobody")
    assert unknown.exit_code == 1
    assert "organization list" in unknown.output
    assert "No such file" in run(app, "--settings", "/no/such/file").output
    assert "--settings" in run(app).output
    assert "Nothing is" in run(app, "--help").output
