"""Both sides of a payment card of Utopia; its number and code are invented or public test ones."""

from typing import Literal

from PIL import Image

from app.domain.documents import DocumentSubtype, FileTag
from app.specimens.canvas import BOLD, RED, REGULAR, Canvas, Colour, patterned_paper
from app.specimens.people import Person
from app.specimens.truth import Paper, Truth

#: 85.6 x 54 mm at 300 dpi.
SIZE = (1012, 638)

Print = Literal["flat", "embossed", "two-lines"]

_BLUE: Colour = (58, 84, 130)
_LIGHT: Colour = (238, 240, 246)
_SHADOW: Colour = (28, 40, 66)
_CODE_AT = (700, 268)


def draw_payment_card_front(
    person: Person, number: str, *, printed: Print = "flat", code: str = "", seed: int = 0
) -> Paper:
    """Draw the front of a card with this number (1012 x 638 RGB) and return it with its truth.

    `embossed` digits have a light and a shadow and hardly a colour of their own; in `two-lines` the
    number goes on below. `code` is the four digits that stand on the front of some cards.
    """
    sheet = Canvas(patterned_paper(SIZE, _BLUE, seed))
    sheet.text((56, 40), "FIRST BANK OF ZENITH", 40, font=BOLD, ink=_LIGHT)
    sheet.text((720, 46), "SPECIMEN", 40, font=BOLD, ink=RED)
    sheet.bar((70, 170, 190, 262), (196, 176, 110))
    groups = _grouped(number)
    if printed == "two-lines":
        _write_number(sheet, (230, 290), "  ".join(groups[:2]), printed)
        _write_number(sheet, (230, 366), "  ".join(groups[2:]), printed)
    else:
        _write_number(sheet, (70, 330), "  ".join(groups), printed)
    if code:
        sheet.text((820, 262), code, 34, ink=_LIGHT)
    sheet.text((330, 450), "VALID THRU  12/28", 28, ink=_LIGHT)
    sheet.text((70, 530), person.full_name.upper(), 38, ink=_LIGHT)
    return _paper(sheet, FileTag.FRONT, person)


def draw_payment_card_back(person: Person, number: str, code: str, *, seed: int = 0) -> Paper:
    """Draw the back with the signature strip and the security code; return it with its truth."""
    sheet = Canvas(patterned_paper(SIZE, (206, 212, 224), seed))
    sheet.bar((0, 60, SIZE[0], 180), (24, 24, 28))
    sheet.bar((56, 250, 880, 330), (250, 250, 246))
    sheet.text((60, 214), "AUTHORIZED SIGNATURE", 22)
    sheet.text(_CODE_AT, f"{number[-4:]} {code}", 40, font=REGULAR)
    sheet.text((56, 400), "Lost or stolen? Call +999 20 555 0100", 26)
    sheet.text((56, 460), "This card is property of First Bank of Zenith.", 26)
    sheet.text((56, 540), "SPECIMEN", 40, font=BOLD, ink=RED)
    return _paper(sheet, FileTag.BACK, person)


def _write_number(sheet: Canvas, at: tuple[int, int], text: str, printed: Print) -> None:
    """Write digits in ink, or as a stamp raises them out of the card."""
    if printed == "flat":
        sheet.text(at, text, 56, ink=_LIGHT)
        return
    raised: tuple[int, int, int] = (_BLUE[0] + 34, _BLUE[1] + 34, _BLUE[2] + 34)
    sheet.text((at[0] + 3, at[1] + 3), text, 56, ink=_SHADOW)
    sheet.text((at[0] - 2, at[1] - 2), text, 56, ink=_LIGHT)
    sheet.text(at, text, 56, ink=raised)


def _grouped(number: str) -> list[str]:
    """Return a number in the groups in which cards of its length show it."""
    sizes = {15: (4, 6, 5), 14: (4, 6, 4)}.get(len(number), (4, 4, 4, 7))
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]
    return [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _paper(sheet: Canvas, tag: FileTag, person: Person) -> Paper:
    image: Image.Image = sheet.image
    fields = {"firstName": person.first_name, "lastName": person.last_name}
    return Paper(
        image,
        Truth(
            subtype=DocumentSubtype.COPY_CREDIT_CARD,
            tag=tag,
            fields=fields if tag is FileTag.FRONT else {},
            trap=person.trap,
            text=tuple(dict.fromkeys(sheet.texts)),
        ),
    )
