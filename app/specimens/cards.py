"""Both sides of an identity card of Utopia, ICAO size TD1."""

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, Canvas, patterned_paper
from app.specimens.mrz import td1_lines
from app.specimens.passport import printed_date
from app.specimens.people import Person
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: 85.6 x 54 mm at 300 dpi, so that OCR-B's 2.54 mm pitch is 30 pixels.
SIZE = (1012, 638)
PORTRAIT: Box = (44, 138, 314, 486)
#: A card repeats its portrait small and faint, which a face reader must not take for a person.
GHOST: Box = (832, 392, 962, 560)

_GREEN = (26, 84, 60)
_TINT = (226, 236, 222)


def draw_id_card_front(person: Person, portrait: Image.Image, *, seed: int = 0) -> Paper:
    """Draw the side with portrait and ghost portrait (1012 x 638 RGB) and return it with its truth.

    The portrait is a photo of head and shoulders.
    """
    sheet = Canvas(patterned_paper(SIZE, _TINT, seed))
    sheet.text((44, 30), "UTOPIA", 40, font=BOLD, ink=_GREEN)
    sheet.text((244, 34), "IDENTITY CARD", 34, font=BOLD, ink=_GREEN)
    sheet.text((700, 30), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((44, 88), "Specimen of a country that does not exist. Not a document.", 18, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    sheet.portrait(portrait, GHOST, strength=0.45)
    _front_fields(sheet, person)
    names = ("firstName", "lastName", "dateOfBirth", "nationality", "documentNumber", "sex")
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.FRONT,
        fields=identity_fields(person, *names, "issueDate", "expirationDate", "issuanceCountry"),
        trap=person.trap,
        portrait_box=PORTRAIT,
        ghost_box=GHOST,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)


def _front_fields(sheet: Canvas, person: Person) -> None:
    """Write the printed fields of the front."""
    left, right = 356, 640
    sheet.field((left, 132), "Surname", person.last_name.upper(), room=620, size=30)
    sheet.field((left, 206), "Given names", person.first_name.upper(), room=620, size=30)
    birth, issue = printed_date(person.birth_date), printed_date(person.issue_date)
    sheet.field((left, 280), "Date of birth", birth, room=260, size=30)
    sheet.field((right, 280), "Sex", person.sex, room=80, size=30)
    sheet.field((right + 120, 280), "Nationality", person.nationality, room=180, size=30)
    sheet.field((left, 354), "Document No.", person.document_number, room=420, size=30)
    sheet.field((left, 428), "Date of issue", issue, room=260, size=30)
    sheet.field((left, 502), "Date of expiry", printed_date(person.expiry_date), room=260, size=30)


def draw_id_card_back(person: Person, *, seed: int = 0) -> Paper:
    """Draw the side with address and MRZ (1012 x 638 RGB) and return it with its truth.

    Raises ValueError when the number is too long.
    """
    sheet = Canvas(patterned_paper(SIZE, _TINT, seed + 1))
    home = person.address
    sheet.text((56, 34), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((340, 46), "Utopia does not exist. Not a document.", 22, ink=RED)
    sheet.field((56, 118), "Address", home.line1, room=560, size=30)
    sheet.text((56, 178), f"{home.postal_code} {home.city}".strip(), 30, font=BOLD)
    if home.region:
        sheet.field((56, 236), "Region", home.region, room=560, size=30)
    sheet.field((56, 310), "Authority", "UTOPIA REGISTRY", room=560, size=30)
    sheet.field((640, 118), "Place of birth", person.birth_place.upper(), room=320, size=30)
    lines = td1_lines(person)
    sheet.mrz(lines, top=424, pitch=30.0, leading=66)
    names = ("firstName", "lastName", "dateOfBirth", "expirationDate", "nationality")
    truth = Truth(
        subtype=DocumentSubtype.ID_CARD,
        tag=FileTag.BACK,
        fields=identity_fields(person, *names, "issuanceCountry", "documentNumber", "sex"),
        trap=person.trap,
        mrz=lines,
        address=home,
        text=tuple(sheet.texts),
    )
    return Paper(sheet.image, truth)
