"""Asking the picture search, where there is one, whether a document's pictures are published."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from structlog import get_logger

from app.adapters.outside_service import OutsideServiceFailed
from app.adapters.picture_search import MAX_MATCHES, SearchedPicture
from app.analysis.intake import prepare
from app.analysis.picture_hash import difference_hash
from app.analysis.pipeline import SubmittedFile
from app.domain.documents import DocumentType, FileTag
from app.domain.errors import UnreadableFile
from app.domain.evidence import AnalysisReport, Finding
from app.domain.judgement.sign_checks import ONLINE_FINDING
from app.extensions import resources

log = get_logger()


def search_pictures(
    report: AnalysisReport, files: Sequence[SubmittedFile], document_type: DocumentType
) -> AnalysisReport:
    """Return the report with what the search found; as it is where nothing is searched.

    Only identity proofs are searched, and of them never the selfie. A search that fails is named in
    the report's failures, which leads to a person. Raises ServiceUnavailable as `prepare` does.
    """
    search = resources().picture_search
    if search is None or document_type is not DocumentType.IDENTITY_PROOF:
        return report
    urls: dict[str, None] = {}
    findings: list[Finding] = []
    try:
        for tag, picture in _pictures(files):
            found = search.search(picture)
            urls.update(dict.fromkeys(found.urls))
            if found.is_published:
                findings.append(Finding(ONLINE_FINDING, tag.value))
    except OutsideServiceFailed as failure:
        log.warning("picture_search.failed", error=failure.reason)
        return replace(report, failures=(*report.failures, f"picture-search:{failure.reason}"))
    return replace(
        report,
        findings=(*report.findings, *findings),
        matching_images=tuple(urls)[:MAX_MATCHES],
    )


def _pictures(files: Sequence[SubmittedFile]) -> Iterator[tuple[FileTag, SearchedPicture]]:
    """Yield the first page of each file of the document; one that cannot be read is left out.

    Reading failed in the analysis as well, so such a document goes to a person anyway.
    """
    for file in files:
        tag = FileTag(file.tag)
        if tag is FileTag.FACE_PROOF:
            continue
        try:
            jpeg = prepare(file.data, max_pages=1).pages[0].jpeg
            shown = difference_hash(jpeg)
        except UnreadableFile:
            continue
        yield tag, SearchedPicture(file.sha256, shown, jpeg)
