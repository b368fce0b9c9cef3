"""Which requests this browser may work on: secrets in Flask's signed cookie, newest last.

A list, because the cookie's JSON sorts the keys of a mapping and the order tells which sessions are
the oldest. Each entry is the request, its secret, and the language that its link asked for, if any.
Two links in two tabs never mix: each page names its request.
"""

from flask import request, session

from app.domain.language_tags import is_language_tag
from app.services import gatherer_sessions
from app.services.return_proofs import start_session

_KEY = "gatherer"

#: A cookie holds 4096 bytes; five sessions take a quarter of it.
MAX_SESSIONS = 5


def begin(kyc_request_id: str, *, locale: str = "") -> None:
    """Start a new session for a request in this browser, and end the one it had for it."""
    secret = start_session(
        kyc_request_id,
        known_secret=secret_of(kyc_request_id),
        user_agent=request.user_agent.string,
    )
    keep(kyc_request_id, secret, locale=locale)


def keep(kyc_request_id: str, secret: str, *, locale: str = "") -> None:
    """Keep the secret of a new session in this browser, and end the one it had for the request."""
    previous = secret_of(kyc_request_id)
    others = [entry for entry in _entries() if entry[0] != kyc_request_id]
    asked = [locale] if is_language_tag(locale) else []
    session[_KEY] = [*others, [kyc_request_id, secret, *asked]][-MAX_SESSIONS:]
    if previous is not None:
        gatherer_sessions.end_session(previous)


def secret_of(kyc_request_id: str) -> str | None:
    """Return this browser's secret for a request, or None when it never started it."""
    return next((secret for known, secret, *_ in _entries() if known == kyc_request_id), None)


def locale_of(kyc_request_id: str) -> str | None:
    """Return the language that the link to a request asked for, or None."""
    asked = (locale for known, _, *locale in _entries() if known == kyc_request_id)
    return next((locale[0] for locale in asked if locale), None)


def _entries() -> list[list[str]]:
    # The cookie is signed, so what is in it was put there by `begin`.
    entries: list[list[str]] = session.get(_KEY, [])
    return entries
