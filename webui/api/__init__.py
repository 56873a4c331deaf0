"""The HTTP API under /api/v1, its documentation, and what watches over Baton."""

from flask import Flask


def install(app: Flask) -> None:
    """Add the API to an application that `webui.transactions` was installed in."""
    from webui.api import failures, metrics
    from webui.api.docs import docs
    from webui.api.groups import GROUPS
    from webui.api.probes import probes

    metrics.install(app)
    failures.answer_unrouted(app)
    for blueprint in (*GROUPS, docs, probes):
        app.register_blueprint(blueprint)
