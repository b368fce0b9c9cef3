"""What the shop asks of the API for one order."""

from typing import Any

from app.adapters.merchant_api import MerchantApi, MerchantApiError
from app.domain.errors import NotFound
from app.extensions import settings
from app.services import demo_orders


def merchant_api() -> MerchantApi:
    """Return a client with the demo organization's key; raises NotFound outside the sandbox."""
    key = settings().demo_api_key
    if key is None:
        raise NotFound
    return MerchantApi(settings().base_url, key)


def ask_for_documents(
    order_id: str, person: dict[str, Any], documents: list[dict[str, Any]], match_level: int
) -> str:
    """Tell the API who the customer is, listen to its events, and ask for documents.

    Returns the address of the gatherer. Raises MerchantApiError when the API refuses; the calls
    made until then are kept either way.
    """
    api = merchant_api()
    kyc_request_id = None
    try:
        _listen(api)
        customer_id = f"demo-{order_id[-8:].lower()}"
        api.call("PUT", f"/customers/{customer_id}", {"primaryAddress": person})
        created = api.call(
            "POST",
            "/kyc-requests",
            {
                "customerId": customer_id,
                "documents": documents,
                "redirectUrl": f"{settings().base_url}/demo/orders/{order_id}",
                "reason": "order at the demo shop",
                "matchLevel": match_level,
            },
        )
        kyc_request_id = created["id"]
        return next(str(link["href"]) for link in created["_links"] if link["rel"] == "gatherer")
    finally:
        demo_orders.record_calls(order_id, api.calls, kyc_request_id)


def read_outcome(kyc_request_id: str) -> dict[str, Any]:
    """Return the request with its documents as the API answers now, or the problem it answers."""
    try:
        return merchant_api().call("GET", f"/kyc-requests/{kyc_request_id}?expand=documents")
    except MerchantApiError as error:
        return dict(error.call["answer"])


def _listen(api: MerchantApi) -> None:
    url = f"{settings().base_url}/demo/webhooks"
    if demo_orders.find_endpoint(url) is None:
        endpoint = api.call("POST", "/webhooks", {"url": url, "eventsFilter": []})
        demo_orders.record_endpoint(endpoint["id"], url, endpoint["signingSecret"])
        # The secret is for the shop alone; the page shows the call without it.
        api.calls[-1]["answer"] = {**endpoint, "signingSecret": "whsec_…"}
