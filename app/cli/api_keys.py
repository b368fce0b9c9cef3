"""`api-key`: the keys merchants call the API with."""

import click

from app.cli.group import ServiceGroup
from app.domain.errors import NotFound
from app.services import organizations

api_key = ServiceGroup("api-key", help="Create, revoke and list API keys.")


@api_key.command("create")
@click.argument("organization_id")
@click.option("--label", default="", help="A word to tell the key from others.")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    help="An operation id such as PostKycRequest; repeat for more. Default: everything.",
)
@click.option(
    "--network",
    "networks",
    multiple=True,
    help="A network the key may be used from, such as 192.0.2.0/24; repeat for more. Default: any.",
)
def create(
    organization_id: str, label: str, permissions: tuple[str, ...], networks: tuple[str, ...]
) -> None:
    """Create a key for ORGANIZATION_ID and print it, alone; it is never shown again."""
    try:
        _, text = organizations.create_api_key(
            organization_id,
            label=label,
            permissions=permissions or ("*",),
            allowed_networks=networks or None,
        )
    except NotFound:
        raise click.ClickException(
            f"There is no organization {organization_id}. "
            "`flask --app wsgi organization list` shows those there are."
        ) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--network") from None
    click.echo(text)


@api_key.command("revoke")
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """Revoke the key with the id KEY_ID, at once."""
    try:
        organizations.revoke_api_key(key_id)
    except NotFound:
        raise click.ClickException(
            f"There is no key {key_id}. `flask --app wsgi api-key list ORGANIZATION_ID` shows ids."
        ) from None
    click.echo(f"Revoked {key_id}.")


@api_key.command("list")
@click.argument("organization_id")
def list_(organization_id: str) -> None:
    """List the keys of ORGANIZATION_ID: id, hint, permissions, state, label."""
    for row in organizations.list_api_keys(organization_id):
        state = "revoked" if row.revoked_at else "active"
        click.echo(f"{row.id}\t{row.hint}\t{','.join(row.permissions)}\t{state}\t{row.label}")
