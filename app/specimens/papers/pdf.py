"""A PDF of one letter, written by hand: built-in Helvetica, so the text can be selected."""

from app.specimens.canvas import Colour
from app.specimens.papers.letter import Item, Letter

#: A4 in points, and points a pixel at 150 dpi.
_WIDTH, _HEIGHT = 595, 842
_SCALE = 72 / 150


def write_pdf(letter: Letter) -> bytes:
    """Return a one-page PDF 1.4 with a text layer.

    Raises UnicodeEncodeError for letters outside WinAnsi, the widest encoding of built-in fonts.
    """
    content = b"\n".join([_head(letter.head), *(_text(item) for item in letter.items)])
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%b /Encoding /WinAnsiEncoding >>"
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {_WIDTH} {_HEIGHT}] /Contents 6 0 R"
        " /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>"
    )
    return _file(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page.encode("ascii"),
            font % b"Helvetica",
            font % b"Helvetica-Bold",
            b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        ]
    )


def _file(objects: list[bytes]) -> bytes:
    """Return the objects, numbered from 1, with the cross-reference table readers start from."""
    written = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
        + b"trailer\n<< /Size %d /Root 1 0 R >>\n" % size
        + b"startxref\n%d\n%%%%EOF\n" % len(written)
    )


def _head(colour: Colour) -> bytes:
    """Return the filled bar at the top of the page."""
    height = 140 * _SCALE
    return f"{_rgb(colour)} rg 0 {_HEIGHT - height:.1f} {_WIDTH} {height:.1f} re f".encode("ascii")


def _text(item: Item) -> bytes:
    """Return one placed text; PDF counts from the bottom and places the baseline."""
    size = item.size * _SCALE
    x, y = item.x * _SCALE, _HEIGHT - item.y * _SCALE - 0.93 * size
    signs = item.text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        signs = signs.replace(sign, b"\\" + sign)
    font = "F2" if item.bold else "F1"
    start = f"BT /{font} {size:.1f} Tf {_rgb(item.ink)} rg {x:.1f} {y:.1f} Td ("
    return start.encode("ascii") + signs + b") Tj ET"


def _rgb(colour: Colour) -> str:
    """Return a colour as PDF numbers from 0 to 1."""
    return " ".join(f"{part / 255:.3f}" for part in colour)
