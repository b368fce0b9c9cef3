"""Make the virtual environment and put the locked packages into it.

uv does it in seconds and needs neither pip nor ensurepip, which a bare Debian lacks; its own wheel
is fetched by checksum. Where uv cannot run, the standard ``venv`` and pip install the same lock.
"""

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from scripts import package_index
from scripts.commands import ROOT, TOOLS, CommandError, SetupError, run_quietly

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ROOT / "requirements.txt", "test": ROOT / "requirements-dev.txt"}

UV_VERSION = "0.13.9"
#: Wheel tag and SHA-256 of uv, by operating system and processor.
UV_WHEELS = {
    ("Linux", "x86_64"): (
        "manylinux_2_17_x86_64.manylinux2014_x86_64",
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("Linux", "aarch64"): (
        "manylinux_2_28_aarch64",
        "ecb6028d79dc96fbeafffe5c8af62a7099487ebc05a701e76714eebcffd06375",
    ),
    ("Darwin", "x86_64"): (
        "macosx_10_12_x86_64",
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
    ("Darwin", "arm64"): (
        "macosx_11_0_arm64",
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
}


def abi() -> str:
    """Name the interpreter's binary interface: packages built for another one cannot be loaded."""
    # Not `sys.version`: a patch release from the system's updates changes nothing for packages.
    return f"{sys.implementation.cache_tag}-{sysconfig.get_platform()}"


def install_with_uv(mode: str, settings: package_index.IndexSettings) -> None:
    """Make the environment hold the lock of `mode` and nothing else.

    Raises SetupError where uv cannot be had for this machine or fails at its work, and
    IndexUnreachableError when the package index does not answer.
    """
    uv = _fetch_uv(settings)
    # Without this uv would look for an interpreter of its own on yet another server.
    environment = package_index.uv_environment(settings) | {"UV_PYTHON_DOWNLOADS": "never"}
    if not _is_usable():
        shutil.rmtree(VENV, ignore_errors=True)
        run_quietly(uv, "venv", "--python", sys.executable, VENV, environment=environment)
    sync = (uv, "pip", "sync", "--python", PYTHON, "--require-hashes", LOCKS[mode])
    run_quietly(*sync, environment=environment)


def install_with_pip(mode: str) -> None:
    """Do the same with ``venv`` and pip, ten times as slowly; raise SetupError when that fails."""
    if not _has_pip():
        shutil.rmtree(VENV, ignore_errors=True)
        _make_venv()
    run_quietly(PYTHON, "-m", "pip", "install", "--require-hashes", "-r", LOCKS[mode])


def _fetch_uv(settings: package_index.IndexSettings) -> Path:
    """Return the path of uv, taken out of its wheel on the package index when it is not there."""
    binary = TOOLS / f"uv-{UV_VERSION}" / "uv"
    if binary.exists():
        return binary
    machine = (platform.system(), platform.machine())
    if machine not in UV_WHEELS:
        raise SetupError(f"There is no uv for {' '.join(machine)}.")
    tag, checksum = UV_WHEELS[machine]
    name = f"uv-{UV_VERSION}-py3-none-{tag}.whl"
    with package_index.open_archive(settings, "uv", name) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != checksum:
        raise SetupError(f"{name} does not have the checksum that was pinned.")
    binary.parent.mkdir(parents=True, exist_ok=True)
    partial = binary.with_name(f"uv.{os.getpid()}")
    with zipfile.ZipFile(io.BytesIO(content)) as wheel:
        partial.write_bytes(wheel.read(f"uv-{UV_VERSION}.data/scripts/uv"))
    partial.chmod(0o755)
    return partial.replace(binary)


def _is_usable() -> bool:
    """Tell whether the environment is there and has this interpreter's binary interface."""
    question = (
        f"import sys; sys.exit(sys.implementation.cache_tag != {sys.implementation.cache_tag!r})"
    )
    return _succeeds([str(PYTHON), "-c", question])


def _has_pip() -> bool:
    return _is_usable() and _succeeds([str(PYTHON), "-m", "pip", "--version"])


def _succeeds(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make_venv() -> None:
    create = (sys.executable, "-m", "venv", "--clear", VENV)
    try:
        run_quietly(*create)
    except CommandError as error:
        # Debian splits `venv` off the interpreter; its package is small and brings pip along.
        if not can_use_apt():
            raise SetupError(
                f"{error}\nOn Debian or Ubuntu this helps: sudo apt-get install python3-venv"
            ) from error
        apt_install(["python3-venv"])
        run_quietly(*create)


def can_use_apt() -> bool:
    """Tell whether this is a Debian on which we may install packages."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    """Install Debian packages without recommended extras; needs root. Raises CommandError."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    patient = ("apt-get", "-o", "DPkg::Lock::Timeout=300")
    run_quietly(*patient, "update", environment=quiet)
    install = (*patient, "install", "-y", "--no-install-recommends", *packages)
    run_quietly(*install, environment=quiet)
