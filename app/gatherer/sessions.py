"""Which requests this browser may work on: secrets in Flask's signed cookie, newest last.

A list of pairs, because the cookie's JSON sorts the keys of a mapping and the order tells which
sessions are the oldest. Two links in two tabs never mix: each page names its request.
"""

from flask import request, session

from app.services import gatherer_sessions

_KEY = "gatherer"

#: A cookie holds 4096 bytes; five sessions take a quarter of it.
MAX_SESSIONS = 5


def begin(kyc_request_id: str) -> None:
    """Start a new session for a request in this browser, and end the one it had for it."""
    keep(
        kyc_request_id,
        gatherer_sessions.start_session(kyc_request_id, user_agent=request.user_agent.string),
    )


def keep(kyc_request_id: str, secret: str) -> None:
    """Keep the secret of a new session in this browser, and end the one it had for the request."""
    previous = secret_of(kyc_request_id)
    others = [pair for pair in _pairs() if pair[0] != kyc_request_id]
    session[_KEY] = [*others, [kyc_request_id, secret]][-MAX_SESSIONS:]
    if previous is not None:
        gatherer_sessions.end_session(previous)


def secret_of(kyc_request_id: str) -> str | None:
    """Return this browser's secret for a request, or None when it never started it."""
    return next((secret for known, secret in _pairs() if known == kyc_request_id), None)


def _pairs() -> list[list[str]]:
    # The cookie is signed, so what is in it was put there by `begin`.
    pairs: list[list[str]] = session.get(_KEY, [])
    return pairs
