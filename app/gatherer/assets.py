"""Styles, scripts and pictures of the pages, read once at the start, without their comments.

Styles are one small sheet inside each page: no second request before the first paint. So are small
scripts, which weigh less than the asking for them. A larger one comes with what it imports in one
file, under an address with the hash of all files, so that browsers may keep it for ever and what
scripts load later belongs to the same version.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, url_for
from markupsafe import Markup

from app.domain.accent import Shades, palette_of
from app.gatherer.script_bundles import bundle
from app.services.organization_settings import read_logo

_IMMUTABLE = "public, max-age=31536000, immutable"

#: Our own table, because the machine's differs from machine to machine.
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}

#: Layers of the sheet: values first, then elements, then components by name.
_STYLE_ORDER = ("css/tokens.css", "css/base.css")


@dataclass(frozen=True)
class Asset:
    """One file: its bytes and media type."""

    data: bytes
    media_type: str


class Assets:
    """Every file below a folder by its relative name, `build` being the hash of them all."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): Asset(
                _lean(path), _MEDIA_TYPES.get(path.suffix, "application/octet-stream")
            )
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }
        self._bundle_scripts()
        digest = hashlib.sha256()
        for name, asset in self.files.items():
            digest.update(name.encode() + b"\0" + asset.data + b"\0")
        self.build = digest.hexdigest()[:12]

    def _bundle_scripts(self) -> None:
        paths = {name for name in self.files if name.startswith("js/")}
        scripts = {name.removeprefix("js/"): self.files[name].data.decode() for name in paths}
        for name in scripts:
            text = bundle(name, scripts)
            self.files[f"js/{name}"] = Asset(text.encode(), _MEDIA_TYPES[".js"])

    def style_sheet(self) -> str:
        """Return the portal's styles as one sheet without comments and what sets lines apart."""
        components = [name for name in self.files if name.startswith("css/components/")]
        text = "\n".join(
            self.files[name].data.decode()
            for name in (*_STYLE_ORDER, *components)
            if name in self.files
        )
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"\s*([{};])\s*", r"\1", text)
        return re.sub(r"\s*\n\s*", "\n", re.sub(r":[ \t]+", ":", text)).strip()

    def script_text(self, name: str) -> Markup:
        """Return a script with what it imports, to stand inside a page."""
        if name not in self.files:
            raise FileNotFoundError(name)
        return Markup(self.files[name].data.decode())  # noqa: S704 - our own files.


def _lean(path: Path) -> bytes:
    """Return a file's bytes; of a script without indentation and comments on lines of their own.

    No script has a text over several lines, which this would change (a test looks).
    """
    data = path.read_bytes()
    if path.suffix != ".js":
        return data
    text = re.sub(r"^\s*/\*\*.*?\*/\n", "", data.decode(), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^[ \t]*(//.*)?(\n|$)", "", text, flags=re.MULTILINE)
    return re.sub(r"^[ \t]+", "", text, flags=re.MULTILINE).encode()


def init_app(app: Flask) -> None:
    """Read the static folder, serve it under hashed addresses, and tell the templates."""
    assets = Assets(Path(app.root_path) / "static")
    style_sheet = Markup(assets.style_sheet())  # noqa: S704 - our own files.
    blueprint = Blueprint("assets", __name__)

    @blueprint.get("/static/<build>/<path:name>")
    def asset(build: str, name: str) -> Response:
        found = assets.files.get(name) or abort(404)
        response = Response(found.data, content_type=found.media_type)
        # A page from before an update names an old hash: it gets the new file, and keeps nothing.
        response.headers["Cache-Control"] = _IMMUTABLE if build == assets.build else "no-store"
        return response

    @blueprint.get("/logos/<sha256>")
    def logo(sha256: str) -> Response:
        """Show an organization's logo; its address holds its hash, so it never changes."""
        found = read_logo(sha256) or abort(404)
        response = Response(found.data, content_type=found.media_type)
        response.headers["Cache-Control"] = _IMMUTABLE
        return response

    def asset_url(name: str) -> str:
        if name not in assets.files:
            raise FileNotFoundError(name)
        return url_for("assets.asset", build=assets.build, name=name)

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        asset_url=asset_url, script_text=assets.script_text, style_sheet=lambda: style_sheet
    )
    app.jinja_env.globals["accent_styles"] = accent_styles


@lru_cache(maxsize=256)
def accent_styles(accent: str) -> Markup:
    """Return the rules that put an organization's accent in place of ours, in both schemes."""
    palette = palette_of(accent)
    dark = f"@media (prefers-color-scheme:dark){{:root{{{_properties(palette.dark)}}}}}"
    # Colours that we computed: digits and `#` alone.
    return Markup(f":root{{{_properties(palette.light)}}}\n{dark}")  # noqa: S704


def _properties(shades: Shades) -> str:
    return (
        f"--accent:{shades.accent};--accent-strong:{shades.strong};"
        f"--accent-ink:{shades.ink};--accent-soft:{shades.soft}"
    )
