"""Calling the public API as a merchant does, for the demo shop; every call is kept to be shown."""

from dataclasses import dataclass, field
from typing import Any

import httpx

_SHOWN = ("Location", "X-RateLimit-Remaining")


class MerchantApiError(Exception):
    """The API refused a call; `call` holds what was sent and answered."""

    def __init__(self, call: dict[str, Any]) -> None:
        super().__init__(f"{call['method']} {call['path']} -> {call['status']}")
        self.call = call


@dataclass
class MerchantApi:
    """A merchant's client. `calls` grows by one for each call, key left out."""

    base_url: str
    key: str = field(repr=False)
    calls: list[dict[str, Any]] = field(default_factory=list)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send one call and return the JSON answer; raises MerchantApiError on a refusal."""
        answer = httpx.request(
            method,
            f"{self.base_url}{path}",
            json=body,
            headers={"REB-APIKEY": self.key},
            timeout=10,
            # A proxy of the machine's has no business between the shop and its own server.
            trust_env=False,
        )
        content = answer.json() if answer.content else {}
        call = {
            "method": method,
            "path": path,
            "body": body,
            "status": answer.status_code,
            "headers": {name: answer.headers[name] for name in _SHOWN if name in answer.headers},
            "answer": content,
        }
        self.calls.append(call)
        if answer.is_error:
            raise MerchantApiError(call)
        return dict(content) if isinstance(content, dict) else {"items": content}
