"""`rescore`: which past decisions would end otherwise under other settings."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

import click
from flask.cli import with_appcontext

from app.cli.group import ServiceCommand
from app.domain.errors import InvalidFields, NotFound
from app.domain.judgement.own_settings import OwnSettings, own_settings_from_json
from app.domain.rescoring import CheckChange, Ending, Rescore
from app.services.rescore import Rescoring, rescore_decisions

#: After how many entries the next sign of life is given.
_STEP = 500


@click.command("rescore", cls=ServiceCommand)
@click.option(
    "--settings",
    "file",
    type=click.File("r", encoding="utf-8"),
    required=True,
    help="A JSON file with the settings to try, as in the body of PUT /kyc-settings; - is stdin.",
)
@click.option("--organization", "organization_id", help="Whose decisions. Default: everybody's.")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only decisions of this day (UTC) and later.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@with_appcontext
def rescore(
    file: TextIO, organization_id: str | None, since: datetime | None, as_json: bool
) -> None:
    """Show which past decisions of the analyser would end otherwise under other settings.

    Each is judged again from its kept evidence, against the customer's data and on the day of
    then. The settings in the file stand over the defaults of each document's match level, as an
    organization's own do. Nothing is changed.
    """
    own = _read_settings(file)
    try:
        found = rescore_decisions(
            own,
            organization_id=organization_id,
            since=since.replace(tzinfo=UTC) if since else None,
            progress=_progress(),
        )
    except NotFound:
        raise click.ClickException(
            f"There is no organization {organization_id}. "
            "`flask --app wsgi organization list` shows those there are."
        ) from None
    if as_json:
        changes = [item.as_json() for item in found.changes]
        click.echo(json.dumps({"counts": found.counts(), "changes": changes}, indent=2))
    else:
        _print(found)


def _read_settings(file: TextIO) -> OwnSettings:
    try:
        return own_settings_from_json(json.load(file, parse_constant=_refuse_constant))
    except InvalidFields as error:
        told = "\n".join(f"  {item.field}: {item.message}" for item in error.fields)
        raise click.ClickException(f"{file.name} cannot be used:\n{told}") from None
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{file.name} is not JSON: {error}") from None


def _refuse_constant(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON value")


def _progress() -> Callable[[int, int], None]:
    def tell(done: int, total: int) -> None:
        # To standard error, so that the answer can be piped on.
        if done % _STEP == 0 or (done == total and total > _STEP):
            click.echo(f"{done} of {total} entries", err=True)

    return tell


def _print(found: Rescoring) -> None:
    for item in found.changes:
        click.echo(_line(item))
        for check in item.checks:
            click.echo(f"    {_points(check)}")
    moves = Counter(f"{item.old.outcome} -> {item.new.outcome}" for item in found.changes)
    for move, number in sorted(moves.items()):
        click.echo(f"{move}: {number}")
    counts = found.counts()
    click.echo(
        f"{counts['judged']} decisions judged again: {counts['changed']} would change, "
        f"{counts['scoreOnly']} in score only, {counts['unchanged']} not at all. "
        f"{counts['erased']} erased and {counts['unreadable']} unreadable were left out."
    )


def _line(item: Rescore) -> str:
    note = "" if item.same_rules else "  (the program judges otherwise, not the settings alone)"
    return f"{item.past.kyc_document_id}  {_ending(item.old)} -> {_ending(item.new)}{note}"


def _ending(ending: Ending) -> str:
    reason = f" {ending.rejection_type}" if ending.rejection_type else ""
    return f"{ending.outcome} {ending.score}{reason}"


def _points(check: CheckChange) -> str:
    old, new = ("not made" if points is None else points for points in (check.old, check.new))
    return f"{check.name}: {old} -> {new} points{f' ({check.reason})' if check.reason else ''}"
