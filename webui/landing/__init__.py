"""The public side of landing pages and incoming webhooks: no session, no cookie, nothing to forge."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the public doors to an application."""
    from webui.landing.events import doors as events
    from webui.landing.forms import doors as forms
    from webui.landing.hooks import doors as hooks
    from webui.landing.scripts import doors as scripts

    for doors in (events, forms, hooks, scripts):
        app.register_blueprint(doors)
