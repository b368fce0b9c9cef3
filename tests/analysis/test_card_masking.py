"""Card numbers in what is read, and the covers that hide them in the picture."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image as Pictures

from app.analysis.card_masking import MaskedPage, mask_page, mask_report, painted_over
from app.analysis.covered_files import cover_file
from app.analysis.intake import PreparedFile, PreparedPage, prepare
from app.analysis.pipeline import Examined, SubmittedFile, examine
from app.analysis.reading.ocr import Image, OcrLine, read_lines
from app.analysis.reading.page import Page
from app.analysis.sides import decoded
from app.domain.card_numbers import find_card_numbers
from app.domain.documents import DocumentSubtype, DocumentType, FileTag, MediaType
from app.domain.evidence import AnalysisReport, FieldReading, Finding, Source, TextLine
from app.specimens import (
    draw_bill_pdf,
    draw_payment_card_back,
    draw_payment_card_front,
    draw_person,
    photograph,
)
from tests.analysis.pages import line, tall_line

TODAY = date(2026, 11, 23)
NUMBER = "4111 1111 1111 1111"


def blank(height: int = 800, width: int = 1000) -> Image:
    return np.full((height, width, 3), 255, np.uint8)


def masked(*lines: OcrLine, layer: tuple[str, ...] = (), is_card: bool = False) -> MaskedPage:
    return mask_page(Page(blank(), lines), layer, is_card=is_card)


def texts(page: MaskedPage) -> list[str]:
    return [item.text for item in page.page.lines]


def test_number_in_a_line_is_masked_and_covered_at_its_place() -> None:
    page = masked(line(f"Card: {NUMBER}", 100, 200), line("Total 71.06", 100, 300))
    assert texts(page) == ["Card: 4111 11** **** 1111", "Total 71.06"]
    ((left, top), (right, _), (_, bottom), _) = page.covers[0]
    assert 0.1 < left < right < 0.1 + 25 * 11 / 1000
    assert top < 200 / 800 < 220 / 800 < bottom


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_cover_follows_a_page_that_was_turned(turns: int) -> None:
    as_sent = blank(600, 900)
    as_sent[100:140, 500:700] = 0
    turned = np.ascontiguousarray(np.rot90(as_sent, turns))
    rows, columns = np.where(turned[:, :, 0] == 0)
    top, left = rows.min(), columns.min()
    box = ((left, top), (left + 9, top), (left + 9, top + 9), (left, top + 9))
    number = OcrLine(NUMBER.replace(" ", ""), 0.9, tuple((float(x), float(y)) for x, y in box))
    page = mask_page(Page(turned, (number,), turns), ())
    across = [x * 900 for x, _ in page.covers[0]]
    down = [y * 600 for _, y in page.covers[0]]
    assert 495 <= min(across) <= max(across) <= 705
    assert 95 <= min(down) <= max(down) <= 145


def test_number_that_goes_on_below_is_masked_beside_another_column() -> None:
    page = masked(
        line("4111 1111", 100, 200),
        line("Date of issue: 01/11/2026", 600, 200),
        line("1111 1111", 100, 230),
    )
    assert texts(page) == ["4111 11**", "Date of issue: 01/11/2026", "**** 1111"]
    assert len(page.covers) == 2


def test_line_that_stands_upright_is_covered_whole() -> None:
    page = masked(tall_line(NUMBER))
    assert len(page.covers) == 1
    assert max(y for _, y in page.covers[0]) * 800 >= 20 * len(NUMBER) * 0.55


def test_number_of_the_layer_that_was_misread_is_covered_with_its_line() -> None:
    page = masked(line("Card 4111 1111 7111 1111", 100, 200), layer=(f"Card {NUMBER}",))
    assert page.layer == ("Card 4111 11** **** 1111",)
    assert texts(page) == ["Card **** **** **** ****"]
    assert len(page.covers) == 1


def test_number_of_the_layer_that_nobody_sees_asks_for_a_covered_version() -> None:
    page = masked(line("Total 71.06"), layer=(f"Card {NUMBER}",))
    assert (page.covers, page.holds_number) == ((), True)
    assert not masked(line("Total 71.06"), layer=("Total 71.06",)).holds_number


def test_long_number_on_a_card_is_covered_though_it_was_torn() -> None:
    torn = (line("4111 1111 11", 100, 200), line("11111", 400, 200), line("12/28", 100, 300))
    page = masked(*torn, is_card=True)
    assert texts(page)[2] == "12/28"
    assert len(re.sub(r"\D", "", "".join(texts(page)[:2]))) <= 10
    assert len(page.covers) == 2


def test_report_is_masked_in_all_its_texts() -> None:
    text = TextLine(f"Card {NUMBER}", 0.9, FileTag.PAGES)
    value = FieldReading(NUMBER, f"Card {NUMBER}", Source.PRINTED, 0.9)
    whole = AnalysisReport(
        files=(), lines=(text,), fields={"phone": value}, findings=(Finding("code", NUMBER),)
    )
    assert "1111111" not in str(mask_report(whole, is_card=False)).replace(" ", "")


def test_covered_pdf_shows_its_pages_and_holds_no_text() -> None:
    document, _ = draw_bill_pdf(draw_person(0, today=TODAY), issued=TODAY, seed=0)
    prepared = prepare(document)
    two = replace(prepared, pages=(prepared.pages[0],) * 2, page_count=2)
    square = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))
    covered = cover_file(0, two, {1: (square,)})
    again = prepare(covered.data)
    assert covered.media_type is MediaType.PDF
    assert (again.page_count, again.pages[1].text_lines) == (2, ())
    first, second = (decoded(page.jpeg) for page in again.pages)
    height, width = second.shape[:2]
    assert abs(height - prepared.height) <= 2
    assert second[int(height * 0.15), int(width * 0.15)].max() < 20
    assert first[int(height * 0.15), int(width * 0.15)].min() > 200


def test_covered_picture_is_a_clean_jpeg() -> None:
    page = PreparedPage(photograph_of_nothing(), 64, 48)
    picture = PreparedFile((page,), MediaType.PNG, "Paint", 64, 48, 1)
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    covered = cover_file(2, picture, {0: (square,)})
    assert (covered.index, covered.media_type) == (2, MediaType.JPEG)
    assert prepare(covered.data).software is None
    assert decoded(covered.data).max() < 10


def photograph_of_nothing() -> bytes:
    out = BytesIO()
    Pictures.new("RGB", (64, 48), (200, 210, 220)).save(out, "JPEG")
    return out.getvalue()


def test_paint_leaves_the_rest_as_it_is() -> None:
    picture = blank(20, 20)
    painted = painted_over(picture, [((0, 0), (5, 0), (5, 5), (0, 5))])
    assert (painted[2, 2].max(), painted[10, 10].min(), picture.min()) == (0, 255, 255)


@pytest.fixture(scope="module")
def card() -> Examined:
    """An embossed card, photographed, front and back, through the whole analysis."""
    person = draw_person(0, today=TODAY)
    front = draw_payment_card_front(person, "5555555555554444", printed="embossed")
    back = draw_payment_card_back(person, "5555555555554444", "737")
    files = [
        SubmittedFile(FileTag.FRONT, photograph(front.image, 3)),
        SubmittedFile(FileTag.BACK, photograph(back.image, 4)),
    ]
    return examine(
        files,
        document_type=DocumentType.PURCHASE_PROOF,
        subtype=DocumentSubtype.COPY_CREDIT_CARD,
        today=TODAY,
        budget_seconds=600,
    )


def test_number_and_code_of_a_card_are_kept_in_no_text(card: Examined) -> None:
    text = "".join(item.text for item in card.report.lines).replace(" ", "")
    assert "*" in text
    assert "54444" not in text
    assert "5555555" not in text
    assert "737" not in [word for item in card.report.lines for word in item.text.split()]
    assert card.report.fields["holder"].value == "ERIKA LINDQVIST"
    assert card.report.failures == ()


def test_number_and_code_of_a_card_are_covered_in_both_pictures(card: Examined) -> None:
    assert [item.index for item in card.covered] == [0, 1]
    seen = [
        item.text
        for covered in card.covered
        for item in read_lines(decoded(prepare(covered.data).pages[0].jpeg))
    ]
    assert find_card_numbers("\n".join(seen), is_card=True) == []
    words = [word for text in seen for word in text.split()]
    assert "737" not in words
    assert "ERIKA LINDQVIST" in seen
