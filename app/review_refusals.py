"""Why a reviewer may not do that now, and what to do: for the API and the review desk alike."""

from app.domain.errors import ReviewRefused
from app.domain.wire_times import wire_time


def explain(error: ReviewRefused) -> str:
    """Return what is so and what helps, without the name of whoever holds the document."""
    since = "" if error.since is None else wire_time(error.since)
    return {
        "in-progress": (
            "The document is still being analysed. Try again when its status is no longer"
            " in-progress."
        ),
        "archived": (
            "The document is archived: another one of its type was accepted. Review that one."
        ),
        "in-review": (
            f"Another reviewer has had this document in review since {since}. Wait until they"
            " stop or decide; after an hour it is free."
        ),
        "decided": (
            f"A person decided this document at {since}; it is {error.decision}. That decision"
            " stands. Ask the customer anew by another KYC request where it was wrong."
        ),
    }[error.reason]
