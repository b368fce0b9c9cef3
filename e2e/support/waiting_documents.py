"""Documents that wait for a person: proofs of funds, which no machine decides."""

import uuid
from dataclasses import dataclass

from e2e.support.merchant import Merchant, Request
from e2e.support.papers import Papers
from scripts.customer_over_http import CustomerOverHttp


@dataclass(frozen=True)
class Waiting:
    """Requests whose only document waits, and the reason by which the queue finds just them."""

    merchant: Merchant
    reason: str
    requests: list[Request]

    def outcomes(self) -> list[str]:
        """Return how each document stands."""
        found = [self.merchant.read(request) for request in self.requests]
        return [each["_embedded"]["documents"][0]["status"] for each in found]


def leave_to_people(merchant: Merchant, papers: Papers, count: int) -> Waiting:
    """Send `count` proofs of funds, and wait until the machine has left them to people."""
    reason = f"desk {uuid.uuid4().hex[:8]}"
    requests = [merchant.ask({"type": "funds-proof"}, reason=reason) for _ in range(count)]
    sent = {("funds-proof", "file-pages"): [papers.bill_pdf.read_bytes()]}
    for request in requests:
        chosen = {"funds-proof": "bank-statement"}
        with CustomerOverHttp(subtypes=chosen, papers=sent) as customer:
            customer.open(request.link)
            next(walked for walked in customer.walk() if walked.done == "press Send")
    for request in requests:
        merchant.wait_for(request, "pending-review")
    return Waiting(merchant, reason, requests)
