"""Credit bureaus: who is asked for a credit file. The sandbox has a twin that asks nobody."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.domain.evidence import ExpectedPerson


class Decision(StrEnum):
    """What a bureau can answer; `other` is of no use for KYC."""

    SINGLE_SOURCE = "single-source"
    DUAL_SOURCE = "dual-source"
    OTHER = "other"


@dataclass(frozen=True)
class CreditFile:
    """A bureau's answer."""

    bureau: str
    decision: Decision

    @property
    def is_accepted(self) -> bool:
        """Tell whether the answer stands for identity and address."""
        return self.decision in {Decision.SINGLE_SOURCE, Decision.DUAL_SOURCE}


class CreditBureau(Protocol):
    """Looks a person up."""

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        """Return what the bureau holds about `person`."""
        ...


class SandboxBureau:
    """Accepts a person whose first name is `accept`, in any case, and refuses all others.

    The rule is the reference's sandbox's.
    """

    def look_up(self, person: ExpectedPerson) -> CreditFile:
        """Return a made-up answer."""
        accepted = person.first_name.strip().casefold() == "accept"
        return CreditFile("test-bureau", Decision.DUAL_SOURCE if accepted else Decision.OTHER)
