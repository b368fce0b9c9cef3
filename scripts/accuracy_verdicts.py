"""What becomes of a measured paper: judged for its holder, for a relative and for a stranger."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.domain.checks import Why
from app.domain.documents import DocumentType
from app.domain.evidence import AnalysisReport, ExpectedPerson
from app.domain.rejections import Advice, RejectionType
from app.domain.scoring import Judged, Outcome, Verdict, judge
from app.domain.scoring_settings import CheckName, settings_for
from app.domain.statuses import MatchLevel
from app.specimens import Person, invent_person
from scripts.accuracy_sets import Case

_SETTINGS = settings_for(MatchLevel.STRICT)
#: Far from every seed that a run draws its holders from.
_STRANGERS = 5_000_000
#: What is said of a paper or of a side that was not asked for.
_WRONG_PAPER = frozenset(
    {
        Advice.WRONG_DOCUMENT,
        Advice.WRONG_SIDE,
        Advice.SAME_SIDE,
        Advice.LETTER_SENT,
        Advice.IDENTITY_SENT,
    }
)
#: Checks of which paper and which side it is.
_KIND = frozenset({CheckName.DOCUMENT_SUBTYPE, CheckName.IS_IDENTITY_DOCUMENT})
#: What an address is made of; a region is on few papers and weighs little.
_ADDRESS = frozenset({CheckName.LINE1, CheckName.CITY, CheckName.POSTAL_CODE})


@dataclass(frozen=True)
class JudgedFor:
    """What became of a paper when it was sent as this person's.

    `person` is holder, relative (same family name and address, another given name, a generation
    older) or stranger. `reason` is the type of a rejection, `advice` its code. `address` tells
    whether the address of a letter was judged rightly: as that of holder and relative, and as not
    the stranger's. `noticed` tells that a check names the wrong paper or side, for whoever decides.
    """

    person: str
    outcome: Outcome
    reason: RejectionType | None = None
    advice: str | None = None
    address: bool | None = None
    noticed: bool = False

    @property
    def is_accepted(self) -> bool:
        """Tell whether the machine accepted the paper."""
        return self.outcome is Outcome.ACCEPTED

    @property
    def is_pending(self) -> bool:
        """Tell whether the machine left the paper to a person."""
        return self.outcome is Outcome.PENDING

    @property
    def is_asked_again(self) -> bool:
        """Tell whether a better picture was asked for: no verdict on the paper."""
        return self.reason is RejectionType.DOCUMENT_UNREADABLE

    @property
    def is_told(self) -> bool:
        """Tell whether the customer was told that it is the wrong paper, or the wrong side."""
        return self.outcome is Outcome.REJECTED and self.advice in _WRONG_PAPER

    @property
    def is_refused(self) -> bool:
        """Tell whether the paper itself was rejected."""
        return self.outcome is Outcome.REJECTED and not self.is_asked_again


def judge_for_all(case: Case, report: AnalysisReport, today: date) -> tuple[JudgedFor, ...]:
    """Return the verdict for each person; none where nobody knows whose the paper is.

    A paper with a fault is judged for its holder alone: that it is not accepted from others either
    would not tell why. The strictest match level applies.
    """
    if case.holder is None:
        return ()
    judged = Judged(
        case.document_type, permitted=case.permitted, face_proof_required=case.has_selfie
    )
    return tuple(
        _judged_for(
            name,
            judge(report, judged, expected=_expected(who), settings=_SETTINGS, today=today),
            is_letter=case.document_type is DocumentType.ADDRESS_PROOF,
        )
        for name, who in _persons(case, case.holder, today)
    )


def _persons(case: Case, holder: Person, today: date) -> Iterator[tuple[str, Person]]:
    yield "holder", holder
    if case.fault:
        return
    stranger = invent_person(_STRANGERS + case.seed, today=today)
    # The name must not be one of the holder's own, or the two would be the same to any reader.
    first_name = next(name for name in ("Ottilie", "Konrad") if name not in holder.first_name)
    born = holder.birth_date - timedelta(days=28 * 365)
    yield "relative", replace(holder, first_name=first_name, birth_date=born)
    yield "stranger", stranger


def _expected(person: Person) -> ExpectedPerson:
    home = person.address
    return ExpectedPerson(
        first_name=person.first_name,
        last_name=person.last_name,
        date_of_birth=person.birth_date,
        address_lines=(home.line1,),
        city=home.city,
        region=home.region,
        postal_code=home.postal_code,
    )


def _judged_for(name: str, verdict: Verdict, *, is_letter: bool) -> JudgedFor:
    lost = {check.name for check in verdict.checks if check.failed}
    wrong_paper = (
        check.name in _KIND and check.failed and check.reason != Why.NOT_RECOGNISED
        for check in verdict.checks
    )
    return JudgedFor(
        person=name,
        outcome=verdict.outcome,
        reason=verdict.rejection.type if verdict.rejection else None,
        advice=verdict.rejection.advice if verdict.rejection else None,
        address=bool(lost & _ADDRESS) == (name == "stranger") if is_letter else None,
        noticed=any(wrong_paper),
    )
