"""Pages of a PDF beyond those that are read are looked at for card numbers alone."""

from app.analysis.intake import prepare
from app.analysis.sides import Side, SubmittedFile, covered_files, mask_unread_pages
from app.analysis.watch import Watch
from app.domain.documents import FileTag
from app.domain.evidence import FileEvidence
from tests.pdf_writer import BILL_LINES, pdf


def side_of(document: bytes) -> Side:
    """Return a file of which only the first page was read."""
    evidence = FileEvidence(FileTag.PAGES, "0" * 64, "application/pdf", 1, 1, 2)
    return Side(FileTag.PAGES, evidence, prepared=prepare(document, max_pages=1))


def test_number_on_an_unread_page_is_covered_in_the_whole_file() -> None:
    document = pdf(pages=2, lines=(*BILL_LINES, "Card number 4012 8888 8888 1881"))
    side, watch = side_of(document), Watch(900)
    mask_unread_pages(side, document, watch)
    assert (list(side.covers), side.evidence.covered, watch.failures) == ([1], True, [])
    assert side.lines == ()
    (covered,) = covered_files([side], [SubmittedFile(FileTag.PAGES, document)])
    again = prepare(covered.data)
    assert (again.page_count, [page.text_lines for page in again.pages]) == (2, [(), ()])


def test_unread_page_without_a_number_costs_no_reading() -> None:
    document = pdf(pages=2)
    side, watch = side_of(document), Watch(900)
    mask_unread_pages(side, document, watch)
    assert (side.covers, side.evidence.covered) == ({}, False)
    assert [name for name in watch.timings if name.startswith("cards")] == []
    assert list(covered_files([side], [SubmittedFile(FileTag.PAGES, document)])) == []
