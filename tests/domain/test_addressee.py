"""The addressee: who heads the address block, not whoever is named on the paper."""

from dataclasses import replace

import pytest

from app.domain.addressee import NameRole, address_block, find_holder, role_of
from app.domain.documents import FileTag
from app.domain.evidence import AnalysisReport, TextLine
from app.domain.rejections import RejectionType
from app.domain.scoring import Outcome, Verdict
from tests.support.reports import BILL, bill, failed_checks, judged

ADDRESSEE, MENTIONED, ISSUER = NameRole
ACCEPTED, REJECTED, PENDING = Outcome

#: Lines with the place where each begins: across and down, in hundredths of the page.
Placed = tuple[int, int, str]

HEAD: tuple[Placed, ...] = ((6, 3, "ZENITH POWER & LIGHT"), (6, 6, "1 Main Square, 10200 Zenith"))
OWN: tuple[Placed, ...] = (
    (6, 18, "Erika Lindqvist"),
    (6, 20, "12 Harbour Road"),
    (6, 22, "10245 Zenith"),
    (6, 24, "Northshore"),
)
OTHER: tuple[Placed, ...] = (
    (6, 18, "Karl Berg"),
    (6, 20, "7 Orchard Lane"),
    (6, 22, "33904 Lower Aldern"),
)
BODY: tuple[Placed, ...] = (
    (56, 18, "Account number: 4471 0098"),
    (56, 20, "Date of issue: 01/11/2026"),
    (6, 40, "ELECTRICITY BILL"),
    (6, 46, "Standing charge"),
    (80, 46, "71.06"),
)


def letter(*placed: Placed, page: int = 1) -> tuple[TextLine, ...]:
    """Return lines in reading order, each with its place."""
    return tuple(
        TextLine(
            text,
            0.97,
            FileTag.PAGES,
            place=(left / 100, top / 100, left / 100 + 0.01 * len(text), top / 100 + 0.015),
            page=page,
        )
        for left, top, text in sorted(placed, key=lambda item: (item[1], item[0]))
    )


def report(*placed: Placed, more: tuple[TextLine, ...] = ()) -> AnalysisReport:
    return replace(bill(), lines=(*letter(*placed), *more))


def verdict(*placed: Placed, more: tuple[TextLine, ...] = ()) -> Verdict:
    return judged(report(*placed, more=more), BILL)


def moved(lines: tuple[Placed, ...], *, across: int = 0, down: int = 0) -> tuple[Placed, ...]:
    return tuple((left + across, top + down, text) for left, top, text in lines)


def changed(old: str, new: str) -> tuple[Placed, ...]:
    return tuple((left, top, text.replace(old, new)) for left, top, text in OWN)


@pytest.mark.parametrize(
    ("lines", "outcome", "failed"),
    [
        (OWN, ACCEPTED, {}),
        (moved(OWN, across=50, down=8), ACCEPTED, {}),
        (changed("Erika", "Mrs Erika"), ACCEPTED, {}),
        (changed("12 Harbour Road", "12 Harbour Rd."), ACCEPTED, {}),
        (changed("12 Harbour", "14 Harbour"), PENDING, {"line1": "mismatch"}),
        (changed("Road", "Road, Flat 7"), PENDING, {"line1": "mismatch"}),
    ],
)
def test_block_of_the_addressee_is_what_is_compared(
    lines: tuple[Placed, ...], outcome: Outcome, failed: dict[str, str]
) -> None:
    found = verdict(*HEAD, *lines, *BODY)
    assert (found.outcome, failed_checks(found)) == (outcome, failed)


def test_letter_to_another_person_is_refused() -> None:
    found = verdict(*HEAD, *OTHER, *BODY)
    assert found.outcome is REJECTED
    assert found.rejection is not None
    assert found.rejection.type is RejectionType.THIRD_PARTY_OR_MISMATCH


def test_same_street_in_another_city_is_not_accepted() -> None:
    lines = changed("10245 Zenith", "33904 Lower Aldern")
    found = verdict(*HEAD, *lines, *BODY)
    assert found.outcome is not ACCEPTED
    assert failed_checks(found)["postalCode"] == "mismatch"
    assert failed_checks(found)["city"] == "mismatch"


@pytest.mark.parametrize(
    "mention",
    [
        (6, 60, "Installed for Erika Lindqvist, 12 Harbour Road, 10245 Zenith"),
        (6, 60, "Erika Lindqvist"),
        (6, 94, "Erika Lindqvist, 12 Harbour Road, 10245 Zenith"),
    ],
)
def test_name_that_is_only_mentioned_proves_nothing(mention: Placed) -> None:
    found = verdict(*HEAD, *OTHER, *BODY, mention)
    assert found.outcome is not ACCEPTED
    assert failed_checks(found)["firstName"] == "not_addressee"
    assert failed_checks(found)["lastName"] == "not_addressee"


