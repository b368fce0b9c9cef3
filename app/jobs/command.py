"""`worker`: background work, until it is told to stop."""

import click
from flask import current_app
from flask.cli import with_appcontext


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Analyse documents and deliver webhooks; WORKER_SLOT names this worker at every start."""
    # Imported here, so that web processes need not load what reads papers.
    from app.jobs.engine import run_worker  # noqa: PLC0415

    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]
