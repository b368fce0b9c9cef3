"""Background work: the worker's command, its handlers and its regular duties."""

from apiflask import APIFlask

from app.jobs.command import worker


def init_app(app: APIFlask) -> None:
    """Register the command that starts a worker."""
    app.cli.add_command(worker)
