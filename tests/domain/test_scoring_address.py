"""Address proofs, and proofs of funds and purchase, which a person always decides."""

from dataclasses import replace

import pytest

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import AnalysisReport, ExpectedPerson, Finding, TextLine
from app.domain.rejections import Advice, RejectionType
from app.domain.scoring import Judged, Outcome
from app.domain.scoring_settings import settings_for
from tests.support.reports import (
    BILL,
    BILL_LINES,
    ERIKA,
    bill,
    failed_checks,
    file,
    judged,
    passport,
    zone,
)

ACCEPTED, REJECTED, PENDING = Outcome
S, T = DocumentSubtype, RejectionType
CARD = Judged(DocumentType.ADDRESS_PROOF, S.ID_CARD)


def without(*texts: str) -> tuple[str, ...]:
    """Return the bill's lines without some."""
    return tuple(line for line in BILL_LINES if line not in texts)


def card(**fields: str | None) -> AnalysisReport:
    """Return the report of an identity card that shows the address."""
    report = passport(**fields)
    texts = ("IDENTITY CARD", "Erika Lindqvist", "12 Harbour Road", "10245 Zenith", "Northshore")
    return replace(
        report,
        files=(file(FileTag.FRONT), file(FileTag.BACK)),
        lines=tuple(TextLine(text, 0.97, FileTag.FRONT) for text in texts),
        document_subtype=S.ID_CARD,
    )


@pytest.mark.parametrize("level", [1, 2, 3])
def test_own_recent_bill_is_accepted(level: int) -> None:
    verdict = judged(bill(), BILL, level=level)
    assert (verdict.outcome, verdict.score, failed_checks(verdict)) == (ACCEPTED, 100, {})


@pytest.mark.parametrize(("age", "outcome"), [(0, ACCEPTED), (90, ACCEPTED), (91, REJECTED)])
def test_bill_may_be_ninety_days_old(age: int, outcome: Outcome) -> None:
    verdict = judged(bill(age_days=age), BILL)
    assert verdict.outcome is outcome
    if verdict.rejection:
        assert (verdict.rejection.type, verdict.rejection.advice) == (
            T.DOCUMENT_EXPIRED,
            Advice.TOO_OLD,
        )
        assert verdict.rejection.message == "Document of 2026-08-24 is older than 90 days"


def test_allowed_age_is_a_setting() -> None:
    settings = settings_for(2)
    settings = replace(settings, address=replace(settings.address, document_max_age_days=10))
    assert judged(bill(age_days=11), BILL, settings=settings).outcome is REJECTED


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (replace(bill(), fields={}), "not_read"),
        (bill(age_days=-5), "implausible"),
    ],
)
def test_bill_without_a_usable_date_goes_to_a_person(report: AnalysisReport, reason: str) -> None:
    verdict = judged(report, BILL)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)["date"] == reason


def test_old_date_read_badly_goes_to_a_person() -> None:
    report = bill(age_days=400)
    unsure = replace(report.fields["date"], confidence=0.5)
    verdict = judged(replace(report, fields={**report.fields, "date": unsure}), BILL)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"date": "not_certain"}


@pytest.mark.parametrize("subtype", [S.LEASE_AGREEMENT, S.TAX_RETURN, S.INSURANCE_LETTER])
def test_paper_of_long_life_is_not_refused_for_its_age(subtype: S) -> None:
    report = replace(bill(age_days=200), document_subtype=subtype)
    verdict = judged(report, Judged(DocumentType.ADDRESS_PROOF, subtype))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"date": "too_old"}


def test_bill_of_another_person_at_another_address_is_refused() -> None:
    lines = ("ZENITH POWER", "Karl Berg", "7 Orchard Lane", "33904 Lower Aldern", "Total 71.06")
    verdict = judged(bill(lines), BILL)
    assert verdict.outcome is REJECTED
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.THIRD_PARTY_OR_MISMATCH


def test_bill_of_another_person_at_the_same_address_is_refused() -> None:
    lines = tuple(line.replace("Erika Lindqvist", "Karl Berg") for line in BILL_LINES)
    verdict = judged(bill(lines), BILL)
    assert verdict.outcome is REJECTED
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.NAME_MISMATCH


