"""`Idempotency-Key`: every POST of the API can be sent again safely.

Put around the views here, once, so that no view knows of it. Who calls and whether they may was
already asked; whatever else a view refuses is refused as without a key.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from apiflask import APIFlask
from flask import Response, current_app, request
from werkzeug.exceptions import BadRequest

from app.api.auth import caller
from app.api.blueprint import current_operation
from app.services.idempotency import KeptAnswer, once

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
MAX_CHARACTERS = 255

#: As large as any operation's body; each view holds it to its own limit.
_MOST_BYTES = 20 * 1024 * 1024
_KEPT_HEADERS = ("Content-Type", "Location")

View = Callable[..., Any]


def init_app(app: APIFlask, *blueprints: str) -> None:
    """Let every POST of these blueprints be repeated under a key."""
    for rule in app.url_map.iter_rules():
        is_ours = rule.endpoint.rpartition(".")[0] in blueprints
        if is_ours and "POST" in (rule.methods or ()):
            app.view_functions[rule.endpoint] = _repeatable(app.view_functions[rule.endpoint])


def _repeatable(view: View) -> View:
    @wraps(view)
    def run(**arguments: str) -> Any:
        key = request.headers.get(HEADER)
        if key is None or request.method != "POST":
            return view(**arguments)
        _check(key)
        with once(caller().organization_id, _scope(), key, _fingerprint(arguments)) as attempt:
            if attempt.kept is not None:
                return _replay(attempt.kept)
            answer = current_app.make_response(view(**arguments))
            if answer.status_code < 400:
                attempt.keep(_kept(answer))
            return answer

    return run


def _check(key: str) -> None:
    if not key.strip() or len(key) > MAX_CHARACTERS or not (key.isascii() and key.isprintable()):
        raise BadRequest(f"{HEADER} must be 1 to {MAX_CHARACTERS} printable ASCII characters.")


def _scope() -> str:
    """Return what a key belongs to within its organization: an operation, and of one customer."""
    # What one customer was answered must never be told to another who sends the same.
    return ":".join(filter(None, [current_operation().id, caller().customer_id]))


def _fingerprint(arguments: dict[str, str]) -> str:
    """Return the SHA-256 of what makes two requests the same: the resource, query and body."""
    request.max_content_length = _MOST_BYTES
    body = request.get_data()
    named = json.dumps([arguments, sorted(request.args.items(multi=True)), request.mimetype])
    return hashlib.sha256(f"{named}\n".encode() + body).hexdigest()


def _kept(answer: Response) -> KeptAnswer:
    headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
    return KeptAnswer(answer.status_code, headers, answer.get_data(as_text=True))


def _replay(kept: KeptAnswer) -> Response:
    answer = Response(kept.body, status=kept.status, headers=dict(kept.headers))
    answer.headers[REPLAYED_HEADER] = "true"
    return answer
