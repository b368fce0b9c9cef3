"""Card numbers: every spelling of every test number is masked, and what only looks alike is not."""

import pytest

from app.domain.card_numbers import find_card_numbers, is_luhn, mask, mask_lines

#: Public test numbers of the card schemes and payment processors.
CARDS = (
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "6011000990139424",
    "30569309025904",
    "38520000023237",
    "3530111333300000",
    "6200000000000005",
    "6759649826438453",
)


def groups(card: str) -> list[str]:
    """Return a number in the groups that are printed on the card."""
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(card), (4, 4, 4, 4))
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return [card[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign == "*")


def masked(card: str) -> str:
    """Return a number with only six and four digits left."""
    return f"{card[:6]}{'*' * (len(card) - 10)}{card[-4:]}"


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("between", ["", " ", "-", ".", " - ", "\u00a0"])
def test_number_is_masked_in_every_spelling(card: str, between: str) -> None:
    assert digits(mask(between.join(groups(card)))) == masked(card)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    "around", ["Card number: {} valid thru 12/28", "VISA{}", "No{}", "({})", "Paid 02/10/2026 {}"]
)
def test_number_is_masked_whatever_stands_beside_it(card: str, around: str) -> None:
    assert [number.digits for number in find_card_numbers(around.format(card))] == [card]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("pair", ["0O", "0o", "1I", "1l", "5S", "8B"])
def test_number_read_with_letters_for_digits_is_masked(card: str, pair: str) -> None:
    misread = card[0] + card[1:].replace(*pair)
    found = find_card_numbers(f"Card {misread}")
    assert [number.digits for number in found] == [card]


@pytest.mark.parametrize("card", CARDS)
def test_number_that_goes_on_in_the_next_line_is_masked(card: str) -> None:
    parts = groups(card)
    upper, lower = " ".join(parts[:2]), " ".join(parts[2:])
    assert digits("".join(mask_lines(["VISA", upper, lower, "12/28"])[1:3])) == masked(card)
    assert digits("".join(mask_lines(parts))) == masked(card)


def test_number_torn_by_the_reader_is_masked() -> None:
    assert mask("41111 111 1111 1111") == "41111 1** **** 1111"
    assert mask(" ".join(CARDS[0])) == "4 1 1 1 1 1 * * * * * * 1 1 1 1"


@pytest.mark.parametrize(
    "text",
    [
        "DE89 3704 0044 0532 0130 00",
        "ES91 2100 0418 4502 0005 1332 and GB29NWBK60161331926819",
        "+49 1512 3456 789 and +44 (0)20 7946 0018",
        "Order 4111 1111 1111 1112 and 5555555555554445",
        "2026-10-02 2026-11-01, 30.09.2026 - 02.10.2026",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "6408125<1010318D<<<<<<<<<<<<<<4",
        "1,234,567.89 4 512.10 3 321.00 4111111111.11",
        "9400110898825022579493 and 7940000000000005",
        "41111111111111111111",
        "SIRET 380 129 866 46850, SIRET 38012986646850",
        "8001014800086 and 4001014800086",
        "Bill 4471 0098",
    ],
)
def test_what_only_looks_like_a_card_number_stays(text: str) -> None:
    assert mask(text) == text
    assert mask_lines([text, text]) == [text, text]


def test_misread_number_on_the_picture_of_a_card_is_masked() -> None:
    assert mask("4111 1111 1111 1112", is_card=True) == "4111 11** **** 1112"
    assert mask("7111 1111 1111 1112", is_card=True) == "7111 11** **** 1112"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("CVV: 123", "CVV: ***"),
        ("CVC2 456 Exp 12/28", "CVC2 *** Exp 12/28"),
        ("CID 1234", "CID ****"),
        ("Security code\n789", "Security code\n***"),
        ("Prüfziffer 321", "Prüfziffer ***"),
    ],
)
def test_labelled_code_is_masked_on_every_paper(text: str, kept: str) -> None:
    assert mask(text) == kept


def test_lone_code_is_masked_on_a_card_alone() -> None:
    back = ["AUTHORIZED SIGNATURE", "1111 123", "Lost? Call +999 20 555 0100"]
    assert mask_lines(back, is_card=True) == [back[0], "1111 ***", back[2]]
    assert mask_lines(back) == back
    assert mask_lines(["VISA", "737", "12/28"], is_card=True) == ["VISA", "***", "12/28"]


def test_code_on_the_front_of_american_express_is_masked() -> None:
    front = ["AMERICAN EXPRESS", "3782 822463 10005", "1234", "MEMBER SINCE 98"]
    assert mask_lines(front, is_card=True)[1:3] == ["3782 82**** *0005", "****"]
    visa = ["4111 1111 1111 1111", "4111"]
    assert mask_lines(visa, is_card=True)[1] == "4111"


def test_masking_twice_changes_nothing_more() -> None:
    once = mask_lines([f"Card {card}" for card in CARDS])
    assert mask_lines(once) == once
    assert mask_lines([]) == []


def test_check_digit_follows_the_formula() -> None:
    assert all(is_luhn(card) for card in CARDS)
    assert not is_luhn("4111111111111112")
