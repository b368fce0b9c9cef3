"""The whole journey, identity and selfie to `info=success`, in every project."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from e2e.flows import begin, send_document
from e2e.pages.result_page import ResultPage
from e2e.projects import PROJECTS, Project
from e2e.support import inspection
from e2e.support.merchant import IDENTITY_WITH_SELFIE, Merchant
from e2e.support.papers import Papers
from e2e.support.portal import Portal
from e2e.support.watch import Watch


@pytest.fixture(params=PROJECTS, ids=lambda project: project.name)
def project(request: pytest.FixtureRequest) -> Project:
    found: Project = request.param
    return found


@pytest.fixture
def context(
    browser: Browser, browser_context_args: dict[str, Any], project: Project
) -> Iterator[BrowserContext]:
    made = browser.new_context(**{**browser_context_args, **project.context})
    yield made
    made.close()


def test_identity_and_selfie_are_accepted(
    context: BrowserContext,
    project: Project,
    portal: Portal,
    merchant: Merchant,
    papers: Papers,
    shop: str,
) -> None:
    watch = Watch(context, [portal.url, shop], missing=project.missing)
    page = project.prepare(context)
    problems: list[str] = []

    def look() -> None:
        found = inspection.faults_of(page)
        if project.is_searched_by_axe:
            found += inspection.violations_of(page)
        problems.extend(f"{page.url} {problem}" for problem in [*found, *watch.take()])

    request = merchant.ask(IDENTITY_WITH_SELFIE, redirectUrl=shop, locale=project.locale)
    begin(page, request.link, look=look)
    assert "token" not in page.url
    assert page.locator("html").get_attribute("lang") == project.locale
    send_document(page, subtype="passport", look=look, front=papers.passport, selfie=papers.selfie)
    result = ResultPage(page)
    if project.runs_scripts:
        result.wait_for_result()
    else:
        result.look_again_until("return")
    look()
    assert result.go_back_to_shop() == f"{shop}&info=success"
    outcome = merchant.read(request)
    assert outcome["status"] == "fulfilled"
    assert [document["status"] for document in outcome["_embedded"]["documents"]] == ["accepted"]
    problems += watch.take()
    assert not problems, "\n".join(problems)
