"""The merchant's REST API: JSON, one organization at a time."""

from apiflask import APIFlask

from app import limits
from app.api import (
    customers,
    files,
    idempotency,
    kyc_document_reviews,
    kyc_documents,
    kyc_requests,
    kyc_settings,
    organization_settings,
    reports,
    service_credentials,
    staff_links,
    storefront,
    storefront_liveness,
    tags,
    webhook_tracking,
    webhooks,
)
from app.api.auth import require_permission
from app.api.blueprint import blueprint
from app.api.contract import openapi, page
from app.extensions import csrf

__all__ = [
    "customers",
    "files",
    "init_app",
    "kyc_document_reviews",
    "kyc_documents",
    "kyc_requests",
    "kyc_settings",
    "organization_settings",
    "reports",
    "service_credentials",
    "staff_links",
    "storefront",
    "storefront_liveness",
    "tags",
    "webhook_tracking",
    "webhooks",
]

#: The second form of every path; the organization in it must be the credential's.
ORGANIZATION_PREFIX = "/organizations/<organization_id>"
ORGANIZATION_BLUEPRINT = "organization_api"

#: The first words of paths that the reference's SDK puts before the organization.
WORDS_BEFORE = ("storefront", "experimental")

# Only JSON with a credential in a header is taken, which no foreign page can make a browser send.
csrf.exempt(blueprint)
blueprint.before_request(require_permission)


def init_app(app: APIFlask) -> None:
    """Register the API under both forms of its paths, and its OpenAPI document."""
    app.json.sort_keys = False  # type: ignore[attr-defined]
    limits.init_app(app)
    app.register_blueprint(blueprint)
    app.register_blueprint(blueprint, name=ORGANIZATION_BLUEPRINT, url_prefix=ORGANIZATION_PREFIX)
    idempotency.init_app(app, blueprint.name, ORGANIZATION_BLUEPRINT)
    _add_paths_of_the_sdk(app)
    openapi.init_app(app)
    app.register_blueprint(page.blueprint)


def _add_paths_of_the_sdk(app: APIFlask) -> None:
    """Let `/storefront/organizations/{id}/…` be `/organizations/{id}/storefront/…`."""
    for rule in list(app.url_map.iter_rules()):
        word, _, rest = rule.rule.removeprefix(f"{ORGANIZATION_PREFIX}/").partition("/")
        if rule.endpoint.startswith(f"{ORGANIZATION_BLUEPRINT}.") and word in WORDS_BEFORE:
            app.add_url_rule(
                f"/{word}{ORGANIZATION_PREFIX}/{rest}",
                rule.endpoint,
                methods=(rule.methods or set()) - {"HEAD"},
                provide_automatic_options=False,
                strict_slashes=False,
                merge_slashes=False,
            )
