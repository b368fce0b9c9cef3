"""Every kind of paper that is drawn, one row each: what `make specimens` and `make accuracy` use.

A row names the kind, the type of document it proves, and how to draw its sides from a sitting: who
it is about, which photograph, the seed and the day. A new kind is one more row.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from PIL import Image

from app.domain.documents import SUBTYPES, DocumentSubtype, DocumentType, FileTag
from app.specimens.papers.bill import draw_bill, draw_bill_pdf
from app.specimens.papers.cards import Layout as CardLayout
from app.specimens.papers.cards import draw_id_card_back, draw_id_card_front
from app.specimens.papers.cards_by_kind import CARDS, draw_card
from app.specimens.papers.large_cards import Zone, draw_large_card_back, draw_large_card_front
from app.specimens.papers.letter import Layout as LetterLayout
from app.specimens.papers.letters_by_kind import LAYOUTS, LETTERS, draw_letter
from app.specimens.papers.licence import (
    draw_american_licence_back,
    draw_american_licence_front,
    draw_european_licence_back,
    draw_european_licence_front,
)
from app.specimens.papers.mrz import ZONE_FLAWS, ZoneFlaw
from app.specimens.papers.passport import Layout as PassportLayout
from app.specimens.papers.passport import draw_passport
from app.specimens.people import Person
from app.specimens.portraits import load_portrait
from app.specimens.styles import STYLES, Style
from app.specimens.truth import Paper, Truth

#: Letters that are no plain letter with a mark.
_BARE = {"ł": "l", "Ł": "L", "ı": "i"}


@dataclass(frozen=True)
class Sitting:
    """What papers are drawn from; the seed decides their style and layout as well.

    `photo` is one of `PHOTOS`, `letter_days` the age of letters in days.
    """

    person: Person
    photo: str
    seed: int
    today: date
    flaw: ZoneFlaw | None = None
    letter_days: int = 20

    @property
    def style(self) -> Style:
        """Return how the issuing office prints."""
        return STYLES[self.seed % len(STYLES)]

    @property
    def is_second_layout(self) -> bool:
        """Tell which of two layouts is drawn: eight seeds show each style in both."""
        return bool(self.seed // len(STYLES) % 2)

    @property
    def portrait(self) -> Image.Image:
        """Return head and shoulders of the holder; raises PortraitMissing."""
        return load_portrait(self.photo)

    @property
    def issued(self) -> date:
        """Return the day of the letters."""
        return self.today - timedelta(days=self.letter_days)


@dataclass(frozen=True)
class Kind:
    """One kind of paper: `draw` returns its sides as pictures, or `write` a file (PDF) as it is.

    Exactly one of the two is there. `faults` names what can be wrong with papers of this kind,
    `sides` counts the pictures of one paper.
    """

    name: str
    document_type: DocumentType
    faults: tuple[str, ...]
    draw: Callable[[Sitting], tuple[Paper, ...]] | None = None
    write: Callable[[Sitting], tuple[bytes, Truth]] | None = None
    sides: int = 1


def _passport(sitting: Sitting) -> tuple[Paper, ...]:
    layout: PassportLayout = "grid" if sitting.is_second_layout else "list"
    return (
        draw_passport(
            sitting.person,
            sitting.portrait,
            seed=sitting.seed,
            layout=layout,
            style=sitting.style,
            flaw=sitting.flaw,
        ),
    )


def _card(sitting: Sitting) -> tuple[Paper, ...]:
    person, seed, style = sitting.person, sitting.seed, sitting.style
    layout: CardLayout = "right" if sitting.is_second_layout else "left"
    return (
        draw_id_card_front(person, sitting.portrait, seed=seed, layout=layout, style=style),
        draw_id_card_back(person, seed=seed, layout=layout, style=style, flaw=sitting.flaw),
    )


def _large_card(sitting: Sitting) -> tuple[Paper, ...]:
    person, seed, style, flaw = sitting.person, sitting.seed, sitting.style, sitting.flaw
    zone: Zone = "front" if sitting.is_second_layout else "back"
    face = sitting.portrait
    return (
        draw_large_card_front(person, face, seed=seed, zone=zone, style=style, flaw=flaw),
        draw_large_card_back(person, seed=seed, zone=zone, style=style, flaw=flaw),
    )


def _european_licence(sitting: Sitting) -> tuple[Paper, ...]:
    person, seed = sitting.person, sitting.seed
    short = sitting.is_second_layout
    return (
        draw_european_licence_front(person, sitting.portrait, seed=seed, short_years=short),
        draw_european_licence_back(person, seed=seed),
    )


def _american_licence(sitting: Sitting) -> tuple[Paper, ...]:
    person, seed = sitting.person, sitting.seed
    numbered = not sitting.is_second_layout
    return (
        draw_american_licence_front(person, sitting.portrait, seed=seed, numbered=numbered),
        draw_american_licence_back(person, seed=seed),
    )


def _letter(subtype: DocumentSubtype) -> Callable[[Sitting], tuple[Paper, ...]]:
    def draw(sitting: Sitting) -> tuple[Paper, ...]:
        layout: LetterLayout = "window" if sitting.is_second_layout else "left"
        person, day, seed = sitting.person, sitting.issued, sitting.seed
        return (draw_bill(person, issued=day, subtype=subtype, layout=layout, seed=seed),)

    return draw


def _letter_of(subtype: DocumentSubtype) -> Callable[[Sitting], tuple[Paper, ...]]:
    def draw(sitting: Sitting) -> tuple[Paper, ...]:
        paper = draw_letter(
            subtype,
            sitting.person,
            language=LETTERS[subtype][sitting.seed % len(LETTERS[subtype])],
            layout=LAYOUTS[sitting.is_second_layout],
            seed=sitting.seed,
            issued=sitting.issued,
        )
        return (paper,)

    return draw


def _card_of(subtype: DocumentSubtype) -> Callable[[Sitting], tuple[Paper, ...]]:
    def draw(sitting: Sitting) -> tuple[Paper, ...]:
        person, face, seed = sitting.person, sitting.portrait, sitting.seed
        language = CARDS[subtype][seed % len(CARDS[subtype])]
        front, back = (
            draw_card(subtype, side, person, face, language=language, seed=seed)
            for side in (FileTag.FRONT, FileTag.BACK)
        )
        return front, back

    return draw


def _type_of(subtype: DocumentSubtype) -> DocumentType:
    return next(kind for kind, subtypes in SUBTYPES.items() if subtype in subtypes)


def _bill_pdf(sitting: Sitting) -> tuple[bytes, Truth]:
    layout: LetterLayout = "window" if sitting.is_second_layout else "left"
    person = _in_western_letters(sitting.person)
    return draw_bill_pdf(person, issued=sitting.issued, layout=layout, seed=sitting.seed)


def _in_western_letters(person: Person) -> Person:
    """Return the person with letters that a PDF's built-in fonts lack bared of their marks."""
    return replace(
        person, first_name=_western(person.first_name), last_name=_western(person.last_name)
    )


