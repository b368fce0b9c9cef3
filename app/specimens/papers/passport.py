"""The photo page of a passport of Utopia, ICAO size TD3, in two layouts and several languages."""

from typing import Literal

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, patterned_paper
from app.specimens.papers.mrz import ZoneFlaw, spoil, td3_lines
from app.specimens.people import Person
from app.specimens.styles import ENGLISH, Style
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 125 x 88 mm at ten pixels a millimetre, so that OCR-B's 2.54 mm pitch is 25.4 pixels.
SIZE = (1250, 880)
PORTRAIT: Box = (62, 168, 412, 618)
Layout = Literal["list", "grid"]


def draw_passport(
    person: Person,
    portrait: Image.Image,
    *,
    seed: int = 0,
    layout: Layout = "list",
    style: Style = ENGLISH,
    flaw: ZoneFlaw | None = None,
) -> Paper:
    """Draw the photo page (1250 x 880 RGB) and return it with its truth.

    The portrait is a photo of head and shoulders; a flaw spoils a digit of the zone. Raises
    ValueError when the number is too long.
    """
    sheet = Canvas(patterned_paper(SIZE, style.paper, seed))
    sheet.text((62, 36), "UTOPIA", 44, font=BOLD, ink=style.ink)
    sheet.text((300, 42), style.passport, 34, font=BOLD, ink=style.ink)
    sheet.text((900, 36), "SPECIMEN", 48, font=BOLD, ink=RED)
    sheet.text((62, 100), "Specimen of a country that does not exist. Not a document.", 20, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    if layout == "list":
        _list_fields(sheet, person, style)
    else:
        _grid_fields(sheet, person, style)
    lines = spoil(td3_lines(person), flaw)
    sheet.mrz(lines, top=722, pitch=25.4, leading=62)
    return Paper(sheet.image, _truth(person, lines, sheet))


def _list_fields(sheet: Canvas, person: Person, style: Style) -> None:
    """Write the fields below one another, each with its label in full."""
    fields = (
        ("passportNumber", person.document_number),
        ("lastName", person.last_name.upper()),
        ("firstName", person.first_name.upper()),
        ("nationality", style.nationality),
        ("dateOfBirth", style.day(person.birth_date)),
        ("sex", person.sex),
        ("birthPlace", person.birth_place.upper()),
        ("issueDate", style.day(person.issue_date)),
        ("expirationDate", style.day(person.expiry_date)),
    )
    for row, (name, value) in enumerate(fields):
        sheet.field((460, 142 + row * 60), style.label(name), value, room=740, size=29)


def _grid_fields(sheet: Canvas, person: Person, style: Style) -> None:
    """Write the fields in two columns with labels in one language."""
    left, right, room = 460, 850, 360
    sheet.field((left, 150), "Type", "P", room=120, size=31)
    sheet.field((left + 150, 150), "Code", "UTO", room=160, size=31)
    fields = (
        (right, 150, "passportNumber", person.document_number, room),
        (left, 234, "lastName", person.last_name.upper(), 740),
        (left, 318, "firstName", person.first_name.upper(), 740),
        (left, 402, "nationality", style.nationality, room),
        (right, 402, "sex", person.sex, room),
        (left, 486, "dateOfBirth", style.day(person.birth_date), room),
        (right, 486, "birthPlace", person.birth_place.upper(), room),
        (left, 570, "issueDate", style.day(person.issue_date), room),
        (right, 570, "expirationDate", style.day(person.expiry_date), room),
    )
    for x, y, name, value, space in fields:
        sheet.field((x, y), style.short(name), value, room=space, size=31)


def _truth(person: Person, lines: tuple[str, ...], sheet: Canvas) -> Truth:
    """Return what the page says."""
    fields = identity_fields(
        person,
        "firstName",
        "lastName",
        "dateOfBirth",
        "expirationDate",
        "issueDate",
        "nationality",
        "issuanceCountry",
        "documentNumber",
        "sex",
    )
    return Truth(
        subtype=DocumentSubtype.PASSPORT,
        tag=FileTag.FRONT,
        fields=fields,
        trap=person.trap,
        mrz=lines,
        portrait_box=PORTRAIT,
        text=tuple(sheet.texts),
    )
