"""What anybody may know of how this portal treats data: where it can go, and the keys that
sign its proofs."""

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from app.egress_list import destinations
from app.extensions import settings
from app.gatherer.blueprint import blueprint
from app.services.receipts import proof_key
from app.services.token_issuers import count_key_hosts
from app.services.webhooks import count_hosts


@blueprint.get("/privacy/proof-keys")
def proof_keys() -> Response:
    """Tell the public keys of proofs of deletion, the one that signs now first."""
    return jsonify(algorithm="Ed25519", encoding="base64", publicKeys=proof_key().public_keys())


@blueprint.get("/privacy/egress")
def egress() -> ResponseReturnValue:
    """List every host that data can reach; as JSON for whoever asks for that."""
    found = tuple(destinations(settings()))
    # Organizations name these hosts. They are counted only: whose they are is nobody else's to see.
    hosts, key_hosts = count_hosts(), count_key_hosts()
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "text/html":
        return render_template(
            "privacy/egress.html", destinations=found, webhook_hosts=hosts, key_hosts=key_hosts
        )
    return jsonify(
        destinations=[{"purpose": each.purpose, "host": each.host} for each in found],
        webhookHosts=hosts,
        tokenKeyHosts=key_hosts,
        nothingElse=True,
    )
