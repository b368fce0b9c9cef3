"""Two organizations, five objects of every kind, and fourteen callers who ask for them."""

import re
from dataclasses import dataclass, field, replace
from datetime import timedelta

from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.access_tokens import TokenAlgorithm
from app.domain.commands import (
    Address,
    CreateKycRequest,
    PostCredential,
    PutCustomer,
    RequestDocument,
    UploadFile,
)
from app.domain.documents import DocumentType
from app.extensions import now, settings
from app.models import (
    Erasure,
    File,
    KycDocument,
    KycRequest,
    WebhookDelivery,
    WebhookEndpoint,
)
from app.services.customers import put_customer
from app.services.erasures import erase_request
from app.services.files import create_file
from app.services.gatherer_links import make_link
from app.services.kyc_requests import create_kyc_request
from app.services.organization_settings import change_settings
from app.services.organizations import create_api_key, create_organization, revoke_api_key
from app.services.token_issuers import IssuerKeys, add_issuer
from app.services.transaction import reading, transaction
from app.services.webhook_credentials import create_credential
from tests.support.gathering import gather
from tests.support.pictures import jpeg
from tests.support.token_vectors import SECRET, Issuer

EVERYTHING = "*"
#: Which object belongs to whom, seen from organization A; nobody has the unknown one.
OBJECTS = ("own", "same tenant", "other tenant", "unknown", "erased")
UNKNOWN = "unknown"

#: Of a customer that the example bodies name.
EXAMPLE_CUSTOMER = "123_456789"
ISSUER = Issuer("https://a.example", "HS256", SECRET, None)
REVIEWER_MAY = frozenset({"GetKycDocument", "GetKycDocumentCollection", "GetKycRequest"})


@dataclass(frozen=True)
class Thing:
    """One object of each kind, by the name of its id in paths."""

    organization_id: str
    ids: dict[str, str]


@dataclass(frozen=True)
class Principal:
    """A caller: its credential, and what it may do by the rules of the house.

    `organization_id` is the one it acts for, None where the API must not know it; `opens` is the
    object whose pages its session shows, `desk` the organization at whose review desk it sits,
    `customer` the object of the one customer that its token was issued for.
    """

    name: str
    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)
    organization_id: str | None = None
    permissions: frozenset[str] = frozenset({EVERYTHING})
    opens: str | None = None
    desk: str | None = None
    customer: str | None = None

    def may(self, permission: str) -> bool:
        """Tell whether it may do an operation; `Get*` stands for every operation that reads."""
        verb = re.split("(?<!^)(?=[A-Z])", permission)[0]
        return not self.permissions.isdisjoint({EVERYTHING, permission, f"{verb}*"})


@dataclass(frozen=True)
class World:
    """The objects by their name in OBJECTS, and the callers."""

    things: dict[str, Thing]
    principals: list[Principal]


def make_world(app: APIFlask, operations: list[str]) -> World:
    """Make both organizations with everything in them; `operations` are the ids a key can name."""
    a, b = create_organization("A").id, create_organization("B").id
    change_settings(a, {"erasure_allowed": True}, actor="test")
    for organization_id in (a, b):
        put_customer(organization_id, PutCustomer(Address(first_name="Ada"), EXAMPLE_CUSTOMER))
    things = {
        name: _thing(name, b if name == "other tenant" else a)
        for name in OBJECTS
        if name != UNKNOWN
    }
    _erase(things["erased"])
    things[UNKNOWN] = Thing("org_00000000000000000000000000", {})
    add_issuer(a, ISSUER.name, TokenAlgorithm.HS256, IssuerKeys(), secret=SECRET)
    return World(things, [*_callers_of_the_api(app, a, b, operations), *_others(app, things)])


