"""What a judgement looks at (`Case`), and what each check may say of it (`Result`).

A check passes, fails, or cannot be settled. Both of the last take the check's weight off, but only
a failed one gives a reason to reject: what could not be read is a person's to decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from statistics import mean

from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import (
    AnalysisReport,
    ExpectedPerson,
    FieldReading,
    FileEvidence,
    QualityProblem,
    Source,
)
from app.domain.judgement.spelling import is_latin, words
from app.domain.names import LOW_CONFIDENCE, FoundName, find_name
from app.domain.scoring_settings import CheckName, ScoringSettings


class State(StrEnum):
    """Outcome of one check."""

    PASSED = "passed"
    UNSETTLED = "unsettled"
    FAILED = "failed"


class Why(StrEnum):
    """Why a check did not pass; `reason` of the check list on the wire."""

    NOT_READ = "not_read"
    NOT_CERTAIN = "not_certain"
    NOT_ON_RECORD = "not_on_record"
    PARTIAL_MATCH = "partial_match"
    NOT_ADDRESSEE = "not_addressee"
    MISMATCH = "mismatch"
    NAMES_SWAPPED = "names_swapped"
    IMPLAUSIBLE = "implausible"
    EXPIRED = "expired"
    TOO_OLD = "too_old"
    UNDER_AGE = "under_age"
    NOT_RECOGNISED = "not_recognised"
    WRONG_DOCUMENT = "wrong_document"
    NOT_PERMITTED = "not_permitted"
    CHECK_DIGIT_WRONG = "check_digit_wrong"
    NUMBER_NOT_CERTAIN = "number_not_certain"
    FACE_NOT_COMPARED = "face_not_compared"
    FACE_NOT_CERTAIN = "face_not_certain"
    FACE_DIFFERS = "face_differs"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_TOO_DARK = "face_too_dark"
    FACE_CUT_OFF = "face_cut_off"
    FACE_TURNED_AWAY = "face_turned_away"
    EYES_COVERED = "eyes_covered"
    CLOSED_EYES = "closed_eyes"
    FACE_NOT_MEASURED = "face_not_measured"
    LIVENESS_NOT_SHOWN = "liveness_not_shown"
    SELFIE_SENT = "selfie_sent"
    BLANK_PAGE = "blank_page"
    SEVERAL_DOCUMENTS = "several_documents"
    SAME_SIDE = "same_side"
    WRONG_SIDE = "wrong_side"


@dataclass(frozen=True)
class Result:
    """One check: how it came out and why.

    `why` is a value of `Why`, or the code of a finding. `needs_person` bars automatic acceptance
    whatever the check weighs.
    """

    name: CheckName
    state: State = State.PASSED
    why: str | None = None
    needs_person: bool = False


def unsettled(name: CheckName, why: str, *, needs_person: bool = False) -> Result:
    """Return a check that a person must settle."""
    return Result(name, State.UNSETTLED, why, needs_person)


def failed(name: CheckName, why: str) -> Result:
    """Return a check that the paper contradicts."""
    return Result(name, State.FAILED, why)


@dataclass(frozen=True)
class Judged:
    """The document that is judged.

    `subtype` is what the customer chose, if anything; `permitted` what the merchant takes, None or
    empty for every subtype of the type. `asked_for_look` tells that an earlier selfie of the
    request was refused for the look of the face (see `LOOKS`).
    """

    document_type: DocumentType
    subtype: DocumentSubtype | None = None
    permitted: tuple[DocumentSubtype, ...] | None = None
    face_proof_required: bool = False
    face_liveness_required: bool = False
    asked_for_look: bool = False


#: What vouches for a value in a machine-readable zone; names have no digit of their own there.
_MRZ_DIGITS = {"dateOfBirth": "birth", "expirationDate": "expiry"}

#: Papers of fewer lines hold too little text to conclude that something is not on them.
_ENOUGH_LINES = 5


@dataclass(frozen=True)
class Case:
    """Everything one judgement may look at.

    `received_on` is the day on which the document was sent; None counts as `today`.
    """

    report: AnalysisReport
    judged: Judged
    expected: ExpectedPerson
    settings: ScoringSettings
    today: date
    received_on: date | None = None

    @property
    def permitted(self) -> tuple[DocumentSubtype, ...]:
        """Return the subtypes the merchant takes."""
        return self.judged.permitted or SUBTYPES[self.judged.document_type]

    @property
    def paper(self) -> DocumentSubtype | None:
        """Return which paper it is: as recognised if that is permitted, else as chosen."""
        recognised = self.report.document_subtype
        return recognised if recognised in self.permitted else self.judged.subtype

    @property
    def pages(self) -> tuple[FileEvidence, ...]:
        """Return the files that show the document, without the selfie."""
        return tuple(file for file in self.report.files if file.tag is not FileTag.FACE_PROOF)

    @property
    def picture_problem(self) -> QualityProblem | None:
        """Return the worst fault that forbids reading one of the document's pictures."""
        return _worst(file.quality.problem for file in self.pages if file.quality)

    @property
    def picture_fault(self) -> QualityProblem | None:
        """Return the worst fault of the document's pictures, those that only warn come last."""
        warnings = (file.quality.warning for file in self.pages if file.quality)
        return self.picture_problem or _worst(warnings)

    @property
    def is_text_poor(self) -> bool:
        """Tell whether little was read, or little of it surely."""
        lines = self.report.lines
        return len(lines) < _ENOUGH_LINES or (
            mean(line.confidence for line in lines) < LOW_CONFIDENCE
        )

    @cached_property
    def found_name(self) -> FoundName:
        """Return where the customer's name stands in the text."""
        return find_name(self.expected.first_name, self.expected.last_name, self.report.lines)

    def reading(self, key: str) -> FieldReading | None:
        """Return a field as it was read, None if it was not."""
        reading = self.report.fields.get(key)
        return reading if reading is not None and reading.value.strip() else None

    def day(self, key: str) -> date | None:
        """Return a field as a day, None if it was not read or is no day of the calendar."""
        reading = self.reading(key)
        if reading is None:
            return None
        try:
            return date.fromisoformat(reading.value)
        except ValueError:
            return None

    def days(self, key: str) -> tuple[date, ...]:
        """Return every day that a field may mean: two for an ambiguous date, none if unread."""
        day, reading = self.day(key), self.reading(key)
        if day is None or reading is None:
            return ()
        return (day, date.fromisoformat(reading.alternative)) if reading.alternative else (day,)

    def is_certain(self, key: str) -> bool:
        """Tell whether a field was read well enough to hold it against the customer.

        A value in the machine-readable zone is vouched for by its own check digit, a name there by
        all digits of the zone; anything else by the reader's confidence, and print only in a
        picture without a fault, since glare hides the end of a word. The field must be there.
        """
        reading, mrz = self.report.fields[key], self.report.mrz
        if reading.source is Source.PRINTED and self.picture_problem is not None:
            return False
        if reading.source is not Source.MRZ or mrz is None:
            return reading.confidence >= LOW_CONFIDENCE
        if key in _MRZ_DIGITS:
            return mrz.checks.get(_MRZ_DIGITS[key], False)
        return mrz.is_valid and reading.confidence >= LOW_CONFIDENCE

    def is_well_read(self, wanted: str) -> bool:
        """Tell whether a text that was not found can be said not to be on the paper.

        The pictures have no fault, enough lines were read, the reader was sure of them, and most
        are in the script of the wanted text.
        """
        if self.picture_fault is not None or self.is_text_poor:
            return False
        script = is_latin(words(wanted))
        lines = self.report.lines
        alike = sum(is_latin(words(line.text)) is script for line in lines)
        return alike * 2 > len(lines)


def _worst(faults: Iterable[QualityProblem | None]) -> QualityProblem | None:
    """Return the fault that is told: the enumeration is in the order of weight."""
    found = set(faults)
    return next((fault for fault in QualityProblem if fault in found), None)
