"""What protects the pages: signed cookies, CSRF tokens, and headers that let no foreign script run."""

from datetime import timedelta

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from db.settings import Settings

LARGEST_REQUEST = 8 * 1024 * 1024
SESSION_LIFE = timedelta(days=14)
# bpmn-js sets styles on what it draws, hence inline styles; scripts come from our own files only.
CONTENT = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

csrf = CSRFProtect()


def install(app: Flask, settings: Settings) -> None:
    """Set up sessions, CSRF protection and headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="baton",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # Pages protect themselves (webui.pages.blueprint); the HTTP API has tokens instead.
        WTF_CSRF_CHECK_DEFAULT=False,
        # A page may stay open for days; the token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
        # The referrer is compared behind TLS; the token is what counts.
        WTF_CSRF_SSL_STRICT=False,
    )
    csrf.init_app(app)
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/static/dist/assets/"):
        # Names carry a hash of the content.
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    elif request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
