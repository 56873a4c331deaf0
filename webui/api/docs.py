"""The documentation of the API, served from here: the OpenAPI document, Swagger UI over it, and what problems mean."""

from functools import cache
from html import escape
from importlib.resources import files

from flask import Blueprint, Response

from webui.api import document
from webui.api.answers import JSON, dump
from webui.api.routes import PREFIX
from webui.problems import KINDS

SWAGGER = str(files("flask_openapi3_swagger") / "templates" / "swagger")
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Baton API</title>
<link rel="icon" href="/api/docs/static/images/swagger.svg">
<link rel="stylesheet" href="/api/docs/static/css/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/static/js/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>"""
START = """window.ui = SwaggerUIBundle({
  url: "%s/openapi.json", dom_id: "#swagger-ui", deepLinking: true, persistAuthorization: false, docExpansion: "list",
});"""

docs = Blueprint("api_docs", __name__, static_folder=SWAGGER, static_url_path="/api/docs/static")


@docs.get(f"{PREFIX}/openapi.json")
def openapi() -> Response:
    """Return the OpenAPI document."""
    return Response(_document(), content_type=JSON)


@docs.get("/api/docs")
@docs.get("/api/docs/")
def page() -> Response:
    """Return the page that shows the document."""
    return Response(PAGE, content_type="text/html; charset=utf-8")


@docs.get("/api/docs/start.js")
def start() -> Response:
    """Return the script that starts Swagger UI; apart from the page, because the page allows none inside it."""
    return Response(START % PREFIX, content_type="text/javascript; charset=utf-8")


@docs.get("/api/problems")
def problems() -> Response:
    """Return the page that the `type` of each problem leads to."""
    kinds = sorted({(kind.code, int(kind.status), kind.title) for kind in KINDS.values()})
    rows = "".join(
        f"<tr id='{escape(code)}'><td>{escape(code)}</td><td>{status}</td><td>{escape(title)}</td></tr>"
        for code, status, title in kinds
    )
    table = f"<table><tr><th>type</th><th>status</th><th>meaning</th></tr>{rows}</table>"
    text = f"<!doctype html><html lang='en'><title>Problems · Baton API</title><h1>Problems</h1>{table}</html>"
    return Response(text, content_type="text/html; charset=utf-8")


@cache
def _document() -> bytes:
    from webui.api.groups import GROUPS

    return dump(document.build(GROUPS))
