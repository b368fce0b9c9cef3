"""One A4 letter as a list of placed texts, so that it can be drawn as pixels or written as PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

import numpy as np

from app.domain.documents import DocumentSubtype
from app.specimens.canvas import BLACK, GREY, RED, Colour
from app.specimens.people import MONTHS, Person

Layout = Literal["left", "window"]

_WHITE: Colour = (255, 255, 255)


class Item(NamedTuple):
    """A text with its top left corner and height in pixels at 150 dpi."""

    x: int
    y: int
    text: str
    size: int = 25
    bold: bool = False
    ink: Colour = BLACK


@dataclass(frozen=True)
class Letter:
    """A page of 1240 x 1754 pixels: a coloured head with the sender, and all texts."""

    head: Colour
    items: tuple[Item, ...]


class _Sender(NamedTuple):
    """Who writes: name, title of the letter, colour, and the lines of what is owed or owned."""

    name: str
    title: str
    colour: Colour
    lines: tuple[str, ...]
    total: str


_UTILITIES = (
    _Sender(
        "ZENITH POWER & LIGHT",
        "ELECTRICITY BILL",
        (20, 84, 150),
        ("Electricity used, 263 kWh", "Standing charge", "Grid fee"),
        "Total amount due",
    ),
    _Sender(
        "MERIDIAN WATER COMPANY",
        "WATER BILL",
        (16, 110, 120),
        ("Water supply, 14 cubic metres", "Sewerage", "Meter rent"),
        "Total amount due",
    ),
    _Sender(
        "UTOPIA TELECOM",
        "TELEPHONE BILL",
        (110, 40, 110),
        ("Monthly subscription", "Broadband internet", "Calls"),
        "Total amount due",
    ),
)
_BANK = _Sender(
    "FIRST BANK OF ZENITH",
    "BANK STATEMENT",
    (30, 70, 60),
    ("Opening balance", "Salary received", "Card payments", "Standing order, rent"),
    "Closing balance",
)
_CARD = _Sender(
    "ZENITH CARD SERVICES",
    "CREDIT CARD STATEMENT",
    (120, 44, 40),
    ("Previous balance", "Purchases", "Payments received", "Minimum payment due"),
    "New balance",
)


def compose(
    person: Person,
    *,
    issued: date,
    subtype: DocumentSubtype,
    layout: Layout,
    seed: int,
    notes: tuple[str, ...] = (),
) -> Letter:
    """Return a utility bill, bank statement or card statement to a person at their address.

    Dates are written day first with slashes in layout `left`, with the month's name in `window`.
    Raises ValueError for a subtype that is never drawn.
    """
    rng = np.random.default_rng(seed)
    sender = _sender(subtype, rng)
    items = [
        Item(70, 50, sender.name, 40, bold=True, ink=_WHITE),
        Item(70, 176, "SPECIMEN", 44, bold=True, ink=RED),
        Item(380, 192, "Utopia does not exist. Not a document.", 22, ink=RED),
        *_addressee(person, left=70 if layout == "left" else 690),
        *_particulars(person, issued, rng, layout),
        Item(70, 640, sender.title, 36, bold=True),
        *_amounts(sender, rng),
        *(Item(70, 1160 + row * 44, text, 24) for row, text in enumerate(notes)),
        Item(70, 1640, f"{sender.name}, 1 Main Square, 10200 Zenith", 19, ink=GREY),
    ]
    return Letter(sender.colour, tuple(items))


def _sender(subtype: DocumentSubtype, rng: np.random.Generator) -> _Sender:
    """Return who writes letters of this subtype."""
    if subtype is DocumentSubtype.UTILITY_BILL:
        return _UTILITIES[int(rng.integers(len(_UTILITIES)))]
    if subtype is DocumentSubtype.BANK_STATEMENT:
        return _BANK
    if subtype is DocumentSubtype.CREDIT_CARD_STATEMENT:
        return _CARD
    raise ValueError(f"No letter of subtype {subtype} is drawn.")


def _addressee(person: Person, left: int) -> Iterator[Item]:
    """Yield name and address, one line each."""
    home = person.address
    lines = (
        person.full_name,
        home.line1,
        f"{home.postal_code} {home.city}".strip(),
        home.region,
        home.country,
    )
    for row, line in enumerate(line for line in lines if line):
        # A long name at full size would run into the particulars beside it.
        yield Item(left, 300 + row * 40, line, 27 if len(line) <= 34 else 21)


def _particulars(
    person: Person, issued: date, rng: np.random.Generator, layout: Layout
) -> Iterator[Item]:
    """Yield account number, dates and telephone on the side the address leaves free."""
    first = issued - timedelta(days=31)
    last = issued - timedelta(days=2)
    account = f"{int(rng.integers(1000, 9999))} {int(rng.integers(1000, 9999))}"
    lines = (
        f"Account number: {account}",
        f"Date of issue: {_written(issued, layout)}",
        f"Period: {_written(first, layout)} - {_written(last, layout)}",
        f"Telephone: {person.phone}",
    )
    for row, line in enumerate(lines):
        yield Item(700 if layout == "left" else 70, 302 + row * 40, line, 22)


def _written(day: date, layout: Layout) -> str:
    """Return a date as this layout writes it."""
    if layout == "left":
        return f"{day:%d/%m/%Y}"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _amounts(sender: _Sender, rng: np.random.Generator) -> Iterator[Item]:
    """Yield one row for each line and their sum."""
    cents = [int(rng.integers(600, 9000)) for _ in sender.lines]
    rows = [*zip(sender.lines, cents, strict=True), (sender.total, sum(cents))]
    for row, (text, amount) in enumerate(rows):
        is_total = row == len(rows) - 1
        y = 740 + row * 58 + (30 if is_total else 0)
        yield Item(70, y, text, 25, bold=is_total)
        yield Item(980, y, f"{amount // 100}.{amount % 100:02d}", 25, bold=is_total)
