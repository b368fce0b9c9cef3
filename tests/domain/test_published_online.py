"""An outside picture search in the judgement: three ends, and what the wire says of each."""

from dataclasses import replace

import pytest

from app.domain.evidence import Finding
from app.domain.scoring import Outcome, Verdict, judge
from app.domain.scoring_settings import settings_for
from tests.support import reports

URLS = tuple(f"https://pictures.example/{number}.jpg" for number in range(5))


def verdict_with(matching: tuple[str, ...] | None, *findings: Finding) -> Verdict:
    report = replace(reports.passport(), matching_images=matching, findings=findings)
    return judge(
        report,
        reports.PASSPORT,
        expected=reports.ERIKA,
        settings=settings_for(2),
        today=reports.TODAY,
    )


def test_a_find_takes_points_off_and_is_told_with_three_addresses() -> None:
    verdict = verdict_with(URLS, Finding("published-online", "front"))
    assert (verdict.outcome, verdict.score) == (Outcome.PENDING, 60)
    for account in (verdict.parsed_data, verdict.document_matches):
        data = account["data"]
        assert isinstance(data, dict)
        assert (data["isPublishedOnline"], data["matchingImages"]) == (True, list(URLS[:3]))


@pytest.mark.parametrize(("matching", "published", "images"), [((), False, []), (None, None, None)])
def test_nothing_found_is_told_apart_from_nothing_searched(
    matching: tuple[str, ...] | None, published: bool | None, images: list[str] | None
) -> None:
    verdict = verdict_with(matching)
    assert verdict.outcome is Outcome.ACCEPTED
    data = verdict.parsed_data["data"]
    assert isinstance(data, dict)
    assert (data["isPublishedOnline"], data["matchingImages"]) == (published, images)
    listed = [check.failed for check in verdict.checks if check.name == "isPublishedOnline"]
    assert listed == ([] if matching is None else [False])
