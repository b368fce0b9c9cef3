"""The one settings object, read from the environment once.

Outside the sandbox every secret must be given and strong, else the program refuses to start. In the
sandbox missing secrets are drawn once and kept in `DATA_DIR/sandbox.json`, readable by the owner
alone, so that links, sessions and the demo key survive a restart.
"""

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any

from app.domain.return_url import UrlRefused, origin_of
from app.service_settings import ServiceMisconfigured, ServiceSettings, load_service_settings

MIN_SECRET_CHARACTERS = 32
_ROOT = Path(__file__).resolve().parent.parent

Network = IPv4Network | IPv6Network


class SettingsError(Exception):
    """The environment does not make a working configuration; the text names variable and remedy."""


@dataclass(frozen=True)
class Settings:
    """All configuration. Names of environment variables are the upper-case field names."""

    environment: str
    base_url: str
    data_dir: Path
    database_url: str
    secret_keys: tuple[str, ...] = field(repr=False)
    s3_endpoint_url: str
    s3_bucket: str
    s3_region: str
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    demo_api_key: str | None = field(default=None, repr=False)
    egress_allowed_networks: tuple[Network, ...] = ()
    rate_limit: int = 3000
    rate_limit_storage_url: str = "memory://"
    trusted_proxy_hops: int = 0
    trusted_hosts: tuple[str, ...] = ()
    worker_slot: str = "worker-1"
    models_dir: Path = _ROOT / ".models"
    portraits_dir: Path = _ROOT / ".portraits"
    spoof_model: Path | None = None
    log_level: str = "INFO"
    services: ServiceSettings = field(default_factory=ServiceSettings)
    reuse_check: bool = True
    event_streams: int = 1
    webhook_speed_up: int = 1

    @property
    def is_sandbox(self) -> bool:
        """Tell whether this is the sandbox: demo shop, http redirects to this machine."""
        return self.environment == "sandbox"

    @property
    def is_secure(self) -> bool:
        """Tell whether the portal is reached by https, so that cookies can insist on it."""
        return self.base_url.startswith("https://")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings that `environ` (default: the process's) describes.

    Raises SettingsError when one is missing, weak or not understood.
    """
    env = os.environ if environ is None else environ
    environment = env.get("ENVIRONMENT", "sandbox")
    if environment not in {"sandbox", "live"}:
        raise SettingsError("ENVIRONMENT must be `sandbox` or `live`.")
    data_dir = Path(env.get("DATA_DIR", "var")).resolve()
    kept = _sandbox_secrets(data_dir) if environment == "sandbox" else {}
    # Beside a running portal, commands find it without being told its port again.
    running = _running(data_dir) if environment == "sandbox" and "PORT" not in env else {}
    host, port = env.get("HOST", "127.0.0.1"), _number(env, "PORT", 8000)
    shown_host = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - compared only.
    database_url = _required(
        env, "DATABASE_URL", environment, f"sqlite:///{data_dir / 'kyc.sqlite3'}"
    )
    return Settings(
        environment=environment,
        base_url=_base_url(
            env, environment, running.get("base_url", f"http://{shown_host}:{port}")
        ),
        data_dir=data_dir,
        database_url=database_url,
        secret_keys=_secret_keys(env, kept),
        s3_endpoint_url=_required(
            env,
            "S3_ENDPOINT_URL",
            environment,
            running.get("s3_endpoint_url", f"http://127.0.0.1:{_number(env, 'S3_PORT', port + 1)}"),
        ),
        s3_bucket=env.get("S3_BUCKET", "kyc"),
        s3_region=env.get("S3_REGION", "us-east-1"),
        s3_access_key=_required(env, "S3_ACCESS_KEY", environment, kept.get("s3_access_key")),
        s3_secret_key=_strong(env, "S3_SECRET_KEY", environment, kept.get("s3_secret_key"), 16),
        demo_api_key=kept.get("demo_api_key"),
        egress_allowed_networks=_networks(env),
        rate_limit=_number(env, "RATE_LIMIT", 3000),
        rate_limit_storage_url=_count_storage(env, data_dir, database_url),
        trusted_proxy_hops=_number(env, "TRUSTED_PROXY_HOPS", 0),
        trusted_hosts=_listed(env, "TRUSTED_HOSTS"),
        worker_slot=env.get("WORKER_SLOT", "worker-1"),
        models_dir=Path(env.get("MODELS_DIR", str(_ROOT / ".models"))),
        portraits_dir=Path(env.get("PORTRAITS_DIR", str(_ROOT / ".portraits"))),
        spoof_model=Path(env["SPOOF_MODEL"]) if env.get("SPOOF_MODEL") else None,
        log_level=env.get("LOG_LEVEL", "INFO").upper(),
        services=_services(env, environment),
        # Specimens are sent for many customers: in the sandbox their outcome must not change.
        reuse_check=_switch(env, "REUSE_CHECK", default=environment == "live"),
        event_streams=_count(env, "EVENT_STREAMS", 1),
        webhook_speed_up=_speed_up(env, environment),
    )


def _required(env: Mapping[str, str], name: str, environment: str, default: str | None) -> str:
    value = env.get(name) or (default if environment == "sandbox" else None)
    if not value:
        raise SettingsError(f"{name} must be set outside the sandbox.")
    return value


def _strong(
    env: Mapping[str, str], name: str, environment: str, default: str | None, characters: int
) -> str:
    value = _required(env, name, environment, default)
    if environment != "sandbox" and (len(value) < characters or len(set(value)) < 8):
        raise SettingsError(f"{name} is too weak: use at least {characters} random characters.")
    return value


def _secret_keys(env: Mapping[str, str], kept: Mapping[str, str]) -> tuple[str, ...]:
    """Return the signing keys, oldest first; the last one signs, all of them verify."""
    keys = _listed(env, "SECRET_KEYS") or tuple(filter(None, [kept.get("secret_key")]))
    if not keys:
        raise SettingsError(
            "SECRET_KEYS must be set outside the sandbox: one or more keys separated by commas, "
            "oldest first. Make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    for key in keys:
        if len(key) < MIN_SECRET_CHARACTERS or len(set(key)) < 8:
            raise SettingsError(
                f"SECRET_KEYS holds a weak key: use {MIN_SECRET_CHARACTERS} or more random "
                "characters for each."
            )
    return keys


def _base_url(env: Mapping[str, str], environment: str, default: str) -> str:
    url = _required(env, "BASE_URL", environment, default).rstrip("/")
    try:
        origin_of(url)
    except UrlRefused as error:
        raise SettingsError(f"BASE_URL {error}.") from error
    if environment == "live" and not url.startswith("https://"):
        raise SettingsError("BASE_URL must be an https URL outside the sandbox.")
    return url


def _count_storage(env: Mapping[str, str], data_dir: Path, database_url: str) -> str:
    """Return where calls are counted; embedded, all web processes are on this machine."""
    is_embedded = database_url.startswith("sqlite:")
    default = f"sqlite:///{data_dir / 'limits.sqlite3'}" if is_embedded else "memory://"
    return env.get("RATE_LIMIT_STORAGE_URL") or default


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        return int(env.get(name) or default)
    except ValueError as error:
        raise SettingsError(f"{name} must be a whole number.") from error


def _count(env: Mapping[str, str], name: str, default: int) -> int:
    count = _number(env, name, default)
    if count < 0:
        raise SettingsError(f"{name} must not be negative.")
    return count


def _speed_up(env: Mapping[str, str], environment: str) -> int:
    factor = _number(env, "WEBHOOK_SPEED_UP", 1)
    if factor < 1:
        raise SettingsError("WEBHOOK_SPEED_UP must be at least 1.")
    if factor > 1 and environment == "live":
        raise SettingsError("WEBHOOK_SPEED_UP may be more than 1 in the sandbox only.")
    return factor


def _switch(env: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = env.get(name) or ("on" if default else "off")
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} must be `on` or `off`.")
    return value == "on"


def _listed(env: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in env.get(name, "").split(",") if item.strip())


def _services(env: Mapping[str, str], environment: str) -> ServiceSettings:
    try:
        return load_service_settings(env, is_sandbox=environment == "sandbox")
    except ServiceMisconfigured as error:
        raise SettingsError(str(error)) from error


def _networks(env: Mapping[str, str]) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(item) for item in _listed(env, "EGRESS_ALLOWED_NETWORKS"))
    except ValueError as error:
        raise SettingsError(f"EGRESS_ALLOWED_NETWORKS: {error}.") from error


def _running(data_dir: Path) -> dict[str, str]:
    """Return what a portal that runs over `data_dir` noted of itself; empty when none does."""
    try:
        noted: dict[str, Any] = json.loads((data_dir / "run.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {name: value for name, value in noted.items() if isinstance(value, str)}


def _sandbox_secrets(data_dir: Path) -> dict[str, str]:
    """Return the sandbox's own secrets, drawing and keeping them at the first start.

    Several processes may start at once: the file is created exclusively, and losers read it.
    """
    path = data_dir / "sandbox.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        drawn = {
            "secret_key": secrets.token_hex(32),
            "s3_access_key": secrets.token_hex(10),
            "s3_secret_key": secrets.token_hex(20),
            "demo_api_key": f"sk_sandbox_{secrets.token_hex(32)}",
        }
        temporary = path.with_name(f"sandbox.{secrets.token_hex(8)}.json")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            json.dump(drawn, handle, indent=1)
        try:
            # A hard link fails where the name is taken, so exactly one process wins.
            os.link(temporary, path)
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    kept: dict[str, Any] = json.loads(path.read_text())
    return {name: str(value) for name, value in kept.items()}
