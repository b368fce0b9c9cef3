"""Both sides of two driving licences of Utopia: one with numbered fields only, as in Europe, one
with labels and a barcode on its back, as in North America.
"""

from datetime import date

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, GREY, RED, Canvas, Colour, patterned_paper
from app.specimens.papers.aamva import aamva_text, draw_pdf417, region_code
from app.specimens.people import Person
from app.specimens.truth import Box, Paper, Truth, identity_fields

#: ISO 7810 ID-1, 85.6 x 54 mm at 300 dpi, the size of the cards.
SIZE = (1012, 638)
PORTRAIT: Box = (44, 150, 314, 498)
#: The state's card repeats the portrait small and faint.
GHOST: Box = (852, 430, 962, 572)

_ROSE: Colour = (240, 224, 228)
_SAND: Colour = (236, 232, 218)
_PLUM: Colour = (110, 30, 84)
_BLUE: Colour = (22, 62, 120)
_NOTICE = "Utopia does not exist. Not a document."

_EUROPEAN_FIELDS = (
    "firstName",
    "lastName",
    "dateOfBirth",
    "issueDate",
    "expirationDate",
    "documentNumber",
)
_AMERICAN_FIELDS = (*_EUROPEAN_FIELDS, "sex")


def draw_european_licence_front(
    person: Person, portrait: Image.Image, *, seed: int = 0, short_years: bool = False
) -> Paper:
    """Draw the side with portrait and numbered fields (1012 x 638 RGB), return it with its truth.

    Numbers and order are those of directive 2006/126, annex I. `short_years` prints years of two
    digits.
    """
    sheet = Canvas(patterned_paper(SIZE, _ROSE, seed))
    sheet.text((130, 30), "DRIVING LICENCE", 40, font=BOLD, ink=_PLUM)
    sheet.text((550, 36), "UTOPIA", 32, font=BOLD, ink=_PLUM)
    sheet.text((730, 30), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((130, 88), _NOTICE, 18, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    birth, issue, expiry = (
        _dotted(day, short=short_years)
        for day in (person.birth_date, person.issue_date, person.expiry_date)
    )
    left, right = 350, 660
    _numbered(sheet, (left, 136), "1.", person.last_name.upper())
    _numbered(sheet, (left, 192), "2.", person.first_name.upper())
    _numbered(sheet, (left, 248), "3.", f"{birth} {person.birth_place.upper()}")
    _numbered(sheet, (left, 304), "4a.", issue)
    _numbered(sheet, (right, 304), "4c.", "REGISTRY")
    _numbered(sheet, (left, 360), "4b.", expiry)
    _numbered(sheet, (left, 416), "5.", person.document_number)
    sheet.text((left, 490), "7.", 22)
    sheet.text((left + 60, 484), person.full_name, 26, ink=GREY)
    _numbered(sheet, (left, 560), "9.", "AM/B1/B")
    return Paper(sheet.image, _truth(person, sheet, FileTag.FRONT, _EUROPEAN_FIELDS, PORTRAIT))


def draw_european_licence_back(person: Person, *, seed: int = 0) -> Paper:
    """Draw the side with the table of categories and the key to the numbers; it names no one."""
    sheet = Canvas(patterned_paper(SIZE, _ROSE, seed + 1))
    sheet.text((44, 28), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((330, 44), _NOTICE, 22, ink=RED)
    for place, number in enumerate(("9.", "10.", "11.", "12.")):
        sheet.text((380 + place * 150, 100), number, 24)
    issue, expiry = (_dotted(day, short=True) for day in (person.issue_date, person.expiry_date))
    for row, category in enumerate(("AM", "B1", "B")):
        sheet.text((400, 150 + row * 56), category, 26, font=BOLD)
        sheet.text((510, 150 + row * 56), issue, 26)
        sheet.text((660, 150 + row * 56), expiry, 26)
    key = (
        "1. Surname  2. First name",
        "3. Date and place of birth  4a. Date of issue",
        "4b. Date of expiry  4c. Issued by  5. Licence number",
        "12. Restrictions",
    )
    for row, text in enumerate(key):
        sheet.text((44, 380 + row * 44), text, 22, ink=GREY)
    return Paper(sheet.image, _truth(person, sheet, FileTag.BACK, (), None))


def draw_american_licence_front(
    person: Person, portrait: Image.Image, *, seed: int = 0, numbered: bool = True
) -> Paper:
    """Draw the side with portrait and labelled fields (1012 x 638 RGB), return it with its truth.

    Days put the month first. Without `numbered` only the labels stand before the values.
    """
    sheet = Canvas(patterned_paper(SIZE, _SAND, seed))
    sheet.text((44, 26), person.address.region.upper() or "UTOPIA", 40, font=BOLD, ink=_BLUE)
    sheet.text((380, 32), "DRIVER LICENSE", 34, font=BOLD, ink=_BLUE)
    sheet.text((730, 26), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((44, 88), _NOTICE, 18, ink=RED)
    sheet.portrait(portrait, PORTRAIT)
    sheet.portrait(portrait, GHOST, strength=0.45)
    birth, issue, expiry = (
        f"{day:%m/%d/%Y}" for day in (person.birth_date, person.issue_date, person.expiry_date)
    )
    left, right, home = 350, 660, person.address
    rows = (
        ((left, 132), "4d", "DLN", person.document_number),
        ((right, 132), "9", "CLASS", "D"),
        ((left, 186), "3", "DOB", birth),
        ((left, 240), "4b", "EXP", expiry),
        ((right, 240), "4a", "ISS", issue),
        ((left, 294), "1", "" if numbered else "LN", person.last_name.upper()),
        ((left, 346), "2", "" if numbered else "FN", person.first_name.upper()),
        ((left, 400), "8", "", home.line1.upper()),
        ((left, 446), "", "", f"{home.city.upper()}, {region_code(person)} {home.postal_code}"),
        ((left, 500), "15", "SEX", person.sex),
        ((left + 150, 500), "16", "HGT", "5'-07\""),
        ((left + 356, 556), "18", "EYES", "BRO"),
        ((left, 556), "5", "DD", f"SP{person.document_number}"),
    )
    for at, number, label, value in rows:
        _labelled(sheet, at, f"{number if numbered else ''} {label}".strip(), value)
    truth = _truth(person, sheet, FileTag.FRONT, _AMERICAN_FIELDS, PORTRAIT, GHOST)
    return Paper(sheet.image, truth)


def draw_american_licence_back(person: Person, *, seed: int = 0) -> Paper:
    """Draw the side with the PDF417 that holds all fields (1012 x 638 RGB)."""
    sheet = Canvas(patterned_paper(SIZE, _SAND, seed + 1))
    sheet.bar((0, 20, SIZE[0], 96), (40, 40, 44))
    sheet.text((44, 116), "SPECIMEN", 42, font=BOLD, ink=RED)
    sheet.text((330, 130), _NOTICE, 22, ink=RED)
    sheet.text((44, 196), "CLASS D - MOTOR VEHICLES UP TO 12 TONS", 22)
    sheet.text((44, 232), "RESTRICTIONS: NONE   ENDORSEMENTS: NONE", 22)
    code = draw_pdf417(aamva_text(person))
    sheet.image.paste(code.convert("RGB"), ((SIZE[0] - code.width) // 2, 300))
    names = (*_AMERICAN_FIELDS, "issuanceCountry")
    return Paper(sheet.image, _truth(person, sheet, FileTag.BACK, names, None))


def _numbered(sheet: Canvas, at: tuple[int, int], number: str, value: str) -> None:
    """Write a small number and behind it a bold value, on one line."""
    sheet.text((at[0], at[1] + 6), number, 22)
    sheet.text((at[0] + 60, at[1]), value, 30, font=BOLD)


def _labelled(sheet: Canvas, at: tuple[int, int], label: str, value: str) -> None:
    """Write a small label and behind it a bold value, close to it as on the cards."""
    if label:
        sheet.text((at[0], at[1] + 8), label, 20, ink=_BLUE)
    sheet.text((at[0] + (14 * len(label) + 10 if label else 0), at[1]), value, 30, font=BOLD)


def _dotted(day: date, *, short: bool) -> str:
    return f"{day:%d.%m.%y}" if short else f"{day:%d.%m.%Y}"


def _truth(
    person: Person,
    sheet: Canvas,
    tag: FileTag,
    names: tuple[str, ...],
    portrait_box: Box | None,
    ghost_box: Box | None = None,
) -> Truth:
    """Return what a side says."""
    return Truth(
        subtype=DocumentSubtype.DRIVER_LICENSE,
        tag=tag,
        fields=identity_fields(person, *names),
        trap=person.trap,
        address=person.address if "sex" in names else None,
        portrait_box=portrait_box,
        ghost_box=ghost_box,
        text=tuple(sheet.texts),
    )
