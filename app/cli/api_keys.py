"""`api-key`: the keys merchants call the API with."""

from datetime import timedelta

import click
from flask import current_app

from app.cli.group import ServiceGroup
from app.domain.errors import NotFound
from app.extensions import now
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
    unknown = set(permissions) - _operations() - {"*"}
    if unknown:
        raise click.BadParameter(
            f"there is no operation {', '.join(sorted(unknown))}", param_hint="--permission"
        )
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


@api_key.command("roll")
@click.argument("key_id")
@click.option(
    "--overlap-hours",
    type=click.FloatRange(0, 24),
    default=24,
    show_default=True,
    help="How long the old key works beside the new one.",
)
def roll(key_id: str, overlap_hours: float) -> None:
    """Print a new key with the rights of KEY_ID, which works for some hours more."""
    try:
        _, text = organizations.roll_api_key(key_id, overlap=timedelta(hours=overlap_hours))
    except NotFound:
        raise click.ClickException(f"There is no key {key_id} that works.") from None
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
        state = "active" if row.works_at(now()) else "revoked" if row.revoked_at else "expired"
        if state == "active" and row.expires_at is not None:
            state = f"until {row.expires_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{row.id}\t{row.hint}\t{','.join(row.permissions)}\t{state}\t{row.label}")


def _operations() -> set[str]:
    """Return the operation ids of the API, which its views carry."""
    declared = (getattr(view, "operation", None) for view in current_app.view_functions.values())
    return {each.id for each in declared if each is not None}
