"""What a reviewer may do with a KYC document, and when not: pure rules over its state.

| the document               | accept, reject        | review  | start   | stop    | matches |
| in progress, archived      | refused               | refused | refused | refused | refused |
| in review by another       | refused               | refused | refused | refused | refused |
| decided by a person        | refused               | refused | refused | refused | refused |
| pending, or by the machine | done                  | done    | done    | done    | done    |

Who repeats what they did themselves changes nothing and is refused nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.domain.errors import ReviewRefused
from app.domain.statuses import DocumentStatus

#: For so long a document is kept for the reviewer who began; then another may go on. Nobody should
#: wait for a colleague who went home.
REVIEW_LASTS = timedelta(hours=1)

_DECIDED = frozenset({DocumentStatus.ACCEPTED, DocumentStatus.REJECTED})
_CLOSED = frozenset({DocumentStatus.IN_PROGRESS, DocumentStatus.ARCHIVED})


class ReviewVerb(StrEnum):
    """What a reviewer does."""

    ACCEPT = "accept"
    REJECT = "reject"
    REVIEW = "review"
    START = "start"
    STOP = "stop"
    MATCHES = "matches"


@dataclass(frozen=True)
class Reviewer:
    """Who reviews: the id and name that documents tell, and the name in the audit trail."""

    id: str
    name: str | None
    actor: str


@dataclass(frozen=True)
class ReviewState:
    """Where a document stands for its reviewers."""

    status: DocumentStatus
    reviewer_id: str | None
    started_at: datetime | None
    reviewed_at: datetime | None

    @property
    def is_decided_by_person(self) -> bool:
        """Tell whether a person accepted or rejected it, or confirmed what the machine decided."""
        return self.reviewed_at is not None and self.status in _DECIDED

    @property
    def is_open(self) -> bool:
        """Tell whether there is anything left that a reviewer may do."""
        return self.status not in _CLOSED and not self.is_decided_by_person

    def is_in_review(self, now: datetime) -> bool:
        """Tell whether somebody has begun and neither ended nor stayed away too long."""
        return (
            self.started_at is not None
            and self.reviewed_at is None
            and now - self.started_at < REVIEW_LASTS
        )


def check_review(state: ReviewState, verb: ReviewVerb, reviewer_id: str, now: datetime) -> bool:
    """Tell whether `verb` changes anything; raises ReviewRefused where it may not be done."""
    if state.status in _CLOSED:
        raise ReviewRefused(state.status.value)
    is_own = state.reviewer_id == reviewer_id
    if state.is_decided_by_person:
        if is_own and _is_repeated(state, verb):
            return False
        raise ReviewRefused("decided", state.reviewed_at, decision=state.status.value)
    if state.is_in_review(now) and not is_own:
        raise ReviewRefused("in-review", state.started_at)
    if verb is ReviewVerb.START:
        return not (state.is_in_review(now) and is_own)
    if verb is ReviewVerb.STOP:
        return state.started_at is not None and state.reviewed_at is None
    return not (verb is ReviewVerb.REVIEW and is_own and state.reviewed_at is not None)


def _is_repeated(state: ReviewState, verb: ReviewVerb) -> bool:
    return verb is ReviewVerb.REVIEW or (verb, state.status) in {
        (ReviewVerb.ACCEPT, DocumentStatus.ACCEPTED),
        (ReviewVerb.REJECT, DocumentStatus.REJECTED),
    }
