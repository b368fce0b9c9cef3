"""Refusals, worded for the door that answers: a problem document (RFC 9457) or a page.

The only place that knows both. Views raise; nothing else builds an error answer.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from urllib.parse import quote

import structlog
from apiflask import APIFlask
from flask import Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from app.domain.errors import (
    AttemptsExhausted,
    ConsentMissing,
    DocumentDecided,
    DocumentSettled,
    DuplicateFile,
    EmptyFile,
    ErasureRefused,
    FileInUse,
    FileTooLarge,
    FirstStillRunning,
    IdempotencyKeyReused,
    IllegalTransition,
    InfectedFile,
    InvalidField,
    InvalidFields,
    KycError,
    LinkExpired,
    LinkInvalid,
    LivenessNotOffered,
    NotFound,
    NotPermitted,
    PdfLocked,
    PdfNotTaken,
    RequestClosed,
    ResendRefused,
    ReviewRefused,
    RevisionMismatch,
    ServiceUnavailable,
    StaleRevision,
    StillAnalysing,
    SubmissionRefused,
    UnreadableFile,
    UnsupportedFileType,
)
from app.limits import LimitReached
from app.review_refusals import explain

log = structlog.get_logger()

PROBLEM_MEDIA_TYPE = "application/problem+json"

#: Blueprints that answer people; `api` and whatever else there is answer programs.
_HTML_BLUEPRINTS = frozenset({"gatherer", "states", "demo", "review"})

#: First segments of the API's paths: an unknown path below them is answered as the API.
_API_SEGMENTS = (
    "kyc-", "customers", "webhooks", "organization", "openapi", "health", "files", "tags",
    "storefront", "experimental", "tracking", "previews", "service-credentials",
    "staff-",
)  # fmt: skip

#: Why a file is not taken; the last stands for what has no words of its own.
_UNREADABLE: Sequence[tuple[type[UnreadableFile], str]] = (
    (EmptyFile, "The file is empty."),
    (FileTooLarge, "The file has more than 12 MB, 50 million pixels or 20 pages."),
    (UnsupportedFileType, "The file is not a JPEG, PNG, WebP, HEIC or PDF."),
    (PdfNotTaken, "A selfie must be a photo, not a PDF."),
    (PdfLocked, "The PDF asks for a password."),
    (InfectedFile, "The malware scanner found something in the file."),
    (DuplicateFile, "Exactly these files were sent before."),
    (UnreadableFile, "The file cannot be read."),
)

#: Why a request takes no document or selfie now.
_REFUSED: Sequence[tuple[type[SubmissionRefused], str]] = (
    (RequestClosed, "The KYC request is over. Create a new one."),
    (AttemptsExhausted, "No attempt is left for this document. Create a new KYC request."),
    (DocumentSettled, "This document is accepted or waived already: no other is needed."),
    (
        ConsentMissing,
        (
            "The customer has not agreed to the use of their face. They agree on the pages of "
            "their link; set biometricConsent to false where you ask for consent yourself."
        ),
    ),
    (LivenessNotOffered, "No liveness session can be begun or answered now. Go on without."),
    (SubmissionRefused, "The KYC request cannot take this document now."),
)

_NOT_SENT = (
    "Nothing can be sent now: the webhook is inactive or deleted (activate it first), its body or "
    "credential cannot be used, or it is being sent or others tested just now (try again)."
)

#: Most particular first: the first class that the error belongs to decides.
_ANSWERS: Sequence[tuple[type[KycError], int, str]] = (
    (NotFound, 404, "There is no such resource."),
    (NotPermitted, 403, "This credential may not do that."),
    (
        IdempotencyKeyReused,
        422,
        "This Idempotency-Key was used for another request. Send a fresh key with each new one.",
    ),
    (
        FirstStillRunning,
        409,
        "The first request under this Idempotency-Key is still running. Send the same again later.",
    ),
    (InvalidFields, 422, "Some values cannot be. `invalidFields` names each of them."),
    (LinkExpired, 410, "The time of this link is over."),
    (LinkInvalid, 404, "This link is not one of ours, or it was withdrawn."),
    *((kind, 422, f"{words} Nothing was stored.") for kind, words in _UNREADABLE),
    *((kind, 409, words) for kind, words in _REFUSED),
    (DocumentDecided, 409, "The document is decided: only its notes can change."),
    (StillAnalysing, 409, "The document is being analysed. Try again in a few seconds."),
    (FileInUse, 409, "A KYC document uses this file: it cannot go or show another side."),
    (ErasureRefused, 409, "The files cannot be erased now."),
    (ReviewRefused, 409, "A reviewer may not do that with this document now."),
    (ResendRefused, 409, _NOT_SENT),
    (IllegalTransition, 409, "The resource's status does not allow that."),
    (RevisionMismatch, 412, "The resource has another revision than If-Match names. Read it anew."),
    (StaleRevision, 409, "Somebody else changed the resource meanwhile. Read it and try again."),
    (ServiceUnavailable, 503, "Storage or database does not answer. Nothing was lost: try again."),
)

_DETAILS: Mapping[int, str] = {
    400: "The request cannot be understood.",
    401: "Send a valid key in REB-APIKEY, or a valid JWT in Authorization: Bearer.",
    403: "This credential may not do that.",
    404: "There is no such resource.",
    405: "This resource does not take this method. The header Allow lists those it takes.",
    413: "The body is larger than we take.",
    415: "Send the body as application/json.",
    500: "Something of ours broke. It was logged; trying again may help.",
}

_TITLES: Mapping[int, str] = {
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Rate Limit Exceeded",
}

_RETRY_SECONDS = "5"


def init_app(app: APIFlask) -> None:
    """Answer every refusal and every fault of the application here."""
    app.register_error_handler(KycError, _answer_refusal)
    app.register_error_handler(HTTPException, _answer_http)


def problem(
    status: int,
    detail: str,
    *,
    invalid_fields: Sequence[InvalidField] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a problem document about the current request."""
    document: dict[str, object] = {
        "status": status,
        "type": "about:blank",
        "title": _TITLES.get(status) or HTTPStatus(status).phrase,
        "detail": detail,
        "instance": quote(request.path),
    }
    if invalid_fields:
        document["invalidFields"] = [
            {"field": item.field, "message": item.message} for item in invalid_fields
        ]
    response = jsonify(document)
    response.status_code = status
    response.mimetype = PROBLEM_MEDIA_TYPE
    response.headers.update(headers or {})
    return response


