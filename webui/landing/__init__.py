"""The public side of landing pages and incoming webhooks: no session, no cookie, nothing to forge."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the public doors to an application."""
    from webui.landing import events, forms, hooks, scripts

    for part in (events, forms, hooks, scripts):
        app.register_blueprint(part.doors)
