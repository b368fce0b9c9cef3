"""`token-issuer`: who may sign JWTs for an organization."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

import click

from app.adapters.token_keys import Jwk, KeysUnusable, key_in_pem, keys_in_set
from app.cli.group import ServiceGroup
from app.domain.access_tokens import TokenAlgorithm
from app.domain.errors import InvalidFields, NotFound
from app.services import token_issuers
from app.services.token_issuers import IssuerKeys

token_issuer = ServiceGroup("token-issuer", help="Say who may sign JWTs for an organization.")

_ALGORITHMS = click.Choice([each.value for each in TokenAlgorithm])


@token_issuer.command("add")
@click.argument("organization_id")
@click.argument("issuer")
@click.option("--algorithm", type=_ALGORITHMS, default="HS256", show_default=True)
@click.option("--public-key", type=click.File(), help="A public key in PEM.")
@click.option("--key-id", help="The `kid` of that public key, if tokens name one.")
@click.option("--jwks-file", type=click.File(), help="Public keys as a JWK set.")
@click.option("--jwks-url", help="The https address where the JWK set is published.")
@click.option("--secret-file", type=click.File(), help="An HS256 secret that the merchant has.")
def add(
    organization_id: str,
    issuer: str,
    algorithm: str,
    jwks_url: str | None,
    secret_file: TextIO | None,
    **files: Any,
) -> None:
    """Take JWTs of ISSUER (`iss`) for ORGANIZATION_ID. For HS256 the secret is printed, once."""
    chosen = TokenAlgorithm(algorithm)
    secret = secret_file.read().strip() if secret_file else None
    with _in_a_sentence(f"There is no organization {organization_id}."):
        _, shown = token_issuers.add_issuer(
            organization_id,
            issuer,
            chosen,
            IssuerKeys(_read_keys(chosen, **files), jwks_url),
            secret=secret,
        )
    click.echo(shown if shown and secret is None else f"Tokens of {issuer} are taken.")


@token_issuer.command("new-secret")
@click.argument("issuer")
def new_secret(issuer: str) -> None:
    """Make a fresh secret for ISSUER and print it, once; the old one is taken for 24 hours more."""
    with _in_a_sentence(f"There is no HS256 issuer {issuer}."):
        click.echo(token_issuers.roll_secret(issuer))


@token_issuer.command("new-keys")
@click.argument("issuer")
@click.argument("jwks_file", type=click.File())
def new_keys(issuer: str, jwks_file: TextIO) -> None:
    """Take the public keys of JWKS_FILE in place of ISSUER's; list old and new to overlap."""
    with _in_a_sentence(f"There is no issuer {issuer} with keys of its own."):
        found = token_issuers.find_issuer(issuer)
        token_issuers.replace_keys(issuer, keys_in_set(jwks_file.read(), found.token_algorithm))
    click.echo(f"The keys of {issuer} are replaced.")


@token_issuer.command("remove")
@click.argument("issuer")
def remove(issuer: str) -> None:
    """Take no more tokens of ISSUER, at once."""
    with _in_a_sentence(f"There is no issuer {issuer}."):
        token_issuers.remove_issuer(issuer)
    click.echo(f"Removed {issuer}.")


@token_issuer.command("list")
@click.argument("organization_id")
def list_(organization_id: str) -> None:
    """List the issuers of ORGANIZATION_ID: issuer, algorithm, what verifies its tokens."""
    for row in token_issuers.list_issuers(organization_id):
        names = ",".join(each.get("kid", "-") for each in row.keys or [])
        verified_by = row.keys_url or (f"keys {names}" if row.keys else "secret")
        click.echo(f"{row.issuer}\t{row.algorithm}\t{verified_by}")


def _read_keys(
    algorithm: TokenAlgorithm,
    *,
    public_key: TextIO | None,
    key_id: str | None,
    jwks_file: TextIO | None,
) -> list[Jwk] | None:
    if public_key and jwks_file:
        raise click.UsageError("Give --public-key or --jwks-file, not both.")
    if public_key:
        return key_in_pem(public_key.read(), algorithm, key_id=key_id)
    return keys_in_set(jwks_file.read(), algorithm) if jwks_file else None


@contextmanager
def _in_a_sentence(unknown: str) -> Iterator[None]:
    try:
        yield
    except NotFound:
        raise click.ClickException(unknown) from None
    except KeysUnusable as error:
        raise click.ClickException(f"The keys cannot be used: {error}.") from None
    except InvalidFields as error:
        told = "; ".join(f"{item.field} {item.message}" for item in error.fields)
        raise click.ClickException(told) from None
