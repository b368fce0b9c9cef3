"""Credit bureaus: who is asked for a credit file. The sandbox has a twin that asks nobody.

The contract a bureau (or a bridge to one) has to fulfil is in docs/adapters.md.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.adapters.outside_service import OutsideService, OutsideServiceFailed
from app.adapters.tokens import new_id
from app.domain.credit_evidence import MATCHES, CreditEvidence, read_evidence
from app.domain.evidence import ExpectedPerson

_BUREAU_LENGTH = 100


class Decision(StrEnum):
    """What a bureau can answer; `other` is of no use for KYC."""

    SINGLE_SOURCE = "single-source"
    DUAL_SOURCE = "dual-source"
    OTHER = "other"


@dataclass(frozen=True)
class CreditFile:
    """A bureau's answer, with what it rests on."""

    bureau: str
    decision: Decision
    evidence: CreditEvidence = field(default_factory=CreditEvidence)

    @property
    def is_accepted(self) -> bool:
        """Tell whether the answer stands for identity and address."""
        return self.decision in {Decision.SINGLE_SOURCE, Decision.DUAL_SOURCE}


class CreditBureau(Protocol):
    """Looks a person up."""

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        """Return what the bureau holds about `person`.

        Raises OutsideServiceFailed when it gives no answer that can be used. An answer is never
        made up: a bureau that is not sure says `other`.
        """
        ...

    def check(self) -> bool:
        """Tell whether the bureau can be reached; raises nothing."""
        ...


class SandboxBureau:
    """Accepts a person whose first name is `accept`, in any case, and refuses all others.

    The rule is the reference's sandbox's.
    """

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        """Return a made-up answer."""
        accepted = person.first_name.strip().casefold() == "accept"
        decision = Decision.DUAL_SOURCE if accepted else Decision.OTHER
        return CreditFile("test-bureau", decision, _made_up(person, is_found=accepted))

    def check(self) -> bool:
        """Tell that it is always there."""
        return True


@dataclass(frozen=True)
class HttpBureau:
    """A bureau that is asked over HTTP."""

    service: OutsideService

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        """Ask the bureau; see docs/adapters.md for question and answer."""
        answer = self.service.ask(_question(person), new_id("lookup"))
        bureau = answer.get("creditBureau")
        try:
            decision = Decision(str(answer.get("decision")))
        except ValueError as error:
            raise OutsideServiceFailed("answer-not-understood") from error
        if not isinstance(bureau, str) or not bureau.strip():
            raise OutsideServiceFailed("answer-not-understood")
        return CreditFile(bureau.strip()[:_BUREAU_LENGTH], decision, read_evidence(answer))

    def check(self) -> bool:
        """Tell whether the bureau can be reached."""
        return self.service.check()


def _made_up(person: ExpectedPerson, *, is_found: bool) -> CreditEvidence:
    """Return the evidence of the sandbox: all of it agrees, or there is no file."""
    flag = "Y" if is_found else "N"
    decision = dict.fromkeys(MATCHES, flag)
    trades = [
        {"name": name, "accountNumber": f"TEST{number}", "dateOpened": "2015-01-01"}
        for number, name in enumerate(("Bank of Utopia", "Harbour Cards"), start=1001)
    ]
    reference = {
        "singleSourceHit": "N",
        "dualSourceHit": flag,
        "waterfallProcess": "N",
        "creditFileCreatedDate": "2015-01-01" if is_found else None,
        "numberOfTradesOnFile": len(trades) if is_found else 0,
        "singleDecision": None,
        "dualDecision": [decision, decision] if is_found else [],
    }
    return read_evidence(
        {
            "creditFileNumber": "TEST-0001" if is_found else None,
            "name": f"{person.first_name} {person.last_name}" if is_found else None,
            "trades": trades if is_found else [],
            "referenceData": reference,
        }
    )


def _question(person: ExpectedPerson) -> dict[str, object]:
    """Return what the bureau is told of a person, and no more."""
    birth = person.date_of_birth
    return {
        "firstName": person.first_name,
        "lastName": person.last_name,
        "dateOfBirth": birth.isoformat() if birth else None,
        "address": {
            "lines": list(person.address_lines),
            "city": person.city,
            "region": person.region,
            "postalCode": person.postal_code,
            "country": person.country,
        },
    }
