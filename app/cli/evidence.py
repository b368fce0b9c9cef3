"""`evidence`: the hash chain of decisions, verified, exported, erased."""

from collections.abc import Iterator
from typing import NoReturn, TextIO

import click

from app.cli.group import ServiceGroup
from app.domain.errors import NotFound
from app.domain.evidence_chain import ChainReport, read_lines, verify_chain, write_line
from app.services import evidence as chain
from app.services.erase_evidence import erase_evidence_of
from app.services.organizations import list_organizations

evidence = ServiceGroup("evidence", help="Verify, export and erase the evidence of decisions.")


@evidence.command("verify")
@click.argument("file", type=click.File("r", "utf-8", errors="replace"), required=False)
@click.option("--organization", "organization_id", help="Whose chain. Default: everybody's.")
@click.option("--head", help="The hash that the chain must end with.")
@click.option("--includes", help="A hash that must be in the chain: a head noted before.")
def verify(
    file: TextIO | None, organization_id: str | None, head: str | None, includes: str | None
) -> None:
    """Verify the chain in the database, or an export in FILE (- is standard input).

    FILE needs no database. Prints the number of entries and the head of each chain; ends with 1
    when one is broken, naming the first entry that is. A chain cannot tell by itself that its end
    was cut off or that all of it was written anew: keep the head elsewhere and give it as --head.
    """
    if file is not None:
        found = verify_chain(
            read_lines(file), organization_id=organization_id, head=head, includes=includes
        )
        reports = iter([(file.name, found)])
    else:
        if (head or includes) and organization_id is None:
            raise click.UsageError("--head and --includes need --organization or FILE.")
        reports = _verify_live(organization_id, head, includes)
    broken = [_tell(name, found) for name, found in reports].count(False)
    if broken:
        click.get_current_context().exit(1)


@evidence.command("export")
@click.option("--organization", "organization_id", required=True, help="Whose chain.")
def export(organization_id: str) -> None:
    """Write an organization's chain to standard output, one entry a line (JSON).

    Holds personal data, as far as it was not erased. `evidence verify FILE` reads it.
    """
    if organization_id not in {row.id for row in list_organizations()}:
        _refuse_organization(organization_id)
    for entry in chain.list_entries(organization_id):
        click.echo(write_line(entry))


@evidence.command("erase")
@click.argument("kyc_document_id")
def erase(kyc_document_id: str) -> None:
    """Erase what the evidence of KYC_DOCUMENT_ID says of a person.

    It is the id that we gave the document. One that a merchant named by a word of their own tells
    ours in the address of its page at the review desk.

    The chain stays whole and tells of the erasure. The decision cannot be judged again afterwards.
    The document's files and what the API tells of it are not touched.
    """
    try:
        erased = erase_evidence_of(kyc_document_id, actor="operator")
    except NotFound:
        raise click.ClickException(f"There is no KYC document {kyc_document_id}.") from None
    click.echo(f"Erased the personal part of {erased} entries.")


def _verify_live(
    organization_id: str | None, head: str | None, includes: str | None
) -> Iterator[tuple[str, ChainReport]]:
    ids = [organization_id] if organization_id else [row.id for row in list_organizations()]
    for each in ids:
        try:
            yield each, chain.verify_evidence(each, head=head, includes=includes)
        except NotFound:
            _refuse_organization(each)


def _tell(name: str, found: ChainReport) -> bool:
    """Print what was found of one chain; return whether it holds."""
    if found.fault is None:
        click.echo(f"{name}: intact, {found.count} entries, {found.erased} erased")
        click.echo(f"  head {found.head}")
        return True
    click.echo(f"{name}: BROKEN at entry {found.fault.sequence}: {found.fault.reason}")
    click.echo(f"  {found.count} entries before it hold, head {found.head}")
    return False


def _refuse_organization(organization_id: str) -> NoReturn:
    raise click.ClickException(
        f"There is no organization {organization_id}. "
        "`flask --app wsgi organization list` shows those there are."
    )
