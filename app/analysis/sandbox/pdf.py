"""Read a PDF: its pages as pictures, its text layer, its producer. Runs in the child.

Scripts, links and forms' actions are never run: the library is built without a script engine.
"""

import ctypes

import pypdfium2
from PIL import Image

from .metadata import xmp_programs
from .pdf_updates import changes
from .pictures import Facts, as_jpeg, as_small_jpeg, turned
from .refused import Refused

#: Below this many characters a text layer is a page number or a scanner's stamp, not a text.
LEAST_TEXT = 50
DOTS_PER_INCH = 200

#: Longest side of a page in points: the limit of ISO 32000-1, annex C, 200 inches.
LONGEST_PAGE = 14_400
#: Bytes that one picture on a page may unfold to: a scan of A4 at 1200 dots an inch, in grey.
MOST_PICTURE_BYTES = 150_000_000

_POINTS_PER_INCH = 72
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_END = b"%%EOF"
# Readers look for the end mark in the last kilobyte; mail gateways append a little more.
_END_WITHIN = 4096
# Pages read at inspection: those that are read later. Small, since only damage is looked for.
_TRIED_PAGES, _TRIED_SIDE = 3, 300
# Signs of a page whose places are asked for; a dense page of print holds 8,000.
_MOST_SIGNS = 20_000
_SHARES = 10_000


def inspect(data: bytes, *, max_pages: int, max_side: int) -> tuple[Facts, list[bytes]]:
    """Open the PDF, count its pages and draw the first ones small; return the size of the first.

    Raises Refused, and whatever the library raises.
    """
    document = _open(data, max_pages)
    for number in range(min(len(document), _TRIED_PAGES)):
        _draw(_checked(document[number]), _TRIED_SIDE)
    width, height = _size(document[0], max_side)
    return {"width": width, "height": height, "pages": len(document)}, []


def prepare(
    data: bytes, *, max_pages: int, max_side: int, drawn_pages: int
) -> tuple[Facts, list[bytes]]:
    """Return the first `drawn_pages` pages as JPEG with the lines of their text layers."""
    document = _open(data, max_pages)
    pages, blobs = [], []
    for number in range(min(len(document), drawn_pages)):
        page = _checked(document[number])
        picture = _draw(page, max_side)
        lines = _text_lines(page)
        facts_of_page = {"width": picture.width, "height": picture.height, "lines": lines}
        pages.append({**facts_of_page, "boxes": _text_boxes(page) if lines else []})
        blobs.append(as_jpeg(picture))
    width, height = _size(document[0], max_side)
    facts: Facts = {
        "width": width,
        "height": height,
        "page_count": len(document),
        "software": _software(document),
        "pages": pages,
        "programs": [_software(document), *xmp_programs(data)],
        "changes": changes(data),
    }
    return facts, blobs


def thumbnail(data: bytes, *, max_pages: int, side: int) -> tuple[Facts, list[bytes]]:
    """Return the first page as a small JPEG."""
    return {}, [as_small_jpeg(_draw(_checked(_open(data, max_pages)[0]), side))]


def view(
    data: bytes, *, max_pages: int, page: int, side: int, turn: int
) -> tuple[Facts, list[bytes]]:
    """Return one page, counted from 1, as a JPEG for a person, turned by quarters."""
    document = _open(data, max_pages)
    picture = _draw(_checked(document[min(page, len(document)) - 1]), side)
    return {}, [as_jpeg(turned(picture, turn))]


def _open(data: bytes, max_pages: int) -> pypdfium2.PdfDocument:
    """Open a PDF that is whole, has no password and not too many pages."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _WRONG_PASSWORD:
            raise Refused("PdfLocked", "password") from error
        raise
    if _END not in data[-_END_WITHIN:]:
        # The library mends a file that was cut short and shows what is left of it: half a bill.
        raise Refused("DamagedFile", "truncated")
    if len(document) > max_pages:
        raise Refused("FileTooLarge", "pages")
    document.init_forms()  # What a person typed into a form is drawn only by way of the form.
    return document


def _checked(page: pypdfium2.PdfPage) -> pypdfium2.PdfPage:
    """Return a page that can be drawn at a bearable cost; refuse one that cannot."""
    if max(page.get_size()) > LONGEST_PAGE:
        raise Refused("DamagedFile", "page-size")
    for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        facts = item.get_metadata()
        if facts.width * facts.height * facts.bits_per_pixel / 8 > MOST_PICTURE_BYTES:
            raise Refused("FileTooLarge", "pixels")
    return page


def _scale(page: pypdfium2.PdfPage, max_side: int) -> float:
    """Return pixels per point: 200 dots an inch, or less for a page that would be too large."""
    return float(min(DOTS_PER_INCH / _POINTS_PER_INCH, max_side / max(page.get_size())))


def _size(page: pypdfium2.PdfPage, max_side: int) -> tuple[int, int]:
    """Return width and height in pixels of the page as `_draw` draws it."""
    scale = _scale(page, max_side)
    width, height = page.get_size()
    return max(1, round(width * scale)), max(1, round(height * scale))


def _draw(page: pypdfium2.PdfPage, max_side: int) -> Image.Image:
    """Return the page as an RGB picture on white, at most `max_side` long."""
    # Rounding up may overshoot by one pixel, and a bitmap has padding: a fresh picture has neither.
    picture: Image.Image = page.render(scale=_scale(page, max_side)).to_pil()
    size = _size(page, max_side)
    return picture.convert("RGB").crop((0, 0, *size))


def _text_lines(page: pypdfium2.PdfPage) -> list[str]:
    """Return the lines of the text layer inside the page, or none when there is next to no text."""
    text = str(page.get_textpage().get_text_bounded())
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line] if len("".join(lines)) >= LEAST_TEXT else []


def _text_boxes(page: pypdfium2.PdfPage) -> list[list[object]]:
    """Return every line of text with its place, also off the page: text, left, top, right, bottom.

    Places are shares of the page's width and height as it is drawn, y growing downwards.
    """
    textpage = page.get_textpage()
    found: list[list[object]] = []
    signs: str = ""
    corners: list[tuple[float, float]] = []
    for index in range(min(textpage.count_chars(), _MOST_SIGNS)):
        sign = chr(pypdfium2.raw.FPDFText_GetUnicode(textpage, index) or 32)
        if sign in "\r\n":
            found += _boxed(signs, corners)
            signs, corners = "", []
            continue
        signs += sign
        if not sign.isspace():
            left, bottom, right, top = textpage.get_charbox(index)
            corners += [_drawn_at(page, left, top), _drawn_at(page, right, bottom)]
    return found + _boxed(signs, corners)


def _boxed(signs: str, corners: list[tuple[float, float]]) -> list[list[object]]:
    if not corners:
        return []
    across, down = zip(*corners, strict=True)
    return [[signs.strip(), min(across), min(down), max(across), max(down)]]


def _drawn_at(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Return where a point of the page is drawn, whatever its rotation and crop box."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(
        page, 0, 0, _SHARES, _SHARES, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value / _SHARES, down.value / _SHARES


def _software(document: pypdfium2.PdfDocument) -> str:
    """Return what made the PDF: the program a person used, then the library that wrote the file."""
    names = (document.get_metadata_value("Creator"), document.get_metadata_value("Producer"))
    return " / ".join(dict.fromkeys(name for name in names if name))
