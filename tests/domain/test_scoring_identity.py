"""Identity proofs: each check, each rung of the ladder, and what only a person may decide."""

from dataclasses import replace
from datetime import date

import pytest

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import (
    AnalysisReport,
    ExpectedPerson,
    FaceEvidence,
    Finding,
    Source,
    TextLine,
)
from app.domain.judgement.identity_checks import age_on
from app.domain.rejections import Advice, RejectionType
from app.domain.scoring import Judged, Outcome
from app.domain.scoring_settings import LocationAge, MinimumAge, settings_for
from tests.support.reports import (
    ERIKA,
    PASSPORT,
    TODAY,
    bill,
    failed_checks,
    file,
    judged,
    passport,
    reading,
    zone,
)

ACCEPTED, REJECTED, PENDING = Outcome
S, T = DocumentSubtype, RejectionType
LICENCE = Judged(DocumentType.IDENTITY_PROOF, S.DRIVER_LICENSE)
CARD = Judged(DocumentType.IDENTITY_PROOF, S.ID_CARD)


def with_fields(report: AnalysisReport, **values: object) -> AnalysisReport:
    """Return the report with these readings put in place."""
    return replace(report, fields={**report.fields, **values})


def told(report: AnalysisReport, what: Judged = PASSPORT) -> tuple[str, str | None] | None:
    """Return type and advice of the rejection."""
    rejection = judged(report, what).rejection
    return (rejection.type, rejection.advice) if rejection else None


@pytest.mark.parametrize("level", [1, 2, 3])
def test_own_passport_in_date_is_accepted(level: int) -> None:
    verdict = judged(passport(), level=level)
    assert (verdict.outcome, verdict.score, verdict.rejection) == (ACCEPTED, 100, None)
    assert failed_checks(verdict) == {}


@pytest.mark.parametrize(
    ("fields", "type_", "message"),
    [
        ({"firstName": "ANNA"}, T.NAME_MISMATCH, "Name on the document is not the customer's"),
        ({"lastName": "BERG"}, T.NAME_MISMATCH, "Name on the document is not the customer's"),
        (
            {"dateOfBirth": "1990-02-14"},
            T.DOB_MISMATCH,
            "Date of birth on the document is not the customer's",
        ),
        (
            {"firstName": "ANNA", "dateOfBirth": "1990-02-14"},
            T.NAME_AND_DOB_MISMATCH,
            "Name and date of birth on the document are not the customer's",
        ),
        (
            {"firstName": "ANNA", "lastName": "BERG", "dateOfBirth": "1988-07-01"},
            T.THIRD_PARTY_OR_MISMATCH,
            "Document is another person's",
        ),
        (
            {"expirationDate": "2026-11-22"},
            T.DOCUMENT_EXPIRED,
            "Document expired on 2026-11-22",
        ),
        (
            {"firstName": "ANNA", "expirationDate": "2020-01-01"},
            T.NAME_MISMATCH,
            "Name on the document is not the customer's",
        ),
    ],
)
def test_contradiction_rejects_with_its_reason(
    fields: dict[str, str | None], type_: T, message: str
) -> None:
    verdict = judged(passport(**fields))
    assert verdict.outcome is REJECTED
    assert verdict.rejection is not None
    assert (verdict.rejection.type, verdict.rejection.message) == (type_, message)


def test_last_day_of_a_paper_still_counts() -> None:
    assert judged(passport(expirationDate=TODAY.isoformat())).outcome is ACCEPTED


def test_minor_is_rejected_and_who_turns_eighteen_today_is_not() -> None:
    for birth, outcome in (("2008-11-24", REJECTED), ("2008-11-23", ACCEPTED)):
        expected = replace(ERIKA, date_of_birth=date.fromisoformat(birth))
        report = passport(dateOfBirth=birth, issueDate="2024-01-01")
        verdict = judged(report, expected=expected)
        assert verdict.outcome is outcome
    minor = judged(passport(dateOfBirth="2010-01-01"), expected=replace(ERIKA, date_of_birth=None))
    assert minor.rejection is not None
    assert minor.rejection.type is T.UNDERAGE_PERSON


