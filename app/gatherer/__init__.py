"""The gatherer: the pages an end customer walks through, complete without scripts."""

from apiflask import APIFlask

from app.gatherer import (
    assets,
    capture,
    catalogue,
    consent,
    documents,
    guidance,
    handoff,
    language,
    leave,
    link_renewal,
    liveness,
    more_time,
    overview,
    phone,
    privacy,
    progress,
    receipt,
    refusals,
    return_proof,
    start,
    wording,
)
from app.gatherer.blueprint import blueprint
from app.gatherer.converters import DocumentTypeConverter, SideConverter

#: Each of these modules adds its pages to the blueprint when it is imported.
PAGES = (
    start,
    overview,
    documents,
    capture,
    consent,
    guidance,
    liveness,
    more_time,
    link_renewal,
    progress,
    handoff,
    phone,
    leave,
    receipt,
    privacy,
    refusals,
    return_proof,
    language,
)


def init_app(app: APIFlask, *, is_sandbox: bool, event_streams: int) -> None:
    """Register the pages, their assets, and the words that templates look up.

    The state catalogue comes with the sandbox alone. `event_streams` may be open at a time.
    """
    app.url_map.converters.update(document_type=DocumentTypeConverter, side=SideConverter)
    assets.init_app(app)
    handoff.init_app(app, event_streams=event_streams)
    app.register_blueprint(blueprint)
    if is_sandbox:
        app.register_blueprint(catalogue.blueprint)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(words=wording, page_address=language.page_address)
