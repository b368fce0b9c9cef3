"""Judging a past decision again, from the evidence kept, under other settings."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.decision_record import PastDecision
from app.domain.judgement.own_settings import OwnSettings
from app.domain.scoring import Verdict, judge
from app.domain.scoring_settings import ScoringSettings


@dataclass(frozen=True)
class Ending:
    """How a document ends: outcome, score and the type of the rejection."""

    outcome: str
    score: int
    rejection_type: str | None

    def as_json(self) -> dict[str, object]:
        """Return it in the wire's words."""
        return {
            "outcome": self.outcome,
            "score": self.score,
            "rejectionType": self.rejection_type,
        }


@dataclass(frozen=True)
class CheckChange:
    """A check that takes off other points than before; None where it was not made."""

    name: str
    old: int | None
    new: int | None
    reason: str | None


@dataclass(frozen=True)
class Rescore:
    """One past decision beside what it would be now.

    `same_rules` tells whether today's program under the settings of then ends as it did then; where
    it does not, the change comes from the program and not from the settings alone.
    """

    past: PastDecision
    old: Ending
    new: Ending
    checks: tuple[CheckChange, ...]
    same_rules: bool

    @property
    def is_changed(self) -> bool:
        """Tell whether the decision would be another; a score alone does not count."""
        return (self.old.outcome, self.old.rejection_type) != (
            self.new.outcome,
            self.new.rejection_type,
        )

    def as_json(self) -> dict[str, object]:
        """Return it as plain JSON: ids, codes and numbers, nothing of the person."""
        return {
            "kycDocumentId": self.past.kyc_document_id,
            "organizationId": self.past.organization_id,
            "documentType": self.past.basis.judged.document_type.value,
            "matchLevel": self.past.match_level,
            "decidedTime": self.past.recorded_time,
            "old": self.old.as_json(),
            "new": self.new.as_json(),
            "checks": [
                {"name": item.name, "old": item.old, "new": item.new, "reason": item.reason}
                for item in self.checks
            ],
            "cause": "settings" if self.same_rules else "rules",
        }


def rescore(past: PastDecision, own: OwnSettings) -> Rescore:
    """Judge a past decision again as if the organization had set `own` on that day."""
    old = Ending(past.outcome, past.score, past.rejection_type)
    verdict = _judge(past, own.at(past.match_level))
    return Rescore(
        past=past,
        old=old,
        new=_ending(verdict),
        checks=tuple(_changed_checks(past.checks, verdict)),
        same_rules=_ending(_judge(past, past.basis.settings)) == old,
    )


def _judge(past: PastDecision, settings: ScoringSettings) -> Verdict:
    basis = past.basis
    return judge(
        past.report,
        basis.judged,
        expected=basis.expected,
        settings=settings,
        today=basis.judged_on,
        received_on=basis.received_on,
    )


def _ending(verdict: Verdict) -> Ending:
    rejection = verdict.rejection
    return Ending(
        verdict.outcome.value, verdict.score, None if rejection is None else rejection.type.value
    )


def _changed_checks(
    before: Mapping[str, tuple[int, str | None]], verdict: Verdict
) -> list[CheckChange]:
    after = {check.name.value: (check.score, check.reason) for check in verdict.checks}
    changes = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        points = (None if old is None else old[0], None if new is None else new[0])
        if points[0] != points[1]:
            reason = (new or (0, None))[1] or (old or (0, None))[1]
            changes.append(CheckChange(name, *points, reason))
    return changes
