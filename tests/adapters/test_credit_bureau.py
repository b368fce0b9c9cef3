"""The bureau over HTTP and its twin."""

import json
from datetime import date

import pytest

from app.adapters.credit_bureau import CreditFile, Decision, HttpBureau, SandboxBureau
from app.adapters.outside_service import OutsideService, OutsideServiceFailed
from app.domain.evidence import ExpectedPerson
from tests.support.receiver import Receiver, answering

ANNA = ExpectedPerson(
    "Anna Maria", "Martinez Lopez", date(1990, 2, 13), ("12 Harbour Road",), "Zenith", "", "1", "GB"
)


def bureau(receiver: Receiver) -> HttpBureau:
    return HttpBureau(OutsideService(receiver.url, "secret-of-the-bureau"))


def says(decision: object, name: object = "Files of Zenith") -> bytes:
    return json.dumps({"creditBureau": name, "decision": decision, "more": 1}).encode()


@pytest.mark.parametrize(
    ("decision", "is_accepted"), [("single-source", True), ("dual-source", True), ("other", False)]
)
def test_each_decision_is_understood(receiver: Receiver, decision: str, is_accepted: bool) -> None:
    receiver.behave = answering(200, body=says(decision))
    found = bureau(receiver).look_up(ANNA)
    assert found == CreditFile("Files of Zenith", Decision(decision))
    assert found.is_accepted is is_accepted


def test_the_bureau_is_told_name_birth_and_address_and_no_more(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=says("other"))
    bureau(receiver).look_up(ANNA)
    assert json.loads(receiver.received[0].body) == {
        "firstName": "Anna Maria",
        "lastName": "Martinez Lopez",
        "dateOfBirth": "1990-02-13",
        "address": {
            "lines": ["12 Harbour Road"],
            "city": "Zenith",
            "region": "",
            "postalCode": "1",
            "country": "GB",
        },
    }


def test_what_the_decision_rests_on_is_kept_in_the_reference_s_shape(receiver: Receiver) -> None:
    told = {
        "creditBureau": "Files of Zenith",
        "decision": "single-source",
        "creditFileNumber": "F-1",
        "name": 7,
        "trades": [{"name": "Bank", "accountNumber": "123456789", "secret": "x"}, "no trade"],
        "referenceData": {
            "singleSourceHit": "Y",
            "numberOfTradesOnFile": "3",
            "singleDecision": {"lastNameMatch": "Y", "mood": "good"},
            "dualDecision": "none",
        },
    }
    receiver.behave = answering(200, body=json.dumps(told).encode())
    evidence = bureau(receiver).look_up(ANNA).evidence
    assert (evidence.number, evidence.name) == ("F-1", None)
    assert evidence.trades == ({"name": "Bank", "accountNumber": "*****6789", "dateOpened": None},)
    reference = evidence.reference_data or {}
    assert reference["singleSourceHit"] == reference["singleDecision"]["lastNameMatch"] == "Y"
    assert (reference["numberOfTradesOnFile"], reference["dualDecision"]) == (None, [])
    assert "mood" not in reference["singleDecision"]
    assert reference["singleDecision"]["cityMatch"] is None


def test_each_look_up_has_a_key_of_its_own(receiver: Receiver) -> None:
    receiver.behave = answering(200, body=says("other"))
    for _ in range(2):
        bureau(receiver).look_up(ANNA)
    assert len({got.headers["idempotency-key"] for got in receiver.received}) == 2


@pytest.mark.parametrize(
    "body",
    [
        says("accepted"),
        says(None),
        says(["dual-source"]),
        says("other", ""),
        says("other", 7),
        b"{}",
    ],
)
def test_an_answer_outside_the_contract_is_a_failure(receiver: Receiver, body: bytes) -> None:
    receiver.behave = answering(200, body=body)
    with pytest.raises(OutsideServiceFailed, match="answer-not-understood"):
        bureau(receiver).look_up(ANNA)


@pytest.mark.parametrize(
    ("first_name", "decision"),
    [("accept", Decision.DUAL_SOURCE), (" ACCEPT", Decision.DUAL_SOURCE), ("Anna", Decision.OTHER)],
)
def test_the_twin_goes_by_the_first_name(first_name: str, decision: Decision) -> None:
    assert SandboxBureau().look_up(ExpectedPerson(first_name, "X")).decision is decision
    assert SandboxBureau().check()
