"""A decision as the chain of evidence keeps it, written and read back.

The content holds what was decided, by whom and on what grounds, in ids, codes and numbers. What a
paper or the merchant says of a person (report, expected person, customer id, messages that quote a
date) is the personal part, which can be erased.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from app.domain.checks import Judged
from app.domain.errors import InvalidFields
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.evidence_json import from_json, report_from_json
from app.domain.judgement.settings_json import settings_from_json
from app.domain.scoring_settings import ScoringSettings, settings_for


@dataclass(frozen=True)
class Basis:
    """What the analyser judged by, beside the report.

    `settings_revision` is that of the organization's settings, `judged_on` the day it was then,
    `received_on` the day on which the document was sent.
    """

    judged: Judged
    expected: ExpectedPerson
    settings: ScoringSettings
    settings_revision: int
    judged_on: date
    received_on: date

    def content(self) -> dict[str, object]:
        """Return what names no person."""
        return {
            "judged": asdict(self.judged),
            "settings": self.settings.as_json(),
            "settingsRevision": self.settings_revision,
            "judgedOn": self.judged_on.isoformat(),
            "receivedOn": self.received_on.isoformat(),
        }

    def personal(self) -> dict[str, object]:
        """Return the person whom the paper was held against."""
        birth = self.expected.date_of_birth
        return {
            "expected": {
                **asdict(self.expected),
                "date_of_birth": birth.isoformat() if birth else None,
            }
        }


@dataclass(frozen=True)
class PastDecision:
    """A decision of the analyser with everything needed to judge again.

    `checks` maps each check to the points it took off and why.
    """

    organization_id: str
    kyc_document_id: str
    recorded_time: str
    match_level: int
    outcome: str
    score: int
    rejection_type: str | None
    checks: Mapping[str, tuple[int, str | None]]
    basis: Basis
    report: AnalysisReport


def past_decision(content: Mapping[str, Any], personal: Mapping[str, Any]) -> PastDecision:
    """Return the decision that an entry keeps; raises ValueError when it cannot be read."""
    try:
        level = content["matchLevel"]
        reason = content["rejectionReason"]
        return PastDecision(
            organization_id=content["organizationId"],
            kyc_document_id=content["kycDocumentId"],
            recorded_time=content["recordedTime"],
            match_level=level,
            outcome=content["outcome"],
            score=content["score"],
            rejection_type=None if reason is None else reason["type"],
            checks={item["name"]: (item["score"], item["reason"]) for item in content["checkList"]},
            basis=Basis(
                judged=from_json(Judged, content["judged"]),
                expected=from_json(ExpectedPerson, personal["expected"]),
                settings=settings_from_json(content["settings"], settings_for(level)),
                settings_revision=content["settingsRevision"],
                judged_on=date.fromisoformat(content["judgedOn"]),
                received_on=date.fromisoformat(content["receivedOn"]),
            ),
            report=report_from_json(personal["report"]),
        )
    except (KeyError, TypeError, InvalidFields) as error:
        raise ValueError(f"this evidence cannot be read: {error}") from error
