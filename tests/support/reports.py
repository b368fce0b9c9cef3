"""Analysis reports of papers that do not exist: rules are tested without reading pictures."""

from dataclasses import replace
from datetime import date, timedelta

from app.domain.documents import DocumentSubtype, DocumentType, FileTag
from app.domain.evidence import (
    AnalysisReport,
    ExpectedPerson,
    FaceEvidence,
    FieldReading,
    FileEvidence,
    MrzReading,
    Quality,
    QualityProblem,
    Source,
    TextLine,
)
from app.domain.scoring import Judged, Verdict, judge
from app.domain.scoring_settings import ScoringSettings, settings_for

TODAY = date(2026, 11, 23)
ERIKA = ExpectedPerson(
    first_name="Erika",
    last_name="Lindqvist",
    date_of_birth=date(1990, 2, 13),
    address_lines=("12 Harbour Road",),
    city="Zenith",
    region="Northshore",
    postal_code="10245",
    country="UT",
)
BILL_LINES = (
    "ZENITH POWER & LIGHT",
    "Erika Lindqvist",
    "Account number: 4471 0098",
    "12 Harbour Road",
    "Date of issue: 01/11/2026",
    "10245 Zenith",
    "Period: 01/10/2026 - 30/10/2026",
    "Northshore",
    "Total amount due 71.06",
    "ZENITH POWER & LIGHT, 1 Main Square, 10200 Zenith",
)
PASSPORT = Judged(DocumentType.IDENTITY_PROOF, DocumentSubtype.PASSPORT)
BILL = Judged(DocumentType.ADDRESS_PROOF, DocumentSubtype.UTILITY_BILL)


def reading(value: str, source: Source = Source.MRZ, confidence: float = 0.97) -> FieldReading:
    """Return a field as read."""
    return FieldReading(value, value, source, confidence)


def file(tag: FileTag, problem: str | None = None, warning: str | None = None) -> FileEvidence:
    """Return a stored picture, with what is wrong with it."""
    quality = Quality(
        1250,
        880,
        1000.0,
        120.0,
        0.0,
        cut_off=False,
        problem=QualityProblem(problem) if problem else None,
        warning=QualityProblem(warning) if warning else None,
    )
    return FileEvidence(tag, "0" * 64, "image/jpeg", 1250, 880, 1, quality)


def zone(*, wrong: str | None = None, number_certain: bool = True) -> MrzReading:
    """Return the machine-readable zone of a passport, with one wrong check digit if named."""
    digits = ("number", "birth", "expiry", "optional", "composite")
    return MrzReading(
        format="TD3",
        lines=("P<UTOLINDQVIST<<ERIKA".ljust(44, "<"), "K".ljust(44, "<")),
        raw_lines=(),
        checks={digit: digit != wrong for digit in digits},
        number_certain=number_certain,
        tag=FileTag.FRONT,
    )


def passport(**fields: str | None) -> AnalysisReport:
    """Return the report of Erika's passport; fields given are read instead, None were not read."""
    values: dict[str, str | None] = {
        "firstName": "ERIKA",
        "lastName": "LINDQVIST",
        "dateOfBirth": "1990-02-13",
        "expirationDate": "2031-06-30",
        "issueDate": "2021-06-30",
        "nationality": "UTO",
        "issuanceCountry": "DEU",
        "documentNumber": "K2346794",
        "sex": "F",
        **fields,
    }
    return AnalysisReport(
        files=(file(FileTag.FRONT),),
        lines=tuple(
            TextLine(text, 0.97, FileTag.FRONT)
            for text in ("PASSPORT", "UTOPIA", "Type P", "Zenith", "30 JUN 2021")
        ),
        fields={key: reading(value) for key, value in values.items() if value is not None},
        mrz=zone(),
        document_subtype=DocumentSubtype.PASSPORT,
        is_identity_document=True,
        portrait=FaceEvidence(FileTag.FRONT, 1, 200, 0.95),
    )


def with_selfie(distance: float | None, problem: str | None = None) -> AnalysisReport:
    """Return the report of Erika's passport and a selfie."""
    return replace(
        passport(),
        selfie=FaceEvidence(FileTag.FACE_PROOF, 1, 400, 0.95, problem),
        face_distance=distance,
    )


def bill(
    lines: tuple[str, ...] = BILL_LINES, *, confidence: float = 0.97, age_days: int = 22
) -> AnalysisReport:
    """Return the report of a utility bill with these lines."""
    written = TODAY - timedelta(days=age_days)
    return AnalysisReport(
        files=(file(FileTag.PAGES),),
        lines=tuple(TextLine(text, confidence, FileTag.PAGES) for text in lines),
        fields={
            "date": reading(written.isoformat(), Source.PRINTED),
            "phone": reading("+999 20 555 0100", Source.PRINTED),
        },
        document_subtype=DocumentSubtype.UTILITY_BILL,
    )


def judged(
    report: AnalysisReport,
    what: Judged = PASSPORT,
    *,
    expected: ExpectedPerson = ERIKA,
    level: int = 2,
    settings: ScoringSettings | None = None,
) -> Verdict:
    """Judge a report for Erika at the strict level, or as given."""
    return judge(
        report, what, expected=expected, settings=settings or settings_for(level), today=TODAY
    )


def failed_checks(verdict: Verdict) -> dict[str, str | None]:
    """Return the checks that took points off or would have, and why."""
    return {check.name.value: check.reason for check in verdict.checks if check.failed}
