"""The two addresses of the catalogue: the list, and one state."""

from apiflask import APIBlueprint
from flask import abort, g, render_template, url_for
from flask.typing import ResponseReturnValue

from app.extensions import now
from app.gatherer.blueprint import shared_words
from app.gatherer.catalogue import examples
from app.gatherer.catalogue.states import all_states

blueprint = APIBlueprint("states", __name__, url_prefix="/_states", enable_openapi=False)
blueprint.context_processor(shared_words)


@blueprint.get("/")
def list_states() -> ResponseReturnValue:
    """List every state; it is the only page that is in English alone."""
    states = [(name, url_for("states.show_state", name=name)) for name in all_states()]
    return render_template("gatherer/states.html", states=states)


@blueprint.get("/<name>")
def show_state(name: str) -> ResponseReturnValue:
    """Show one state as a customer sees it; its forms lead nowhere."""
    state = all_states().get(name)
    if state is None:
        abort(404)
    g.began_at = now()
    g.journey = state.journey()
    g.kyc_request_id = g.journey.kyc_request_id
    g.device = examples.device()
    return state.draw()
