"""`sample`: the sandbox's demo key, and a gatherer link to try."""

from datetime import date

import click

from app.cli.group import ServiceGroup
from app.domain.commands import Address, CreateKycRequest, PutCustomer, RequestDocument
from app.domain.documents import DocumentType
from app.extensions import settings
from app.services import customers, gatherer_links, kyc_requests, organizations

sample = ServiceGroup("sample", help="Things to try in the sandbox.")

SAMPLE_CUSTOMER_ID = "sample-customer"


@sample.command("key")
def key() -> None:
    """Print the demo organization's API key, alone; the same at every start."""
    click.echo(_demo_key())


@sample.command("link")
@click.option("--redirect-url", help="Where the customer is sent back to. Default: the demo shop.")
def link(redirect_url: str | None) -> None:
    """Print a fresh gatherer link, alone: identity proof with a selfie, and address proof."""
    _demo_key()
    organization = organizations.ensure_demo_organization()
    customers.put_customer(
        organization.id,
        PutCustomer(
            customer_id=SAMPLE_CUSTOMER_ID,
            address=Address(
                first_name="Anna Maria",
                last_name="Martinez Lopez",
                address="12 Harbour Road",
                city="Zenith",
                postal_code="10245",
                country="GB",
                date_of_birth=date(1990, 2, 13),
            ),
        ),
    )
    kyc_request = kyc_requests.create_kyc_request(
        organization.id,
        CreateKycRequest(
            customer_id=SAMPLE_CUSTOMER_ID,
            documents=(
                RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True),
                RequestDocument(DocumentType.ADDRESS_PROOF),
            ),
            redirect_url=redirect_url or f"{settings().base_url}/demo/return",
            reason="try it out",
        ),
        actor="operator",
    )
    click.echo(gatherer_links.make_link(kyc_request))


def _demo_key() -> str:
    text = settings().demo_api_key
    if text is None:
        raise click.ClickException("Samples exist in the sandbox only; ENVIRONMENT is `live`.")
    return text
