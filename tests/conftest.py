"""Fixtures: a real application on a real database and a real S3 server, and people to use it."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, select
from werkzeug.test import TestResponse

from app import create_app, limits
from app.adapters.clock import MovableClock
from app.adapters.object_store import ObjectStore
from app.config import Settings, load_settings
from app.domain.commands import Address, PutCustomer
from app.extensions import resources
from app.factory import build_resources
from app.models import Customer, KycDocument, Organization
from app.services import organizations
from app.services.analyse_document import analyse_document
from app.services.customers import put_customer
from app.services.transaction import reading
from tests.support.databases import (
    Databases,
    PostgresDatabases,
    SqliteDatabases,
    serve_postgres,
)
from tests.support.object_store_server import (
    ObjectStoreServer,
    free_port,
    serve_object_store,
)
from tests.support.receiver import Receiver, receiving

_connect = socket.socket.connect
_engines: dict[str, Engine] = {}


def pytest_collection() -> None:
    """Import everything without looking for garbage, which would take a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Look for garbage again, but not in what stays until the end."""
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that would leave the machine."""

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not (
            str(address[0]).startswith("127.") or address[0] in {"::1", "localhost"}
        ):
            raise AssertionError(f"a test reached out to {address}")
        _connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(scope="session")
def object_store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectStoreServer]:
    """One S3 server for the whole run; each test has a bucket of its own."""
    with serve_object_store(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="session")
def _sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def _postgres_databases() -> Iterator[PostgresDatabases]:
    with serve_postgres() as uri:
        yield PostgresDatabases(uri)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh database: each test that needs one runs on both kinds."""
    name = {"sqlite": "_sqlite_databases", "postgresql": "_postgres_databases"}[request.param]
    databases: Databases = request.getfixturevalue(name)
    with databases.fresh() as url:
        yield url


@pytest.fixture
def settings(database_url: str, object_store_server: ObjectStoreServer, tmp_path: Path) -> Settings:
    """Sandbox settings on the test's own database and bucket."""
    loaded = load_settings(
        {
            **{name: os.environ[name] for name in ("MODELS_DIR",) if name in os.environ},
            "DATA_DIR": str(tmp_path / "var"),
            "DATABASE_URL": database_url,
            "S3_ENDPOINT_URL": object_store_server.endpoint_url,
            "S3_ACCESS_KEY": object_store_server.access_key,
            "S3_SECRET_KEY": object_store_server.secret_key,
            "S3_BUCKET": f"b{abs(hash(str(tmp_path))) % 10**12}",
            "BASE_URL": "http://localhost",
            "EGRESS_ALLOWED_NETWORKS": "127.0.0.0/8",
            "LOG_LEVEL": "WARNING",
            "RATE_LIMIT_STORAGE_URL": "memory://",
        }
    )
    return replace(loaded)


@pytest.fixture
def clock() -> MovableClock:
    """The application's clock, which a test can move."""
    return MovableClock()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """What the templates compile to, so that not every application does it again."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def shared_app(
    tmp_path_factory: pytest.TempPathFactory, compiled_templates: FileSystemBytecodeCache
) -> APIFlask:
    """One application for the whole run: building one takes longer than most tests."""
    folder = tmp_path_factory.mktemp("app")
    loaded = load_settings({"DATA_DIR": str(folder), "BASE_URL": "http://localhost"})
    application = create_app(loaded)
    application.jinja_env.bytecode_cache = compiled_templates
    application.testing = True
    return application


@pytest.fixture
def app(shared_app: APIFlask, settings: Settings, clock: MovableClock) -> Iterator[APIFlask]:
    """The application on the test's own resources, its context pushed.

    Whoever changes more of it than its configuration takes `own_app`.
    """
    built = build_resources(settings, clock)
    # An engine keeps what it compiled, and the tests ask for the same again and again.
    engine = _engines.setdefault(settings.database_url, built.engine)
    configured = dict(shared_app.config)
    shared_app.config.update(SECRET_KEY=settings.secret_keys[-1])
    shared_app.extensions["kyc"] = replace(built, engine=engine)
    with _running(shared_app):
        # The addresses that tests call from are the same in each.
        limits._limits().limiter.reset()
        yield shared_app
    shared_app.config.clear()
    shared_app.config.update(configured)


@pytest.fixture
def own_app(
    settings: Settings, clock: MovableClock, compiled_templates: FileSystemBytecodeCache
) -> Iterator[APIFlask]:
    """An application that no other test sees, its context pushed."""
    application = create_app(settings, clock=clock)
    application.jinja_env.bytecode_cache = compiled_templates
    application.testing = True
    with _running(application):
        yield application


@contextmanager
def _running(application: APIFlask) -> Iterator[None]:
    with application.app_context():
        resources().store.ensure_bucket()
        yield
        resources().queue.close()
        resources().engine.dispose()


@pytest.fixture
def organization(app: APIFlask) -> Organization:
    """An organization."""
    return organizations.create_organization("Harbour Street Shop")


@pytest.fixture
def api_key(organization: Organization) -> str:
    """The text of a key that may do everything."""
    return organizations.create_api_key(organization.id)[1]


@pytest.fixture
def customer(organization: Organization) -> Customer:
    """Anna Maria Martinez Lopez, of 12 Harbour Road."""
    command = PutCustomer(
        customer_id="anna",
        address=Address(
            first_name="Anna Maria",
            last_name="Martinez Lopez",
            address="12 Harbour Road",
            city="Zenith",
            postal_code="10245",
            country="GB",
            date_of_birth=date(1990, 2, 13),
        ),
    )
    return put_customer(organization.id, command)[0]


@dataclass
class ApiClient:
    """Calls the merchant API with a key; answers are werkzeug test responses."""

    app: APIFlask
    key: str
    prefix: str = ""

    def __post_init__(self) -> None:
        self._client = self.app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET with the key."""
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        """POST JSON with the key."""
        return self.request("POST", path, json=json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> TestResponse:
        """PUT JSON with the key."""
        return self.request("PUT", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        """DELETE with the key."""
        return self.request("DELETE", path, **options)

    def request(self, method: str, path: str, **options: Any) -> TestResponse:
        """Send any request; a `json` of None sends no body."""
        headers = {"REB-APIKEY": self.key, **options.pop("headers", {})}
        if options.get("json", ...) is None:
            options.pop("json")
        return self._client.open(self.prefix + path, method=method, headers=headers, **options)


@pytest.fixture
def api(app: APIFlask, api_key: str) -> ApiClient:
    """The merchant API, with a key that may do everything."""
    return ApiClient(app, api_key)


@pytest.fixture
def run_analysis(app: APIFlask) -> Callable[[], int]:
    """Analyse, here and now, every document that waits for it; return how many there were."""

    def run() -> int:
        with reading() as session:
            waiting = session.scalars(
                select(KycDocument.id).where(KycDocument.status == "in-progress")
            ).all()
        for kyc_document_id in waiting:
            analyse_document(kyc_document_id, "test:1:owner")
        return len(waiting)

    return run


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks on this machine, that answers 200."""
    with receiving() as server:
        yield server


@pytest.fixture
def unreachable_store(app: APIFlask) -> Callable[[], None]:
    """Return a switch that puts a store nobody answers for in the place of the real one."""

    def switch() -> None:
        resources().store = ObjectStore.connect(
            endpoint_url=f"http://127.0.0.1:{free_port()}",
            region="us-east-1",
            access_key="nobody",
            secret_key="nothing",
            bucket="none",
        )

    return switch