@pytest.mark.parametrize("level", [1, 2, 3])
@pytest.mark.parametrize("name", ["Mrs E Lindqvist", "Karl Lindqvist"])
def test_relative_or_initial_goes_to_a_person(name: str, level: int) -> None:
    lines = tuple(line.replace("Erika Lindqvist", name) for line in BILL_LINES)
    verdict = judged(bill(lines), BILL, level=level)
    assert verdict.outcome is PENDING


def test_bill_to_another_address_is_refused() -> None:
    lines = ("ZENITH POWER", "Erika Lindqvist", "7 Orchard Lane", "33904 Lower Aldern", "Total")
    verdict = judged(bill(lines), BILL)
    assert verdict.outcome is REJECTED
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.DOCUMENT_NOT_MATCHING
    assert verdict.rejection.message == "Address on the document is not the customer's"


def test_other_house_in_the_same_street_goes_to_a_person() -> None:
    lines = tuple(line.replace("12 Harbour", "14 Harbour") for line in BILL_LINES)
    verdict = judged(bill(lines), BILL)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"line1": "mismatch"}


def test_other_house_read_badly_is_not_certain() -> None:
    lines = tuple(line.replace("12 Harbour", "14 Harbour") for line in BILL_LINES)
    verdict = judged(bill(lines, confidence=0.6), BILL)
    assert failed_checks(verdict) == {"line1": "not_certain"}


def test_address_in_part_goes_to_a_person() -> None:
    expected = replace(ERIKA, address_lines=("12 Harbour Road", "Flat 3"))
    verdict = judged(bill(), BILL, expected=expected)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"line1": "partial_match"}


@pytest.mark.parametrize(("level", "outcome"), [(1, ACCEPTED), (2, PENDING), (3, ACCEPTED)])
def test_missing_city_goes_to_a_person_at_the_strict_level(level: int, outcome: Outcome) -> None:
    lines = tuple(line.replace("10245 Zenith", "10245") for line in BILL_LINES)
    lines = tuple(line.replace(", 10200 Zenith", "").replace("ZENITH ", "") for line in lines)
    assert judged(bill(lines), BILL, level=level).outcome is outcome


def test_missing_region_is_never_held_against_the_customer() -> None:
    verdict = judged(bill(without("Northshore")), BILL)
    assert verdict.outcome is ACCEPTED
    assert failed_checks(verdict) == {"region": "not_read"}


def test_customer_without_an_address_goes_to_a_person() -> None:
    expected = ExpectedPerson("Erika", "Lindqvist")
    verdict = judged(bill(), BILL, expected=expected)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"line1": "not_on_record"}
    assert {"city", "region", "postalCode"}.isdisjoint(check.name for check in verdict.checks)


def test_customer_without_postal_code_is_matched_by_city() -> None:
    expected = replace(ERIKA, postal_code="")
    assert judged(bill(), BILL, expected=expected).outcome is ACCEPTED
    lines = ("POWER", "Erika Lindqvist", "7 Orchard Lane", "33904 Lower Aldern", "Total")
    verdict = judged(bill(lines), BILL, expected=expected)
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.DOCUMENT_NOT_MATCHING


def test_customer_without_a_name_goes_to_a_person() -> None:
    verdict = judged(bill(), BILL, expected=replace(ERIKA, first_name=""))
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)["firstName"] == "not_on_record"


@pytest.mark.parametrize(
    "report",
    [
        bill(("illegible", "text", "of", "five", "lines"), confidence=0.5),
        bill(("only", "four", "good", "lines")),
        replace(bill(("Счёт", "Карл Берг", "Улица", "Итого", "Дом")), document_subtype=None),
    ],
)
def test_bill_read_badly_goes_to_a_person(report: AnalysisReport) -> None:
    verdict = judged(report, BILL)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict)["lastName"] == "not_read"


def test_blurry_bill_is_asked_for_again() -> None:
    blurry = replace(bill(("...",)), files=(file(FileTag.PAGES, "blurry"),))
    verdict = judged(blurry, BILL)
    assert verdict.rejection is not None
    assert (verdict.rejection.type, verdict.rejection.advice) == (T.DOCUMENT_UNREADABLE, "blurry")
    assert verdict.rejection.message == "Document is unreadable: the picture is blurry"


