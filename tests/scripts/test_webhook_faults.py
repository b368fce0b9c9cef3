"""Nothing is lost while receivers fail in every way and the worker is killed."""

from scripts.webhook_faults import run_faults


def test_no_event_is_lost_altered_or_out_of_order() -> None:
    found = run_faults(events=50, kills=5)
    assert found.is_good, found
    assert (found.events, found.ended_by_410) == (50, 5)
    # Most ways to fail cost a try or two.
    assert found.tries > found.events
