"""The review desk: where staff decide what the machine could not, complete without scripts.

It stands over the portal, because it shows reviewers the very words that customers read.
"""

from apiflask import APIFlask

from app.review import actions, case, overview, pictures, queue, refusals, sign_in, words
from app.review.blueprint import blueprint

#: Each of these modules adds its pages to the blueprint when it is imported.
PAGES = (sign_in, queue, case, pictures, actions, overview, refusals)


def init_app(app: APIFlask) -> None:
    """Register the desk and the words that its templates look up."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals["desk"] = words
