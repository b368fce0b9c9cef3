"""The portal's blueprint: what happens before each of its pages, and what all of them show."""

from datetime import datetime, timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import abort, current_app, g, request

from app.domain.documents import MAX_FILE_BYTES, MAX_FILES_PER_DOCUMENT
from app.domain.errors import NotFound
from app.domain.journey import GatheredFile, Journey
from app.domain.more_time import WARNING
from app.domain.return_url import origin_of, with_info, with_parameters
from app.domain.statuses import ReturnInfo
from app.extensions import now
from app.gatherer import sessions, steps
from app.languages.choice import page_language, wish_language
from app.languages.formats import isolated
from app.models import GathererSession
from app.services.gatherer_sessions import find_session, note_language
from app.services.journey import read_journey
from app.services.signed_returns import signed_parameters

blueprint = APIBlueprint("gatherer", __name__, enable_openapi=False)

#: A form without files: a token, a choice, an id.
_SMALL_BODY_BYTES = 64 * 1024
#: Without scripts a page set comes in one body, with room for its boundaries.
_FILES_BODY_BYTES = MAX_FILES_PER_DOCUMENT * MAX_FILE_BYTES + _SMALL_BODY_BYTES
_TAKE_FILES = frozenset(
    f"gatherer.{name}" for name in ("store_photo", "take_original", "answer_challenge")
)
_MAX_PARTS = 20
#: The parser reads 64 KB at a time and keeps the tail of the piece before: the limit of what it
#: holds of a form's text must leave room for both, or it refuses honest files.
_FORM_MEMORY_BYTES = 2 * _SMALL_BODY_BYTES

#: What customers may still look at and ask for when the time of their link is over.
_AFTER_THE_END = frozenset(
    f"gatherer.{name}"
    for name in (
        "receipt",
        "proof",
        "confirm_erase",
        "erase",
        "confirm_withdraw",
        "withdraw",
        "ask_new_link",
    )
)


#: What a session may do that is locked: prove that the customer is the same.
_BEFORE_PROOF = frozenset(
    {"gatherer.ask_proof", "gatherer.check_proof", "gatherer.send_another_code"}
)


class SessionMissing(Exception):
    """This browser has no session for the request, or it has ended."""


class ProofMissing(Exception):
    """This browser is new to the request, and its customer has not proven to be the same."""


class TimeIsOver(Exception):
    """The link's time ended before the customer was through."""


# Address preprocessors run before the CSRF check, which reads the whole body: the body's limits
# must stand, and the time at which the sending began must be noted, before that.
@blueprint.url_value_preprocessor
def _prepare(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.began_at = now()
    g.kyc_request_id = (values or {}).pop("kyc_request_id", None)
    takes_files = endpoint in _TAKE_FILES
    request.max_content_length = _FILES_BODY_BYTES if takes_files else _SMALL_BODY_BYTES
    request.max_form_memory_size = _FORM_MEMORY_BYTES
    request.max_form_parts = _MAX_PARTS


@blueprint.url_defaults
def _name_request(endpoint: str, values: dict[str, Any]) -> None:
    is_expected = current_app.url_map.is_endpoint_expecting(endpoint, "kyc_request_id")
    if is_expected and g.get("kyc_request_id") is not None:
        values.setdefault("kyc_request_id", g.kyc_request_id)


@blueprint.before_request
def _open_session() -> None:
    """Let only a browser with a session of this very request through."""
    if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Browsers that send it tell where a form came from; ours come from ourselves.
        abort(403)
    if g.kyc_request_id is None:
        return
    secret = sessions.secret_of(g.kyc_request_id)
    if secret is None:
        # Unknown and foreign are not told apart.
        raise NotFound
    g.device = find_session(secret, g.kyc_request_id)
    if g.device is None:
        raise SessionMissing
    g.journey = read_journey(g.kyc_request_id)
    wish_language(sessions.locale_of(g.kyc_request_id), g.journey.locale)
    if g.device.is_locked and request.endpoint not in _BEFORE_PROOF:
        raise ProofMissing
    if request.method == "GET":
        note_language(g.device, page_language().tag)
    if request.endpoint not in _AFTER_THE_END | _BEFORE_PROOF and steps.has_ended_unfinished(
        g.journey, is_over=is_over(g.journey)
    ):
        raise TimeIsOver


def began_at() -> datetime:
    """Return when this request began to arrive."""
    moment: datetime = g.began_at
    return moment


def current_device() -> GathererSession:
    """Return the session of the browser that sent this request."""
    device: GathererSession = g.device
    return device


def current_journey() -> Journey:
    """Return where the customer stood when this request came in."""
    journey: Journey = g.journey
    return journey


def is_over(journey: Journey) -> bool:
    """Tell whether the link's time had ended when this request began to arrive."""
    return began_at() >= journey.expires_at


def return_url(journey: Journey, info: ReturnInfo) -> str | None:
    """Return the merchant's address with `info`, or None when it gave none."""
    if journey.redirect_url is None:
        return None
    if journey.terms.signs_return:
        signed = signed_parameters(journey.kyc_request_id, info)
        return with_parameters(journey.redirect_url, signed)
    return with_info(journey.redirect_url, info)


@blueprint.context_processor
def shared_words() -> dict[str, Any]:
    """Return what every page of a session shows: the merchant, and how long the link works."""
    journey: Journey | None = g.get("journey")
    if journey is None:
        return {}
    left = journey.expires_at - now()
    return {
        "journey": journey,
        "merchant": isolated(journey.organization_name),
        "expires_at": journey.expires_at,
        "time_left": left,
        "may_extend": journey.may_extend(now()),
        "is_ending": timedelta() < left <= WARNING and not journey.is_settled,
        "is_from_elsewhere": _is_from_elsewhere,
    }


def _is_from_elsewhere(file: GatheredFile) -> bool:
    """Tell whether another device sent a file while this one was at work."""
    device = current_device()
    return file.session_id not in {None, device.id} and file.received_at >= device.created_at


def allow_return(journey: Journey) -> None:
    """Let the form of this page end at the merchant; see `app.security`."""
    if journey.redirect_url is not None:
        g.form_action_origin = origin_of(journey.redirect_url)
