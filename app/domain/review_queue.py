"""The queue of the review desk: what a reviewer may choose from, and in which order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.documents import DocumentType


class QueueState(StrEnum):
    """Which documents the queue shows.

    | waiting    | pending, whoever has it                               |
    | unreviewed | pending, and nobody has it                            |
    | in-review  | pending, and a reviewer has begun                     |
    | reviewed   | a person decided, or looked                           |
    | machine    | the machine decided, and no person looked             |
    """

    WAITING = "waiting"
    UNREVIEWED = "unreviewed"
    IN_REVIEW = "in-review"
    REVIEWED = "reviewed"
    MACHINE = "machine"


class QueueSort(StrEnum):
    """In which order: by age, or by the score."""

    OLDEST = "oldest"
    NEWEST = "newest"
    LOWEST = "lowest"


#: Rows on a page.
PAGE_SIZE = 25


@dataclass(frozen=True)
class QueueFilter:
    """What is shown: empty or None means all. `older_than_hours` counts from the sending."""

    state: QueueState = QueueState.WAITING
    document_type: DocumentType | None = None
    reason: str = ""
    customer_id: str = ""
    older_than_hours: int | None = None
    sort: QueueSort = QueueSort.OLDEST
    page: int = 1

    def as_args(self, *, page: int | None = None) -> dict[str, Any]:
        """Return it as the query of an address, what is not chosen left out."""
        wanted = {
            "state": "" if self.state is QueueState.WAITING else self.state.value,
            "type": self.document_type.value if self.document_type else "",
            "reason": self.reason,
            "customer": self.customer_id,
            "older": "" if self.older_than_hours is None else str(self.older_than_hours),
            "sort": "" if self.sort is QueueSort.OLDEST else self.sort.value,
            "page": "" if (page or self.page) == 1 else str(page or self.page),
        }
        return {name: value for name, value in wanted.items() if value}
