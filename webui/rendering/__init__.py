"""What templates may use: built assets, times in the reader's zone, names and values as people read them."""

from flask import Flask

from webui.pages import names
from webui.rendering import assets, look, person, texts, times


def install(app: Flask) -> None:
    """Give the templates their functions and filters."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    for part in (assets, look, names, person, texts, times):
        app.jinja_env.globals.update(part.GLOBALS)
        app.jinja_env.filters.update(getattr(part, "FILTERS", {}))
