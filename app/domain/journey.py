"""Where a customer stands in the gatherer: a read model, and the rules that only need it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.attempts import attempts_left
from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.consent import SelfieConsent
from app.domain.documents import (
    DocumentSubtype,
    DocumentType,
    FileTag,
    files_needed,
    permitted_subtypes,
)
from app.domain.judgement.address_checks import has_age_limit
from app.domain.more_time import can_extend
from app.domain.rejections import RejectionReason
from app.domain.statuses import DocumentStatus, RequestStatus, ReturnInfo


class LineState(StrEnum):
    """How one requested document stands, as the customer sees it."""

    TO_DO = "to-do"
    GATHERING = "gathering"
    CHECKING = "checking"
    ACCEPTED = "accepted"
    IN_REVIEW = "in-review"
    RETRY = "retry"
    EXHAUSTED = "exhausted"
    SKIPPED = "skipped"


#: States in which the customer has something to do.
OPEN_STATES = frozenset({LineState.TO_DO, LineState.GATHERING, LineState.RETRY})


@dataclass(frozen=True)
class GatheredFile:
    """One file gathered for a document that was not sent yet; sizes in pixels.

    `upload_key` is the key it was sent with: what comes again under it is here already.
    `session_id` is the gatherer session that sent it.
    """

    id: str
    tag: FileTag
    position: int
    media_type: str
    width: int
    height: int
    pages: int
    received_at: datetime
    upload_key: str
    session_id: str | None = None


@dataclass(frozen=True)
class SentDocument:
    """The KYC document the customer sent last for a line, and why it was refused if it was."""

    id: str
    subtype: DocumentSubtype | None
    status: DocumentStatus
    rejection: RejectionReason | None
    sent_at: datetime


@dataclass(frozen=True)
class JourneyLine:
    """One requested document: what may be chosen, what is gathered, what became of it."""

    document_type: DocumentType
    requested_subtypes: tuple[DocumentSubtype, ...] | None
    chosen_subtype: DocumentSubtype | None
    face_proof_required: bool
    face_liveness_required: bool
    max_attempts: int
    attempts_used: int
    is_waived: bool
    is_skipped: bool
    files: tuple[GatheredFile, ...]
    statuses: tuple[DocumentStatus, ...]
    latest: SentDocument | None
    max_age_days: int | None = None
    consent: SelfieConsent = SelfieConsent.NOT_ASKED

    @property
    def needs_consent(self) -> bool:
        """Tell whether the customer must say yes or no before a selfie is asked for."""
        return self.face_proof_required and self.consent is SelfieConsent.MISSING

    @property
    def permitted_subtypes(self) -> tuple[DocumentSubtype, ...]:
        """What the customer may choose from."""
        return permitted_subtypes(self.document_type, self.requested_subtypes)

    @property
    def subtype(self) -> DocumentSubtype | None:
        """The chosen subtype, or the only one there is."""
        only = self.permitted_subtypes
        return only[0] if len(only) == 1 else self.chosen_subtype

    @property
    def age_limit(self) -> int | None:
        """How many days old the chosen paper may be; None without a choice or a limit."""
        limited = self.subtype is not None and has_age_limit(self.subtype)
        return self.max_age_days if limited else None

    @property
    def needed(self) -> tuple[FileTag, ...]:
        """Every file this document needs, in the order it is asked for; empty before the choice."""
        if self.subtype is None:
            return ()
        return files_needed(self.subtype, face_proof=self.face_proof_required)

    @property
    def missing(self) -> tuple[FileTag, ...]:
        """The needed files that are not there yet."""
        there = {file.tag for file in self.files}
        return tuple(tag for tag in self.needed if tag not in there)

    @property
    def is_complete(self) -> bool:
        """Tell whether everything is there and can be sent."""
        return self.subtype is not None and not self.missing

    @property
    def attempts_left(self) -> int | None:
        """How many attempts remain; None when unlimited."""
        return attempts_left(self.max_attempts, self.attempts_used)

    @property
    def state(self) -> LineState:
        """The state; the first line that holds wins.

        | accepted   | one was accepted, or the credit file waives it             |
        | checking   | one is being analysed                                      |
        | in-review  | one waits for a person                                     |
        | exhausted  | no attempt is left                                         |
        | skipped    | the customer said they have none                           |
        | gathering  | files are there that were not sent                         |
        | retry      | the last one was refused                                   |
        | to-do      | nothing happened yet                                       |
        """
        for state, holds in (
            (LineState.ACCEPTED, self.is_waived or DocumentStatus.ACCEPTED in self.statuses),
            (LineState.CHECKING, DocumentStatus.IN_PROGRESS in self.statuses),
            (LineState.IN_REVIEW, DocumentStatus.PENDING in self.statuses),
            (LineState.EXHAUSTED, self.attempts_left == 0),
            (LineState.SKIPPED, self.is_skipped),
            (LineState.GATHERING, self._has_fresh_files),
            (LineState.RETRY, self.latest is not None),
        ):
            if holds:
                return state
        return LineState.TO_DO

    @property
    def _has_fresh_files(self) -> bool:
        # A selfie kept from the attempt before is no sign that the customer began again.
        return any(file.tag is not FileTag.FACE_PROOF for file in self.files)


@dataclass(frozen=True)
class Terms:
    """What the organization lets its customers do; `consent` is what holds for the selfie.

    `faces_kept_days` counts from the end of the request. `is_face_asked` tells whether the
    merchant asked for a selfie, whatever the customer said to it.
    """

    consent: SelfieConsent = SelfieConsent.NOT_ASKED
    is_face_asked: bool = False
    has_alternative: bool = False
    faces_kept_days: int = 30
    may_erase: bool = False
    signs_return: bool = False
    may_extend: bool = False


@dataclass(frozen=True)
class Logo:
    """An organization's logo by the hash of what is shown; its size in pixels of the page."""

    sha256: str
    width: int
    height: int


