"""The portal, and beside it on the same server a Flask handler that does nothing."""

from apiflask import APIFlask
from flask import Flask, jsonify
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import create_app

_bare = Flask("bare")


@_bare.get("/")
def answer() -> object:
    """Answer a little JSON."""
    return jsonify(status="ok")


portal: APIFlask = create_app()
application = DispatcherMiddleware(portal, {"/bare": _bare})
