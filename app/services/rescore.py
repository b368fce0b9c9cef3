"""Judging past decisions again from their evidence. Nothing is changed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select, tuple_

from app.domain.decision_record import past_decision
from app.domain.errors import NotFound
from app.domain.evidence_chain import DECISION
from app.domain.judgement.own_settings import OwnSettings
from app.domain.rescoring import Rescore, rescore
from app.models import EvidenceRecord, Organization
from app.services.evidence import ANALYSER
from app.services.transaction import reading

#: How many entries are fetched at a time: each may hold all the text of a document.
_BATCH = 200

#: Told how many entries were looked at, and how many there are.
Progress = Callable[[int, int], None]


@dataclass
class Rescoring:
    """What came of judging again.

    `judged` decisions were judged again; of them `changes` end otherwise and `score_only` have
    another score alone. `erased` have no personal part any more, `unreadable` one that this
    program cannot read: neither can be judged again.
    """

    judged: int = 0
    score_only: int = 0
    erased: int = 0
    unreadable: int = 0
    changes: list[Rescore] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the figures in the wire's words."""
        return {
            "judged": self.judged,
            "changed": len(self.changes),
            "scoreOnly": self.score_only,
            "unchanged": self.judged - len(self.changes) - self.score_only,
            "erased": self.erased,
            "unreadable": self.unreadable,
        }


def rescore_decisions(
    own: OwnSettings,
    *,
    organization_id: str | None = None,
    since: datetime | None = None,
    progress: Progress | None = None,
) -> Rescoring:
    """Judge every decision of the analyser again, as if `own` had been set when it was made.

    Each is judged against the customer's data and the day of then. Raises NotFound for an unknown
    organization.
    """
    wanted = _wanted(organization_id, since)
    total = _count(organization_id, wanted)
    found = Rescoring()
    for done, record in enumerate(_records(wanted), 1):
        _judge_again(record, own, found)
        if progress is not None:
            progress(done, total)
    return found


def _judge_again(record: EvidenceRecord, own: OwnSettings, found: Rescoring) -> None:
    content: dict[str, Any] = json.loads(record.content)
    if content.get("kind") != DECISION or content.get("actor") != ANALYSER:
        return
    if record.personal is None:
        found.erased += 1
        return
    try:
        result = rescore(past_decision(content, json.loads(record.personal)), own)
    except ValueError:
        found.unreadable += 1
        return
    found.judged += 1
    if result.is_changed:
        found.changes.append(result)
    elif result.old.score != result.new.score:
        found.score_only += 1


def _wanted(organization_id: str | None, since: datetime | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if organization_id is not None:
        wanted.append(EvidenceRecord.organization_id == organization_id)
    if since is not None:
        wanted.append(EvidenceRecord.recorded_at >= since)
    return wanted


def _count(organization_id: str | None, wanted: list[ColumnElement[bool]]) -> int:
    with reading() as session:
        if organization_id is not None and session.get(Organization, organization_id) is None:
            raise NotFound
        return session.scalar(select(func.count()).select_from(EvidenceRecord).where(*wanted)) or 0


def _records(wanted: list[ColumnElement[bool]]) -> Iterator[EvidenceRecord]:
    place = tuple_(EvidenceRecord.organization_id, EvidenceRecord.sequence)
    statement = (
        select(EvidenceRecord)
        .where(*wanted)
        .order_by(EvidenceRecord.organization_id, EvidenceRecord.sequence)
        .limit(_BATCH)
    )
    after = ("", 0)
    while True:
        with reading() as session:
            records = session.scalars(statement.where(place > after)).all()
        yield from records
        if len(records) < _BATCH:
            return
        after = (records[-1].organization_id, records[-1].sequence)
