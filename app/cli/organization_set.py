"""`organization set`: what an organization asks for in its customers' portal."""

import click
from flask.cli import with_appcontext

from app.cli.group import ServiceCommand
from app.domain.errors import NotFound
from app.services import organizations


@click.command("set", cls=ServiceCommand)
@click.argument("organization_id")
@click.option(
    "--handoff-match/--no-handoff-match",
    default=None,
    help="Ask for the number on the computer before a phone goes on.",
)
@with_appcontext
def set_(organization_id: str, handoff_match: bool | None) -> None:
    """Change settings of the organization ORGANIZATION_ID; what is not named stays as it is."""
    try:
        set_handoff_match(organization_id, handoff_match)
    except NotFound:
        raise click.ClickException(
            f"There is no organization {organization_id}. "
            "`flask --app wsgi organization list` shows all."
        ) from None


def set_handoff_match(organization_id: str, is_on: bool | None) -> None:
    """Turn the number match on or off; None leaves it. Raises NotFound."""
    if is_on is not None:
        organizations.set_handoff_match(organization_id, is_on=is_on)
