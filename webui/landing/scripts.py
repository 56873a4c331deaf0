"""What a website that embeds a form loads from here: the script, the styles of our own page, and tickets."""

from pathlib import Path

from flask import Response
from flask.typing import ResponseReturnValue

from crm.landing import pages, proof
from webui.api.answers import dump
from webui.landing.doors import admit, blueprint, open_page, preflight
from webui.transactions import baton, session

doors = blueprint("landing_script")
HERE = Path(__file__).parent
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


@doors.get("/l/<slug>.js")
def script(slug: str) -> ResponseReturnValue:
    """Return the script that proves, sends and follows a form; the same for all pages, which it knows by its address."""
    pages.by_slug(session(), slug)
    return _file("snippet.js")


@doors.get("/l/page.css")
def styles() -> ResponseReturnValue:
    """Return the styles of our own landing pages."""
    return _file("page.css")


@doors.route("/l/<slug>/ticket", methods=["OPTIONS"], provide_automatic_options=False)
def may_ask(slug: str) -> ResponseReturnValue:
    """Tell a browser whether another website may ask for tickets."""
    return preflight(slug, "POST")


@doors.post("/l/<slug>/ticket", provide_automatic_options=False)
def ticket(slug: str) -> ResponseReturnValue:
    """Return a new ticket, the work it asks for, and its question."""
    page = open_page(slug)
    admit("ticket")
    key, slug = baton().settings.secret_key, page.slug
    issued = proof.issue(key, slug)
    told = {
        "ticket": issued,
        "bits": proof.BITS,
        "wait": int(proof.YOUNGEST.total_seconds() * 1000),
        "question": proof.question(key, issued),
        "consent": page.consent,
    }
    return Response(dump(told), content_type="application/json")


def _file(name: str) -> Response:
    answer = Response((HERE / name).read_bytes(), content_type=TYPES[Path(name).suffix])
    answer.headers.update({"Cross-Origin-Resource-Policy": "cross-origin", "Cache-Control": "max-age=300"})
    return answer
