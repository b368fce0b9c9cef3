"""`staff-link`: how a person without a key signs in at the review desk."""

import click
from flask.cli import with_appcontext

from app.cli.group import ServiceCommand
from app.domain.errors import NotFound, NotPermitted
from app.domain.staff import FIGURES, REVIEWER_PERMISSIONS
from app.services.staff_links import make_staff_link, reviewer_id
from app.services.staff_sessions import end_sessions_of


def _make(organization_id: str, reviewer: str, permissions: tuple[str, ...], overview: bool) -> str:
    wanted = permissions or REVIEWER_PERMISSIONS
    try:
        return make_staff_link(
            organization_id, reviewer, permissions=(*wanted, *(sorted(FIGURES) if overview else ()))
        )
    except NotFound:
        raise click.ClickException(
            f"There is no organization {organization_id}. "
            "`flask --app wsgi organization list` shows those there are."
        ) from None
    except NotPermitted:
        raise click.BadParameter(
            "The desk needs GetKycDocumentCollection, GetKycDocument and one of its verbs.",
            param_hint="--permission",
        ) from None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--reviewer") from None


@click.command("staff-link", cls=ServiceCommand)
@click.argument("organization_id")
@click.option("--reviewer", required=True, help="The person's name, as documents will tell it.")
@click.option(
    "--permission",
    "permissions",
    multiple=True,
    help="An operation id such as PostKycDocumentReview; repeat for more. Default: the whole desk.",
)
@click.option("--overview", is_flag=True, help="Also show the figures of /review/overview.")
@with_appcontext
def staff_link(
    organization_id: str, reviewer: str, permissions: tuple[str, ...], overview: bool
) -> None:
    """Print a link by which one person signs in once, within 15 minutes."""
    click.echo(_make(organization_id, reviewer, permissions, overview))


@click.command("staff-sign-out", cls=ServiceCommand)
@click.argument("organization_id")
@click.option("--reviewer", required=True, help="The person's name, as the link had it.")
@with_appcontext
def staff_sign_out(organization_id: str, reviewer: str) -> None:
    """End every session that a person began by a link, at once; a key is revoked instead."""
    ended = end_sessions_of(organization_id, reviewer_id(" ".join(reviewer.split())))
    click.echo(f"Sessions ended: {ended}.")
