"""Both sides of an identity card of Utopia, ICAO size TD1, in two layouts."""

from typing import Literal, NamedTuple

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, patterned_paper
from app.specimens.papers.mrz import ZoneFlaw, spoil, td1_lines
from app.specimens.people import Person
from app.specimens.styles import ENGLISH, Style
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 85.6 x 54 mm at 300 dpi, so that OCR-B's 2.54 mm pitch is 30 pixels.
SIZE = (1012, 638)
#: Where the portrait stands, and with it everything else.
Layout = Literal["left", "right"]


class _Places(NamedTuple):
    """Where a layout puts things: boxes, and left and top of each field."""

    portrait: Box
    #: A card repeats its portrait small and faint, which a face reader must not take for a person.
    ghost: Box
    fields: dict[str, tuple[int, int]]
    #: Left edges of the back's address and of its place of birth.
    back: tuple[int, int]


_PLACES: dict[Layout, _Places] = {
    "left": _Places(
        (44, 138, 314, 486),
        (832, 392, 962, 560),
        {
            "lastName": (356, 132),
            "firstName": (356, 206),
            "dateOfBirth": (356, 280),
            "sex": (640, 280),
            "nationality": (760, 280),
            "documentNumber": (356, 354),
            "issueDate": (356, 428),
            "expirationDate": (356, 502),
        },
        (56, 640),
    ),
    "right": _Places(
        (698, 138, 968, 486),
        (470, 466, 590, 621),
        {
            "documentNumber": (44, 132),
            "lastName": (44, 206),
            "firstName": (44, 280),
            "dateOfBirth": (44, 354),
            "nationality": (340, 354),
            "sex": (540, 354),
            "issueDate": (44, 428),
            "expirationDate": (44, 502),
        },
        (400, 56),
    ),
}
_ROOM = {"lastName": 620, "firstName": 620, "documentNumber": 420, "nationality": 180, "sex": 80}


def draw_id_card_front(
    person: Person,
    portrait: Image.Image,
    *,
    seed: int = 0,
    layout: Layout = "left",
    style: Style = ENGLISH,
) -> Paper:
    """Draw the side with portrait and ghost portrait (1012 x 638 RGB) and return it with its truth.

    The portrait is a photo of head and shoulders.
    """
    places = _PLACES[layout]
    sheet = Canvas(patterned_paper(SIZE, style.card_paper, seed))
    sheet.text((44, 30), "UTOPIA", 40, font=BOLD, ink=style.card_ink)
    size = 34 if len(style.card) < 18 else 27
    sheet.text((244, 34), style.card, size, font=BOLD, ink=style.card_ink)
    sheet.text((700, 30), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((44, 88), "Specimen of a country that does not exist. Not a document.", 18, ink=RED)
    sheet.portrait(portrait, places.portrait)
    sheet.portrait(portrait, places.ghost, strength=0.45)
    write_front(sheet, person, style, places.fields)
    names = ("firstName", "lastName", "dateOfBirth", "nationality", "documentNumber", "sex")
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.FRONT,
        fields=identity_fields(person, *names, "issueDate", "expirationDate", "issuanceCountry"),
        trap=person.trap,
        portrait_box=places.portrait,
        ghost_box=places.ghost,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)


def write_front(
    sheet: Canvas, person: Person, style: Style, places: dict[str, tuple[int, int]]
) -> None:
    """Write the printed fields of a card's front, each at its place."""
    values = {
        "lastName": person.last_name.upper(),
        "firstName": person.first_name.upper(),
        "dateOfBirth": style.day(person.birth_date),
        "sex": person.sex,
        "nationality": person.nationality,
        "documentNumber": person.document_number,
        "issueDate": style.day(person.issue_date),
        "expirationDate": style.day(person.expiry_date),
    }
    for name, at in places.items():
        sheet.field(at, style.short(name), values[name], room=_ROOM.get(name, 260), size=30)


def draw_id_card_back(
    person: Person,
    *,
    seed: int = 0,
    layout: Layout = "left",
    style: Style = ENGLISH,
    flaw: ZoneFlaw | None = None,
) -> Paper:
    """Draw the side with address and MRZ (1012 x 638 RGB) and return it with its truth.

    A flaw spoils a digit of the zone. Raises ValueError when the number is too long.
    """
    sheet = Canvas(patterned_paper(SIZE, style.card_paper, seed + 1))
    sheet.text((56, 34), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((340, 46), "Utopia does not exist. Not a document.", 22, ink=RED)
    write_back(sheet, person, style, _PLACES[layout].back)
    lines = spoil(td1_lines(person), flaw)
    sheet.mrz(lines, top=424, pitch=30.0, leading=66)
    names = ("firstName", "lastName", "dateOfBirth", "expirationDate", "nationality")
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.BACK,
        fields=identity_fields(person, *names, "issuanceCountry", "documentNumber", "sex"),
        trap=person.trap,
        mrz=lines,
        address=person.address,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)


def write_back(sheet: Canvas, person: Person, style: Style, lefts: tuple[int, int]) -> None:
    """Write address, authority and place of birth; `lefts` are the edges of the two columns."""
    home, (left, right) = person.address, lefts
    sheet.field((left, 118), style.short("address"), home.line1, room=560, size=30)
    sheet.text((left, 178), f"{home.postal_code} {home.city}".strip(), 30, font=BOLD)
    if home.region:
        sheet.field((left, 236), "Region", home.region, room=560, size=30)
    sheet.field((left, 310), style.short("authority"), "UTOPIA REGISTRY", room=560, size=30)
    place = person.birth_place.upper()
    sheet.field((right, 118), style.short("birthPlace"), place, room=320, size=30)
