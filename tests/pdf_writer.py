"""Write small PDFs, good and hostile, object by object; no library we run on can."""

import zlib

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_INFO = b"<< /Creator (Bill Maker 3) /Producer (Letter Library 1.2) >>"

BILL_LINES = (
    "Utopia Water Works",
    "Anna Maria Eriksson",
    "12 Harbour Street, 10115 Zenith",
    "Invoice of 3 March 2026 for the supply of water",
)


def pdf(
    *,
    lines: tuple[str, ...] = BILL_LINES,
    pages: int = 1,
    media_box: str = "0 0 595 842",
    content: bytes | None = None,
    filters: bytes = b"",
    trailer: bytes = b"",
    objects: tuple[bytes, ...] = (),
    catalog: bytes = b"",
    page: bytes = b"",
    resources: bytes = b"",
) -> bytes:
    """Return a PDF of `pages` equal pages showing `lines`, or the raw page `content` given.

    `objects` are numbered from 5; `filters`, `trailer`, `catalog`, `page` and `resources` are put
    into the dictionaries of that name. Object 5, if it is a picture, can be drawn as `/Im`.
    """
    stream = _text(lines) if content is None else content
    body = [
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalog,
        b"",
        _FONT,
        b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(stream), filters, stream),
        *objects,
        _INFO,
    ]
    first = len(body) + 1
    kids = b" ".join(b"%d 0 R" % (first + number) for number in range(pages))
    body[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages)
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [%b] /Contents 4 0 R %b " % (
        media_box.encode(),
        page,
    )
    leaf += b"/Resources << /Font << /F 3 0 R >> /XObject << /Im 5 0 R >> %b >> >>" % resources
    return _file([*body, *[leaf] * pages], first - 1, trailer)


def _text(lines: tuple[str, ...]) -> bytes:
    """Return page content that sets the lines in Helvetica 14, from the top left."""
    shown = b"".join(b"(%b) Tj 0 -24 Td " % line.encode("latin-1") for line in lines)
    return b"BT /F 14 Tf 72 760 Td " + shown + b"ET"


def _file(objects: list[bytes], info: int, trailer: bytes) -> bytes:
    """Return the numbered objects with their cross-reference table."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R %b >>\n" % (
        len(objects) + 1,
        info,
        trailer,
    )
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def locked_pdf() -> bytes:
    """Return a PDF whose password nobody knows: its check value fits no password we could try."""
    secret = b"<%b>" % (b"5a" * 32)
    lock = b"<< /Filter /Standard /V 1 /R 2 /P -44 /O %b /U %b >>" % (secret, secret)
    return pdf(objects=(lock,), trailer=b"/Encrypt 5 0 R /ID [<00> <00>]")


def zeros(count: int) -> bytes:
    """Return `count` zero bytes deflated, without ever holding them."""
    packer, block = zlib.compressobj(1), bytes(1 << 20)
    packed = b"".join(packer.compress(block) for _ in range(count >> 20))
    return packed + packer.flush()


def bomb_pdf(*, unpacked_bytes: int) -> bytes:
    """Return a PDF whose page content, deflated twice, unfolds to `unpacked_bytes`."""
    twice = zlib.compress(zeros(unpacked_bytes), 9)
    return pdf(content=twice, filters=b"/Filter [/FlateDecode /FlateDecode]")


def picture_bomb_pdf(side: int) -> bytes:
    """Return a PDF whose page shows a picture of `side` x `side` pixels, RGB, all black."""
    pixels = zeros(side * side * 3)
    head = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB "
    head += b"/BitsPerComponent 8 /Filter /FlateDecode /Length %d >>\nstream\n"
    picture = head % (side, side, len(pixels)) + pixels + b"\nendstream"
    return pdf(content=b"q 595 0 0 842 0 0 cm /Im Do Q", objects=(picture,))


def active_pdf(payload: bytes) -> bytes:
    """Return a good PDF that wants to run a script when it is opened."""
    script = b"<< /Type /Action /S /JavaScript /JS (%b) >>" % payload
    return pdf(objects=(script,), catalog=b"/OpenAction 5 0 R")


def filled_form_pdf() -> bytes:
    """Return an empty page whose only ink is what was typed into a form: a black bar at the top."""
    ink = b"0 0 400 100 re f"
    field = b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (Anna) /F 4 "
    field += b"/Rect [100 700 500 800] /AP << /N 6 0 R >> >>"
    look = (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 100] /Length %d >>\nstream\n%b\nendstream"
    )
    return pdf(
        content=b"",
        objects=(field, look % (len(ink), ink)),
        catalog=b"/AcroForm << /Fields [5 0 R] >>",
        page=b"/Annots [5 0 R]",
    )
