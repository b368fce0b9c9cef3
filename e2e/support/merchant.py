"""The merchant's server: creates customers and requests, and reads what became of them."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

ANNA = {
    "firstName": "Anna Maria",
    "lastName": "Martinez Lopez",
    "dob": "1990-02-13",
    "address": "12 Harbour Road",
    "city": "Zenith",
    "postalCode": "10245",
}

IDENTITY = {"type": "identity-proof"}
IDENTITY_WITH_SELFIE = {"type": "identity-proof", "faceProofRequired": True}
PASSPORT = {"type": "identity-proof", "subtypes": ["passport"]}
ADDRESS = {"type": "address-proof", "subtypes": ["utility-bill"]}


@dataclass(frozen=True)
class Request:
    """A created request: its id and the link for the customer."""

    id: str
    link: str


@dataclass
class Merchant:
    """Calls the API with a key."""

    url: str
    key: str = field(repr=False)

    def ask(
        self,
        *documents: dict[str, Any],
        person: dict[str, str] | None = None,
        seconds: float = 3600,
        **fields: Any,
    ) -> Request:
        """Ask a customer (by default Anna) for documents; the link lives for `seconds`."""
        customer = self.call("POST", "/customers", {"primaryAddress": person or ANNA})
        expires_at = datetime.now(UTC) + timedelta(seconds=seconds)
        created = self.call(
            "POST",
            "/kyc-requests",
            {
                "customerId": customer["id"],
                "documents": list(documents),
                "expirationTime": expires_at.isoformat(),
                **fields,
            },
        )
        links = {link["rel"]: link["href"] for link in created["_links"]}
        return Request(created["id"], links["gatherer"])

    def read(self, request: Request) -> dict[str, Any]:
        """Return the request with its documents as they are now."""
        return self.call("GET", f"/kyc-requests/{request.id}?expand=documents")

    def wait_for(self, request: Request, status: str, *, seconds: float = 60) -> dict[str, Any]:
        """Return the request once it has this status."""
        deadline = time.monotonic() + seconds
        while (found := self.read(request))["status"] != status:
            assert time.monotonic() < deadline, f"still {found['status']}, not {status}"
            time.sleep(0.25)
        return found

    def wait_until_decided(self, request: Request, *, seconds: float = 60) -> None:
        """Return when the analyser has nothing of this request left to do."""
        deadline = time.monotonic() + seconds
        while any(
            document["status"] == "in-progress"
            for document in self.read(request)["_embedded"]["documents"]
        ):
            assert time.monotonic() < deadline, "still being analysed"
            time.sleep(0.25)

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Send one call and return its JSON."""
        answer = httpx.request(
            method,
            f"{self.url}{path}",
            json=body,
            headers={"REB-APIKEY": self.key},
            trust_env=False,
            timeout=20,
        )
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())
