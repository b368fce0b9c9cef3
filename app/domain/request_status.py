"""The status of a KYC request and the `info` of the way back: two ladders, both pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.domain.attempts import is_exhausted
from app.domain.statuses import DocumentStatus, RequestStatus, ReturnInfo

_UNDECIDED = frozenset({DocumentStatus.PENDING, DocumentStatus.IN_PROGRESS})


@dataclass(frozen=True)
class RequestedDocumentSnapshot:
    """One line of a request: its limit, what was used of it, and its documents' statuses."""

    max_attempts: int
    attempts_used: int
    statuses: tuple[DocumentStatus, ...] = ()
    is_waived: bool = False

    @property
    def is_satisfied(self) -> bool:
        """Tell whether it has an accepted document, or the credit file waives it."""
        return self.is_waived or DocumentStatus.ACCEPTED in self.statuses

    @property
    def is_undecided(self) -> bool:
        """Tell whether a person or the analyser still has one of its documents."""
        return not _UNDECIDED.isdisjoint(self.statuses)

    @property
    def has_failed(self) -> bool:
        """Tell whether all attempts are used with nothing accepted or undecided."""
        return (
            is_exhausted(self.max_attempts, self.attempts_used)
            and not self.is_satisfied
            and not self.is_undecided
        )

    @property
    def is_uploaded(self) -> bool:
        """Tell whether anything was ever submitted for it."""
        return self.attempts_used > 0 or bool(self.statuses)


@dataclass(frozen=True)
class RequestSnapshot:
    """All that a request's status depends on, beside the clock."""

    documents: tuple[RequestedDocumentSnapshot, ...]
    expires_at: datetime
    status: RequestStatus = RequestStatus.GATHERING


def derive_request_status(snapshot: RequestSnapshot, now: datetime) -> RequestStatus:
    """Return the status of a request; the first line that holds wins.

    | status         | holds when                                                              |
    | fulfilled      | every requested document has an accepted one, or is waived              |
    | failed         | one has used all attempts, with none accepted, pending or in progress   |
    | expired        | time is over and nothing was ever uploaded                              |
    | abandoned      | time is over, something was uploaded, nothing is pending or in progress |
    | gathering      | nothing uploaded yet                                                    |
    | partial        | at least one accepted, not all                                          |
    | pending-review | at least one pending, none accepted                                     |
    | attempted      | something uploaded, nothing accepted or pending                         |

    A final status never changes. While a document is undecided the clock does not end the request.
    """
    if snapshot.status.is_final:
        return snapshot.status
    ended = _ended_status(snapshot, now)
    return ended if ended is not None else _open_status(snapshot.documents)


def _ended_status(snapshot: RequestSnapshot, now: datetime) -> RequestStatus | None:
    documents = snapshot.documents
    if all(document.is_satisfied for document in documents):
        return RequestStatus.FULFILLED
    if any(document.has_failed for document in documents):
        return RequestStatus.FAILED
    if now < snapshot.expires_at or any(document.is_undecided for document in documents):
        return None
    if any(document.is_uploaded for document in documents):
        return RequestStatus.ABANDONED
    return RequestStatus.EXPIRED


def _open_status(documents: Sequence[RequestedDocumentSnapshot]) -> RequestStatus:
    if not any(document.is_uploaded for document in documents):
        return RequestStatus.GATHERING
    if any(document.is_satisfied for document in documents):
        return RequestStatus.PARTIAL
    if any(DocumentStatus.PENDING in document.statuses for document in documents):
        return RequestStatus.PENDING_REVIEW
    return RequestStatus.ATTEMPTED


def return_info(documents: Iterable[RequestedDocumentSnapshot]) -> ReturnInfo:
    """Return the `info` a customer who finishes takes back to the merchant.

    | all requested documents accepted (or waived)  | success |
    | some accepted, others not or skipped          | partial |
    | none accepted, something uploaded             | manual  |
    | nothing uploaded                              | back    |

    Leaving by the link is `back` and time over is `token_expired`, whatever the documents say; both
    are decided by the page that was left, not here.
    """
    lines = tuple(documents)
    satisfied = [line.is_satisfied for line in lines]
    if all(satisfied):
        return ReturnInfo.SUCCESS
    if any(satisfied):
        return ReturnInfo.PARTIAL
    if any(line.is_uploaded for line in lines):
        return ReturnInfo.MANUAL
    return ReturnInfo.BACK
