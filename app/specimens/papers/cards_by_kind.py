"""Cards of every kind beside the identity card, in several languages, from a table of wording.

The wording (`cards.toml`) is that of real cards; the issuers are invented and no design is
imitated. Payment cards carry the numbers that card networks publish for tests.
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, Colour, patterned_paper
from app.specimens.papers.letters_by_kind import written
from app.specimens.people import Person
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 85.6 x 54 mm at 300 dpi.
SIZE = (1012, 638)

_TINTS: Final[tuple[Colour, ...]] = ((236, 226, 230), (222, 232, 240), (238, 236, 220))
_INK: Final[Colour] = (40, 50, 110)
_STRIPE: Final[Colour] = (30, 28, 30)
#: Where the portrait stands, and where the rows begin, in the two layouts.
_PORTRAITS: Final[tuple[Box, Box]] = ((40, 160, 290, 480), (722, 160, 972, 480))
_ROWS_AT: Final = (330, 44)
#: Cards that show no portrait.
_WITHOUT_PORTRAIT: Final = frozenset(
    {DocumentSubtype.COPY_CREDIT_CARD, DocumentSubtype.PUBLIC_HEALTH_CARD}
)
#: What such a card says of its holder, for those that say it.
_SAID: Final = {"{first}": "firstName", "{last}": "lastName", "{birth}": "dateOfBirth"}


class _Wording(NamedTuple):
    """Who issues the card, the headings to choose from, and the rows of both sides."""

    issuer: str
    titles: tuple[str, ...]
    front: tuple[str, ...]
    back: tuple[str, ...]


@cache
def _table() -> Mapping[DocumentSubtype, Mapping[str, _Wording]]:
    """Return the wording by kind and language."""
    text = (Path(__file__).parent / "cards.toml").read_text(encoding="utf-8")
    return {
        DocumentSubtype(kind): {
            language: _Wording(
                told["issuer"], tuple(told["titles"]), tuple(told["front"]), tuple(told["back"])
            )
            for language, told in languages.items()
        }
        for kind, languages in tomllib.loads(text).items()
    }


#: The languages in which each kind of card can be drawn.
CARDS: Final[Mapping[DocumentSubtype, tuple[str, ...]]] = {
    kind: tuple(languages) for kind, languages in _table().items()
}


def draw_card(
    kind: DocumentSubtype,
    side: FileTag,
    person: Person,
    portrait: Image.Image,
    *,
    language: str,
    seed: int,
) -> Paper:
    """Draw one side (`FRONT` or `BACK`) of a card (1012 x 638 RGB) and return it with its truth.

    The portrait, a photo of head and shoulders, stands on the left where the seed is even and on
    the right where it is odd. Raises KeyError for what `CARDS` does not hold.
    """
    rng = np.random.default_rng(seed)
    wording = _table()[kind][language]
    rows = wording.front if side is FileTag.FRONT else wording.back
    told = _data(person, language, rng)
    sheet = Canvas(patterned_paper(SIZE, _TINTS[seed % len(_TINTS)], seed))
    if side is FileTag.FRONT:
        title = wording.titles[int(rng.integers(len(wording.titles)))]
        box = None if kind in _WITHOUT_PORTRAIT else _PORTRAITS[seed % 2]
        _front(sheet, wording.issuer, title, box, portrait)
        left, top, size = (44 if box is None else _ROWS_AT[seed % 2]), 170, 26
    else:
        box, left, top, size = None, 60, 150, 24
        sheet.text((700, 560), "SPECIMEN", 36, font=BOLD, ink=RED)
        if kind is DocumentSubtype.COPY_CREDIT_CARD:
            sheet.bar((0, 50, SIZE[0], 130), _STRIPE)
    pitch = min(60, (600 - top) // len(rows))
    for row, text in enumerate(rows):
        sheet.text((left, top + row * pitch), text.format(**told), size)
    return Paper(sheet.image, _truth(kind, side, person, (rows, box), sheet))


def _front(sheet: Canvas, issuer: str, title: str, box: Box | None, portrait: Image.Image) -> None:
    """Write who issues the card and what it is, and print the portrait."""
    sheet.text((44, 28), issuer, 26, font=BOLD, ink=_INK)
    sheet.text((44, 72), title, 38, font=BOLD, ink=_INK)
    sheet.text((740, 24), "SPECIMEN", 36, font=BOLD, ink=RED)
    sheet.text((44, 126), "Utopia does not exist. Not a document.", 18, ink=RED)
    if box is not None:
        sheet.portrait(portrait, box)


def _data(person: Person, language: str, rng: np.random.Generator) -> dict[str, str]:
    """Return what the places in the wording are filled with."""
    return {
        "name": person.full_name,
        "first": person.first_name.upper(),
        "last": person.last_name.upper(),
        "birth": written(person.birth_date, language),
        "line1": person.address.line1,
        "city": person.address.city,
        "day": written(person.issue_date, language),
        "until": written(person.expiry_date - timedelta(days=1), language),
        "number": f"{int(rng.integers(10**7, 10**8))}",
    }


def _truth(
    kind: DocumentSubtype,
    side: FileTag,
    person: Person,
    shown: tuple[tuple[str, ...], Box | None],
    sheet: Canvas,
) -> Truth:
    """Return what this side of the card says."""
    rows, box = shown
    text = " ".join(rows)
    names = [name for place, name in _SAID.items() if place in text]
    if "{name}" in text:
        names += ["firstName", "lastName"]
    return Truth(
        subtype=kind,
        tag=side,
        fields=identity_fields(person, *names),
        trap=person.trap,
        portrait_box=box,
        text=tuple(sheet.texts),
    )
