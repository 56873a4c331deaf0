"""Makes the web application: pages, HTTP API, and what they share."""

from pathlib import Path

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tasks.work import Baton
from webui import api, landing, pages, rendering, security, single_sign_on, static_files, transactions

HERE = Path(__file__).parent


def trust_proxies(app: Flask, count: int) -> None:
    """Believe what the last `count` proxies say of who asks, and how; without any, nobody can claim an address."""
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def create_app(baton: Baton) -> Flask:
    """Return the application for the parts of Baton that `tasks.bootstrap` put together."""
    app = transactions.Application("webui", root_path=str(HERE), static_folder=None, template_folder="templates")
    transactions.install(app, baton)
    security.install(app, baton.settings)
    single_sign_on.install(app, baton.settings)
    trust_proxies(app, baton.settings.trusted_proxies)
    rendering.install(app)
    static_files.install(app)
    pages.install(app)
    landing.install(app)
    api.install(app)
    return app
