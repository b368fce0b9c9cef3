"""What the decoders refuse by name, and what they read from headers without a library."""

import struct
from collections.abc import Callable

import pytest

from app.analysis.sandbox import pdf as pdf_decoder
from app.analysis.sandbox import pictures
from app.analysis.sandbox.heads import check_scans, webp_size
from app.analysis.sandbox.pictures import Limits
from app.analysis.sandbox.refused import Refused
from tests.heic_writer import heic
from tests.hostile_files import many_scans, png, tiny_webp
from tests.odd_files import HEIGHT, WIDTH, clear_layer, drawing, saved, turned
from tests.pdf_writer import locked_pdf, pdf

LIMITS = Limits(pixels=200_000, side=1000, scans=20)
JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"


def refusal(ask: Callable[[], object]) -> tuple[str, str]:
    """Return error and reason of the refusal."""
    with pytest.raises(Refused) as raised:
        ask()
    return raised.value.error, raised.value.reason


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        (JPEG, turned(6)),
        (PNG, saved(clear_layer("RGBA"), "PNG")),
        (PNG, saved(drawing().quantize(8), "PNG")),
        (PNG, saved(drawing().quantize(8), "PNG", transparency=0)),
        (WEBP, saved(drawing(), "WEBP")),
        (HEIC, heic(drawing())),
    ],
)
def test_a_picture_of_any_type_is_read(media_type: str, data: bytes) -> None:
    facts, _ = pictures.inspect(data, media_type=media_type, limits=LIMITS)
    assert facts.pop("exif").keys() <= {"Orientation", "Software"}
    assert facts == {"width": WIDTH, "height": HEIGHT, "pages": 1}
    facts, blobs = pictures.prepare(data, media_type=media_type, limits=LIMITS, max_side=300)
    assert facts["pages"] == [{"width": 300, "height": 200, "lines": []}]
    assert len(blobs) == 1
    _, blobs = pictures.thumbnail(data, media_type=media_type, limits=LIMITS, side=120)
    assert len(blobs[0]) < len(saved(drawing(), "PNG")) * 5


@pytest.mark.parametrize(
    ("media_type", "data", "named"),
    [
        (PNG, png(501, 400), ("FileTooLarge", "pixels")),
        (PNG, png(1001, 1), ("FileTooLarge", "pixels")),
        (WEBP, tiny_webp(600, 600), ("FileTooLarge", "pixels")),
        (JPEG, many_scans(40, side=64), ("DamagedFile", "scans")),
        (HEIC, heic(drawing(512, 512)), ("FileTooLarge", "pixels")),
    ],
)
def test_a_picture_beyond_the_limits_is_not_decoded(
    media_type: str, data: bytes, named: tuple[str, str]
) -> None:
    assert refusal(lambda: pictures.inspect(data, media_type=media_type, limits=LIMITS)) == named


def test_a_pdf_is_read() -> None:
    facts, blobs = pdf_decoder.prepare(pdf(pages=3), max_pages=3, max_side=600, drawn_pages=2)
    assert (facts["page_count"], facts["width"], facts["height"]) == (3, 424, 600)
    assert len(blobs) == 2
    facts, _ = pdf_decoder.inspect(pdf(pages=3), max_pages=3, max_side=600)
    assert facts == {"width": 424, "height": 600, "pages": 3}
    _, blobs = pdf_decoder.thumbnail(pdf(), max_pages=1, side=100)
    assert blobs[0].startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (pdf(pages=4), ("FileTooLarge", "pages")),
        (locked_pdf(), ("PdfLocked", "password")),
        (pdf()[:-6], ("DamagedFile", "truncated")),
        (pdf() + bytes(5000), ("DamagedFile", "truncated")),
    ],
)
def test_a_pdf_that_cannot_be_taken_says_why(data: bytes, named: tuple[str, str]) -> None:
    assert refusal(lambda: pdf_decoder.inspect(data, max_pages=3, max_side=600)) == named


def test_scans_are_counted_to_the_end_of_the_first_picture() -> None:
    data = saved(drawing(), "JPEG")
    check_scans(data, 1)
    check_scans(data + data, 1)
    check_scans(many_scans(1, side=64), 20)
    assert refusal(lambda: check_scans(data, 0)) == ("DamagedFile", "scans")


def test_scan_marks_within_metadata_do_not_count() -> None:
    data = saved(drawing(), "JPEG", comment=b"\xff\xda\x00\x02" * 200)
    check_scans(data, 1)


def test_marks_that_run_past_the_end_do_no_harm() -> None:
    check_scans(b"\xff\xd8\xff\xe0\xff\xff", 1)
    check_scans(b"\xff\xd8" + b"\xff" * 50, 1)


@pytest.mark.parametrize(
    "data",
    [
        saved(drawing(), "WEBP"),
        saved(drawing(), "WEBP", lossless=True),
        saved(clear_layer("RGBA"), "WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0"),
    ],
)
def test_size_of_a_webp_is_read_from_its_first_chunk(data: bytes) -> None:
    assert webp_size(data) == (WIDTH, HEIGHT)


@pytest.mark.parametrize("length", [12, 16, 20, 22])
def test_webp_without_a_size_is_refused(length: int) -> None:
    with pytest.raises((Refused, struct.error)):
        webp_size(tiny_webp(40, 30)[:length])
