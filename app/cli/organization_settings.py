"""`organization set` and `organization return-secret`: each option is one setting."""

from typing import Any, BinaryIO, NoReturn

import click

from app.cli.organizations import organization
from app.domain.capture_settings import CaptureMode, ImagePolicy
from app.domain.errors import InvalidFields, NotFound, UnreadableFile
from app.domain.return_proof import ReturningProof
from app.services.organization_settings import (
    change_settings,
    find_settings,
    remove_logo,
    set_logo,
)
from app.services.signed_returns import make_return_secret

_ACTOR = "operator"


@organization.command("set")
@click.argument("organization_id")
@click.option("--name", help="The name that customers read.")
@click.option("--accent", help="Colour of buttons and links, such as #0a7; empty for ours.")
@click.option("--support", "support_contact", help="Mail address or phone number for customers.")
@click.option("--privacy-url", help="Address of the privacy policy.")
@click.option("--logo", type=click.File("rb"), help="A PNG, JPEG or WebP of up to 1 MB.")
@click.option("--no-logo", is_flag=True, help="Show our mark and the name again.")
@click.option("--biometric-consent/--no-biometric-consent", default=None)
@click.option("--selfie-alternative/--no-selfie-alternative", default=None)
@click.option("--faces-kept-days", type=int, help="Days until selfies are deleted.")
@click.option("--erasure-allowed/--no-erasure-allowed", default=None)
@click.option("--signed-return/--no-signed-return", default=None)
@click.option("--link-extension/--no-link-extension", default=None)
@click.option(
    "--link-renewal/--no-link-renewal",
    default=None,
    help="Customers whose link has expired may ask you for a new one, by an event.",
)
@click.option(
    "--returning-customer-proof",
    type=click.Choice([proof.value for proof in ReturningProof]),
    help="What customers prove who open their link in another browser: nothing, or a code.",
)
@click.option(
    "--handoff-match/--no-handoff-match",
    default=None,
    help="Ask for the number on the computer before a phone goes on.",
)
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
def set_(organization_id: str, logo: BinaryIO | None, no_logo: bool, **options: Any) -> None:
    """Change settings of ORGANIZATION_ID; what is not named stays."""
    changes = {name: value for name, value in options.items() if value is not None}
    try:
        find_settings(organization_id)
        if not (changes or logo or no_logo):
            raise click.UsageError("Name at least one setting, such as --accent '#0a7'.")
        change_settings(organization_id, changes, actor=_ACTOR)
        if logo is not None:
            set_logo(organization_id, logo.read(), actor=_ACTOR)
        elif no_logo:
            remove_logo(organization_id, actor=_ACTOR)
    except NotFound:
        _refuse(organization_id)
    except InvalidFields as error:
        told = "; ".join(f"{item.field} {item.message}" for item in error.fields)
        raise click.ClickException(told) from None
    except UnreadableFile:
        raise click.ClickException("The logo is no PNG, JPEG or WebP of up to 1 MB.") from None


@organization.command("return-secret")
@click.argument("organization_id")
def return_secret(organization_id: str) -> None:
    """Make a secret for the signed return of ORGANIZATION_ID and show it, this once."""
    try:
        click.echo(make_return_secret(organization_id, actor=_ACTOR))
    except NotFound:
        _refuse(organization_id)


def _refuse(organization_id: str) -> NoReturn:
    raise click.ClickException(
        f"There is no organization {organization_id}. "
        "`flask --app wsgi organization list` shows those there are."
    ) from None
