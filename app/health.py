"""Liveness and readiness."""

from collections.abc import Callable
from datetime import timedelta

from apiflask import APIBlueprint, APIFlask
from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.domain.errors import ServiceUnavailable
from app.extensions import now, resources, settings, store
from app.models import Organization, WorkerHeartbeat
from app.services.transaction import reading

blueprint = APIBlueprint("health", __name__, url_prefix="/health", enable_openapi=False)

#: A worker that gave no sign for this long is taken for dead: three heartbeats of ten seconds.
_SILENCE = timedelta(seconds=30)


def init_app(app: APIFlask) -> None:
    """Register the two endpoints."""
    app.register_blueprint(blueprint)


@blueprint.get("/live")
def live() -> ResponseReturnValue:
    """Answer that the process serves requests."""
    return jsonify(status="ok")


@blueprint.get("/ready")
def ready() -> ResponseReturnValue:
    """Answer whether database, storage and a worker are there; 503 names those that are not."""
    checks = {"database": _check(_database), "storage": _check(_storage), "worker": _check(_worker)}
    is_ready = all(outcome == "ok" for outcome in checks.values())
    answer = jsonify(
        status="ok" if is_ready else "unavailable",
        checks=checks,
        # Told, and no part of readiness: without them the portal works, and people decide more.
        outsideServices=_outside_services(),
        environment=settings().environment,
        egressAllowedNetworks=[str(item) for item in settings().egress_allowed_networks],
    )
    answer.status_code = 200 if is_ready else 503
    if not is_ready:
        answer.headers["Retry-After"] = "5"
    return answer


def _outside_services() -> dict[str, str]:
    found = resources()
    return found.service_health.states(
        {
            "creditBureau": found.credit_bureau,
            "malwareScanner": found.malware_scanner,
            "pictureSearch": found.picture_search,
        }
    )


def _check(check: Callable[[], bool]) -> str:
    try:
        return "ok" if check() else "missing"
    except ServiceUnavailable:
        return "unavailable"
    except Exception:
        # Readiness must answer whatever is wrong; the reason belongs to the log, not to strangers.
        current_app.logger.exception("health.check_failed")
        return "unavailable"


def _database() -> bool:
    with reading() as session:
        session.scalars(select(Organization.id).limit(1)).first()
    return True


def _storage() -> bool:
    store().check()
    return True


def _worker() -> bool:
    with reading() as session:
        seen = select(WorkerHeartbeat.slot).where(WorkerHeartbeat.at > now() - _SILENCE)
        return session.scalars(seen.limit(1)).first() is not None
