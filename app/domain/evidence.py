"""What analysis saw: plain values, no judgement.

Analysis turns bytes into an `AnalysisReport`; `domain.scoring` turns a report and the expected
person into a verdict. Nothing here knows the customer, the merchant or the match level, so a report
can be kept, replayed and judged again under other settings.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.documents import DocumentSubtype, FileTag
from app.domain.liveness import LivenessEvidence
from app.domain.scene import Scene


class Source(StrEnum):
    """Where on the paper a value was read."""

    MRZ = "mrz"
    PRINTED = "printed"
    BARCODE = "barcode"
    TEXT_LAYER = "text-layer"


class QualityProblem(StrEnum):
    """What is wrong with a picture, worst first; one is told to the customer, never a list."""

    TOO_SMALL = "too-small"
    TOO_DARK = "too-dark"
    BLURRY = "blurry"
    GLARE = "glare"
    CUT_OFF = "cut-off"


@dataclass(frozen=True)
class Quality:
    """Measures of one picture and the verdicts drawn from them.

    `sharpness` is the mean square of the Laplacian in the best tiles at 1000 px; `brightness` the
    mean grey (0-255); `glare` the largest burnt-out blob relative to the page (0-1).
    `problem` forbids reading; `warning` only explains a bad reading.
    """

    width: int
    height: int
    sharpness: float
    brightness: float
    glare: float
    cut_off: bool
    problem: QualityProblem | None = None
    warning: QualityProblem | None = None


@dataclass(frozen=True)
class FileEvidence:
    """One file as it came: its tag, hash, media type, upright size in pixels, pages, quality.

    `fingerprint` is a perceptual hash of its first page (64 hexadecimal digits), empty for a
    picture that shows too little.
    `covered` tells that a payment card number was seen, and that the file kept is a version in
    which it is covered; the hash is still that of the bytes that were sent.
    """

    tag: FileTag
    sha256: str
    media_type: str
    width: int
    height: int
    pages: int
    quality: Quality | None = None
    software: str | None = None
    fingerprint: str = ""
    covered: bool = False


@dataclass(frozen=True)
class TextLine:
    """One line of text as read, with the reader's confidence (0-1; 1.0 for a PDF text layer).

    `place` is left, top, right and bottom in shares (0-1) of its page, None where it is not known;
    `page` counts from 1.
    """

    text: str
    confidence: float
    tag: FileTag
    source: Source = Source.PRINTED
    place: tuple[float, float, float, float] | None = None
    page: int = 1


@dataclass(frozen=True)
class FieldReading:
    """One field of a paper: the normalised value, the text it was read from, and where.

    Dates are ISO `YYYY-MM-DD`; sex is `M`, `F` or `X`; countries are ISO 3166 alpha-3 as printed in
    an MRZ. `repaired` tells that look-alike characters were replaced to obtain `value`.
    `alternative` is the other day that an ambiguous date (04/07/1988) may mean, else empty.
    """

    value: str
    raw: str
    source: Source
    confidence: float
    repaired: bool = False
    alternative: str = ""


@dataclass(frozen=True)
class MrzReading:
    """A machine-readable zone (ICAO 9303) as read, with each check digit's outcome.

    `format` is TD1, TD2, TD3, MRV-A, MRV-B or FRA (the French card issued until 2021). `lines` are
    the final lines, `raw_lines` what the reader saw. `checks` maps number, birth, expiry, optional,
    composite to whether they agree. `number_certain` is False when the document number needed a
    repair that the composite digit and the printed number do not settle: a person must look.
    """

    format: str
    lines: tuple[str, ...]
    raw_lines: tuple[str, ...]
    checks: Mapping[str, bool]
    number_certain: bool
    tag: FileTag

    @property
    def is_valid(self) -> bool:
        """Tell whether every check digit agrees."""
        return bool(self.checks) and all(self.checks.values())


@dataclass(frozen=True)
class FaceEvidence:
    """Faces found in one file: how many persons, and the main face's height in pixels.

    `problem` is one of `no-face`, `several-faces`, `too-small`, `too-dark`, `cut-off`,
    `turned-away`, `eyes-covered`, `closed-eyes`, or None; `doubt` one of the last three that is not
    sure, or `not-measured`. `yaw` is in degrees, `lids` the opening of the eyes as a share of their
    width, `eye_shade` how light the skin around them is beside the cheeks; None where not measured.
    """

    tag: FileTag
    count: int
    height: int
    confidence: float
    problem: str | None = None
    doubt: str | None = None
    yaw: float | None = None
    lids: float | None = None
    eye_shade: float | None = None


@dataclass(frozen=True)
class Finding:
    """A sign worth a person's attention: a constant code and what was seen."""

    code: str
    detail: str


@dataclass(frozen=True)
class AnalysisReport:
    """Everything analysis saw in the files of one KYC document.

    `fields` has keys firstName, lastName, dateOfBirth, expirationDate, issueDate, nationality,
    issuanceCountry, documentNumber, sex, date, phone, holder as far as they were read, and
    issuanceRegion, line1, city, region, postalCode where a barcode holds them; `holder` is the full
    name of the person a letter is addressed to or a payment card belongs to.
    `face_distance` is the dlib distance between the portrait and the selfie (0 = same picture).
    `failures` names the steps that crashed or ran out of time: any entry leads to a person.
    `timings` are seconds per step; `versions` the libraries and models used.
    `matching_images` are addresses where an outside picture search found the document, None where
    no search was made.
    `subtype_certain` is False where another paper could be meant by the same words; `scenes` tell
    what each file of the document shows as a picture.
    """

    files: tuple[FileEvidence, ...]
    lines: tuple[TextLine, ...] = ()
    fields: Mapping[str, FieldReading] = field(default_factory=dict)
    mrz: MrzReading | None = None
    document_subtype: DocumentSubtype | None = None
    is_identity_document: bool = False
    side: FileTag | None = None
    portrait: FaceEvidence | None = None
    selfie: FaceEvidence | None = None
    face_distance: float | None = None
    findings: tuple[Finding, ...] = ()
    failures: tuple[str, ...] = ()
    timings: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    matching_images: tuple[str, ...] | None = None
    liveness: LivenessEvidence | None = None
    subtype_certain: bool = True
    scenes: tuple[Scene, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the report as plain JSON values, for the evidence kept with the document."""
        return asdict(self)


@dataclass(frozen=True)
class ExpectedPerson:
    """The customer as the merchant knows them: what a paper is checked against."""

    first_name: str
    last_name: str
    date_of_birth: date | None = None
    address_lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
