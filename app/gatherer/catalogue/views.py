"""The two addresses of the catalogue: the list, and one state."""

from collections.abc import Callable

from apiflask import APIBlueprint
from flask import abort, current_app, g, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.extensions import now
from app.gatherer.blueprint import shared_words
from app.gatherer.catalogue import examples
from app.gatherer.catalogue.states import all_states
from app.security import csp_nonce

blueprint = APIBlueprint("states", __name__, url_prefix="/_states", enable_openapi=False)
blueprint.context_processor(shared_words)


def _script_text() -> Markup:
    read: Callable[[str], Markup] = current_app.jinja_env.globals["script_text"]  # type: ignore[assignment] # Jinja calls them objects.
    return read("js/rehearsal.js")


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
    drawn = state.draw()
    if state.rehearsal is None or not isinstance(drawn, str):
        return drawn
    script = Markup('<script nonce="{}" data-answer="{}">{}</script></body>').format(
        csp_nonce(), state.rehearsal, _script_text()
    )
    return drawn.replace("</body>", script)
