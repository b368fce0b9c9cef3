"""Who may do what with whose: every route, every kind of caller, every kind of object.

**To add a route**, add its row, or the first test below fails:

* a view of the API: a line in `API`: its name, the permission it asks for, and what it answers when
  all is well (or PAGE: whatever it says, it let the caller in). Its body is the example of its
  schema in the contract; `BODIES` holds one of its own.
* a view of the storefront: the same in `STOREFRONT`.
* a page of the review desk: a line in `DESK`: its name.
* a page of the portal: a line in `PORTAL`: its name, and whether the owner's session finds
  something there (a sub-resource that no object of this test has is `NOTHING`).
* anything anybody may call: a name (or `prefix.*`) in `PUBLIC`.

A new kind of id in a path is a line of `_thing` in tests/support/authorisation_world.py.

Each call runs in a transaction that is taken back, so no call changes what the next one finds.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from itertools import count

import pytest
from apiflask import APIFlask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.api.blueprint import operation_of
from app.api.contract.examples import EXAMPLES
from app.services.transaction import one_commit
from tests.support.authorisation_world import (
    OBJECTS,
    UNKNOWN,
    Principal,
    World,
    make_world,
)

# --- The table ---

NOTHING = "nothing"
PAGE = "page"

#: View of the API: permission, and the answer when all is well.
API: dict[str, tuple[str, int | str]] = {
    "post_customer": ("PostCustomer", 201),
    "get_customer_collection": ("GetCustomerCollection", 200),
    "get_customer": ("GetCustomer", 200),
    "put_customer_as": ("PutCustomer", 200),
    "post_kyc_request": ("PostKycRequest", 201),
    "get_kyc_request_collection": ("GetKycRequestCollection", 200),
    "get_kyc_request": ("GetKycRequest", 200),
    "get_kyc_document_collection": ("GetKycDocumentCollection", 200),
    "patch_kyc_request": ("PatchKycRequest", PAGE),
    "delete_request": ("DeleteKycRequest", PAGE),
    "get_kyc_document": ("GetKycDocument", 200),
    "post_kyc_document": ("PostKycDocument", PAGE),
    "put_kyc_document": ("PutKycDocument", PAGE),
    "post_kyc_document_acceptance": ("PostKycDocumentAcceptance", 201),
    "post_kyc_document_rejection": ("PostKycDocumentRejection", 201),
    "post_kyc_document_review": ("PostKycDocumentReview", 201),
    "post_kyc_document_start_review": ("PostKycDocumentStartReview", 201),
    "post_kyc_document_stop_review": ("PostKycDocumentStopReview", 201),
    "post_kyc_document_matches": ("PostKycDocumentMatches", PAGE),
    "post_file": ("PostFile", 201),
    "get_file_collection": ("GetFileCollection", 200),
    "get_file": ("GetFile", 200),
    "put_file": ("PutFile", 200),
    "delete_stored_file": ("DeleteFile", 204),
    "download_file": ("GetFileDownload", 200),
    "post_service_credential": ("PostServiceCredential", 201),
    "get_service_credential_collection": ("GetServiceCredentialCollection", 200),
    "get_service_credential": ("GetServiceCredential", 200),
    "patch_service_credential": ("PatchServiceCredential", 200),
    "get_tracking_webhook_collection": ("GetTrackingWebhookCollection", 200),
    "get_tracking_webhook": ("GetTrackingWebhook", 200),
    "post_tracking_webhook_resend": ("PostTrackingWebhookResendRequest", PAGE),
    "post_webhook_test": ("PostWebhookTest", PAGE),
    "post_preview_webhook": ("PostPreviewWebhook", PAGE),
    "put_webhook": ("PutWebhook", PAGE),
    "patch_webhook": ("PatchWebhook", PAGE),
    "post_webhook_signing_secret": ("PostWebhookSigningSecret", PAGE),
    "tag_kyc_documents": ("PostTagKycDocumentCollection", PAGE),
    "untag_kyc_documents": ("DeleteTagKycDocumentCollection", PAGE),
    "tag_kyc_document": ("PostTagKycDocument", 204),
    "untag_kyc_document": ("DeleteTagKycDocument", 204),
    "get_acceptance_summary": ("GetKycAcceptanceSummary", 200),
    "get_rejection_summary": ("GetKycRejectionSummary", 200),
    "get_request_summary": ("GetKycRequestSummary", 200),
    "post_staff_link": ("PostStaffLink", PAGE),
    "get_kyc_settings": ("GetKycSettings", 200),
    "put_settings": ("PutKycSettings", 200),
    "get_organization_settings": ("GetOrganizationSettings", 200),
    "put_organization_settings": ("PutOrganizationSettings", 200),
    "put_organization_logo": ("PutOrganizationLogo", 200),
    "delete_organization_logo": ("DeleteOrganizationLogo", 204),
    "post_return_secret": ("PostReturnSecret", 200),
    "post_webhook": ("PostWebhook", 201),
    "get_webhook_collection": ("GetWebhookCollection", 200),
    "get_webhook": ("GetWebhook", 200),
    "delete_webhook": ("DeleteWebhook", 204),
}

#: Views that tokens issued for one customer open, and no other credential.
STOREFRONT: dict[str, tuple[str, int | str]] = {
    "get_own_request": ("StorefrontGetKycRequest", 200),
    "post_biometric_consent": ("StorefrontPostBiometricConsent", PAGE),
    "delete_biometric_consent": ("StorefrontDeleteBiometricConsent", PAGE),
    "post_own_document": ("StorefrontPostKycDocument", PAGE),
    "get_own_document": ("StorefrontGetKycDocument", 200),
    "patch_own_document": ("StorefrontPatchKycDocument", PAGE),
    "post_liveness_session": ("StorefrontPostKycLivenessSession", PAGE),
    "get_liveness_session": ("StorefrontGetKycLivenessSession", NOTHING),
    "post_liveness_frames": ("StorefrontPostKycLivenessFrames", NOTHING),
    "finish_liveness_session": ("StorefrontPostKycLivenessSessionFinish", NOTHING),
}

#: Views for merchants that such a token opens as well.
ALSO_FOR_CUSTOMERS = {"post_file"}

#: Bodies where the example of the contract does not fit.
BODIES: dict[str, dict[str, object]] = {}

#: A PUT under an id that is not the organization's creates it there, whoever else uses that id. The
#: example of a document names files that are not there, so none is created here.
CREATES: dict[str, int | str] = {
    "put_customer_as": 201,
    "put_webhook": 201,
    "put_kyc_document": 422,
}

#: Objects that are gone for the API once erased; of the others a record remains.
GONE_WHEN_ERASED = {"webhook_id"}

#: View of the portal: what the session of that very request finds.
PORTAL: dict[str, str] = {
    "answer_challenge": NOTHING,
    "ask_proof": PAGE,
    "begin_handoff": PAGE,
    "begin_liveness": PAGE,
    "capture": PAGE,
    "check_proof": PAGE,
    "checking": PAGE,
    "choose_document": PAGE,
    "confirm_erase": PAGE,
    "confirm_leave": PAGE,
    "confirm_withdraw": PAGE,
    "consent": PAGE,
    "done": PAGE,
    "end_handoff": PAGE,
    "erase": PAGE,
    "finish": PAGE,
    "finish_liveness": NOTHING,
    "guide_selfie": PAGE,
    "leave": PAGE,
    "more_time": PAGE,
    "overview": PAGE,
    "phone_events": PAGE,
    "phone_state": PAGE,
    "progress": PAGE,
    "proof": PAGE,
    "receipt": PAGE,
    "remove_page": PAGE,
    "review": PAGE,
    "send_another_code": PAGE,
    "send_document": PAGE,
    "show_liveness": NOTHING,
    "skip": PAGE,
    "store_choice": PAGE,
    "store_consent": PAGE,
    "store_photo": PAGE,
    "take_original": PAGE,
    "thumbnail": PAGE,
    "use_phone": PAGE,
    "withdraw": PAGE,
}

#: Pages of the review desk: staff of the organization get in, others are asked to sign in.
DESK = {
    "accept", "choose_rejection", "correct", "face", "picture", "reject", "review", "show_case",
    "show_matches", "show_next", "show_overview", "show_picture", "show_queue", "start", "stop",
}  # fmt: skip

#: Pages of the desk of which no object of this test has what they ask for.
DESK_WITHOUT = {"face", "picture", "show_picture"}

#: What anybody may call; where it takes a token or a code, that is the credential.
PUBLIC = {
    "gatherer.start",
    "gatherer.start_session",
    "gatherer.store_language",
    "gatherer.open_receipt",
    "gatherer.proof_keys",
    "gatherer.egress",
    "gatherer.open_code",
    "gatherer.continue_on_phone",
    "gatherer.refuse_handoff",
    "gatherer.stop_phone",
    "gatherer.ask_new_link",
    "review.sign_in",
    "review.take_key",
    "review.open_link",
    "review.use_link",
    "review.sign_out",
    "health.*",
    "assets.*",
    "openapi.*",
    "reference.*",
    "demo.*",
    "states.*",
}

_addresses = count()

#: Views of the portal that find nothing once it was erased.
ERASED = {"thumbnail"}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def world(app: APIFlask) -> World:
    """The objects and the callers; forms need no token here, their check is another test's."""
    app.config["WTF_CSRF_ENABLED"] = False
    return make_world(app, [operation for operation, _ in (API | STOREFRONT).values()])


