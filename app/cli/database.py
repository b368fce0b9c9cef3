"""`db`: the schema."""

import click
from flask.cli import AppGroup

from app.domain.errors import ServiceUnavailable
from app.extensions import settings, store
from app.services import organizations, schema

db = AppGroup("db", help="Bring database and bucket up to date.")


@db.command("upgrade")
def upgrade() -> None:
    """Run missing migrations, make the bucket, and in the sandbox the demo organization."""
    schema.upgrade()
    try:
        store().ensure_bucket()
    except ServiceUnavailable:
        raise click.ClickException(
            f"The object store at {settings().s3_endpoint_url} does not answer. "
            "The tables are up to date; start the store and run this again."
        ) from None
    if settings().is_sandbox:
        organizations.ensure_demo_organization()
    click.echo("Database and bucket are up to date.")
