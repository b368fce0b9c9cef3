"""How an organization has its documents judged: read, replaced, and applied."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.judgement.own_settings import OwnSettings
from app.domain.scoring_settings import ScoringSettings
from app.extensions import now
from app.models import AuditEntry, KycSettings, Organization
from app.services.transaction import reading, transaction


@dataclass(frozen=True)
class KeptSettings:
    """An organization's own settings as they are kept; revision 1 is the state of having none."""

    own: OwnSettings
    revision: int
    created_at: datetime
    updated_at: datetime

    def at(self, level: int) -> ScoringSettings:
        """Return the settings that hold at a match level."""
        return self.own.at(level)


def find_kyc_settings(organization_id: str) -> KeptSettings:
    """Return an organization's settings."""
    with reading() as session:
        return kept_settings(session, organization_id)


def kept_settings(session: Session, organization_id: str) -> KeptSettings:
    """Return an organization's settings, within the caller's transaction."""
    row = session.get(KycSettings, organization_id)
    if row is not None:
        return _kept(row)
    since = session.get_one(Organization, organization_id).created_at
    return KeptSettings(OwnSettings(), 1, since, since)


def put_kyc_settings(organization_id: str, own: OwnSettings, *, actor: str) -> KeptSettings:
    """Replace everything an organization has set; documents judged before keep what they had.

    Setting what is set already changes nothing.
    """
    with transaction() as session:
        # The row may not be there yet, so writers wait for each other at the organization's.
        organization = session.scalars(
            select(Organization)
            .where(Organization.id == organization_id)
            .with_for_update(key_share=True)
        ).one()
        before = kept_settings(session, organization_id)
        if own == before.own:
            return before
        row = session.get(KycSettings, organization_id)
        if row is None:
            row = _without_own_values(organization)
            session.add(row)
            session.flush()
        row.own_values = dict(own.values)
        row.ui_version = own.ui_version
        session.flush()
        session.add(_audit(organization_id, before, _kept(row), actor))
    return _kept(row)


def _without_own_values(organization: Organization) -> KycSettings:
    """Return the row that stands for having set nothing; changing it makes revision 2."""
    return KycSettings(
        organization_id=organization.id,
        own_values={},
        ui_version=OwnSettings().ui_version,
        revision=1,
        created_at=organization.created_at,
        updated_at=organization.created_at,
    )


def _kept(row: KycSettings) -> KeptSettings:
    own = OwnSettings(row.own_values, row.ui_version)
    return KeptSettings(own, row.revision, row.created_at, row.updated_at)


def _audit(
    organization_id: str, before: KeptSettings, after: KeptSettings, actor: str
) -> AuditEntry:
    return AuditEntry(
        organization_id=organization_id,
        at=now(),
        actor=actor,
        event="kyc-settings-changed",
        subject_id=organization_id,
        old=str(before.revision),
        new=str(after.revision),
        data={"before": _written(before.own), "after": _written(after.own)},
    )


def _written(own: OwnSettings) -> dict[str, object]:
    return {**own.values, "uiVersion": own.ui_version}
