"""Judgement: what analysis saw, held against the expected person, becomes a verdict.

1. Each check passes, fails, or cannot be settled (`judgement.identity_checks`, `.address_checks`).
2. A document starts at 100 points; each check that did not pass takes its weight off, down to 0.
3. The score decides: at `accept_above` or more accepted, under `reject_below` rejected, between
   them pending. Five rules stand above the score:

   * Proofs of funds and of purchase are always pending: a person decides them.
   * A report with failures (a step crashed or ran out of time) is always pending.
   * A paper that says two things, in print, zone or barcode, is always pending: it may be altered,
     or misread, and what is judged may be the wrong one of the two.
   * Nothing is rejected without a failed check that gives a reason (`judgement.precedence`): what
     could not be read or compared is a person's to decide, however many points are lost.
   * Nothing is accepted whose machine-readable zone has a wrong check digit or a number that had to
     be guessed, whose dates of issue contradict its others, whose required selfie is not surely the
     holder, or whose picture could not be read, whatever these weigh.

Pure: no clock, no chance. The same report under the same settings gives the same verdict, so past
cases can be judged again under others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.domain.checks import Case, Judged, Result, State
from app.domain.documents import JUDGED_TYPES, DocumentType
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.judgement.address_checks import address_checks, funds_checks
from app.domain.judgement.identity_checks import identity_checks
from app.domain.judgement.precedence import Ruling, find_rejection, is_unreadable
from app.domain.judgement.sign_checks import CONTRADICTIONS
from app.domain.judgement.wire import VERSION, matched_data, read_data
from app.domain.rejections import RejectionReason
from app.domain.scoring_settings import CheckName, ScoringSettings

__all__ = ["Check", "Judged", "Outcome", "Verdict", "judge"]


class Outcome(StrEnum):
    """What becomes of a document."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"


@dataclass(frozen=True)
class Check:
    """One item of the check list: `score` is the points it took off, `reason` why."""

    name: CheckName
    failed: bool
    score: int
    reason: str | None = None

    def as_json(self) -> dict[str, object]:
        """Return the item in the wire's shape."""
        return {
            "name": self.name.value,
            "failed": self.failed,
            "score": self.score,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Verdict:
    """The end of a judgement; `rejection` is set if and only if the outcome is a rejection.

    `parsed_data` and `document_matches` are {version, score, checkList, data} in the wire's shape.
    """

    outcome: Outcome
    score: int
    checks: tuple[Check, ...]
    rejection: RejectionReason | None
    parsed_data: dict[str, object]
    document_matches: dict[str, object]


def judge(
    report: AnalysisReport,
    judged: Judged,
    *,
    expected: ExpectedPerson,
    settings: ScoringSettings,
    today: date,
    received_on: date | None = None,
) -> Verdict:
    """Judge one document.

    `settings` are those of the match level or of the organization; `received_on` is the day on
    which the document was sent, `today` if not given. Raises KeyError for a credit
    file, which has no paper to judge.
    """
    case = Case(report, judged, expected, settings, today, received_on)
    ruling = Ruling(case, _CHECKS[judged.document_type](case))
    weights = _weights(case)
    checks = tuple(_weigh(result, weights) for result in ruling.results)
    score = max(0, 100 - sum(check.score for check in checks))
    outcome, rejection = _decide(ruling, score, weights)
    account = {
        "version": VERSION,
        "score": score,
        "checkList": [check.as_json() for check in checks],
    }
    return Verdict(
        outcome=outcome,
        score=score,
        checks=checks,
        rejection=rejection,
        parsed_data={**account, "data": read_data(ruling)},
        document_matches={**account, "data": matched_data(ruling)},
    )


_CHECKS = {
    DocumentType.IDENTITY_PROOF: identity_checks,
    DocumentType.ADDRESS_PROOF: address_checks,
    DocumentType.FUNDS_PROOF: funds_checks,
    DocumentType.PURCHASE_PROOF: funds_checks,
}


def _weights(case: Case) -> Mapping[CheckName, int]:
    """Return what each check weighs; nothing does where a person decides anyway."""
    if case.judged.document_type is DocumentType.IDENTITY_PROOF:
        return case.settings.identity.weights
    if case.judged.document_type is DocumentType.ADDRESS_PROOF:
        return case.settings.address.weights
    return {}


def _weigh(result: Result, weights: Mapping[CheckName, int]) -> Check:
    """Return the check with the points it takes off."""
    is_lost = result.state is not State.PASSED
    return Check(result.name, is_lost, weights.get(result.name, 0) if is_lost else 0, result.why)


def _decide(
    ruling: Ruling, score: int, weights: Mapping[CheckName, int]
) -> tuple[Outcome, RejectionReason | None]:
    """Return the outcome, and the reason if it is a rejection."""
    case = ruling.case
    if case.judged.document_type not in JUDGED_TYPES or case.report.failures:
        return Outcome.PENDING, None
    if any(finding.code in CONTRADICTIONS for finding in case.report.findings):
        return Outcome.PENDING, None
    is_identity = case.judged.document_type is DocumentType.IDENTITY_PROOF
    limits = case.settings.identity if is_identity else case.settings.address
    if score >= limits.accept_above:
        return (Outcome.PENDING if _needs_person(ruling) else Outcome.ACCEPTED), None
    weighed = _without_switched_off(ruling, weights)
    rejection = find_rejection(weighed) if score < limits.reject_below else None
    return (Outcome.REJECTED if rejection else Outcome.PENDING), rejection


def _without_switched_off(ruling: Ruling, weights: Mapping[CheckName, int]) -> Ruling:
    """Return the ruling in which a check of weight 0 gives no reason to reject."""
    results = tuple(
        replace(item, state=State.UNSETTLED)
        if item.state is State.FAILED and not weights.get(item.name, 0)
        else item
        for item in ruling.results
    )
    return Ruling(ruling.case, results)


def _needs_person(ruling: Ruling) -> bool:
    """Tell whether acceptance is barred, whatever the checks weigh."""
    mrz = ruling.case.report.mrz
    is_zone_doubtful = mrz is not None and not (mrz.is_valid and mrz.number_certain)
    is_any_in_doubt = any(result.needs_person for result in ruling.results)
    return is_zone_doubtful or is_any_in_doubt or is_unreadable(ruling)
