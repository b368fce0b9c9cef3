"""The gatherer: the pages an end customer walks through, complete without scripts."""

from apiflask import APIFlask

from app.gatherer import (
    assets,
    capture,
    consent,
    documents,
    leave,
    liveness,
    more_time,
    overview,
    privacy,
    progress,
    receipt,
    refusals,
    start,
    wording,
)
from app.gatherer.blueprint import blueprint
from app.gatherer.converters import DocumentTypeConverter, SideConverter

#: Each of these modules adds its pages to the blueprint when it is imported.
PAGES = (
    start,
    overview,
    privacy,
    documents,
    capture,
    consent,
    liveness,
    more_time,
    progress,
    leave,
    receipt,
    privacy,
    refusals,
)


def init_app(app: APIFlask) -> None:
    """Register the pages, their assets, and the words that templates look up."""
    app.url_map.converters.update(document_type=DocumentTypeConverter, side=SideConverter)
    assets.init_app(app)
    app.register_blueprint(blueprint)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["words"] = wording
