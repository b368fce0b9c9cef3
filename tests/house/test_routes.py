"""Every route has an access rule: a key, a session, or a place on the list of public ones."""

import pytest
from apiflask import APIFlask
from werkzeug.routing import Rule

#: What anybody may call: the link, its Start, its receipt and its renewal (the token is the
#: credential), the switch of languages, where data can go and the keys of proofs, health, the
#: contract, our own files, and in the sandbox the demo shop and the state catalogue.
PUBLIC = {
    "gatherer.start",
    "gatherer.start_session",
    "gatherer.store_language",
    "gatherer.open_receipt",
    "gatherer.ask_new_link",
    "gatherer.proof_keys",
    "gatherer.egress",
    # The code is the credential, as the token is for the link.
    "gatherer.open_code",
    "gatherer.continue_on_phone",
    "gatherer.refuse_handoff",
    "gatherer.stop_phone",
    # Where staff show their key, or open the link that is their credential.
    "review.sign_in",
    "review.take_key",
    "review.open_link",
    "review.use_link",
    "health.live",
    "health.ready",
    "assets.asset",
    "assets.logo",
    "openapi.spec",
    "reference.show",
}

VALUES = {
    "kyc_request_id": "kyc_req_00000000000000000000000000",
    "organization_id": "org_0",
    "document_type": "identity-proof",
    "side": "front",
}


def is_public(rule: Rule) -> bool:
    return rule.endpoint in PUBLIC or rule.endpoint.startswith(("demo.", "states."))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_route_asks_who_is_calling(app: APIFlask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    admitted = []
    asked = 0
    for rule in app.url_map.iter_rules():
        if is_public(rule):
            continue
        path = rule.rule
        for argument in rule.arguments:
            for converter in ("", "document_type:", "side:", "path:"):
                path = path.replace(f"<{converter}{argument}>", VALUES.get(argument, "0"))
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            answer = app.test_client().open(path, method=method, json={})
            asked += 1
            if answer.status_code not in {401, 404}:
                admitted.append((method, path, answer.status_code))
    assert admitted == []
    assert asked > 20


def test_nothing_public_is_gone(app: APIFlask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= PUBLIC