def test_every_route_has_a_row(app: APIFlask) -> None:
    known = {f"{name}.{view}" for name in ("api", "organization_api") for view in API | STOREFRONT}
    known |= {f"gatherer.{view}" for view in PORTAL} | {f"review.{view}" for view in DESK}
    routes = {rule.endpoint for rule in _rules(app)}
    assert routes - known == set(), "add a row to the table above"
    assert known - routes == set(), "take the row out of the table above"
    everything = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {name for name in PUBLIC if not name.endswith("*")} <= everything


# Thousands of calls, which a busy machine makes in minutes.
@pytest.mark.timeout(600)
def test_everybody_may_do_what_the_table_says_and_no_more(
    app: APIFlask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Thousands of pages that say "not found" would take half of the time; the next test reads them.
    monkeypatch.setattr("app.errors.render_template", lambda *_, **__: "")
    surprises, checks = [], 0
    for rule, method, name in _cells(app):
        for principal in world.principals:
            answer = _call(world, principal, rule, method, name)
            checks += 1
            expected = _expected(world, principal, rule, name)
            if not _fits(answer, expected):
                surprises.append((principal.name, method, rule.rule, name, answer.status_code))
    print(f"{checks} checks of who may do what")
    assert surprises == [], "\n".join(map(str, surprises))
    assert checks >= 1680


def test_what_is_foreign_is_unknown_byte_for_byte(app: APIFlask, world: World) -> None:
    compared = 0
    by_name = {each.name: each for each in world.principals}
    for rule, method, name in _cells(app):
        if name != "other tenant" or not rule.arguments - {"organization_id"}:
            continue
        for caller in ("key A full", "JWT A", "customer of A", "session of request 1", "desk of A"):
            told = [
                _told(world, each, _call(world, by_name[caller], rule, method, each))
                for each in ("other tenant", UNKNOWN)
            ]
            assert told[0] == told[1], (caller, method, rule.rule)
            compared += 1
    assert compared > 100


def test_no_route_traces_or_takes_a_method_it_does_not_name(app: APIFlask, world: World) -> None:
    client = app.test_client()
    for rule in _rules(app):
        path = _path(world, rule, UNKNOWN)
        for method in ("TRACE", "CONNECT", "FOO"):
            assert client.open(path, method=method).status_code == 405, (method, path)


def _is_public(endpoint: str) -> bool:
    return endpoint in PUBLIC or f"{endpoint.partition('.')[0]}.*" in PUBLIC


def _rules(app: APIFlask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if not _is_public(rule.endpoint)]


def _cells(app: APIFlask) -> Iterator[tuple[Rule, str, str]]:
    """Yield each route with each of its methods and each object; a list has but one.

    What only reads comes first: rows come back, objects of the store do not.
    """
    pairs = [
        (rule, method)
        for rule in _rules(app)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    ]
    pairs.sort(key=lambda pair: (pair[1] != "GET", pair[1] == "DELETE", pair[0].rule, pair[1]))
    for rule, method in pairs:
        yield from ((rule, method, name) for name in (OBJECTS if rule.arguments else OBJECTS[:1]))


def _path(world: World, rule: Rule, name: str) -> str:
    thing = world.things[name]
    values = {
        "organization_id": thing.organization_id,
        "document_type": "identity-proof",
        "side": "front",
    }
    path = rule.rule
    for argument in rule.arguments:
        special = thing.ids.get(f"{rule.endpoint.partition('.')[0]}.{argument}")
        value = special or values.get(argument)
        value = value or thing.ids.get(argument, f"{UNKNOWN}_{argument}")
        path = re.sub(rf"<(\w+:)?{argument}>", value, path)
    return path


def _call(world: World, principal: Principal, rule: Rule, method: str, name: str) -> TestResponse:
    """Return the answer; what the call changed is taken back."""
    blueprint, _, view = rule.endpoint.partition(".")
    options = {}
    if blueprint not in {"gatherer", "review"} and method in {"POST", "PUT", "PATCH"}:
        takes = operation_of(principal.client.application.view_functions[rule.endpoint]).takes
        body = BODIES.get(view) or (EXAMPLES[takes.__name__] if takes else None)
        options = {"json": body} if body is not None else {}
    with one_commit() as unit:
        answer = principal.client.open(
            _path(world, rule, name),
            method=method,
            headers=principal.headers,
            # Each from an address of its own: many wrong credentials from one are shut out.
            environ_overrides={"REMOTE_ADDR": str(ip_address(0x0A000000 + next(_addresses)))},
            **options,
        )
        unit.close()
    return answer


def _expected(world: World, principal: Principal, rule: Rule, name: str) -> int | str:
    blueprint, _, view = rule.endpoint.partition(".")
    if blueprint == "gatherer":
        is_gone = name == "erased" and view in ERASED
        finds = principal.opens == name and not is_gone
        return PORTAL[view] if finds else NOTHING
    if blueprint == "review":
        return _expected_at_the_desk(world, principal, rule, name)
    return _expected_of_the_api(world, principal, rule, name)


def _expected_of_the_api(world: World, principal: Principal, rule: Rule, name: str) -> int | str:
    view = rule.endpoint.partition(".")[2]
    if principal.organization_id is None:
        return 401
    if principal.customer is not None or view in STOREFRONT:
        return _expected_of_the_storefront(world, principal, rule, name)
    permission, good = API[view]
    owner = world.things[name].organization_id
    is_elsewhere = "organization_id" in rule.arguments and owner != principal.organization_id
    if is_elsewhere or not principal.may(permission):
        return 403
    named = rule.arguments - {"organization_id", "tag"}
    if named and owner != principal.organization_id:
        return CREATES.get(view, 404)
    return 404 if name == "erased" and named & GONE_WHEN_ERASED else good


def _expected_of_the_storefront(
    world: World, principal: Principal, rule: Rule, name: str
) -> int | str:
    view = rule.endpoint.partition(".")[2]
    is_for_customers = view in STOREFRONT or view in ALSO_FOR_CUSTOMERS
    owner = world.things[name].organization_id
    is_elsewhere = "organization_id" in rule.arguments and owner != principal.organization_id
    if principal.customer is None or not is_for_customers or is_elsewhere:
        return 403
    if rule.arguments - {"organization_id"} and name != principal.customer:
        return NOTHING
    return STOREFRONT[view][1] if view in STOREFRONT else API[view][1]


def _expected_at_the_desk(world: World, principal: Principal, rule: Rule, name: str) -> int | str:
    if principal.desk is None:
        return 401
    is_foreign = bool(rule.arguments) and world.things[name].organization_id != principal.desk
    is_without = rule.endpoint.partition(".")[2] in DESK_WITHOUT
    return NOTHING if is_foreign or is_without else PAGE


def _fits(answer: TestResponse, expected: int | str) -> bool:
    if expected == NOTHING:
        return answer.status_code == 404
    if expected == PAGE:
        return answer.status_code < 500 and answer.status_code not in {401, 403, 404}
    return answer.status_code == expected


def _told(world: World, name: str, answer: TestResponse) -> tuple[object, ...]:
    """Return all that an answer tells, but for the ids that were asked for and what is random."""
    text = answer.text
    thing = world.things[name]
    for argument, value in {**thing.ids, "organization_id": thing.organization_id}.items():
        text = text.replace(value, argument.rpartition(".")[2])
    text = re.sub(rf"{UNKNOWN}_(\w+)", r"\1", text)
    text = re.sub(r'nonce="[^"]+"|"((created|updated)Time|signingSecret)": ?"[^"]+"', "", text)
    counted = {
        "X-RateLimit-Remaining", "Content-Length", "Content-Security-Policy", "Location",
        "Set-Cookie",
    }  # fmt: skip
    headers = sorted((key, value) for key, value in answer.headers if key not in counted)
    return answer.status_code, text, headers
