"""Driven statuses: the tables are total, reachable, and final where they say so."""

from itertools import product

import pytest

from app.domain.errors import IllegalTransition
from app.domain.statuses import DeliveryStatus, DocumentStatus, LivenessStatus
from app.domain.transitions import (
    DELIVERY_TRANSITIONS,
    DOCUMENT_TRANSITIONS,
    LIVENESS_TRANSITIONS,
    DeliveryEvent,
    DocumentEvent,
    LivenessEvent,
    apply_delivery_event,
    apply_document_event,
    apply_liveness_event,
)


@pytest.mark.parametrize(("current", "event"), [*product(DocumentStatus, DocumentEvent)])
def test_document_moves_only_as_the_table_says(
    current: DocumentStatus, event: DocumentEvent
) -> None:
    if (current, event) in DOCUMENT_TRANSITIONS:
        expected = DOCUMENT_TRANSITIONS[current, event]
        assert apply_document_event(current, event) is expected
    else:
        with pytest.raises(IllegalTransition) as caught:
            apply_document_event(current, event)
        assert (caught.value.current, caught.value.event) == (current, event)


@pytest.mark.parametrize(("current", "event"), [*product(DeliveryStatus, DeliveryEvent)])
def test_delivery_moves_only_as_the_table_says(
    current: DeliveryStatus, event: DeliveryEvent
) -> None:
    if (current, event) in DELIVERY_TRANSITIONS:
        assert apply_delivery_event(current, event) is DELIVERY_TRANSITIONS[current, event]
    else:
        with pytest.raises(IllegalTransition):
            apply_delivery_event(current, event)


@pytest.mark.parametrize(("current", "event"), [*product(LivenessStatus, LivenessEvent)])
def test_liveness_moves_only_as_the_table_says(
    current: LivenessStatus, event: LivenessEvent
) -> None:
    if (current, event) in LIVENESS_TRANSITIONS:
        assert apply_liveness_event(current, event) is LIVENESS_TRANSITIONS[current, event]
    else:
        with pytest.raises(IllegalTransition):
            apply_liveness_event(current, event)


def test_liveness_is_settled_once_and_for_all() -> None:
    assert {status for status, _ in LIVENESS_TRANSITIONS} == {LivenessStatus.PENDING}
    assert set(LIVENESS_TRANSITIONS.values()) == set(LivenessStatus) - {LivenessStatus.PENDING}


def test_every_document_status_is_reachable() -> None:
    reached = {DocumentStatus.IN_PROGRESS}
    while new := {t for (s, _), t in DOCUMENT_TRANSITIONS.items() if s in reached} - reached:
        reached |= new
    assert reached == set(DocumentStatus)


def test_archived_has_no_exit() -> None:
    assert not [s for s, _ in DOCUMENT_TRANSITIONS if s is DocumentStatus.ARCHIVED]


def test_the_machine_never_moves_what_a_person_decided() -> None:
    by_machine = {DocumentEvent.ACCEPTED, DocumentEvent.REJECTED, DocumentEvent.REFERRED}
    assert {s for s, e in DOCUMENT_TRANSITIONS if e in by_machine} == {DocumentStatus.IN_PROGRESS}