@pytest.mark.parametrize(
    ("country", "state", "outcome"),
    [("US", "AL", REJECTED), ("us", "ny", ACCEPTED), ("US", "TX", REJECTED), ("DE", "", ACCEPTED)],
)
def test_minimum_age_follows_the_customers_place(
    country: str, state: str, outcome: Outcome
) -> None:
    settings = settings_for(2)
    ages = MinimumAge(18, (LocationAge("US", 41), LocationAge("US", 36, "NY")))
    settings = replace(settings, identity=replace(settings.identity, minimum_age=ages))
    expected = replace(ERIKA, country=country, region=state)
    assert judged(passport(), expected=expected, settings=settings).outcome is outcome


@pytest.mark.parametrize(
    ("missing", "outcome"),
    [
        ("firstName", PENDING),
        ("lastName", PENDING),
        ("dateOfBirth", PENDING),
        ("expirationDate", PENDING),
        ("issueDate", ACCEPTED),
        ("nationality", ACCEPTED),
    ],
)
def test_missing_field_never_rejects(missing: str, outcome: Outcome) -> None:
    verdict = judged(passport(**{missing: None}))
    assert verdict.outcome is outcome
    assert failed_checks(verdict)[missing] == "not_read"


@pytest.mark.parametrize(
    ("fields", "check", "reason"),
    [
        ({"firstName": "ERIKA"}, "lastName", "partial_match"),
        ({"dateOfBirth": "2027-01-01"}, "dateOfBirth", "implausible"),
        ({"dateOfBirth": "1890-01-01"}, "dateOfBirth", "implausible"),
        ({"dateOfBirth": "1990-02-31"}, "dateOfBirth", "not_read"),
        ({"dateOfBirth": " "}, "dateOfBirth", "not_read"),
        ({"issueDate": "2027-01-01"}, "issueDate", "implausible"),
        ({"issueDate": "1989-01-01"}, "issueDate", "implausible"),
        ({"firstName": "LINDQVIST", "lastName": "ERIKA"}, "firstName", "names_swapped"),
        ({"firstName": "LINDQVIST", "lastName": "ERIKA"}, "lastName", "names_swapped"),
    ],
)
def test_doubt_goes_to_a_person(fields: dict[str, str | None], check: str, reason: str) -> None:
    values = {"lastName": "LINDQVIST BERG", **fields} if reason == "partial_match" else fields
    verdict = judged(passport(**values))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)[check] == reason


def test_wrong_name_is_not_taken_for_swapped_when_the_other_was_not_read() -> None:
    for fields in ({"firstName": "BERG", "lastName": None}, {"firstName": None, "lastName": "BO"}):
        rejection = judged(passport(**fields)).rejection
        assert rejection is not None
        assert rejection.type is T.NAME_MISMATCH


def test_score_at_a_threshold_is_not_below_it() -> None:
    verdict = judged(passport(issueDate=None, nationality=None))
    assert (verdict.outcome, verdict.score) == (ACCEPTED, 85)
    rules = settings_for(2)
    for reject_below, outcome in ((40, PENDING), (41, REJECTED)):
        identity = replace(rules.identity, reject_below=reject_below)
        other = judged(passport(lastName="BERG"), settings=replace(rules, identity=identity))
        assert (other.outcome, other.score) == (outcome, 40)


def test_score_is_never_below_zero() -> None:
    assert judged(passport(firstName="BO", lastName="BERG")).score == 0


def test_name_is_not_held_against_a_customer_when_read_badly() -> None:
    report = with_fields(passport(), firstName=reading("BORIS", Source.PRINTED, 0.7))
    verdict = judged(report)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"firstName": "not_certain"}


def test_name_misread_in_the_zone_but_printed_goes_to_a_person() -> None:
    report = passport(lastName="LINDQVXXT")
    assert judged(report).outcome is REJECTED
    printed = TextLine("Erika Lindqvist", 0.97, FileTag.FRONT)
    verdict = judged(replace(report, lines=(*report.lines, printed)))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"lastName": "not_certain"}


