"""Headers of every response, the Content-Security-Policy's nonce, and cookie flags."""

import secrets

from apiflask import APIFlask
from flask import Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # `no-referrer` would make browsers send `Origin: null` with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def init_app(app: APIFlask, settings: Settings) -> None:
    """Set cookie flags, trust the configured proxies, and add the headers to every response."""
    app.config.update(
        SECRET_KEY=settings.secret_keys[-1],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[:-1]),
        # The prefix makes browsers insist on Secure, on no domain and on the path `/`.
        SESSION_COOKIE_NAME="__Host-kyc" if settings.is_secure else "kyc",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    if settings.trusted_proxy_hops:
        hops = settings.trusted_proxy_hops
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.after_request(_add_headers)
    if settings.is_secure:
        app.after_request(_insist_on_https)


def csp_nonce() -> str:
    """Return this response's nonce, the same for every script and style of the page."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _add_headers(response: Response) -> Response:
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", _policy())
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _insist_on_https(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response


def _policy() -> str:
    # Chromium applies `form-action` to the redirect that follows a form, so a page whose form ends
    # at the merchant names that one origin beside our own.
    form_action = " ".join(filter(None, ["'self'", g.get("form_action_origin")]))
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    return (
        f"default-src 'none'; script-src 'self'{nonce}; style-src 'self'{nonce}; "
        "img-src 'self' blob: data:; media-src blob:; connect-src 'self'; worker-src 'self'; "
        f"font-src 'self'; form-action {form_action}; base-uri 'none'; object-src 'none'; "
        "frame-ancestors 'none'"
    )
