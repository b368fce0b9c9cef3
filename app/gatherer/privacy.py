"""What anybody may know of how this portal treats data: the keys that sign its proofs."""

from flask import Response, jsonify

from app.gatherer.blueprint import blueprint
from app.services.receipts import proof_key


@blueprint.get("/privacy/proof-keys")
def proof_keys() -> Response:
    """Tell the public keys of proofs of deletion, the one that signs now first."""
    return jsonify(algorithm="Ed25519", encoding="base64", publicKeys=proof_key().public_keys())
