"""The family tree of what can be refused.

KycError
├── SubmissionRefused            the request cannot take this document now
│   ├── RequestClosed            its status is final or its time is over
│   ├── AttemptsExhausted        no attempt is left for this requested document
│   ├── DocumentNotRequested     the request does not ask for this type or subtype
│   ├── DocumentSettled          an accepted, waiting or waived document needs no other
│   ├── FilesMissing             not every side is there yet
│   ├── ConsentMissing           the customer has not agreed to the use of their face
│   ├── LivenessNotOffered       no liveness session can be begun, or this one is over
│   └── UnreadableFile           a file nobody can read; nothing is stored, no attempt is used
│       ├── EmptyFile            0 bytes
│       ├── FileTooLarge         more bytes, pixels or pages than we take
│       ├── UnsupportedFileType  not a JPEG, PNG, WebP, HEIC or PDF
│       ├── PdfNotTaken          a PDF where a photo is needed
│       ├── PdfLocked            a PDF with a password
│       ├── DamagedFile          cut short, corrupt, or too costly to decode
│       ├── InfectedFile         the malware scanner found something in it
│       └── DuplicateFile        byte for byte a file that was already refused or sent
├── DocumentDecided              only the notes of a decided document change
├── StillAnalysing               the analyser is at work on it; a moment later it can be changed
├── FileInUse                    a document uses this file
├── ErasureRefused               what was sent cannot be erased now
├── ReviewRefused                a reviewer may not do that with this document now
├── ResendRefused                a webhook delivery cannot be sent again now
├── IllegalTransition            a status cannot move that way
├── LinkInvalid                  the gatherer link is not one of ours
│   └── LinkExpired              it was, and its time is over
├── NotFound                     unknown, or another organization's: the two are not told apart
├── NotPermitted                 the key is valid and may not do this
├── InvalidFields                a command names values that cannot be; all of them at once
│   └── IdempotencyKeyReused     the key was used for another request
├── FirstStillRunning            the first request under this idempotency key has no answer yet
├── ServiceUnavailable           storage or database does not answer; nothing was lost
├── RevisionMismatch             the caller's change starts from another revision than there is
└── StaleRevision                another writer was faster

Each carries data, not a sentence: wording belongs to the door (HTML or JSON) that answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


class KycError(Exception):
    """Root of every error of the product."""


class SubmissionRefused(KycError):
    """The request cannot take this document now."""


class RequestClosed(SubmissionRefused):
    """The KYC request's status is final or its time is over."""


class AttemptsExhausted(SubmissionRefused):
    """No attempt is left for this requested document."""


class DocumentNotRequested(SubmissionRefused):
    """The request does not ask for this document type or subtype."""


class DocumentSettled(SubmissionRefused):
    """This requested document is accepted, waived or waiting for a decision."""


class FilesMissing(SubmissionRefused):
    """Not every side of the document is there yet; `missing` holds their tags."""

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = tuple(missing)


class ConsentMissing(SubmissionRefused):
    """The customer has not agreed to the use of their face: no selfie is taken."""


class LivenessNotOffered(SubmissionRefused):
    """No liveness session can be begun, or this one takes no frames; a person looks instead."""


class UnreadableFile(SubmissionRefused):
    """Nobody can read this file; nothing was stored and no attempt was used.

    `reason` is a constant for logs and tests, never shown to the customer.
    """

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


class EmptyFile(UnreadableFile):
    """The file has no bytes."""


class FileTooLarge(UnreadableFile):
    """More bytes, pixels or pages than we take; `limit` names which (bytes, pixels, pages)."""

    def __init__(self, limit: str) -> None:
        super().__init__(limit)
        self.limit = limit


class UnsupportedFileType(UnreadableFile):
    """The content is not a JPEG, PNG, WebP, HEIC or PDF, whatever its name says."""


class PdfNotTaken(UnreadableFile):
    """A PDF was sent where a photo is needed."""


class PdfLocked(UnreadableFile):
    """The PDF asks for a password."""


class DamagedFile(UnreadableFile):
    """The file is cut short, corrupt, or costs more to decode than we spend."""


class InfectedFile(UnreadableFile):
    """The malware scanner found something; `reason` is its name for it."""


class DuplicateFile(UnreadableFile):
    """The same bytes were already sent for this requested document."""


class DocumentDecided(KycError):
    """The document is decided: what it was judged by does not change any more."""


class StillAnalysing(KycError):
    """The document is being analysed by what it says now."""


class FileInUse(KycError):
    """A KYC document uses this file, so it cannot go or show something else."""


class ErasureRefused(KycError):
    """What was sent cannot be erased; `reason` is `not-allowed` or `analysing`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReviewRefused(KycError):
    """A reviewer may not do that with this document now.

    `reason` is `in-progress`, `archived`, `in-review` or `decided`; `since` is when another
    reviewer began or when a person decided, `decision` what it was.
    """

    def __init__(
        self, reason: str, since: datetime | None = None, *, decision: str | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.since = since
        self.decision = decision


class ResendRefused(KycError):
    """A webhook delivery cannot be sent again now; `reason` is a constant."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class IllegalTransition(KycError):
    """A status cannot move that way."""

    def __init__(self, current: str, event: str) -> None:
        super().__init__(f"{current} -{event}->")
        self.current = current
        self.event = event


class LinkInvalid(KycError):
    """The gatherer link is not one of ours, was altered, or was cut."""


class LinkExpired(LinkInvalid):
    """The link was good and its time is over; `kyc_request_id` is the request it opened."""

    def __init__(self, kyc_request_id: str) -> None:
        super().__init__(kyc_request_id)
        self.kyc_request_id = kyc_request_id


class NotFound(KycError):
    """Unknown, or another organization's: the two are never told apart."""


class NotPermitted(KycError):
    """The credential is valid and may not do this."""


@dataclass(frozen=True)
class InvalidField:
    """One value that cannot be: its place in dot notation (`documents.0.type`) and why."""

    field: str
    message: str


class InvalidFields(KycError):
    """A command names values that cannot be; all of them are told at once."""

    def __init__(self, fields: Sequence[InvalidField]) -> None:
        super().__init__(", ".join(item.field for item in fields))
        self.fields = tuple(fields)


class IdempotencyKeyReused(InvalidFields):
    """The idempotency key was used for another request: nothing was done."""


class FirstStillRunning(KycError):
    """The first request under this idempotency key has no answer yet: nothing more was done."""


class ServiceUnavailable(KycError):
    """Storage or database does not answer; nothing acknowledged is lost, trying again helps."""


class RevisionMismatch(KycError):
    """The caller named the revision that a change starts from, and there is another one."""


class StaleRevision(KycError):
    """Another writer was faster; the service tries once more before it gives up."""
