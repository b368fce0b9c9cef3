"""Letters of every kind a customer may send, in several languages, from a table of their wording.

The wording (`letters.toml`) is that of real papers; the senders are invented. Where a language has
no wording for a kind, none is drawn: `LETTERS` tells what there is.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

import numpy as np
from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BLACK, BOLD, GREY, RED, REGULAR, Canvas, Colour
from app.specimens.people import Person
from app.specimens.truth import Paper, Truth

#: A4 at 150 dpi.
SIZE = (1240, 1754)

#: `plain` is a letter with the addressee on the left; `boxed` has its heading in a bar and its rows
#: in two frames, with the addressee on the right.
LetterLayout = Literal["plain", "boxed"]
LAYOUTS: Final[tuple[LetterLayout, ...]] = ("plain", "boxed")

_COLOURS: Final[tuple[Colour, ...]] = ((20, 84, 150), (16, 110, 120), (110, 40, 110), (60, 60, 70))
_WHITE: Final[Colour] = (255, 255, 255)
_PALE: Final[Colour] = (236, 240, 244)

#: What stands before the day, the reference and the telephone number, by language.
_PARTICULARS: Final[dict[str, tuple[str, str, str]]] = {
    "en": ("Date", "Our ref.", "Telephone"),
    "fr": ("Le", "Réf.", "Tél."),
    "de": ("Datum", "Unser Zeichen", "Telefon"),
    "es": ("Fecha", "Ref.", "Teléfono"),
    "it": ("Data", "Rif.", "Tel."),
    "nl": ("Datum", "Kenmerk", "Telefoon"),
    "pl": ("Data", "Nr", "Tel."),
    "pt": ("Data", "Ref.", "Telefone"),
}
#: Languages that write days with full stops.
_STOPS: Final = frozenset({"de", "pl"})


class _Wording(NamedTuple):
    """Who writes, the headings to choose from, and the rows of a letter."""

    sender: str
    titles: tuple[str, ...]
    rows: tuple[str, ...]


@cache
def _table() -> Mapping[DocumentSubtype, Mapping[str, _Wording]]:
    """Return the wording by kind and language."""
    text = (Path(__file__).parent / "letters.toml").read_text(encoding="utf-8")
    return {
        DocumentSubtype(kind): {
            language: _Wording(told["sender"], tuple(told["titles"]), tuple(told["rows"]))
            for language, told in languages.items()
        }
        for kind, languages in tomllib.loads(text).items()
    }


#: The languages in which each kind of letter can be drawn.
LETTERS: Final[Mapping[DocumentSubtype, tuple[str, ...]]] = {
    kind: tuple(languages) for kind, languages in _table().items()
}


def draw_letter(
    kind: DocumentSubtype,
    person: Person,
    *,
    language: str,
    layout: LetterLayout,
    seed: int,
    issued: date,
) -> Paper:
    """Draw a letter of one kind to a person (1240 x 1754 RGB) and return it with its truth.

    Raises KeyError for a kind or a language that `LETTERS` does not hold.
    """
    rng = np.random.default_rng(seed)
    wording = _table()[kind][language]
    told = _data(person, issued, language, rng)
    sheet = Canvas(Image.new("RGB", SIZE, (252, 252, 250)))
    colour = _COLOURS[int(rng.integers(len(_COLOURS)))]
    title = wording.titles[int(rng.integers(len(wording.titles)))].format(**told)
    _head(sheet, wording.sender, title, colour, layout)
    _addressee(sheet, person, left=70 if layout == "plain" else 690)
    _particulars(sheet, person, told, language, left=700 if layout == "plain" else 70)
    rows = [_with_amount(row.format(**told), rng) for row in wording.rows]
    _rows(sheet, rows, layout)
    sheet.text((70, 1640), f"{wording.sender}, 1 Main Square, 10200 Zenith", 19, ink=GREY)
    return Paper(sheet.image, _truth(kind, person, issued, sheet))


def _truth(kind: DocumentSubtype, person: Person, issued: date, sheet: Canvas) -> Truth:
    """Return what the letter says."""
    names = {"firstName": person.first_name, "lastName": person.last_name}
    return Truth(
        subtype=kind,
        tag=FileTag.PAGES,
        fields={**names, "date": issued.isoformat(), "phone": person.phone},
        trap=person.trap,
        address=person.address,
        text=tuple(sheet.texts),
    )


def written(day: date, language: str) -> str:
    """Return a day as papers in this language write it."""
    return f"{day:%d.%m.%Y}" if language in _STOPS else f"{day:%d/%m/%Y}"


def _data(person: Person, issued: date, language: str, rng: np.random.Generator) -> dict[str, str]:
    """Return what the places in the wording are filled with."""
    return {
        "name": person.full_name,
        "birth": written(person.birth_date, language),
        "line1": person.address.line1,
        "city": person.address.city,
        "day": written(issued, language),
        "until": written(issued + timedelta(days=21), language),
        "number": f"{int(rng.integers(10**7, 10**8))}",
    }


def _head(sheet: Canvas, sender: str, title: str, colour: Colour, layout: LetterLayout) -> None:
    """Write sender and heading, the one or the other in a coloured bar, and what this is not."""
    bar, below = (sender, title) if layout == "plain" else (title, sender)
    sheet.bar((0, 0, SIZE[0], 140), colour)
    sheet.text((70, 50), bar, 40, font=BOLD, ink=_WHITE)
    sheet.text((70, 176), "SPECIMEN", 44, font=BOLD, ink=RED)
    sheet.text((380, 192), "Utopia does not exist. Not a document.", 22, ink=RED)
    sheet.text((70, 640), below, 36, font=BOLD)


def _addressee(sheet: Canvas, person: Person, *, left: int) -> None:
    """Write name and address, one line each."""
    home = person.address
    place = f"{home.postal_code} {home.city}".strip()
    lines = (person.full_name, home.line1, place, home.region, home.country)
    for row, line in enumerate(line for line in lines if line):
        sheet.text((left, 300 + row * 40), line, 27 if len(line) <= 34 else 21)


def _particulars(
    sheet: Canvas, person: Person, told: Mapping[str, str], language: str, *, left: int
) -> None:
    """Write day, reference and telephone on the side the address leaves free."""
    values = (told["day"], told["number"], person.phone)
    for row, (label, value) in enumerate(zip(_PARTICULARS[language], values, strict=True)):
        sheet.text((left, 302 + row * 40), f"{label}: {value}", 22)


def _with_amount(row: str, rng: np.random.Generator) -> tuple[str, str]:
    """Return a row's text and its amount, empty for a row that has none."""
    if not row.endswith("#"):
        return row, ""
    cents = int(rng.integers(600, 290000))
    return row.removesuffix("#").strip(), f"{cents // 100}.{cents % 100:02d}"


def _rows(sheet: Canvas, rows: list[tuple[str, str]], layout: LetterLayout) -> None:
    """Write the rows, in two frames where the layout has them."""
    half = (len(rows) + 1) // 2
    for first, top in _frames(len(rows), half, layout):
        if layout == "boxed":
            _frame(sheet, top, half)
        for row, (text, amount) in enumerate(rows[first : first + half]):
            sheet.text((110, top + row * 58), text, 25, font=REGULAR, ink=BLACK)
            sheet.text((980, top + row * 58), amount or " ", 25, ink=BLACK)


def _frames(count: int, half: int, layout: LetterLayout) -> Iterator[tuple[int, int]]:
    """Yield each frame's first row and the height at which it is written."""
    gap = 110 if layout == "boxed" else 0
    for first in range(0, count, half):
        yield first, 760 + (first * 58) + (gap if first else 0)


def _frame(sheet: Canvas, top: int, rows: int) -> None:
    """Draw a frame with a pale ground around some rows."""
    sheet.bar((80, top - 30, 1160, top + rows * 58 + 10), GREY)
    sheet.bar((83, top - 27, 1157, top + rows * 58 + 7), _PALE)
