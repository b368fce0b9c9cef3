"""One portal for the whole run, a fresh browser context for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from e2e.flows import begin
from e2e.pages.capture_page import CapturePage
from e2e.support.merchant import PASSPORT, Merchant, Request
from e2e.support.papers import Papers
from e2e.support.portal import Portal, run_portal
from e2e.support.return_site import serve_return_site
from e2e.support.samples import samples_folder, used_papers
from scripts.chromium import launch_args

#: Without specimen files there is nothing to walk with in that module.
collect_ignore = [] if samples_folder() else ["test_samples.py"]


def pytest_report_header() -> str:
    """Say which papers the run uses."""
    return f"papers: {used_papers()}"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the browser that is installed, and keep it from calling home."""
    return {**browser_type_launch_args, **launch_args()}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A phone, as most customers hold one."""
    return {
        **browser_context_args,
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "locale": "en-GB",
    }


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running portal."""
    with run_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    """Anna's papers."""
    return Papers(tmp_path_factory.mktemp("papers"), datetime.now(UTC).date())


@pytest.fixture(scope="session")
def shop() -> Iterator[str]:
    """The address customers are sent back to."""
    with serve_return_site() as url:
        yield url


@pytest.fixture
def merchant(portal: Portal) -> Merchant:
    """The merchant's server."""
    return Merchant(portal.url, portal.api_key)


@pytest.fixture
def request_(merchant: Merchant) -> Request:
    """A request for a passport alone."""
    return merchant.ask(PASSPORT)


@pytest.fixture
def capture(page: Page, request_: Request) -> CapturePage:
    """The page that asks for its photo page."""
    begin(page, request_.link)
    return CapturePage(page)


@pytest.fixture
def screenshots(request: pytest.FixtureRequest) -> Path:
    """Where a test may leave pictures to look at."""
    folder = Path("test-results") / request.node.name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest test, so that no other process is left waiting for it."""
    items.sort(key=lambda item: "killed_between_steps" not in item.nodeid)
