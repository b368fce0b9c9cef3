"""`organization`: the merchants."""

import click

from app.cli.group import ServiceGroup
from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.errors import NotFound
from app.services import organizations

organization = ServiceGroup(
    "organization", help="Create, list and set up organizations (the merchants)."
)


@organization.command("create")
@click.argument("name")
def create(name: str) -> None:
    """Create an organization called NAME and print its id."""
    if not name.strip():
        raise click.BadParameter("a name must not be empty", param_hint="NAME")
    click.echo(organizations.create_organization(name.strip()).id)


@organization.command("set")
@click.argument("organization_id")
@click.option(
    "--capture",
    type=click.Choice([mode.value for mode in CaptureMode]),
    help="What Take photo opens: the phone's camera app (native) or our camera screen.",
)
@click.option(
    "--image-policy",
    type=click.Choice([policy.value for policy in ImagePolicy]),
    help="Which bytes of a photo are sent: always as taken, by the line, or always made small.",
)
def set_(organization_id: str, **options: str | None) -> None:
    """Change settings of ORGANIZATION_ID; what is not named stays as it is."""
    changes = {name: value for name, value in options.items() if value is not None}
    if not changes:
        raise click.UsageError("Name at least one setting, such as --capture viewfinder.")
    try:
        organizations.change_organization(organization_id, changes)
    except NotFound:
        raise click.ClickException(
            f"There is no organization {organization_id}. "
            "`flask --app wsgi organization list` shows those there are."
        ) from None
    click.echo(f"Changed {organization_id}: {', '.join(changes)}.")


@organization.command("list")
def list_() -> None:
    """List organizations: id and name, one a line."""
    for row in organizations.list_organizations():
        click.echo(f"{row.id}\t{row.name}")