def test_name_cut_off_by_a_full_zone_matches() -> None:
    long = replace(ERIKA, first_name="Maximiliane Charlotte", last_name="Wolkenstein-Hohenfelsing")
    report = passport(firstName="MAXIMILIANE CH", lastName="WOLKENSTEIN HOHENFELSING")
    full = "P<UTOWOLKENSTEIN<HOHENFELSING<<MAXIMILIANE<CH"[:44]
    assert judged(report, expected=long).outcome is PENDING
    cut = replace(report, mrz=replace(zone(), lines=(full, "")))
    assert judged(cut, expected=long).outcome is ACCEPTED
    unknown = replace(report, mrz=replace(zone(), format="MRV-C", lines=(full, "")))
    assert judged(unknown, expected=long).outcome is PENDING


@pytest.mark.parametrize(
    ("day", "source", "reason"),
    [
        ("1990-05-04", Source.PRINTED, "not_certain"),
        ("1990-05-04", Source.BARCODE, "mismatch"),
        ("1990-06-04", Source.PRINTED, "mismatch"),
    ],
)
def test_day_and_month_may_change_places_in_print_only(
    day: str, source: Source, reason: str
) -> None:
    report = with_fields(passport(), dateOfBirth=reading(day, source))
    expected = replace(ERIKA, date_of_birth=date(1990, 4, 5))
    assert failed_checks(judged(report, expected=expected))["dateOfBirth"] == reason


@pytest.mark.parametrize(
    ("digit", "field", "value"),
    [
        ("birth", "dateOfBirth", "1990-02-14"),
        ("expiry", "expirationDate", "2020-01-01"),
        ("birth", "dateOfBirth", "2012-02-13"),
    ],
)
def test_value_whose_digit_is_wrong_is_not_held_against_the_customer(
    digit: str, field: str, value: str
) -> None:
    report = replace(passport(**{field: value, "issueDate": None}), mrz=zone(wrong=digit))
    verdict = judged(report, expected=replace(ERIKA, date_of_birth=ERIKA.date_of_birth))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)[field] == "not_certain"


@pytest.mark.parametrize(
    ("mrz", "reason"),
    [
        (zone(wrong="composite"), "check_digit_wrong"),
        (zone(number_certain=False), "number_not_certain"),
        (replace(zone(), checks={}), "check_digit_wrong"),
    ],
)
def test_doubtful_zone_is_never_accepted_whatever_it_weighs(mrz: object, reason: str) -> None:
    report = replace(passport(), mrz=mrz)
    settings = settings_for(3)
    free = dict.fromkeys(settings.identity.weights, 0)
    settings = replace(settings, identity=replace(settings.identity, weights=free))
    verdict = judged(report, settings=settings)
    assert (verdict.outcome, verdict.score) == (PENDING, 100)
    assert failed_checks(verdict) == {"mrzChecksum": reason}


def test_customer_without_a_date_of_birth_needs_one_on_the_paper_only() -> None:
    expected = replace(ERIKA, date_of_birth=None)
    assert judged(passport(dateOfBirth="1970-01-01"), expected=expected).outcome is ACCEPTED
    assert judged(passport(dateOfBirth=None), expected=expected).outcome is PENDING


def test_customer_without_a_name_goes_to_a_person() -> None:
    verdict = judged(passport(), expected=ExpectedPerson("", ""))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"firstName": "not_on_record", "lastName": "not_on_record"}


@pytest.mark.parametrize("level", [1, 2, 3])
def test_failures_of_ours_lead_to_a_person(level: int) -> None:
    for report in (passport(), passport(lastName="BERG")):
        verdict = judged(replace(report, failures=("ocr",)), level=level)
        assert (verdict.outcome, verdict.rejection) == (PENDING, None)
    assert judged(AnalysisReport(files=(), failures=("too-many-runs",))).outcome is PENDING