def test_issuer_of_the_customers_name_and_address_goes_to_a_person() -> None:
    found = verdict(*moved(OWN, down=-14), *moved(OTHER, down=10), *BODY)
    assert found.outcome is PENDING
    assert failed_checks(found)["lastName"] == "not_addressee"


def test_firm_of_the_customers_name_goes_to_a_person() -> None:
    found = verdict(*changed("Erika Lindqvist", "Erika Lindqvist Ltd"), *BODY)
    assert found.outcome is PENDING
    assert failed_checks(found)["lastName"] == "not_addressee"


@pytest.mark.parametrize("down", [-2, 2])
def test_two_names_above_one_address_are_both_addressees(down: int) -> None:
    own = tuple(item if item[2] != "Erika Lindqvist" else (6, 16, item[2]) for item in OWN)
    other = (6, 18 if down > 0 else 14, "Karl Lindqvist")
    lines = (*own, other) if down > 0 else ((6, 18, "Erika Lindqvist"), (6, 16, other[2]), *OWN[1:])
    assert verdict(*HEAD, *lines, *BODY).outcome is ACCEPTED


def test_landlord_above_the_customer_is_the_issuer() -> None:
    assert verdict(*moved(OTHER, down=-14), *OWN, *BODY).outcome is ACCEPTED


def test_address_of_the_issuer_alone_is_no_proof() -> None:
    head = ((6, 3, "HARBOUR BAKERY"), (6, 5, "12 Harbour Road"), (6, 7, "10245 Zenith"))
    lines = changed("12 Harbour Road", "7 Orchard Lane")
    lines = tuple((a, b, text.replace("10245 Zenith", "33904 Aldern")) for a, b, text in lines)
    found = verdict(*head, *lines, *BODY)
    assert found.outcome is not ACCEPTED
    assert failed_checks(found)["line1"] == "partial_match"


def test_address_of_supply_counts_wherever_the_letter_is_sent() -> None:
    lines = (*OTHER[1:], (6, 18, "Erika Lindqvist"))
    supply = letter((6, 10, "Supply address:"), *moved(OWN[1:], down=-8), page=2)
    found = verdict(*HEAD, *lines, *BODY, more=supply)
    assert (found.outcome, failed_checks(found)) == (ACCEPTED, {})


@pytest.mark.parametrize(
    ("greeting", "outcome"),
    [
        ("Dear Ms Lindqvist,", ACCEPTED),
        ("Dear customer,", ACCEPTED),
        ("Dear Sir or Madam", ACCEPTED),
        ("Sehr geehrte Frau Lindqvist", ACCEPTED),
        ("Dear Mr Berg,", PENDING),
        ("Bonjour Karl,", PENDING),
    ],
)
def test_greeting_of_somebody_else_goes_to_a_person(greeting: str, outcome: Outcome) -> None:
    assert verdict(*HEAD, *OWN, *BODY, (6, 36, greeting)).outcome is outcome


def test_name_behind_a_label_is_the_addressees() -> None:
    lines = letter((6, 18, "Account holder: Erika Lindqvist"), (6, 40, "12 Harbour Road"))
    assert role_of(lines, 0, "Erika", "Lindqvist") is ADDRESSEE
    assert role_of(letter(*OTHER, (50, 60, "Name: Erika Lindqvist")), 3, "Erika", "Lindqvist") is (
        ADDRESSEE
    )


def test_name_at_the_foot_is_the_issuers() -> None:
    foot = letter(*HEAD, (6, 95, "Erika Lindqvist - 12 Harbour Road"))
    assert role_of(foot, 2, "Erika", "Lindqvist") is ISSUER


def test_two_blocks_side_by_side_cannot_be_told_apart() -> None:
    lines = letter(*OWN, *moved(OTHER, across=50))
    assert role_of(lines, 0, "Erika", "Lindqvist") is MENTIONED


def test_lines_without_places_form_no_block() -> None:
    lines = [replace(line, place=None) for line in letter(*OWN)]
    assert address_block(lines, 0) == ()
    assert role_of(lines, 0, "Erika", "Lindqvist") is ADDRESSEE


def test_holder_is_who_heads_the_lowest_block() -> None:
    lines = letter(*moved(OTHER, down=-14), *OWN, *BODY)
    index = find_holder(lines)
    assert index is not None
    assert lines[index].text == "Erika Lindqvist"
    assert find_holder(letter(*HEAD, *BODY)) is None


def test_holder_of_a_payment_card_is_read_from_its_front() -> None:
    lines = letter(
        (6, 6, "FIRST BANK OF ZENITH"),
        (6, 50, "4111 11** **** 1111"),
        (30, 70, "VALID THRU 12/28"),
        (6, 80, "ERIKA LINDQVIST"),
        (70, 80, "DEBIT WORLD"),
    )
    index = find_holder(lines, is_card=True)
    assert index is not None
    assert lines[index].text == "ERIKA LINDQVIST"
    assert find_holder(lines[:2], is_card=True) is None