def _answer_refusal(error: KycError) -> Response:
    status, detail = next(
        ((status, detail) for kind, status, detail in _ANSWERS if isinstance(error, kind)),
        (500, _DETAILS[500]),
    )
    if isinstance(error, ServiceUnavailable):
        log.warning("service.unavailable", error=str(error), path=request.path)
    passes = status == 503 or isinstance(error, FirstStillRunning)
    headers = {"Retry-After": _RETRY_SECONDS} if passes else {}
    if _answers_people():
        return _page(status, headers, error)
    if isinstance(error, ReviewRefused):
        detail = explain(error)
    invalid = error.fields if isinstance(error, InvalidFields) else ()
    return problem(status, detail, invalid_fields=invalid, headers=headers)


def _answer_http(error: HTTPException) -> Response | HTTPException:
    status = error.code
    if status is None or status < 400:
        return error
    if status >= 500:
        log.error("request.failed", path=request.path, status=status)
    headers = _headers_of(error)
    if _answers_people():
        return _page(status, headers, error)
    return problem(status, _detail_of(error, status), headers=headers)


def _detail_of(error: HTTPException, status: int) -> str:
    """Return our own words for it, or those that the raiser gave."""
    if isinstance(error, SecurityError):
        return "The request names a host that is not ours."
    is_our_text = status < 500 and error.description != type(error).description
    if is_our_text and error.description:
        return error.description
    return _DETAILS.get(status) or error.description or HTTPStatus(status).phrase


def _headers_of(error: HTTPException) -> dict[str, str]:
    if isinstance(error, LimitReached):
        return {
            "X-RateLimit-Retry-After": str(error.reset_at),
            "Retry-After": str(error.seconds_left),
        }
    ours = {"content-type", "content-length"}
    return {name: value for name, value in error.get_headers() if name.lower() not in ours}


def _answers_people() -> bool:
    """Tell whether a person reads this answer.

    A known view is told by its blueprint. An unknown path below the API's is the API's; any other
    is a page for whoever asks for HTML, as browsers do by name.
    """
    if request.blueprint is not None:
        return request.blueprint in _HTML_BLUEPRINTS
    if request.path.lstrip("/").startswith(_API_SEGMENTS):
        return False
    return "text/html" in request.accept_mimetypes.values()


def _page(status: int, headers: Mapping[str, str], error: Exception) -> Response:
    response = current_app.make_response(render_template(_template_of(status, error), error=error))
    response.status_code = status
    response.headers.update(headers)
    return response


def _template_of(status: int, error: Exception) -> str:
    if isinstance(error, LinkExpired):
        return "errors/link_expired.html"
    if isinstance(error, LinkInvalid):
        return "errors/link_unknown.html"
    if status == 400:
        # Pages send forms that we made, so one that cannot be understood has grown old.
        return "errors/page_too_old.html"
    if status in {413, 429}:
        return f"errors/{status}.html"
    return "errors/500.html" if status >= 500 else "errors/404.html"
