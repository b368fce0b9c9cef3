"""Tests of the signs in metadata and in a PDF's updates."""

import io
import re
import zlib
from datetime import date

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.analysis.intake import prepare
from app.analysis.sandbox.pdf_updates import changes
from app.analysis.signs.look import file_signs
from app.analysis.signs.software import editing_sign, program_signs
from app.specimens import draw_bill_pdf, draw_person
from scripts.forgeries import edited_pdf

PERSON = draw_person(0, today=date(2026, 11, 23))
PICTURE = Image.linear_gradient("L").convert("RGB")


@pytest.fixture(scope="module")
def bill() -> bytes:
    """A bill as its issuer made it."""
    return draw_bill_pdf(PERSON, issued=date(2026, 11, 1))[0]


def saved(kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    PICTURE.save(out, kind, **options)
    return out.getvalue()


def codes(data: bytes) -> list[str]:
    return [finding.code for finding in file_signs(prepare(data))]


@pytest.mark.parametrize(
    "software", ["Adobe Photoshop CC 2017 (Macintosh)", "GIMP 2.10", "Draw / LibreOffice 7.3"]
)
def test_program_for_drawing_is_a_sign(software: str) -> None:
    sign = editing_sign(software)
    assert sign is not None
    assert (sign.code, sign.detail) == ("edited-with", software)


@pytest.mark.parametrize(
    "software",
    [
        None,
        "",
        "17.5.1",
        "Apple Photos",
        "ZENITH billing 4",
        "Adobe Photoshop Lightroom Classic 9.2",
        "Adobe Scan for Android 24",
        "Writer / LibreOffice 7.3",
        "Adobe Acrobat Pro DC 20 Paper Capture",
    ],
)
def test_other_programs_are_no_sign(software: str | None) -> None:
    assert editing_sign(software) is None


def test_each_kind_of_program_is_told_once() -> None:
    found = program_signs(["GIMP 2.10", "Adobe Photoshop", "Screenshot", "trainedAlgorithmicMedia"])
    assert [finding.code for finding in found] == ["edited-with", "screenshot", "made-by-ai"]


def test_program_in_exif_is_seen() -> None:
    exif = Image.Exif()
    exif[0x0131] = "GIMP 2.10.30"
    assert codes(saved("JPEG", exif=exif)) == ["edited-with"]


def test_screenshot_is_seen_in_exifs_comment() -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0Screenshot"
    assert codes(saved("JPEG", exif=exif)) == ["screenshot"]


def test_earlier_program_in_xmp_is_seen() -> None:
    history = b'<rdf:li stEvt:action="saved" stEvt:softwareAgent="Adobe Photoshop 25.1"/>'
    assert codes(saved("JPEG", xmp=b"<x:xmpmeta>" + history + b"</x:xmpmeta>")) == ["edited-with"]


def test_program_in_a_png_text_is_seen() -> None:
    texts = PngInfo()
    texts.add_text("Software", "gnome-screenshot")
    assert codes(saved("PNG", pnginfo=texts)) == ["screenshot"]


def test_picture_and_pdf_without_marks_have_no_sign(bill: bytes) -> None:
    assert codes(saved("JPEG")) == codes(saved("PNG")) == codes(bill) == []


def test_replaced_text_of_a_pdf_is_seen(bill: bytes) -> None:
    name = PERSON.last_name.encode("cp1252")
    assert name in bill
    edited = edited_pdf(bill, name, b"Forged")
    assert codes(edited) == ["pdf-changed"]
    assert any("Forged" in line for page in prepare(edited).pages for line in page.text_lines)


def test_signed_pdf_is_no_sign(bill: bytes) -> None:
    page = re.search(rb"3 0 obj\n<<(.*?)>>\nendobj", bill, re.DOTALL)
    assert page is not None
    update = b"3 0 obj\n<<%b /Annots [7 0 R] >>\nendobj\n" % page[1]
    update += b"7 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Sig >>\nendobj\n"
    assert changes(bill + update + b"startxref\n0\n%%EOF\n") == []


def test_page_that_was_given_other_content_is_seen(bill: bytes) -> None:
    update = b"3 0 obj\n<< /Type /Page /Contents 9 0 R >>\nendobj\n%%EOF\n"
    assert changes(bill + update) == ["page"]


def test_changed_page_is_seen_inside_a_packed_stream(bill: bytes) -> None:
    packed = zlib.compress(b"3 0 << /Type /Page /Contents 9 0 R >>")
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    update = b"8 0 obj\n%b\nstream\n%b\nendstream\nendobj\n%%%%EOF\n" % (head, packed)
    assert changes(bill + update) == ["page"]


def test_text_typed_over_a_page_is_seen(bill: bytes) -> None:
    note = b"9 0 obj\n<< /Type /Annot /Subtype /FreeText >>\nendobj\n%%EOF\n"
    assert changes(bill + note) == ["annotation"]


def test_file_made_for_the_web_was_written_once(bill: bytes) -> None:
    first, rest = bill.split(b"3 0 obj")
    linear = first.replace(b"1 0 obj\n<<", b"1 0 obj\n<< /Linearized 1") + b"%%EOF\n3 0 obj" + rest
    assert changes(linear) == []


def test_damaged_pdf_is_read_as_far_as_it_goes() -> None:
    garbage = b"%PDF-1.4\n1 0 obj << /Type /ObjStm /First 99999999 >> stream\nx\xff endstream %%EOF"
    assert changes(garbage) == changes(b"") == []