@pytest.mark.parametrize("problem", list(Advice)[:5])
def test_unreadable_picture_names_its_fault(problem: Advice) -> None:
    report = AnalysisReport(files=(file(FileTag.FRONT, problem),))
    assert told(report) == (T.DOCUMENT_UNREADABLE, problem)
    warned = AnalysisReport(files=(file(FileTag.FRONT, warning=problem),))
    assert told(warned) == (T.DOCUMENT_UNREADABLE, problem)


def test_worst_fault_is_told_and_the_selfies_is_not() -> None:
    files = (
        file(FileTag.FRONT, "blurry"),
        file(FileTag.BACK, "glare", warning="too-small"),
        file(FileTag.FACE_PROOF, "too-dark"),
        replace(file(FileTag.PAGES), quality=None),
    )
    assert told(AnalysisReport(files=files)) == (T.DOCUMENT_UNREADABLE, Advice.BLURRY)


def test_faulty_picture_that_was_read_is_judged() -> None:
    report = replace(passport(), files=(file(FileTag.FRONT, "too-dark"),))
    assert judged(report).outcome is ACCEPTED


def test_warning_does_not_make_a_text_unreadable() -> None:
    blank = passport(firstName=None, lastName=None, dateOfBirth=None)
    report = replace(blank, files=(file(FileTag.FRONT, warning="cut-off"),))
    assert judged(report).outcome is PENDING


def test_unreadable_picture_is_not_accepted_when_all_checks_are_off() -> None:
    settings = settings_for(2)
    free = dict.fromkeys(settings.identity.weights, 0)
    settings = replace(settings, identity=replace(settings.identity, weights=free))
    report = AnalysisReport(files=(file(FileTag.FRONT, "blurry"),))
    assert judged(report, settings=settings).outcome is PENDING


@pytest.mark.parametrize(
    "report",
    [
        AnalysisReport(files=(file(FileTag.FRONT),)),
        AnalysisReport(
            files=(file(FileTag.FRONT),), portrait=FaceEvidence(FileTag.FRONT, 1, 300, 0.9)
        ),
        AnalysisReport(
            files=(file(FileTag.FRONT),), lines=tuple(bill().lines), document_subtype=None
        ),
    ],
)
def test_what_is_no_identity_document_is_refused(report: AnalysisReport) -> None:
    assert told(report) == (T.DOCUMENT_INVALID, Advice.WRONG_DOCUMENT)


def test_bill_in_place_of_an_identity_document_is_named() -> None:
    report = replace(bill(), files=(file(FileTag.FRONT),))
    assert told(report) == (T.DOCUMENT_INVALID, Advice.LETTER_SENT)
    rejection = judged(report).rejection
    assert rejection is not None
    assert rejection.message == "Document is a utility-bill, which is not an identity document"


@pytest.mark.parametrize("subtype", [S.BIRTH_CERTIFICATE, S.OTHER, S.FIREARMS_LICENSE])
def test_paper_not_known_by_sight_goes_to_a_person(subtype: S) -> None:
    report = AnalysisReport(files=(file(FileTag.PAGES),), lines=bill().lines)
    verdict = judged(report, Judged(DocumentType.IDENTITY_PROOF, subtype))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)["isIdentityDocument"] == "not_recognised"


def test_certificate_is_not_asked_what_it_cannot_have() -> None:
    report = AnalysisReport(files=(file(FileTag.PAGES),), lines=bill().lines)
    verdict = judged(report, Judged(DocumentType.IDENTITY_PROOF, S.MARRIAGE_CERTIFICATE))
    names = {check.name.value for check in verdict.checks}
    assert names.isdisjoint({"containsImage", "expirationDate", "nationality", "mrzChecksum"})


def test_paper_with_some_signs_of_a_card_goes_to_a_person() -> None:
    face = FaceEvidence(FileTag.FRONT, 1, 150, 0.9)
    report = AnalysisReport(files=(file(FileTag.FRONT),), lines=bill().lines, portrait=face)
    assert judged(report, LICENCE).outcome is PENDING


def test_paper_that_is_not_permitted_is_refused() -> None:
    only_cards = Judged(DocumentType.IDENTITY_PROOF, S.ID_CARD, (S.ID_CARD,))
    assert told(passport(), only_cards) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_DOCUMENT)


