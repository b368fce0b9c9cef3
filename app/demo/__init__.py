"""The demo shop: a merchant of the sandbox that talks to the public API like any other."""

from apiflask import APIBlueprint, APIFlask

from app.extensions import csrf

blueprint = APIBlueprint("demo", __name__, url_prefix="/demo", enable_openapi=False)


def init_app(app: APIFlask) -> None:
    """Register the shop; `create_app` calls this in the sandbox only."""
    # The views register themselves on the blueprint when they are imported.
    from app.demo import papers, receiver, shop  # noqa: PLC0415

    csrf.exempt(receiver.receive_webhook)
    app.register_blueprint(blueprint)
    app.jinja_env.filters["pretty_json"] = shop.pretty_json
    app.jinja_env.globals["specimen_papers"] = papers.PAPERS
