"""The checks of an identity proof."""

from datetime import date

from app.domain.checks import Case, Result, Why, failed, unsettled
from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType
from app.domain.evidence import FieldReading, Source
from app.domain.judgement.face_check import face_check
from app.domain.judgement.name_checks import field_name_checks
from app.domain.judgement.scene_checks import no_paper_check, pictures_check
from app.domain.judgement.sign_checks import online_check, photocopy_check, tampered_check
from app.domain.scoring_settings import CheckName

_S = DocumentSubtype

#: Papers the machine knows by sight; of any other it cannot say that this is not one.
_KNOWN_BY_SIGHT = frozenset({_S.PASSPORT, _S.ID_CARD, _S.DRIVER_LICENSE, _S.REVERSE_OF_ID})
_WITH_MRZ = frozenset({_S.PASSPORT, _S.ID_CARD, _S.REVERSE_OF_ID})
_CERTIFICATES = frozenset({_S.BIRTH_CERTIFICATE, _S.MARRIAGE_CERTIFICATE})
_WITHOUT_NATIONALITY = _CERTIFICATES | {_S.DRIVER_LICENSE}

#: Nobody older has a paper in date; such a birth date is a misreading.
_OLDEST_AGE = 120


def identity_checks(case: Case) -> tuple[Result, ...]:
    """Return every check that applies to this identity proof, in the order of the check list."""
    results = (
        _contains_image(case),
        _is_identity_document(case),
        online_check(case),
        *field_name_checks(case),
        _date_of_birth(case),
        expiration_check(case, CheckName.EXPIRATION_DATE),
        _issue_date(case),
        _minimal_age(case),
        _nationality(case),
        _document_subtype(case),
        _mrz_checksum(case),
        face_check(case),
        tampered_check(case),
        photocopy_check(case),
    )
    return tuple(result for result in results if result is not None)


def age_on(day: date, birth: date) -> int:
    """Return an age in full years; who was born on 29 February turns on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def plausible_birth(case: Case) -> date | None:
    """Return the date of birth on the paper, None if unread or one that nobody can have."""
    birth = case.day("dateOfBirth")
    if birth is None or not 0 <= age_on(case.today, birth) <= _OLDEST_AGE:
        return None
    return birth


def expiration_check(case: Case, name: CheckName) -> Result | None:
    """Check that the paper is in date (its last day counts); certificates have no such day."""
    if case.paper in _CERTIFICATES:
        return None
    last_days = case.days("expirationDate")
    if not last_days:
        return unsettled(name, Why.NOT_READ)
    if min(last_days) >= case.today:
        return Result(name)
    if max(last_days) >= case.today or not case.is_certain("expirationDate"):
        return unsettled(name, Why.NOT_CERTAIN)
    return failed(name, Why.EXPIRED)


def was_in_date_when_sent(case: Case) -> bool:
    """Tell whether a paper that is out of date now was still in date on the day it was sent."""
    last_days = case.days("expirationDate")
    return bool(last_days) and (case.received_on or case.today) <= max(last_days) < case.today


def _contains_image(case: Case) -> Result | None:
    """Check that the holder's portrait is there."""
    portrait = case.report.portrait
    if case.paper in _CERTIFICATES:
        return None
    if portrait is not None and portrait.count > 0:
        return Result(CheckName.CONTAINS_IMAGE)
    return unsettled(CheckName.CONTAINS_IMAGE, Why.NOT_READ)


def _is_identity_document(case: Case) -> Result:
    """Check that this is an identity document and not a bill, a face or a cat."""
    name, report = CheckName.IS_IDENTITY_DOCUMENT, case.report
    if report.is_identity_document:
        return Result(name)
    no_paper = no_paper_check(case, name)
    if no_paper is not None:
        return no_paper
    recognised = report.document_subtype if report.subtype_certain else None
    if recognised is not None and recognised not in SUBTYPES[DocumentType.IDENTITY_PROOF]:
        return failed(name, Why.WRONG_DOCUMENT)
    if case.paper in _KNOWN_BY_SIGHT and case.picture_fault is None and _shows_no_paper(case):
        return failed(name, Why.WRONG_DOCUMENT)
    return unsettled(name, Why.NOT_RECOGNISED)


def _shows_no_paper(case: Case) -> bool:
    """Tell whether a clear picture lacks all that passports and cards have."""
    report = case.report
    has_face = report.portrait is not None and report.portrait.count > 0
    has_data = any(case.reading(key) for key in ("dateOfBirth", "documentNumber"))
    return report.mrz is None and not has_data and (not has_face or len(report.lines) < 3)