def test_passport_in_place_of_a_bill_is_refused() -> None:
    verdict = judged(passport(), BILL)
    assert verdict.rejection is not None
    assert (verdict.rejection.type, verdict.rejection.advice) == (
        T.DOCUMENT_NOT_MATCHING,
        Advice.IDENTITY_SENT,
    )


@pytest.mark.parametrize(("recognised", "reason"), [(None, "not_recognised")])
def test_paper_that_was_not_recognised_goes_to_a_person(recognised: None, reason: str) -> None:
    verdict = judged(replace(bill(), document_subtype=recognised), BILL)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"documentSubtype": reason}


def test_other_kind_of_letter_than_permitted_goes_to_a_person() -> None:
    only_bills = replace(BILL, permitted=(S.UTILITY_BILL,))
    report = replace(bill(), document_subtype=S.BANK_STATEMENT)
    verdict = judged(report, only_bills)
    assert verdict.outcome is PENDING
    assert failed_checks(verdict) == {"documentSubtype": "not_recognised"}


def test_sign_of_editing_goes_to_a_person_but_a_scan_does_not() -> None:
    edited = replace(bill(), findings=(Finding("hidden-text", "page 1"),))
    assert judged(edited, BILL).outcome is PENDING
    scanned = replace(bill(), findings=(Finding("scan", "flat"),))
    assert judged(scanned, BILL).outcome is ACCEPTED


def test_card_in_date_proves_an_address() -> None:
    assert judged(card(), CARD).outcome is ACCEPTED


def test_card_that_expired_is_refused() -> None:
    verdict = judged(card(expirationDate="2024-05-01"), CARD)
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.DOCUMENT_EXPIRED
    assert verdict.rejection.message == "Document expired on 2024-05-01"


def test_card_with_another_address_is_refused() -> None:
    expected = replace(ERIKA, address_lines=("7 Orchard Lane",), postal_code="33904")
    verdict = judged(card(), CARD, expected=expected)
    assert verdict.rejection is not None
    assert verdict.rejection.type is T.OLD_ADDRESS_ON_ID


def test_card_is_matched_by_its_fields_and_by_its_text_without_them() -> None:
    assert judged(card(lastName="BERG"), CARD).outcome is PENDING
    assert judged(card(firstName=None, lastName=None), CARD).outcome is ACCEPTED


def test_card_with_a_wrong_check_digit_is_never_accepted() -> None:
    assert judged(replace(card(), mrz=zone(wrong="number")), CARD).outcome is PENDING


def test_data_of_the_wire_holds_what_was_found() -> None:
    verdict = judged(bill(without("Northshore")), BILL)
    data = verdict.parsed_data["data"]
    assert (data["line1"], data["city"], data["region"]) == ("12 Harbour Road", "Zenith", None)
    assert (data["wordCount"], data["uniqueWords"]) == (40, 31)
    assert data["date"] == "2026-11-01T00:00:00Z"
    assert data["documentSubtype"] == "utility-bill"
    old = judged(bill(age_days=100), BILL)
    assert old.document_matches["data"]["date"] is None


@pytest.mark.parametrize("type_", [DocumentType.FUNDS_PROOF, DocumentType.PURCHASE_PROOF])
@pytest.mark.parametrize("lines", [BILL_LINES, ("a", "b", "c", "d", "e")])
def test_proof_of_funds_or_purchase_is_left_to_a_person(
    type_: DocumentType, lines: tuple[str, ...]
) -> None:
    report = replace(bill(lines), document_subtype=S.BANK_STATEMENT)
    verdict = judged(report, Judged(type_, S.BANK_STATEMENT))
    assert (verdict.outcome, verdict.score, verdict.rejection) == (PENDING, 100, None)
    assert [check.name.value for check in verdict.checks] == [
        "firstName",
        "lastName",
        "documentSubtype",
    ]
    found = "Erika" if lines is BILL_LINES else None
    assert verdict.parsed_data["data"]["firstName"] == found


def test_proof_of_purchase_names_the_instrument_key() -> None:
    verdict = judged(bill(), Judged(DocumentType.PURCHASE_PROOF, S.OTHER))
    assert verdict.parsed_data["data"]["paymentInstrumentId"] is None


def test_credit_file_is_not_judged() -> None:
    with pytest.raises(KeyError):
        judged(bill(), Judged(DocumentType.CREDIT_FILE_PROOF))
