"""Commands of `flask --app wsgi`: thin, each over one service."""

from apiflask import APIFlask

from app.cli import (
    api_keys,
    database,
    evidence,
    organization_settings,
    organizations,
    rescore,
    sample,
    staff,
    token_issuers,
)

#: Adds its commands to the group of `organizations` when it is imported.
__all__ = ["init_app", "organization_settings"]


def init_app(app: APIFlask) -> None:
    """Register every command; the worker's comes with `jobs`."""
    app.cli.add_command(organizations.organization)
    app.cli.add_command(api_keys.api_key)
    app.cli.add_command(token_issuers.token_issuer)
    app.cli.add_command(database.db)
    app.cli.add_command(sample.sample)
    app.cli.add_command(evidence.evidence)
    app.cli.add_command(rescore.rescore)
    app.cli.add_command(staff.staff_link)
    app.cli.add_command(staff.staff_sign_out)
