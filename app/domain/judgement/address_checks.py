"""The checks of an address proof, and the few that a proof of funds or purchase has."""

from dataclasses import replace
from datetime import timedelta

from app.domain.addressee import address_block, supply_lines
from app.domain.addresses import FoundAddress, PartMatch, find_address
from app.domain.checks import Case, Result, Why, failed, unsettled
from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType
from app.domain.judgement.identity_checks import expiration_check
from app.domain.judgement.name_checks import field_name_checks, text_name_checks
from app.domain.judgement.scene_checks import no_paper_check, pictures_check
from app.domain.judgement.sign_checks import tampered_check
from app.domain.scoring_settings import CheckName

_S = DocumentSubtype

#: Cards prove an address while they are in date, however long ago they were issued.
CARDS = frozenset({_S.ID_CARD, _S.DRIVER_LICENSE})

#: Recognised by an MRZ or the look of a card, so a mix-up is certain; one letter is taken for
#: another more easily, so that is left to a person.
_CERTAINLY_RECOGNISED = frozenset(SUBTYPES[DocumentType.IDENTITY_PROOF]) - {_S.OTHER}

#: Papers that are written once a year or less: age alone does not make them void.
_LONG_LIVED = frozenset({_S.LEASE_AGREEMENT, _S.TAX_RETURN, _S.INSURANCE_LETTER})

_SOMEWHERE = frozenset({PartMatch.MATCH, PartMatch.PARTIAL})


def address_checks(case: Case) -> tuple[Result, ...]:
    """Return every check that applies to this address proof, in the order of the check list."""
    results = (
        *_names(case),
        *_address(case),
        _date(case),
        _phone(case),
        _document_subtype(case),
        tampered_check(case),
    )
    return tuple(result for result in results if result is not None)


def has_age_limit(subtype: DocumentSubtype) -> bool:
    """Tell whether a proof of address of this kind is refused for its age alone."""
    return subtype not in CARDS and subtype not in _LONG_LIVED


def funds_checks(case: Case) -> tuple[Result, ...]:
    """Return what is read of a proof of funds or purchase, which a person always decides."""
    return (*text_name_checks(case), _document_subtype(case))


def _names(case: Case) -> tuple[Result, Result]:
    """Check the names: on a card against its fields, in a letter anywhere in the text."""
    if case.paper in CARDS and case.reading("lastName") is not None:
        return field_name_checks(case)
    return text_name_checks(case)


def _address(case: Case) -> tuple[Result | None, ...]:
    """Check each part of the customer's address near the customer's name."""
    expected = case.expected
    found = _find_address(case)
    line1 = " ".join(expected.address_lines)
    return (
        _part(case, CheckName.LINE1, found.line1, line1)
        or unsettled(CheckName.LINE1, Why.NOT_ON_RECORD),
        _part(case, CheckName.CITY, found.city, expected.city),
        _region(found.region),
        _part(case, CheckName.POSTAL_CODE, found.postal_code, expected.postal_code),
    )


def _find_address(case: Case) -> FoundAddress:
    """Find the address under the addressee's name, else where a supply is, else on the paper.

    Where another address stands under the name, the customer's elsewhere is the issuer's or an old
    one: at most a part of the proof.
    """
    expected, lines, name = case.expected, case.report.lines, case.found_name
    anywhere = find_address(expected, lines, name_line=name.line)
    supply = supply_lines(lines)
    if supply:
        supplied = find_address(expected, supply)
        if supplied.line1 is PartMatch.MATCH:
            return supplied
    block = address_block(lines, name.line) if name.line is not None else ()
    if not block:
        return anywhere
    below = find_address(expected, [lines[index] for index in block], name_line=0)
    if below.line1 is PartMatch.NOT_FOUND and anywhere.line1 in _SOMEWHERE:
        return replace(below, line1=PartMatch.PARTIAL)
    return below


def _part(case: Case, name: CheckName, match: PartMatch, wanted: str) -> Result | None:
    """Return the check of one part of the address, None if it is not on record."""
    if match is PartMatch.NOT_ON_RECORD:
        return None
    if match is PartMatch.MATCH:
        return Result(name)
    if match is PartMatch.PARTIAL:
        return unsettled(name, Why.PARTIAL_MATCH)
    if case.is_well_read(wanted):
        return failed(name, Why.MISMATCH)
    return unsettled(name, Why.NOT_READ if match is PartMatch.NOT_FOUND else Why.NOT_CERTAIN)


def _region(match: PartMatch) -> Result | None:
    """Return the check of the region; a record's code (NY) cannot contradict a printed name."""
    if match is PartMatch.NOT_ON_RECORD:
        return None
    is_found = match is PartMatch.MATCH
    return Result(CheckName.REGION) if is_found else unsettled(CheckName.REGION, Why.NOT_READ)


def _date(case: Case) -> Result | None:
    """Check that the paper is recent, or in date where it is a card."""
    if case.paper in CARDS:
        return expiration_check(case, CheckName.DATE)
    written = case.day("date")
    if written is None:
        return unsettled(CheckName.DATE, Why.NOT_READ)
    if written > case.today:
        return unsettled(CheckName.DATE, Why.IMPLAUSIBLE)
    oldest = case.today - timedelta(days=case.settings.address.document_max_age_days)
    if written >= oldest:
        return Result(CheckName.DATE)
    if case.paper in _LONG_LIVED:
        return unsettled(CheckName.DATE, Why.TOO_OLD)
    if not case.is_certain("date"):
        return unsettled(CheckName.DATE, Why.NOT_CERTAIN)
    return failed(CheckName.DATE, Why.TOO_OLD)


def _phone(case: Case) -> Result:
    """Check that the issuer's telephone number is there."""
    if case.reading("phone") is None:
        return unsettled(CheckName.PHONE, Why.NOT_READ)
    return Result(CheckName.PHONE)


def _document_subtype(case: Case) -> Result:
    """Check that the pictures show one paper, and that the merchant takes it."""
    name, recognised = CheckName.DOCUMENT_SUBTYPE, case.report.document_subtype
    pictures = no_paper_check(case, name) or pictures_check(case, name)
    if pictures is not None:
        return pictures
    if recognised is not None and recognised in case.permitted:
        return Result(name)
    if recognised in _CERTAINLY_RECOGNISED and case.report.subtype_certain:
        return failed(name, Why.NOT_PERMITTED)
    return unsettled(name, Why.NOT_RECOGNISED)
