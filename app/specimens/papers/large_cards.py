"""Both sides of a larger identity card of Utopia, ICAO size TD2, its zone on either side."""

from typing import Literal

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, patterned_paper
from app.specimens.papers.cards import write_back, write_front
from app.specimens.papers.mrz import ZoneFlaw, spoil, td2_lines
from app.specimens.people import Person
from app.specimens.styles import ENGLISH, Style
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 105 x 74 mm at twelve pixels a millimetre, so that OCR-B's 2.54 mm pitch is 30.48 pixels.
SIZE = (1260, 888)
PORTRAIT: Box = (50, 140, 360, 539)
#: Which side bears the zone.
Zone = Literal["front", "back"]

_PLACES = {
    "documentNumber": (420, 140),
    "lastName": (420, 220),
    "firstName": (420, 300),
    "dateOfBirth": (420, 380),
    "sex": (780, 380),
    "nationality": (920, 380),
    "issueDate": (420, 460),
    "expirationDate": (780, 460),
}
_PRINTED = ("firstName", "lastName", "dateOfBirth", "nationality", "documentNumber", "sex")


def draw_large_card_front(
    person: Person,
    portrait: Image.Image,
    *,
    seed: int = 0,
    zone: Zone = "back",
    style: Style = ENGLISH,
    flaw: ZoneFlaw | None = None,
) -> Paper:
    """Draw the side with the portrait (1260 x 888 RGB) and return it with its truth.

    The portrait is a photo of head and shoulders; a flaw spoils a digit of the zone, if it is on
    this side. Raises ValueError when the number is too long.
    """
    sheet = Canvas(patterned_paper(SIZE, style.card_paper, seed))
    sheet.text((50, 34), "UTOPIA", 44, font=BOLD, ink=style.card_ink)
    sheet.text((280, 40), style.card, 34, font=BOLD, ink=style.card_ink)
    sheet.text((900, 34), "SPECIMEN", 46, font=BOLD, ink=RED)
    sheet.text((50, 96), "Specimen of a country that does not exist. Not a document.", 20, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    write_front(sheet, person, style, _PLACES)
    fields = identity_fields(person, *_PRINTED, "issueDate", "expirationDate", "issuanceCountry")
    lines = _write_zone(sheet, person, flaw) if zone == "front" else ()
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.FRONT,
        fields=fields,
        trap=person.trap,
        mrz=lines,
        portrait_box=PORTRAIT,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)


def draw_large_card_back(
    person: Person,
    *,
    seed: int = 0,
    zone: Zone = "back",
    style: Style = ENGLISH,
    flaw: ZoneFlaw | None = None,
) -> Paper:
    """Draw the side with the address (1260 x 888 RGB) and return it with its truth.

    A flaw spoils a digit of the zone, if it is on this side. Raises ValueError when the number is
    too long.
    """
    sheet = Canvas(patterned_paper(SIZE, style.card_paper, seed + 1))
    sheet.text((60, 34), "SPECIMEN", 46, font=BOLD, ink=RED)
    sheet.text((380, 48), "Utopia does not exist. Not a document.", 22, ink=RED)
    write_back(sheet, person, style, (60, 720))
    lines = _write_zone(sheet, person, flaw) if zone == "back" else ()
    in_zone = (*_PRINTED, "expirationDate", "issuanceCountry") if lines else ()
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.BACK,
        fields=identity_fields(person, *in_zone),
        trap=person.trap,
        mrz=lines,
        address=person.address,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)


def _write_zone(sheet: Canvas, person: Person, flaw: ZoneFlaw | None) -> tuple[str, ...]:
    """Write the zone at the foot of a side and return its lines."""
    lines = spoil(td2_lines(person), flaw)
    sheet.mrz(lines, top=700, pitch=30.48, leading=76)
    return lines
