"""Everything is killed between every two steps of a journey, and nothing that was said is lost."""

from pathlib import Path
from typing import Any

import pytest

from e2e.support.merchant import ADDRESS, IDENTITY_WITH_SELFIE, Merchant, Request
from e2e.support.papers import Papers
from e2e.support.portal import free_port_pair, run_portal
from scripts.customer_over_http import CustomerOverHttp

STEPS = 40


@pytest.mark.timeout(600)
def test_a_journey_survives_a_kill_after_each_step(tmp_path: Path, papers: Papers) -> None:
    port, data_dir = free_port_pair(), tmp_path / "portal"
    journeys = {
        ("identity-proof", "file-front"): [papers.passport.read_bytes()],
        ("identity-proof", "file-selfie"): [papers.selfie.read_bytes()],
        ("address-proof", "file-pages"): [papers.bill.read_bytes()],
    }
    outcome: dict[str, Any] = {}
    with CustomerOverHttp(subtypes={"identity-proof": "passport"}, papers=journeys) as customer:
        request: Request | None = None
        kills = 0
        for _ in range(STEPS):
            with run_portal(data_dir, port) as portal:
                merchant = Merchant(portal.url, portal.api_key)
                if request is None:
                    request = merchant.ask(
                        IDENTITY_WITH_SELFIE, ADDRESS, redirectUrl="https://shop.example/"
                    )
                    # Nothing that could be lost: opening a link changes nothing.
                    customer.open(request.link)
                next(customer.walk(), None)
                if customer.returned_to or "progress" in customer.page.hooks:
                    outcome = merchant.wait_for(request, "fulfilled", seconds=90)
                    for _ in customer.walk():
                        pass
                    break
                portal.kill_everything()
                kills += 1
    assert kills >= 7
    assert customer.returned_to == "https://shop.example/?info=success"
    documents = outcome["_embedded"]["documents"]
    assert [document["status"] for document in documents] == ["accepted", "accepted"]
