"""Play a whole journey over HTTP beside a running portal, with drawn papers, and print each step.

A merchant creates a customer and a KYC request and listens for webhooks; the customer first hands
in a passport that has expired, is told so, tries again with one in date, and adds a selfie and a
bill. At the end stand the verdicts and the webhooks received.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from app.adapters.clock import SystemClock
from app.adapters.merchant_api import MerchantApi, MerchantApiError
from app.demo.papers import PAPERS, SAMPLE_PERSON
from app.specimens import PortraitMissing
from scripts.customer_over_http import CustomerOverHttp, Papers, Stuck
from scripts.webhook_catcher import WebhookCatcher, catch_webhooks

RETURN_URL = "https://shop.example/return"
EVENTS_SECONDS = 20


def main() -> int:
    """Play the journey; status 0 when it ended with `info=success`, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--url", help="the portal (default: the one that `make run` started)")
    parser.add_argument("--key", help="an API key (default: the demo organization's)")
    options = parser.parse_args()
    try:
        api = _portal(options.url, options.key)
        with catch_webhooks() as catcher:
            return _play(api, catcher)
    except (NotRunning, Stuck, PortraitMissing) as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
    except MerchantApiError as error:
        print(f"The demo stopped: {error}", file=sys.stderr)
        print(json.dumps(error.call["answer"], indent=1), file=sys.stderr)
    except httpx.HTTPError as error:
        print(f"The demo stopped: the portal does not answer ({error}).", file=sys.stderr)
    return 1


class NotRunning(Exception):
    """No portal was found."""


def _portal(url: str | None, key: str | None) -> MerchantApi:
    """Return a client of the portal that `make run` started, or of the one named."""
    data_dir = Path(os.environ.get("DATA_DIR", "var"))
    try:
        url = url or json.loads((data_dir / "run.json").read_text())["base_url"]
        key = key or json.loads((data_dir / "sandbox.json").read_text())["demo_api_key"]
    except FileNotFoundError:
        raise NotRunning(
            f"no portal runs over {data_dir}. Start one with `make run` in another terminal, "
            "or name one with --url and --key."
        ) from None
    return MerchantApi(url, key)


def _play(api: MerchantApi, catcher: WebhookCatcher) -> int:
    endpoint = api.call("POST", "/webhooks", {"url": catcher.url, "eventsFilter": []})
    catcher.secret = endpoint["signingSecret"]
    try:
        kyc_request = _ask(api)
        returned_to = _walk(_gatherer(kyc_request))
        outcome = _settled(api, kyc_request["id"])
        _wait_for_events(catcher, outcome)
    finally:
        api.call("DELETE", f"/webhooks/{endpoint['id']}")
    _report(outcome, catcher)
    is_success = returned_to.endswith("info=success") and outcome["status"] == "fulfilled"
    print(f"\nThe customer is back at {returned_to}")
    return 0 if is_success else 1


def _ask(api: MerchantApi) -> dict[str, Any]:
    print(f"Merchant: API at {api.base_url}")
    address = SAMPLE_PERSON.address
    api.call(
        "PUT",
        "/customers/demo-anna",
        {
            "primaryAddress": {
                "firstName": SAMPLE_PERSON.first_name,
                "lastName": SAMPLE_PERSON.last_name,
                "dob": SAMPLE_PERSON.birth_date.isoformat(),
                "address": address.line1,
                "city": address.city,
                "postalCode": address.postal_code,
            }
        },
    )
    print("  PUT  /customers/demo-anna")
    kyc_request = api.call(
        "POST",
        "/kyc-requests",
        {
            "customerId": "demo-anna",
            "documents": [
                {"type": "identity-proof", "faceProofRequired": True},
                {"type": "address-proof"},
            ],
            "redirectUrl": RETURN_URL,
        },
    )
    print(f"  POST /kyc-requests -> {kyc_request['id']}, {kyc_request['status']}")
    return kyc_request


def _walk(link: str) -> str:
    with CustomerOverHttp(
        subtypes={"identity-proof": "passport", "address-proof": "utility-bill"}, papers=_papers()
    ) as customer:
        print("\nCustomer:")
        print(f"  {'open the link':<34} {customer.open(link).heading}")
        _tell_steps(customer)
        return customer.returned_to or ""


def _tell_steps(customer: CustomerOverHttp) -> None:
    shown: set[str] = set()
    for walked in customer.walk():
        lines = [f"  {walked.done:<34} {walked.heading}"]
        if "rejection" in customer.page.hooks:
            lines.append(f"  {'':<34} refused: {customer.page.hooks['rejection']}")
        # Waiting repeats itself, and so does a refusal on each page of the next try.
        for line in lines:
            if line not in shown:
                print(line)
        shown.update(lines)


def _papers() -> Papers:
    today = SystemClock().now().date()
    print("\nDrawing specimen papers …")
    drawn = {
        name: PAPERS[name].draw(SAMPLE_PERSON, today)
        for name in ("passport-expired", "passport", "selfie", "bill")
    }
    return {
        ("identity-proof", "file-front"): (drawn["passport-expired"], drawn["passport"]),
        ("identity-proof", "file-selfie"): (drawn["selfie"],),
        ("address-proof", "file-pages"): (drawn["bill"],),
    }


def _gatherer(kyc_request: dict[str, Any]) -> str:
    return next(str(link["href"]) for link in kyc_request["_links"] if link["rel"] == "gatherer")


def _settled(api: MerchantApi, kyc_request_id: str) -> dict[str, Any]:
    """Return the request when the analyser has nothing left to do."""
    deadline = time.monotonic() + 60
    while True:
        outcome = api.call("GET", f"/kyc-requests/{kyc_request_id}?expand=documents")
        documents = outcome["_embedded"]["documents"]
        if all(item["status"] != "in-progress" for item in documents):
            return outcome
        if time.monotonic() > deadline:
            raise Stuck("a document is still being analysed after a minute; is the worker running?")
        time.sleep(0.5)


def _wait_for_events(catcher: WebhookCatcher, outcome: dict[str, Any]) -> None:
    """Return when the last event has arrived: the one of the request's own status."""
    deadline = time.monotonic() + EVENTS_SECONDS
    while time.monotonic() < deadline:
        if any(item.event_type == f"kyc-request-{outcome['status']}" for item in catcher.caught):
            return
        time.sleep(0.2)


def _report(outcome: dict[str, Any], catcher: WebhookCatcher) -> None:
    print(f"\nVerdicts: request {outcome['status']}, revision {outcome['revision']}")
    for document in outcome["_embedded"]["documents"]:
        reason = document["rejectionReason"]
        score = (document["documentMatches"] or {}).get("score")
        print(
            f"  {document['documentType']:<16} {document['documentSubtype']:<14} "
            f"{document['status']:<10} score {score}" + (f"  ({reason['type']})" if reason else "")
        )
    print(f"\nWebhooks received: {len(catcher.caught)}")
    for item in catcher.caught:
        signed = "signature verified" if item.is_verified else "SIGNATURE WRONG"
        print(f"  {item.event_type:<32} {item.event_id}  {signed}")


if __name__ == "__main__":
    sys.exit(main())
