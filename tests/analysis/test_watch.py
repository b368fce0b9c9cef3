"""Tests of running steps so that none harms another."""

import pytest
from structlog.testing import capture_logs

from app.analysis.watch import Watch
from app.domain.errors import DamagedFile, ServiceUnavailable


def crash() -> int:
    """Fail as a library would, with a message that quotes the paper."""
    raise RuntimeError("ERIKSSON")


def refuse() -> int:
    """Refuse a file."""
    raise DamagedFile("cut")


def give_up() -> int:
    """Fail for want of a service."""
    raise ServiceUnavailable


def test_step_that_works_gives_its_result_and_its_time() -> None:
    watch = Watch(60)
    assert watch.step("add", lambda: 1 + 1, None) == 2
    assert watch.timings.keys() == {"add"}
    assert watch.failures == []


def test_step_that_crashes_is_named_without_its_message() -> None:
    watch = Watch(60)
    with capture_logs() as logged:
        assert watch.step("text:id-front", crash, 0) == 0
    assert watch.failures == ["text:id-front:crashed"]
    assert "RuntimeError at crash" in str(logged)
    assert "ERIKSSON" not in str(logged)


def test_refused_file_is_named_by_its_refusal() -> None:
    watch = Watch(60)
    assert watch.step("prepare:pages", refuse, None) is None
    assert watch.failures == ["prepare:pages:DamagedFile"]


def test_step_after_the_time_is_spent_is_not_begun() -> None:
    watch = Watch(0)
    assert watch.step("text:id-back", crash, "nothing") == "nothing"
    assert watch.failures == ["text:id-back:out-of-time"]
    assert watch.timings == {}


def test_want_of_a_service_ends_the_analysis() -> None:
    with pytest.raises(ServiceUnavailable):
        Watch(60).step("prepare:pages", give_up, None)