def test_other_permitted_paper_than_chosen_is_taken() -> None:
    verdict = judged(passport(), CARD)
    assert verdict.outcome is ACCEPTED
    assert verdict.parsed_data["data"]["documentSubtype"] == "passport"


def test_back_of_a_card_counts_as_the_card() -> None:
    back = Judged(DocumentType.IDENTITY_PROOF, S.REVERSE_OF_ID, (S.REVERSE_OF_ID,))
    report = replace(passport(), document_subtype=S.ID_CARD, files=(file(FileTag.BACK),))
    assert "documentSubtype" not in failed_checks(judged(report, back))
    assert "documentSubtype" in failed_checks(
        judged(
            report, Judged(DocumentType.IDENTITY_PROOF, S.PASSPORT, (S.PASSPORT, S.REVERSE_OF_ID))
        )
    )


def test_driving_licence_without_zone_is_accepted_by_its_print() -> None:
    report = passport(nationality=None)
    printed = {key: replace(value, source=Source.PRINTED) for key, value in report.fields.items()}
    report = replace(report, mrz=None, fields=printed, document_subtype=S.DRIVER_LICENSE)
    assert judged(report, LICENCE).outcome is ACCEPTED


@pytest.mark.parametrize(("level", "outcome"), [(1, PENDING), (2, PENDING), (3, ACCEPTED)])
def test_card_without_zone_is_accepted_at_the_basic_level_only(
    level: int, outcome: Outcome
) -> None:
    report = replace(passport(), mrz=None, document_subtype=S.ID_CARD)
    assert judged(report, CARD, level=level).outcome is outcome


def test_back_sent_twice_is_told_as_the_wrong_side() -> None:
    td1 = replace(zone(), format="TD1", lines=("I<UTO", "", "LINDQVIST<<ERIKA<<<<<<<<<<<<<<"))
    files = (file(FileTag.FRONT), file(FileTag.BACK))
    report = replace(passport(), mrz=td1, files=files, portrait=None, document_subtype=S.ID_CARD)
    assert told(report, CARD) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_SIDE)
    swapped = replace(report, portrait=FaceEvidence(FileTag.BACK, 1, 150, 0.9))
    assert judged(swapped, CARD).outcome is ACCEPTED
    right = replace(report, mrz=replace(td1, tag=FileTag.BACK))
    assert judged(right, CARD).outcome is PENDING


def test_side_that_was_not_sent_is_told_as_the_wrong_side() -> None:
    report = replace(passport(), mrz=None, portrait=None, side=FileTag.BACK)
    assert told(report) == (T.DOCUMENT_NOT_MATCHING, Advice.WRONG_SIDE)
    pages = replace(report, files=(file(FileTag.PAGES),))
    assert judged(pages).outcome is PENDING
    nothing = replace(report, files=())
    assert judged(nothing).outcome is PENDING


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize(
    ("code", "check"), [("edited", "isTampered"), ("published-online", "isPublishedOnline")]
)
def test_sign_goes_to_a_person(code: str, check: str, level: int) -> None:
    report = replace(passport(), findings=(Finding(code, "seen"),))
    verdict = judged(report, level=level)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {check: code}
    assert verdict.parsed_data["data"][check] is True


@pytest.mark.parametrize(("level", "outcome"), [(1, PENDING), (2, PENDING), (3, ACCEPTED)])
def test_photocopy_passes_at_the_basic_level_only(level: int, outcome: Outcome) -> None:
    report = replace(passport(), findings=(Finding("photocopy", "no colour"),))
    verdict = judged(report, level=level)
    assert verdict.outcome is outcome
    assert failed_checks(verdict) == {"isPhotocopy": "photocopy"}


def test_who_was_born_on_leap_day_comes_of_age_on_the_first_of_march() -> None:
    birth = date(2008, 2, 29)
    assert [age_on(date(2026, month, day), birth) for month, day in ((2, 28), (3, 1))] == [17, 18]