def _date_of_birth(case: Case) -> Result:
    """Check that a date of birth is there and, where one is on record, that it is the same."""
    name, expected = CheckName.DATE_OF_BIRTH, case.expected.date_of_birth
    reading, birth = case.reading("dateOfBirth"), plausible_birth(case)
    if reading is None or case.day("dateOfBirth") is None:
        return unsettled(name, Why.NOT_READ)
    if birth is None:
        return unsettled(name, Why.IMPLAUSIBLE)
    if expected is None or birth == expected:
        return Result(name)
    if not case.is_certain("dateOfBirth") or _may_be_swapped(reading, birth, expected):
        return unsettled(name, Why.NOT_CERTAIN)
    return failed(name, Why.MISMATCH)


def _may_be_swapped(reading: FieldReading, birth: date, expected: date) -> bool:
    """Tell whether day and month of a printed date only changed places (04/07 and 07/04)."""
    is_printed = reading.source in {Source.PRINTED, Source.TEXT_LAYER}
    swapped = (expected.year, expected.day, expected.month)
    return is_printed and (birth.year, birth.month, birth.day) == swapped


def _minimal_age(case: Case) -> Result:
    """Check that the holder is old enough where the customer lives."""
    name, birth = CheckName.HAS_MINIMAL_AGE, plausible_birth(case)
    if birth is None:
        return unsettled(name, Why.NOT_READ)
    minimum = case.settings.identity.minimum_age.at(case.expected.country, case.expected.region)
    ages = [age_on(case.today, day) for day in case.days("dateOfBirth")]
    if min(ages) >= minimum:
        return Result(name)
    if max(ages) >= minimum or not case.is_certain("dateOfBirth"):
        return unsettled(name, Why.NOT_CERTAIN)
    return failed(name, Why.UNDER_AGE)


def _issue_date(case: Case) -> Result:
    """Check that the day of issue is there and lies between birth, today and expiry."""
    name, issued = CheckName.ISSUE_DATE, case.day("issueDate")
    if issued is None:
        return unsettled(name, Why.NOT_READ)
    first_day = case.day("dateOfBirth") or date.min
    last_day = min(case.today, case.day("expirationDate") or date.max)
    fits = [first_day <= day <= last_day for day in case.days("issueDate")]
    if all(fits):
        return Result(name)
    if any(fits):
        return unsettled(name, Why.NOT_CERTAIN)
    return unsettled(name, Why.IMPLAUSIBLE, needs_person=True)


def _nationality(case: Case) -> Result | None:
    """Check that a nationality is there; driving licences and certificates have none."""
    if case.paper in _WITHOUT_NATIONALITY:
        return None
    if case.reading("nationality") is None:
        return unsettled(CheckName.NATIONALITY, Why.NOT_READ)
    return Result(CheckName.NATIONALITY)


def _document_subtype(case: Case) -> Result:
    """Check that the merchant takes this paper; the back of a card counts as the card.

    A paper told by words that another paper could hold too is not surely the wrong one.
    """
    name, recognised = CheckName.DOCUMENT_SUBTYPE, case.report.document_subtype
    pictures = pictures_check(case, name)
    if pictures is not None:
        return pictures
    if recognised is None:
        return unsettled(name, Why.NOT_RECOGNISED)
    is_back = _S.REVERSE_OF_ID in case.permitted and case.judged.subtype is _S.REVERSE_OF_ID
    if recognised in case.permitted or (is_back and recognised in _KNOWN_BY_SIGHT):
        return Result(name)
    if not case.report.subtype_certain:
        return unsettled(name, Why.NOT_RECOGNISED)
    return failed(name, Why.NOT_PERMITTED)


def _mrz_checksum(case: Case) -> Result | None:
    """Check the digits of the machine-readable zone; papers that have none are not checked.

    A wrong digit may be a misreading, so it rejects nothing, or a forgery, so a person looks.
    """
    name, mrz = CheckName.MRZ_CHECKSUM, case.report.mrz
    if mrz is None:
        return unsettled(name, Why.NOT_READ) if case.paper in _WITH_MRZ else None
    if not mrz.is_valid:
        return unsettled(name, Why.CHECK_DIGIT_WRONG)
    if not mrz.number_certain:
        return unsettled(name, Why.NUMBER_NOT_CERTAIN)
    return Result(name)
