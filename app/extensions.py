"""What services reach through: database, object store, clock and job queue of the running app.

Built once by `create_app` (or a test, which swaps a field) and found on the application, so that
services need neither globals nor a long list of arguments.
"""

from dataclasses import dataclass, field
from datetime import datetime

from flask import current_app
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from app.adapters.clock import Clock
from app.adapters.credit_bureau import CreditBureau
from app.adapters.database import WRITES
from app.adapters.job_queue import JobQueue
from app.adapters.key_sets import KeySets
from app.adapters.malware_scanner import MalwareScanner
from app.adapters.object_store import ObjectStore
from app.adapters.picture_search import PictureSearch
from app.config import Settings
from app.known_totals import KnownTotals
from app.service_health import ServiceHealth

csrf = CSRFProtect()

_KEY = "kyc"


@dataclass
class Resources:
    """The adapters of one application. Fields are swapped in tests only."""

    settings: Settings
    engine: Engine
    store: ObjectStore
    clock: Clock
    queue: JobQueue
    credit_bureau: CreditBureau | None = None
    picture_search: PictureSearch | None = None
    malware_scanner: MalwareScanner | None = None
    key_sets: KeySets = field(default_factory=KeySets)
    known_totals: KnownTotals = field(default_factory=KnownTotals)
    service_health: ServiceHealth = field(default_factory=ServiceHealth)

    def __post_init__(self) -> None:
        self.reading_sessions = sessionmaker(self.engine, class_=Session)
        self.writing_sessions = sessionmaker(
            self.engine.execution_options(**{WRITES: True}), class_=Session, expire_on_commit=False
        )


def install(resources: Resources) -> None:
    """Put `resources` on the current application."""
    current_app.extensions[_KEY] = resources


def resources() -> Resources:
    """Return the adapters of the current application."""
    found: Resources = current_app.extensions[_KEY]
    return found


def settings() -> Settings:
    """Return the settings of the current application."""
    return resources().settings


def store() -> ObjectStore:
    """Return the object store."""
    return resources().store


def now() -> datetime:
    """Return the present as aware UTC, by the application's clock."""
    return resources().clock.now()


def queue() -> JobQueue:
    """Return the sending half of background work."""
    return resources().queue
