"""Groups and commands that say what is wrong in a sentence instead of a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup

from app.domain.errors import ServiceUnavailable


class ServiceGroup(AppGroup):
    """A group whose commands call services."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that is away or empty becomes a sentence."""
        with _in_a_sentence():
            return super().invoke(ctx)


class ServiceCommand(click.Command):
    """A command without a group that calls services."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a database that is away or empty becomes a sentence."""
        with _in_a_sentence():
            return super().invoke(ctx)


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except ServiceUnavailable as error:
        raise click.ClickException(
            f"The {error} does not answer, or has no tables yet. Is DATABASE_URL (or DATA_DIR) "
            "right? `flask --app wsgi db upgrade` makes the tables."
        ) from None
