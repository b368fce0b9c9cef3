"""Letters (PDF) that say a name nobody can see: each way of hiding it is told, none believed."""

from datetime import date

import pytest

from app.analysis.pipeline import SubmittedFile, analyse
from app.domain.documents import DocumentType, FileTag
from app.domain.evidence import AnalysisReport
from app.domain.names import NameMatch, find_name
from tests.pdf_writer import pdf

#: What everybody sees; the third line is where another name is hidden.
SEEN = (
    b"Zenith Power and Light",
    b"Invoice of 3 November 2026 for electricity",
    b"",
    b"12 Harbour Street, 10115 Zenith",
    b"Amount due 71.06 euro, telephone 030 555 0142",
)
HIDDEN = b"BT /F 14 Tf %b 72 712 Td (Karl Berg) Tj ET"
#: Covers the third line, from side to side.
COVER = b"1 1 1 rg 60 704 400 26 re f"
LAYER = b"<< /Type /OCG /Name (Notes) >>"


def letter(*drawn: bytes, name: bytes = b"Erika Lindqvist") -> bytes:
    """Return the content of a page: what is drawn first, then the text that everybody sees."""
    rows = [row or name for row in SEEN]
    text = b" ".join(b"(%b) Tj 0 -24 Td" % row for row in rows)
    return b"\n".join((*drawn, b"0 0 0 rg BT /F 14 Tf 72 760 Td %b ET" % text))


def run(data: bytes) -> AnalysisReport:
    """Analyse a PDF as proof of address."""
    files = [SubmittedFile(FileTag.PAGES, data)]
    today = date(2026, 11, 23)
    return analyse(files, document_type=DocumentType.ADDRESS_PROOF, today=today, budget_seconds=300)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pdf(content=letter(HIDDEN % b"3 Tr")), id="drawn without ink"),
        pytest.param(pdf(content=letter(HIDDEN % b"1 1 1 rg")), id="white on white"),
        pytest.param(pdf(content=letter(HIDDEN % b"0 Tr", COVER)), id="behind a picture"),
        pytest.param(
            pdf(
                content=letter(b"/OC /Notes BDC", HIDDEN % b"0 Tr", b"EMC"),
                objects=(LAYER,),
                catalog=b"/OCProperties << /OCGs [5 0 R] /D << /OFF [5 0 R] >> >>",
                resources=b"/Properties << /Notes 5 0 R >>",
            ),
            id="in a layer that is switched off",
        ),
    ],
)
def test_hidden_name_is_told_and_does_not_count(data: bytes) -> None:
    report = run(data)
    assert report.failures == ()
    assert "hidden-text" in [finding.code for finding in report.findings]
    assert find_name("Karl", "Berg", report.lines).last is not NameMatch.MATCH


def test_letter_that_hides_nothing_is_believed() -> None:
    report = run(pdf(content=letter()))
    assert [finding.code for finding in report.findings] == []
    assert find_name("Erika", "Lindqvist", report.lines).last is NameMatch.MATCH
