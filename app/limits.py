"""How often a caller may ask: mutations per organization, failed credentials per address.

Flask-Limiter holds the storage and the strategy. We ask its limiter ourselves, because the
organization is known only after the credential was read, later than the extension's own hook.
All processes of one machine share the counts in a file, those of several machines the counts in a
Redis named by RATE_LIMIT_STORAGE_URL; with `memory://` each process counts for itself.
"""

import math
import time
from dataclasses import dataclass
from typing import Any

import structlog
from apiflask import APIFlask
from flask import Response, current_app, g, request
from flask_limiter import Limiter
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.errors import StorageError
from werkzeug.exceptions import TooManyRequests

from app.adapters import limit_counts  # noqa: F401 - the storage is found by its scheme.
from app.extensions import Resources

log = structlog.get_logger()

_KEY = "kyc_limits"
_MUTATION_WINDOW_MINUTES = 10
_FAILURES_PER_MINUTE = 10
#: Scripts ask for guidance twice a second at most.
_GUIDANCE_PER_MINUTE = 120


@dataclass(frozen=True)
class _Limits:
    limiter: Limiter
    mutations: RateLimitItem
    failures: RateLimitItem


class LimitReached(TooManyRequests):
    """Too many in the window that ends at `reset_at`."""

    def __init__(self, reset_at: float, description: str) -> None:
        super().__init__(description)
        self._reset_at = reset_at

    @property
    def reset_at(self) -> int:
        """When the window ends, in whole seconds since the epoch."""
        return math.ceil(self._reset_at)

    @property
    def seconds_left(self) -> int:
        """Whole seconds to wait, at least one.

        The limiter counts by the machine's clock, so this asks it too.
        """
        return max(1, math.ceil(self._reset_at - time.time()))


def init_app(app: APIFlask) -> None:
    """Open the limiter's storage and announce the limit on every mutation."""
    open_storage(app)
    app.after_request(_announce)


def open_storage(app: APIFlask) -> None:
    """Begin to count, by the limits and in the storage that the settings name."""
    found: Resources = app.extensions["kyc"]
    settings = found.settings
    limiter = Limiter(
        key_func=_address,
        storage_uri=settings.rate_limit_storage_url,
        storage_options=_storage_options(settings.rate_limit_storage_url),
    )
    limiter.init_app(app)
    app.extensions[_KEY] = _Limits(
        limiter=limiter,
        mutations=RateLimitItemPerMinute(settings.rate_limit, _MUTATION_WINDOW_MINUTES),
        failures=RateLimitItemPerMinute(_FAILURES_PER_MINUTE),
    )


def _storage_options(url: str) -> dict[str, Any]:
    if not url.startswith("redis"):
        return {"wrap_exceptions": True}
    # Redis' client would try each connection again and again, and every call would wait for that.
    return {
        "wrap_exceptions": True,
        "retry": None,
        "socket_connect_timeout": 0.5,
        "socket_timeout": 0.5,
    }


def count_mutation(organization_id: str) -> None:
    """Count one mutation of an organization; raises LimitReached past its limit."""
    limit = _limits().mutations
    is_allowed = _hit(limit, "mutations", organization_id)
    g.mutation_window = _window(limit, "mutations", organization_id)
    if not is_allowed:
        raise LimitReached(
            g.mutation_window[0],
            f"More than {limit.amount} changes in {_MUTATION_WINDOW_MINUTES} minutes. "
            "Wait until the time in X-RateLimit-Retry-After.",
        )


def count_failure(purpose: str) -> None:
    """Count one wrong credential of the caller's address; raises LimitReached past ten a minute.

    `purpose` keeps counts apart: wrong API keys do not shut a customer's link. Only wrong
    credentials are counted, so good ones behind the same address go on.
    """
    limit = _limits().failures
    if not _hit(limit, purpose, _address()):
        raise LimitReached(
            _window(limit, purpose, _address())[0],
            "Too many wrong credentials from this address. Wait a minute.",
        )


def count_guidance(kyc_request_id: str) -> None:
    """Count one frame of a customer who is guided; raises LimitReached past two a second."""
    limit = RateLimitItemPerMinute(_GUIDANCE_PER_MINUTE)
    if not _hit(limit, "guidance", kyc_request_id):
        raise LimitReached(
            _window(limit, "guidance", kyc_request_id)[0], "Too many frames. Wait a minute."
        )


def _limits() -> _Limits:
    found: _Limits = current_app.extensions[_KEY]
    return found


def _address() -> str:
    return request.remote_addr or "unknown"


def _hit(limit: RateLimitItem, *key: str) -> bool:
    try:
        return _limits().limiter.limiter.hit(limit, *key)
    except StorageError as error:
        # A limiter that cannot count must not stop merchants from working.
        log.warning("limits.storage_unavailable", error=str(error))
        return True


def _window(limit: RateLimitItem, *key: str) -> tuple[float, int]:
    """Return when the window ends, in seconds since the epoch, and how many are left in it."""
    try:
        window = _limits().limiter.limiter.get_window_stats(limit, *key)
    except StorageError:
        return time.time(), limit.amount
    return window.reset_time, window.remaining


def _announce(response: Response) -> Response:
    window = g.pop("mutation_window", None)
    if window is not None:
        response.headers["X-RateLimit-Limit"] = str(_limits().mutations.amount)
        response.headers["X-RateLimit-Remaining"] = str(window[1])
    return response
