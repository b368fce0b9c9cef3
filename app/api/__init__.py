"""The merchant's REST API: JSON, one organization at a time."""

from apiflask import APIFlask

from app import limits
from app.api import (
    customers,
    files,
    kyc_documents,
    kyc_requests,
    kyc_settings,
    organization_settings,
    reports,
    storefront,
    storefront_liveness,
    tags,
    webhooks,
)
from app.api.auth import require_permission
from app.api.blueprint import blueprint
from app.api.contract import openapi
from app.extensions import csrf

__all__ = [
    "customers",
    "files",
    "init_app",
    "kyc_documents",
    "kyc_requests",
    "kyc_settings",
    "organization_settings",
    "reports",
    "storefront",
    "storefront_liveness",
    "tags",
    "webhooks",
]

#: The second form of every path; the organization in it must be the credential's.
ORGANIZATION_PREFIX = "/organizations/<organization_id>"

# Only JSON with a credential in a header is taken, which no foreign page can make a browser send.
csrf.exempt(blueprint)
blueprint.before_request(require_permission)


def init_app(app: APIFlask) -> None:
    """Register the API under both forms of its paths, and its OpenAPI document."""
    app.json.sort_keys = False  # type: ignore[attr-defined]
    limits.init_app(app)
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, name="organization_api", url_prefix=ORGANIZATION_PREFIX)
    openapi.init_app(app)
