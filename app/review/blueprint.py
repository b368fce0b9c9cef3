"""The desk's blueprint: who is signed in, checked before each page, and what all pages show."""

from typing import Any

from apiflask import APIBlueprint
from flask import Response, abort, g, request

from app.domain.errors import NotFound, NotPermitted
from app.domain.review import ReviewVerb
from app.domain.staff import FIGURES, LONGEST, Staff
from app.extensions import now, settings
from app.languages.shipped import ENGLISH
from app.services.staff_sessions import find_staff

blueprint = APIBlueprint("review", __name__, url_prefix="/review", enable_openapi=False)

_SMALL_BODY_BYTES = 64 * 1024

#: What is there for people who are not signed in.
_BEFORE_SIGN_IN = frozenset(
    f"review.{name}" for name in ("sign_in", "take_key", "open_link", "use_link")
)


class NotSignedIn(Exception):
    """Nobody is signed in at this browser, or the time is over, or the key is no longer good."""


# Address preprocessors run before the CSRF check, which reads the whole body.
@blueprint.url_value_preprocessor
def _prepare(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    request.max_content_length = _SMALL_BODY_BYTES
    # The desk is for staff and in English, whatever the browser asks for.
    g.language = ENGLISH


@blueprint.before_request
def _know_staff() -> None:
    """Let only staff through, and no form of another site."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403)
    if request.endpoint in _BEFORE_SIGN_IN:
        return
    secret = secret_of_browser()
    staff = None if secret is None else find_staff(secret, address=request.remote_addr or "")
    if staff is None:
        raise NotSignedIn
    g.staff = staff
    named = (*(request.view_args or {}).values(), *request.args.values())
    if any("\0" in each for each in named):
        # Nothing is called so, and PostgreSQL cannot even be asked.
        raise NotFound


def current_staff() -> Staff:
    """Return who is signed in; only inside a page of the desk."""
    staff: Staff = g.staff
    return staff


def require(verb: ReviewVerb) -> Staff:
    """Return who is signed in if they may do what `verb` is; raises NotPermitted."""
    staff = current_staff()
    if not staff.may(verb):
        raise NotPermitted
    return staff


def secret_of_browser() -> str | None:
    """Return the secret that this browser's cookie holds, or None."""
    return request.cookies.get(_cookie_name()) or None


def keep_secret(response: Response, secret: str) -> None:
    """Keep a session's secret in this browser, for as long as it can last."""
    response.set_cookie(
        _cookie_name(),
        secret,
        max_age=int(LONGEST.total_seconds()),
        secure=settings().is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget_secret(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(_cookie_name(), secure=settings().is_secure, httponly=True)


@blueprint.context_processor
def shared_words() -> dict[str, Any]:
    """Return what every page shows: who is signed in, for whom, and the time."""
    staff: Staff | None = g.get("staff")
    return {
        "staff": staff,
        "merchant": f"Review desk, {staff.organization_name}" if staff else "Review desk",
        "moment_now": now(),
        "may_see_figures": staff is not None and staff.has(*FIGURES),
        "Verb": ReviewVerb,
    }


def _cookie_name() -> str:
    # The prefix makes browsers insist on Secure, on no domain and on the path `/`.
    return "__Host-kyc-desk" if settings().is_secure else "kyc-desk"
