"""Proofs of address of Utopia, A4 at 150 dpi, as a picture or as a PDF with a text layer."""

from datetime import date

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, REGULAR, Canvas
from app.specimens.papers.letter import Layout, Letter, compose
from app.specimens.papers.pdf import write_pdf
from app.specimens.people import Person
from app.specimens.truth import Paper, Truth

SIZE = (1240, 1754)


def draw_bill(
    person: Person,
    *,
    issued: date,
    subtype: DocumentSubtype = DocumentSubtype.UTILITY_BILL,
    layout: Layout = "left",
    seed: int = 0,
    notes: tuple[str, ...] = (),
) -> Paper:
    """Draw a utility bill or a statement (1240 x 1754 RGB) and return it with its truth.

    `notes` are lines of text below the amounts. Raises ValueError for a subtype never drawn.
    """
    letter = compose(person, issued=issued, subtype=subtype, layout=layout, seed=seed, notes=notes)
    sheet = Canvas(Image.new("RGB", SIZE, (252, 252, 250)))
    sheet.bar((0, 0, SIZE[0], 140), letter.head)
    for item in letter.items:
        font = BOLD if item.bold else REGULAR
        sheet.text((item.x, item.y), item.text, item.size, font=font, ink=item.ink)
    return Paper(sheet.image, _truth(person, issued, subtype, letter))


def draw_bill_pdf(
    person: Person,
    *,
    issued: date,
    subtype: DocumentSubtype = DocumentSubtype.UTILITY_BILL,
    layout: Layout = "left",
    seed: int = 0,
    notes: tuple[str, ...] = (),
) -> tuple[bytes, Truth]:
    """Return the same letter as a one-page PDF with a text layer, and its truth.

    Raises ValueError for a subtype that is never drawn, and (as UnicodeEncodeError) for a name
    that the PDF's built-in fonts cannot write, such as one in Cyrillic.
    """
    letter = compose(person, issued=issued, subtype=subtype, layout=layout, seed=seed, notes=notes)
    return write_pdf(letter), _truth(person, issued, subtype, letter)


def _truth(person: Person, issued: date, subtype: DocumentSubtype, letter: Letter) -> Truth:
    """Return what the letter says."""
    return Truth(
        subtype=subtype,
        tag=FileTag.PAGES,
        fields={
            "firstName": person.first_name,
            "lastName": person.last_name,
            "date": issued.isoformat(),
            "phone": person.phone,
        },
        trap=person.trap,
        address=person.address,
        text=tuple(item.text for item in letter.items),
    )
