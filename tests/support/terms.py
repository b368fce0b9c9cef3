"""Set what an organization lets its customers do."""

from typing import Any

from app.models import Organization
from app.services.transaction import transaction


def set_terms(organization_id: str, **columns: Any) -> None:
    """Set columns of an organization, such as `erasure_allowed=True`."""
    with transaction() as session:
        organization = session.get_one(Organization, organization_id)
        for name, value in columns.items():
            assert hasattr(organization, name), name
            setattr(organization, name, value)
