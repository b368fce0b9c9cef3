"""The KYC gatherer."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apiflask import APIFlask

    from app.adapters.clock import Clock
    from app.config import Settings


def create_app(settings: "Settings | None" = None, *, clock: "Clock | None" = None) -> "APIFlask":
    """Return the application; see `app.factory`.

    Imported only when called: domain and analysis are parts of this package, and whoever wants only
    those should not have to load the web.
    """
    from app.factory import create_app as make  # noqa: PLC0415

    return make(settings, clock=clock)
