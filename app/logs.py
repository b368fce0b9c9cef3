"""Logs: one JSON line an event, a constant name, ids as fields, never a person's data.

Only the fields below pass: a name, a birth date, a token or a text of a document that slips into a
call is dropped here, not printed.
"""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict

_ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "exception", "request_id", "method", "path",
        "status", "duration_ms", "organization_id", "kyc_request_id", "kyc_document_id",
        "delivery_id", "endpoint_id", "event_id", "event_type", "job", "row_id", "generation",
        "slot", "count", "attempt", "status_code", "error", "outcome", "score", "seconds", "port",
        "networks", "name", "queue",
    }
)  # fmt: skip


def configure(level: str) -> None:
    """Send our events and other libraries' warnings to standard error as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _drop_what_is_not_allowed,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping().get(level, logging.INFO)
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(
        stream=sys.stderr,
        level=logging.WARNING,
        format='{"level": "%(levelname)s", "logger": "%(name)s", "event": "%(message)s"}',
    )


def _drop_what_is_not_allowed(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {name: value for name, value in event.items() if name in _ALLOWED}
