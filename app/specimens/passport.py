"""The photo page of a passport of Utopia, ICAO size TD3, in two layouts."""

from datetime import date
from typing import Literal

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, patterned_paper
from app.specimens.mrz import td3_lines
from app.specimens.people import MONTHS, Person
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 125 x 88 mm at ten pixels a millimetre, so that OCR-B's 2.54 mm pitch is 25.4 pixels.
SIZE = (1250, 880)
PORTRAIT: Box = (62, 168, 412, 618)
Layout = Literal["list", "grid"]

_NAVY = (38, 44, 110)


def printed_date(day: date) -> str:
    """Return a date as the papers print it, in English whatever the locale: 07 MAR 1990."""
    return f"{day.day:02d} {MONTHS[day.month - 1][:3].upper()} {day.year}"


def draw_passport(
    person: Person, portrait: Image.Image, *, seed: int = 0, layout: Layout = "list"
) -> Paper:
    """Draw the photo page (1250 x 880 RGB) and return it with its truth.

    The portrait is a photo of head and shoulders. Raises ValueError when the number is too long.
    """
    sheet = Canvas(patterned_paper(SIZE, (222, 228, 240), seed))
    sheet.text((62, 36), "UTOPIA", 44, font=BOLD, ink=_NAVY)
    sheet.text((300, 42), "PASSPORT / PASSEPORT", 34, font=BOLD, ink=_NAVY)
    sheet.text((900, 36), "SPECIMEN", 48, font=BOLD, ink=RED)
    sheet.text((62, 100), "Specimen of a country that does not exist. Not a document.", 20, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    if layout == "list":
        _list_fields(sheet, person)
    else:
        _grid_fields(sheet, person)
    lines = td3_lines(person)
    sheet.mrz(lines, top=722, pitch=25.4, leading=62)
    return Paper(sheet.image, _truth(person, lines, sheet))


def _list_fields(sheet: Canvas, person: Person) -> None:
    """Write the fields below one another, each with a bilingual label."""
    fields = (
        ("Passport No. / Passeport No", person.document_number),
        ("Surname / Nom", person.last_name.upper()),
        ("Given names / Prénoms", person.first_name.upper()),
        ("Nationality / Nationalité", "UTOPIAN"),
        ("Date of birth / Date de naissance", printed_date(person.birth_date)),
        ("Sex / Sexe", person.sex),
        ("Place of birth / Lieu de naissance", person.birth_place.upper()),
        ("Date of issue / Date de délivrance", printed_date(person.issue_date)),
        ("Date of expiry / Date d'expiration", printed_date(person.expiry_date)),
    )
    for row, (label, value) in enumerate(fields):
        sheet.field((460, 142 + row * 60), label, value, room=740, size=29)


def _grid_fields(sheet: Canvas, person: Person) -> None:
    """Write the fields in two columns with English labels."""
    left, right, room = 460, 850, 360
    sheet.field((left, 150), "Type", "P", room=120, size=31)
    sheet.field((left + 150, 150), "Code", "UTO", room=160, size=31)
    sheet.field((right, 150), "Passport No.", person.document_number, room=room, size=31)
    sheet.field((left, 234), "Surname", person.last_name.upper(), room=740, size=31)
    sheet.field((left, 318), "Given names", person.first_name.upper(), room=740, size=31)
    sheet.field((left, 402), "Nationality", "UTOPIAN", room=room, size=31)
    sheet.field((right, 402), "Sex", person.sex, room=room, size=31)
    birth, issue = printed_date(person.birth_date), printed_date(person.issue_date)
    sheet.field((left, 486), "Date of birth", birth, room=room, size=31)
    sheet.field((right, 486), "Place of birth", person.birth_place.upper(), room=room, size=31)
    sheet.field((left, 570), "Date of issue", issue, room=room, size=31)
    sheet.field(
        (right, 570), "Date of expiry", printed_date(person.expiry_date), room=room, size=31
    )


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