def _western(name: str) -> str:
    return "".join(sign if _is_western(sign) else _BARE.get(sign) or _bared(sign) for sign in name)


def _is_western(sign: str) -> bool:
    return bool(sign.encode("cp1252", "ignore"))


def _bared(sign: str) -> str:
    return unicodedata.normalize("NFKD", sign)[0]


_IDENTITY_FAULTS = ("expired", "under-age", "wrong-digit", "other-face")
_LICENCE_FAULTS = ("expired", "under-age", "other-face")
_LETTER_FAULTS = ("old-letter",)
_IDENTITY, _ADDRESS = DocumentType.IDENTITY_PROOF, DocumentType.ADDRESS_PROOF

KINDS: tuple[Kind, ...] = (
    Kind("passport", _IDENTITY, _IDENTITY_FAULTS, draw=_passport),
    Kind("id-card", _IDENTITY, _IDENTITY_FAULTS, draw=_card, sides=2),
    Kind("large-id-card", _IDENTITY, _IDENTITY_FAULTS, draw=_large_card, sides=2),
    Kind("european-licence", _IDENTITY, _LICENCE_FAULTS, draw=_european_licence, sides=2),
    Kind("american-licence", _IDENTITY, _LICENCE_FAULTS, draw=_american_licence, sides=2),
    Kind("utility-bill", _ADDRESS, _LETTER_FAULTS, draw=_letter(DocumentSubtype.UTILITY_BILL)),
    Kind("bank-statement", _ADDRESS, _LETTER_FAULTS, draw=_letter(DocumentSubtype.BANK_STATEMENT)),
    Kind("utility-bill-pdf", _ADDRESS, _LETTER_FAULTS, write=_bill_pdf),
)

#: A letter or card of every kind there is: what is measured of them is whether they are told apart.
OTHER_KINDS: tuple[Kind, ...] = (
    *(Kind(f"letter-{name}", _type_of(name), (), draw=_letter_of(name)) for name in LETTERS),
    *(Kind(f"card-{name}", _type_of(name), (), draw=_card_of(name), sides=2) for name in CARDS),
)


def _expired(sitting: Sitting) -> Sitting:
    day = sitting.today - timedelta(days=1 + sitting.seed % 400)
    person = replace(sitting.person, issue_date=day - timedelta(days=3652), expiry_date=day)
    return replace(sitting, person=person)


def _under_age(sitting: Sitting) -> Sitting:
    # A minor's passport is good for five years; 17 years and 360 days is the hardest age.
    days = 14 * 365 + sitting.seed * 97 % (4 * 365 - 5)
    issued = sitting.today - timedelta(days=200)
    person = replace(
        sitting.person,
        birth_date=sitting.today - timedelta(days=days),
        issue_date=issued,
        expiry_date=issued + timedelta(days=1826),
    )
    return replace(sitting, person=person)


def _wrong_digit(sitting: Sitting) -> Sitting:
    return replace(sitting, flaw=ZONE_FLAWS[sitting.seed % len(ZONE_FLAWS)])


#: What can be wrong with a paper, by name. `other-face` is a sound paper beside the selfie of
#: somebody else, so nothing of its drawing changes.
FAULTS: dict[str, Callable[[Sitting], Sitting]] = {
    "expired": _expired,
    "under-age": _under_age,
    "wrong-digit": _wrong_digit,
    "other-face": lambda sitting: sitting,
    "old-letter": lambda sitting: replace(sitting, letter_days=91 + sitting.seed % 600),
}