@dataclass(frozen=True)
class Brand:
    """How an organization looks: `#rrggbb` and a logo, None where it has none."""

    accent: str | None = None
    logo: Logo | None = None


@dataclass(frozen=True)
class Journey:
    """A KYC request as its customer sees it; `info` is what finishing now would take back."""

    kyc_request_id: str
    organization_name: str
    support_contact: str | None
    privacy_url: str | None
    status: RequestStatus
    redirect_url: str | None
    reason: str | None
    expires_at: datetime
    lines: tuple[JourneyLine, ...]
    info: ReturnInfo
    locale: str | None = None
    capture: CaptureMode = CaptureMode.NATIVE
    image_policy: ImagePolicy = ImagePolicy.ADAPTIVE
    terms: Terms = field(default_factory=Terms)
    brand: Brand = field(default_factory=Brand)
    extensions_used: int = 0

    def may_extend(self, now: datetime) -> bool:
        """Tell whether the customer may have more time at this moment."""
        return not self.is_settled and can_extend(
            self.expires_at, self.extensions_used, is_allowed=self.terms.may_extend, now=now
        )

    @property
    def open_lines(self) -> tuple[JourneyLine, ...]:
        """The lines on which the customer has something to do."""
        return tuple(line for line in self.lines if line.state in OPEN_STATES)

    @property
    def is_checking(self) -> bool:
        """Tell whether anything is being analysed."""
        return any(line.state is LineState.CHECKING for line in self.lines)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing is left to do or to wait for in the gatherer."""
        return self.status.is_final or not (self.open_lines or self.is_checking)

    @property
    def last_sent_at(self) -> datetime | None:
        """When the customer sent the last document; None when none was sent."""
        return max((line.latest.sent_at for line in self.lines if line.latest), default=None)

    @property
    def was_cut_off(self) -> bool:
        """Tell whether a file that began to arrive in time was stored after the end."""
        return any(
            file.received_at >= self.expires_at for line in self.lines for file in line.files
        )

    def line(self, document_type: DocumentType) -> JourneyLine | None:
        """Return the line of a type, or None when it is not asked for."""
        return next((line for line in self.lines if line.document_type is document_type), None)