def _thing(name: str, organization_id: str) -> Thing:
    word = name.replace(" ", "-")
    put_customer(organization_id, PutCustomer(Address(first_name="Ada"), f"customer-{word}"))
    asked = RequestDocument(DocumentType.IDENTITY_PROOF, face_proof_required=True)
    kyc_request = create_kyc_request(
        organization_id, CreateKycRequest(f"customer-{word}", (asked,)), actor="test"
    )
    gather(kyc_request.id)
    with reading() as session:
        file_id = session.scalars(
            select(File.id).where(File.kyc_request_id == kyc_request.id)
        ).one()
    times = {"created_at": now(), "updated_at": now()}
    document = KycDocument(
        id=f"kyc_doc_{word}", organization_id=organization_id, customer_id=f"customer-{word}",
        submission_id=word, type="funds-proof", status="pending", match_level=2, **times,
    )  # fmt: skip
    webhook = WebhookEndpoint(
        id=f"hook_{word}", organization_id=organization_id, url="https://shop.example",
        headers=[], secret="", deleted_at=now() if name == "erased" else None, **times,
    )  # fmt: skip
    erasure = Erasure(
        id=f"erasure_{word}", organization_id=organization_id, kyc_request_id=kyc_request.id,
        scope="faces", files=[], asked_at=now(), finished_at=now(),
    )  # fmt: skip
    credential = create_credential(organization_id, PostCredential(f"{word}.example"), actor="test")
    uploaded = create_file(organization_id, UploadFile(jpeg(len(word)), name=word), actor="test")
    delivery = WebhookDelivery(
        id=f"hook_log_{word}", organization_id=organization_id, endpoint_id=webhook.id,
        event_id=f"evt_{word}", event_type="kyc-document-created", body="{}", created_at=now(),
    )  # fmt: skip
    with transaction() as session:
        session.add_all([document, webhook, erasure])
        session.flush()
        session.add(delivery)
    return Thing(
        organization_id,
        {
            "kyc_request_id": kyc_request.id,
            "customer_id": f"customer-{word}",
            "kyc_document_id": document.id,
            "webhook_id": webhook.id,
            "delivery_id": delivery.id,
            "credential_id": credential.id,
            "file_id": file_id,
            # Merchants see what they uploaded; what a customer gathers is the customer's.
            "api.file_id": uploaded.id,
            "organization_api.file_id": uploaded.id,
            "erasure_id": erasure.id,
        },
    )


def _erase(thing: Thing) -> None:
    """Erase what was sent for a request, and end it."""
    kyc_request_id = thing.ids["kyc_request_id"]
    erase_request(kyc_request_id, actor="test")
    with transaction() as session:
        session.get_one(KycRequest, kyc_request_id).status = "fulfilled"


def _callers_of_the_api(app: APIFlask, a: str, b: str, operations: list[str]) -> list[Principal]:
    def key(name: str, organization_id: str, *may: str) -> Principal:
        permissions = frozenset(may or (EVERYTHING,))
        rule = Principal(name, app.test_client(), {}, organization_id, permissions)
        named = [EVERYTHING] if not may else [each for each in operations if rule.may(each)]
        _, text = create_api_key(organization_id, permissions=named)
        return replace(rule, headers={"REB-APIKEY": text})

    def token(name: str, organization_id: str | None, **claims: object) -> Principal:
        end = now() + timedelta(minutes=5)
        good = {"iss": ISSUER.name, "aud": settings().base_url, "exp": int(end.timestamp())}
        headers = {"Authorization": f"Bearer {ISSUER.sign({**good, **claims})}"}
        return Principal(name, app.test_client(), headers, organization_id)

    revoked, text = create_api_key(a)
    revoke_api_key(revoked.id)
    return [
        Principal("anonymous", app.test_client()),
        key("key A full", a),
        key("key A create-only", a, "Post*"),
        key("key A read-only", a, "Get*"),
        Principal("key A revoked", app.test_client(), {"REB-APIKEY": text}),
        key("key B full", b),
        token("JWT A", a),
        replace(token("customer of A", a, customerId="customer-own"), customer="own"),
        token("JWT A expired", None, exp=1),
        token("JWT A wrong aud", None, aud="https://other.example"),
        key("reviewer A", a, *REVIEWER_MAY),
    ]


def _others(app: APIFlask, things: dict[str, Thing]) -> list[Principal]:
    def session(name: str, opens: str) -> Principal:
        client = app.test_client()
        with reading() as rows:
            kyc_request = rows.get_one(KycRequest, things[opens].ids["kyc_request_id"])
            link = make_link(kyc_request)
        client.post("/start", data={"token": link.partition("token=")[2]})
        return Principal(name, client, opens=opens)

    def desk(name: str, organization_id: str) -> Principal:
        client = app.test_client()
        client.post("/review/sign-in", data={"key": create_api_key(organization_id)[1]})
        return Principal(name, client, desk=organization_id)

    worker = settings().s3_secret_key
    return [
        session("session of request 1", "own"),
        session("session of request 2", "same tenant"),
        session("session after the end", "erased"),
        desk("desk of A", things["own"].organization_id),
        desk("desk of B", things["other tenant"].organization_id),
        # Workers have accounts with database and store, and none with the web.
        Principal(
            "worker",
            app.test_client(),
            {"REB-APIKEY": worker, "Authorization": f"Bearer {settings().s3_access_key}"},
        ),
    ]
