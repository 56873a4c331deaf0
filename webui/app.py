"""Makes the web application: pages, HTTP API, and what they share."""

from pathlib import Path

from flask import Flask

from tasks.work import Baton
from webui import api, pages, rendering, security, static_files, transactions

HERE = Path(__file__).parent


def create_app(baton: Baton) -> Flask:
    """Return the application for the parts of Baton that `tasks.bootstrap` put together."""
    app = transactions.Application("webui", root_path=str(HERE), static_folder=None, template_folder="templates")
    transactions.install(app, baton)
    security.install(app, baton.settings)
    rendering.install(app)
    static_files.install(app)
    pages.install(app)
    api.install(app)
    return app
