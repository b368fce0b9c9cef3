"""Building the application: the one place where adapters are made."""

from pathlib import Path

from apiflask import APIFlask

from app import (
    api,
    cli,
    compression,
    demo,
    errors,
    extensions,
    gatherer,
    health,
    jobs,
    languages,
    logs,
    outside_services,
    review,
    security,
)
from app.adapters import database
from app.adapters.clock import Clock, SystemClock
from app.adapters.job_queue import JobQueue
from app.adapters.key_sets import KeySets
from app.adapters.object_store import ObjectStore
from app.config import Settings, load_settings

_ROOT = Path(__file__).resolve().parent.parent


def create_app(settings: Settings | None = None, *, clock: Clock | None = None) -> APIFlask:
    """Return the application: settings, adapters, then each concern's own `init_app` in order.

    Raises SettingsError when the environment does not make a working configuration.
    """
    settings = settings or load_settings()
    logs.configure(settings.log_level)
    app = APIFlask(
        "app",
        title="KYC gatherer",
        version="1.0",
        root_path=str(_ROOT),
        template_folder="templates",
        # Styles, scripts and pictures are served by `gatherer.assets`, under hashed addresses.
        static_folder=None,  # type: ignore[arg-type] # Flask takes None; APIFlask only forgot.
        spec_path="/openapi.json",
        docs_path=None,
    )
    app.extensions["kyc"] = build_resources(settings, clock or SystemClock())
    security.init_app(app, settings)
    extensions.csrf.init_app(app)
    compression.init_app(app)
    languages.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    api.init_app(app)
    gatherer.init_app(app, is_sandbox=settings.is_sandbox, event_streams=settings.event_streams)
    review.init_app(app)
    if settings.is_sandbox:
        demo.init_app(app)
    jobs.init_app(app)
    cli.init_app(app)
    return app


def build_resources(settings: Settings, clock: Clock) -> extensions.Resources:
    """Return the adapters that `settings` describes; nothing is connected yet."""
    return extensions.Resources(
        settings=settings,
        engine=database.connect(settings.database_url),
        store=ObjectStore.connect(
            endpoint_url=settings.s3_endpoint_url,
            region=settings.s3_region,
            access_key=settings.s3_access_key,
            secret_key=settings.s3_secret_key,
            bucket=settings.s3_bucket,
        ),
        clock=clock,
        queue=JobQueue.connect(settings.database_url),
        key_sets=KeySets(opened=settings.egress_allowed_networks),
        credit_bureau=outside_services.credit_bureau(settings),
        picture_search=outside_services.picture_search(settings),
        malware_scanner=outside_services.malware_scanner(settings),
    )
