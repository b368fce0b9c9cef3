"""`organization`: the merchants."""

import click

from app.cli.group import ServiceGroup
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


@organization.command("list")
def list_() -> None:
    """List organizations: id and name, one a line."""
    for row in organizations.list_organizations():
        click.echo(f"{row.id}\t{row.name}")
